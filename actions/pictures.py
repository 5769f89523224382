"""Pictures: of the goods that are named or in focus, or of what arrived last."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk import Tracker

from actions.base import Events
from actions.cards import picture_of, price_of, show_cards
from actions.catalog import CatalogAction, named_goods
from actions.conversation import focused_line
from actions.replies import Reply
from shop.catalog import ShelfItem
from shop.counter import Counter
from shop.order_line import OrderLine

# What messengers show in one row to be swiped.
MAX_PICTURES = 10


class ShowPictures(CatalogAction):
    """Show pictures, to be swiped where a channel can, and as addresses where it shows text only."""

    def name(self) -> str:
        return "action_show_pictures"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        if named_goods(tracker) or focused_line(tracker):
            return super().perform(tracker, reply, counter)
        newest = counter.catalog.newest(MAX_PICTURES)
        shown = show_cards(reply, newest, kind="lookbook")
        reply.say("utter_new_pictures", rows=_rows(reply, newest), show=shown)
        return []

    def tell_found(self, reply: Reply, items: Sequence[ShelfItem], line: OrderLine) -> None:
        shown = [item for item in items if item.in_stock][:MAX_PICTURES]
        lookbook = show_cards(reply, shown, line, "lookbook")
        reply.say("utter_pictures", item=reply.terms.label(line), rows=_rows(reply, shown), show=lookbook)


def _rows(reply: Reply, items: Sequence[ShelfItem]) -> str:
    return "\n".join(
        reply.terms.format(
            "picture_row", title=item.titles[reply.language], price=price_of(reply, item), url=picture_of(item)
        )
        for item in items
    )
