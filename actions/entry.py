"""The chat was opened from a link or a QR code, perhaps one for a product."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Events, ShopAction
from actions.cards import show_cards
from actions.catalog import rows_of
from actions.conversation import line_to_slot, message_of
from actions.replies import Reply
from shop.catalog.matching import reference_to
from shop.counter import Counter
from shop.order_line import OrderLine

LONGEST_CODE = 40


class OpenLink(ShopAction):
    """Greet, and show what the link is for; a link that nobody knows any more is still a reason to greet."""

    writes = True
    resumes = True

    def name(self) -> str:
        return "action_open_link"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        code = str(message_of(tracker).value("link") or "")[:LONGEST_CODE]
        channel = str(tracker.get_latest_input_channel() or "")
        key = counter.visit(code, channel, tracker.sender_id)
        line = OrderLine(product=reference_to(key)) if key is not None else None
        items = counter.catalog.find(line).items if line is not None else []
        if line is None or not items:
            reply.say("utter_greet")
            return []
        response = "utter_link_opened" if items[0].in_stock else "utter_link_sold_out"
        reply.say(response, rows=rows_of(reply, items), show=show_cards(reply, items))
        return [SlotSet("focused_line", line_to_slot(line))]
