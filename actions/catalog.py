"""Catalog: searching, narrowing, availability, prices, details."""

from __future__ import annotations

import abc
from collections.abc import Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import Events, ShopAction
from actions.cards import MAX_VALUES, price_of, show_cards, words_of
from actions.cart import completed
from actions.conversation import focused_line, line_to_slot, order_lines_of
from actions.replies import Reply, names_goods
from shop.catalog import Availability, ShelfItem
from shop.counter import Counter
from shop.errors import NothingNamed, UnknownProduct
from shop.order_line import OrderLine

MAX_ROWS = 6
MAX_RECOMMENDED = 3


class CatalogAction(ShopAction):
    """An action that looks goods up and keeps them in focus. It changes nothing, so an open question is asked again."""

    resumes = True

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        lines = named_goods(tracker)
        focus = focused_line(tracker)
        wanted = [completed(line, focus) for line in lines] or ([focus] if focus else [])
        if not wanted:
            raise NothingNamed()
        for line in wanted:
            self.tell(reply, counter.catalog.look(line), line)
        return [SlotSet("focused_line", line_to_slot(wanted[-1]))] if wanted[-1].product else []

    def tell(self, reply: Reply, found: Availability, line: OrderLine) -> None:
        """Say what was found; what is not there is said by ``tell_missing``."""
        if found.status != "available":
            tell_missing(reply, found, line)
            return
        self.tell_found(reply, found.items, line)

    @abc.abstractmethod
    def tell_found(self, reply: Reply, items: Sequence[ShelfItem], line: OrderLine) -> None:
        """Say what the shopper asked about the goods that were found."""


class SearchProducts(CatalogAction):
    """Show the goods that the shopper is looking for."""

    def name(self) -> str:
        return "action_search_products"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        if named_goods(tracker):
            return super().perform(tracker, reply, counter)
        types = [reply.terms.word("product", product) for product in counter.catalog.product_types()]
        reply.say("utter_what_we_sell", products=reply.terms.listing(sorted(types)))
        return []

    def tell_found(self, reply: Reply, items: Sequence[ShelfItem], line: OrderLine) -> None:
        shown = show_cards(reply, items[:MAX_ROWS], line)
        reply.say("utter_found", item=reply.terms.label(line), rows=rows_of(reply, items), show=shown)
        hidden = len(items) - MAX_ROWS
        if hidden > 0:
            reply.say("utter_more_found", count=hidden)


class FilterProducts(SearchProducts):
    """Narrow what was just shown: a color, a size, a price limit, or simply cheaper."""

    def name(self) -> str:
        return "action_filter_products"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        focus = focused_line(tracker)
        if counter.cart.question(tracker.sender_id) and _describes(order_lines_of(tracker)):
            return [FollowupAction("action_take_answer")]  # "they're for women": what was asked, not a filter
        if named_goods(tracker) or focus is None:
            return super().perform(tracker, reply, counter)
        found = counter.catalog.look(focus)
        items = sorted(found.items, key=lambda item: item.price_from)
        shown = show_cards(reply, items[:MAX_ROWS], focus)
        reply.say("utter_cheapest", item=reply.terms.label(focus), rows=rows_of(reply, items), show=shown)
        return []


def _describes(lines: Sequence[OrderLine]) -> bool:
    """Tell whether a message says nothing but what goods shall be like: no goods, no price, nothing unwanted."""
    if len(lines) != 1 or lines[0].product or lines[0].excluded.stated():
        return False
    return bool(lines[0].wanted.stated()) and lines[0].max_price is None and lines[0].min_price is None


class CheckAvailability(CatalogAction):
    """Tell whether something is there, and in which sizes and colors."""

    def name(self) -> str:
        return "action_check_availability"

    def tell_found(self, reply: Reply, items: Sequence[ShelfItem], line: OrderLine) -> None:
        reply.say("utter_available", rows=rows_of(reply, items), show=show_cards(reply, items[:MAX_ROWS], line))


class TellPrice(CatalogAction):
    """Tell what something costs."""

    def name(self) -> str:
        return "action_tell_price"

    def tell_found(self, reply: Reply, items: Sequence[ShelfItem], line: OrderLine) -> None:
        reply.say("utter_price", rows=rows_of(reply, items), show=show_cards(reply, items[:MAX_ROWS], line))


class TellDetails(CatalogAction):
    """Describe a product."""

    def name(self) -> str:
        return "action_tell_details"

    def tell_found(self, reply: Reply, items: Sequence[ShelfItem], line: OrderLine) -> None:
        for item in items[:MAX_RECOMMENDED]:
            about = item.descriptions[reply.language]
            shown = show_cards(reply, [item], line)
            reply.say("utter_details", description=about, show=shown, **item_blanks(reply, item))


class TellMaterialCare(CatalogAction):
    """Tell what a product is made of and how to wash it."""

    def name(self) -> str:
        return "action_tell_material_care"

    def tell_found(self, reply: Reply, items: Sequence[ShelfItem], line: OrderLine) -> None:
        for item in items[:MAX_RECOMMENDED]:
            material = reply.terms.word("material", item.material or "")
            title = item.titles[reply.language]
            reply.say("utter_material_care", title=title, material=material, care=item.care[reply.language])


def named_goods(tracker: Tracker) -> list[OrderLine]:
    """Return the lines that name goods; beside a line with a product, bare attributes are no line of their own."""
    lines = [line for line in order_lines_of(tracker) if names_goods(line)]
    return [line for line in lines if line.product] or lines


def rows_of(reply: Reply, items: Sequence[ShelfItem]) -> str:
    """Return products as rows, with price, colors and sizes in stock."""
    return "\n".join(_row(reply, item) for item in items[:MAX_ROWS])


def _row(reply: Reply, item: ShelfItem) -> str:
    pattern = "shelf_item" if item.in_stock else "shelf_item_sold_out"
    return reply.terms.format(pattern, **item_blanks(reply, item))


def tell_missing(reply: Reply, found: Availability, line: OrderLine) -> None:
    """Say that something is sold out or not carried, with what is there instead.

    Raises:
        UnknownProduct: the shop has no such type of goods.
    """
    if found.status == "unknown_product" or not line.product:
        raise UnknownProduct(product=line.product)
    item = reply.terms.label(line)
    colors, sizes = found.alternatives.colors, found.alternatives.sizes
    instead = [
        reply.terms.format(f"instead_{kind}", values=reply.terms.listing([reply.terms.word(kind, v) for v in there]))
        for kind, there in (("color", colors), ("size", sizes))
        if there
    ]
    if not instead:
        reply.say("utter_nothing_like_it", item=item)
    elif found.status == "sold_out":
        reply.say("utter_sold_out", item=item, instead="\n".join(instead))
    else:
        reply.say("utter_not_carried", item=item, instead="\n".join(instead))


def item_blanks(reply: Reply, item: ShelfItem) -> dict[str, str]:
    """Return what can be said about a product, ready for the shopper."""
    return {
        "title": item.titles[reply.language],
        "price": price_of(reply, item),
        "colors": words_of(reply, "color", item.colors, MAX_VALUES),
        "sizes": words_of(reply, "size", item.sizes, MAX_VALUES),
        "rating": reply.terms.number(item.rating or 0),
    }


class Recommend(SearchProducts):
    """Show what is rated best: of what the shopper named, or of the whole shop."""

    def name(self) -> str:
        return "action_recommend"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        named = named_goods(tracker)
        focus = named[0] if named else (focused_line(tracker) or OrderLine())
        items = [item for item in counter.catalog.find(focus).items if item.in_stock]
        items.sort(key=lambda item: item.rating or 0, reverse=True)
        if not items:
            raise UnknownProduct(product=focus.product)
        best = items[:MAX_RECOMMENDED]
        reply.say("utter_recommended", rows=rows_of(reply, best), show=show_cards(reply, best, focus))
        return [SlotSet("focused_line", line_to_slot(focus))] if focus.product else []
