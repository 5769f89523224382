"""After the sale: what all requests share, and the answer to the one that is pending."""

from __future__ import annotations

import abc
from collections.abc import Iterable, Sequence
from datetime import datetime

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Events, ShopAction, settings
from actions.conversation import message_of
from actions.pending import PENDING, Pending, pending_of, yes_and_no
from actions.replies import Reply
from shop.aftersale import OwnLine, ReturnLine
from shop.counter import Counter
from shop.profile import kept_profile
from shop.views import LineView, OrderView

# A database takes no text of any length.
LONGEST_WORDS = 2000


class AfterSaleAction(ShopAction, abc.ABC):
    """An action about something that was ordered: it answers or replaces what is pending.

    It writes, since the shop locks an order before it looks at what is left of it.
    """

    writes = True
    resumes = True
    settles = True


def number_of(tracker: Tracker) -> str | None:
    """Return the order number that the message names."""
    number = message_of(tracker).value("order_number")
    return None if number is None else str(number)[:20]


def words_of(tracker: Tracker) -> str:
    """Return what the shopper typed; a button has no words."""
    text = message_of(tracker).text
    return "" if text.startswith("/") else text[:LONGEST_WORDS]


def at_the_shop(reply: Reply, moment: datetime) -> str:
    """Return day and time as the clocks at the shop show them."""
    return reply.moment(kept_profile(settings().profile_folder).local(moment))


def rows_of(reply: Reply, lines: Iterable[ReturnLine]) -> str:
    """Return pieces that come back as rows, with what they were paid with."""
    return "\n".join(
        reply.terms.format(
            "line",
            quantity=line.quantity,
            title=line.titles[reply.language],
            features=features(reply, line),
            price=reply.money(line.amount),
            total=reply.money(line.amount),
        )
        for line in lines
    )


def features(reply: Reply, line: ReturnLine | OwnLine | LineView) -> str:
    """Return color and size of goods in brackets."""
    values = {"color": line.color, "size": line.size}
    return reply.terms.features([reply.terms.word(kind, value) for kind, value in values.items() if value])


def named(reply: Reply, line: ReturnLine | OwnLine | LineView) -> str:
    """Return goods with color and size."""
    return line.titles[reply.language] + features(reply, line)


def order_rows(reply: Reply, orders: Sequence[OrderView]) -> str:
    """Return orders as rows with number, day, state and total."""
    return "\n".join(
        reply.terms.format(
            "order_row",
            number=order.number,
            day=reply.day(order.created_at.date()),
            status=reply.terms.word("status", order.status),
            total=reply.money(order.total),
        )
        for order in orders
    )


def confirm_later(
    reply: Reply, kind: str, response: str, yes: str, content: dict[str, object], **blanks: str
) -> Events:
    """Ask for the confirmation of a request, with its buttons."""
    return Pending(kind, "confirm", response, yes_and_no(reply, kind, yes), blanks, dict(content)).asked(reply)


class DropRequest(AfterSaleAction):
    """The shopper does not want it: nothing is done, and so it is said."""

    def name(self) -> str:
        return "action_drop_request"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        pending, button_of = pending_of(tracker), message_of(tracker).value("request")
        if pending is None or button_of not in (None, pending.kind):
            reply.say("utter_request_gone")
            return []
        match pending.kind:
            case "solution":
                reply.say("utter_solution_declined", ticket=str(pending.content.get("ticket", "")))
            case "complain":
                reply.say("utter_complaint_dropped")
            case _:
                reply.say("utter_request_dropped")
        return [SlotSet(PENDING, None)]
