"""Products as cards: what a row of text says, with picture, link and a button that chooses."""

from __future__ import annotations

from collections.abc import Sequence

from actions.base import settings
from actions.replies import Reply, button
from actions.shown import Show, cards_shown
from shop.catalog import ShelfItem
from shop.catalog.matching import reference_to
from shop.order_line import OrderLine
from shop.pictures import picture_url

MAX_VALUES = 12
# What the shopper said of the goods and every variant of a product may have or not: the button keeps it.
KEPT = ("color", "size")


def show_cards(
    reply: Reply, items: Sequence[ShelfItem], line: OrderLine | None = None, kind: str = "cards"
) -> Show | None:
    """Return products as cards; their buttons keep what ``line`` says of color and size."""
    return cards_shown([_card(reply, item, line or OrderLine()) for item in items], kind)


def picture_of(item: ShelfItem) -> str:
    """Return where the picture of a product can be seen."""
    return picture_url(settings(), item.key, item.color, item.pictures)


def price_of(reply: Reply, item: ShelfItem) -> str:
    """Return a product's price, or the range of its prices."""
    price = reply.money(item.price_from)
    if item.price_to == item.price_from:
        return price
    return reply.terms.format("price_range", low=price, high=reply.money(item.price_to))


def words_of(reply: Reply, kind: str, found: Sequence[str], most: int | None = None) -> str:
    """Return what is in stock as a list, or the term for goods that have no such attribute."""
    if not found:
        return reply.terms.format(f"no_{kind}")
    words = [reply.terms.word(kind, value) for value in found[:most]]
    return ", ".join(words) + (" …" if len(words) < len(found) else "")


def _card(reply: Reply, item: ShelfItem, line: OrderLine) -> dict[str, object]:
    return {
        "product": reference_to(item.key),
        "sku": item.sku,
        "title": item.titles[reply.language],
        "price": price_of(reply, item),
        "facts": _facts(reply, item),
        "picture": picture_of(item),
        "link": item.link,
        "button": _choose(reply, item, line) if item.in_stock else None,
    }


def _facts(reply: Reply, item: ShelfItem) -> list[str]:
    """Return colors and sizes in stock, all of them; a channel shortens where it must."""
    if not item.in_stock:
        return [reply.terms.format("sold_out")]
    return [words_of(reply, kind, found) for kind, found in (("color", item.colors), ("size", item.sizes)) if found]


def _choose(reply: Reply, item: ShelfItem, line: OrderLine) -> dict[str, str]:
    """Return the button that orders one: it goes in at once, or the one thing that is missing is asked."""
    said = {kind: list(line.wanted.of(kind)) for kind in KEPT if line.wanted.of(kind)}
    values = {kind: found[0] if len(found) == 1 else found for kind, found in said.items()}
    quantity = line.quantity if isinstance(line.quantity, int) and line.quantity > 0 else 1
    return button(
        reply.terms.word("button", "choose"), "add_to_cart", product=reference_to(item.key), quantity=quantity, **values
    )
