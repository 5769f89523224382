"""Buying again what was paid for before, as it was or with changes."""

from __future__ import annotations

from babel.dates import format_date
from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import Events, ShopAction
from actions.conversation import (
    EXCLUDED,
    LINE_ENTITIES,
    Message,
    chosen_line,
    line_to_slot,
    message_of,
    order_lines_of,
    whole,
)
from actions.replies import Button, Reply, button, names_goods
from actions.shown import cart_shown
from shop.cart.again import Again
from shop.cart.past import PastOrder
from shop.cart.reorder import Reordered, has_paid_order, reorder, was_bought
from shop.cart.substitutes import Substitute
from shop.catalog.matching import reference_to
from shop.counter import Counter
from shop.order_line import OrderLine
from shop.views import LineView


class Reorder(ShopAction):
    """Put into the cart what the shopper wants once more."""

    writes = True

    def name(self) -> str:
        return "action_reorder"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        wishes = wishes_of(tracker)
        if not has_paid_order(counter.cart, tracker.sender_id):
            return self._without_order(tracker, reply, wishes)
        number = message_of(tracker).value("order_number")
        done = reorder(counter.cart, tracker.sender_id, wishes, None if number is None else str(number))
        tell_reordered(reply, done)
        return focus_after(done)

    @staticmethod
    def _without_order(tracker: Tracker, reply: Reply, wishes: list[Again]) -> Events:
        """Nothing was paid yet: goods that are named, or "the same" after talking about some, are an order."""
        lines = [wish.line for wish in wishes]
        focused = tracker.get_slot("focused_line")
        if any(line.product or (focused and names_goods(line)) for line in lines):
            return [FollowupAction("action_add_to_cart")]
        reply.say("utter_reorder")
        return []


def refers_to_past(message: Message) -> bool:
    """Tell whether the message says "again" about goods that were bought before."""
    return any(item["entity"] == "again" and str(item.get("value")).lower() == "true" for item in message.entities)


def repeats_without(message: Message) -> bool:
    """Tell whether something bought before is wanted again but for a part: "as last time, without the scarf".

    "Again" alone is not enough where an act is a guess: "take the socks out again", "is the jumper there again?".
    """
    return refers_to_past(message) and any(item.get("role") == EXCLUDED for item in message.entities)


def is_reorder(tracker: Tracker, counter: Counter) -> bool:
    """Tell whether an order leaves open what a paid order of this shopper tells: "again two of the grey tees".

    Then ``action_reorder`` takes over; it hands back only where nothing was paid, so that this is never a circle.
    """
    if not refers_to_past(message_of(tracker)):
        return False
    return any(
        line.product and len(counter.catalog.variants(line)) != 1 and was_bought(counter.cart, tracker.sender_id, line)
        for line in order_lines_of(tracker)
    )


def wishes_of(tracker: Tracker) -> list[Again]:
    """Return what the message says about buying again, at least one wish; a bare "the same again" says nothing more.

    Raises:
        InvalidQuantity: see ``order_lines_of``.
    """
    message = message_of(tracker)
    named = [item for item in message.entities if item["entity"] in LINE_ENTITIES]
    groups = list(dict.fromkeys(str(item.get("group") or "1") for item in named))
    steps = {item.get("group"): whole(item.get("value")) for item in message.entities if item["entity"] == "size_step"}
    for_all = next((step for group, step in steps.items() if group not in groups), 0)
    wishes = [
        Again(line, steps.get(group, for_all)) for group, line in zip(groups, order_lines_of(tracker), strict=True)
    ]
    return wishes or [Again(OrderLine(words=message.words), for_all)]


def tell_reordered(reply: Reply, done: Reordered) -> None:
    """Say which order it was taken from, what costs something else now, what went in, what could not, what is open."""
    if done.orders:
        reply.say("utter_from_past_order", orders=reply.terms.listing([dated(reply, order) for order in done.orders]))
    if done.never_bought:
        items = reply.terms.listing([reply.terms.label(one.line, one.titles) for one in done.never_bought])
        reply.say("utter_not_ordered_before", items=items)
    for change in done.price_changes:
        reply.say(
            "utter_price_changed",
            item=described(reply, change.line),
            old=reply.money(change.old_price),
            new=reply.money(change.line.unit_price),
        )
    if not done.refused:
        reply.cart_change(done.change)
        return
    if done.change.added:
        shown = cart_shown(reply, done.change.cart)
        reply.say("utter_added_to_cart", lines=reply.lines(done.change.added), show=shown)
    for refused in done.refused:
        reply.refuse(refused.refusal)
        tell_substitute(reply, refused.substitute)
    reply.ask(done.change.question)


def tell_substitute(reply: Reply, substitute: Substitute | None) -> None:
    """Offer what comes nearest, as a button that puts it in."""
    if substitute:
        reply.say("utter_substitute", [take_button(reply, substitute)], line=reply.line(substitute.line))


def take_button(reply: Reply, substitute: Substitute) -> Button:
    """Return a button that orders exactly the variant that is offered."""
    line = substitute.line
    features = {kind: getattr(line, kind) for kind in ("color", "size") if getattr(line, kind)}
    words = [reply.terms.word(kind, value) for kind, value in features.items()]
    title = ", ".join(words) or line.titles[reply.language]
    return button(title, "add_to_cart", product=reference_to(substitute.key), quantity=line.quantity, **features)


def described(reply: Reply, line: LineView) -> str:
    """Return goods with their color and size."""
    features = {kind: getattr(line, kind) for kind in ("color", "size") if getattr(line, kind)}
    return reply.terms.described(features, line.titles)


def dated(reply: Reply, order: PastOrder) -> str:
    """Return the number of an order with its day."""
    return f"{order.number} ({format_date(order.ordered_at, format='medium', locale=reply.language)})"


def focus_after(done: Reordered) -> Events:
    """Keep in focus what an answer is likely about: the open question, else what was refused, else the last line."""
    if done.change.question:
        return [SlotSet("focused_line", line_to_slot(done.change.question.line))]
    if done.refused:
        return [SlotSet("focused_line", line_to_slot(done.refused[-1].wish))]
    if not done.change.added:
        return []
    return [SlotSet("focused_line", line_to_slot(chosen_line(done.change.added[-1])))]
