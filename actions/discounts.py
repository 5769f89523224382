"""Discount codes: taking one in, taking it out again."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Events, ShopAction
from actions.checkout import contact_of
from actions.codes import CODE_ASKED
from actions.conversation import message_of
from actions.offers import discount_code, drops_code
from actions.replies import Reply
from actions.summary import FINGERPRINT, METHOD, summarize
from shop.cart.codes import CodeWorth, is_code, keep_code
from shop.counter import Counter
from shop.errors import DiscountMinimum


class ApplyDiscountCode(ShopAction):
    """Keep the code that is named, drop it, or ask for it; the summary shows what it is worth."""

    writes = True

    def name(self) -> str:
        return "action_apply_discount_code"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        message = message_of(tracker)
        kept = counter.cart.view(tracker.sender_id).discount_code
        code = discount_code(message, reply.terms, bool(tracker.get_slot(CODE_ASKED)))
        if drops_code(message, reply.terms) and (
            code is None or code.upper() == kept or not is_code(counter.cart, code)
        ):
            return self._drop(tracker, reply, counter, kept)
        if code is None:
            reply.say("utter_ask_discount_code")
            return [SlotSet(CODE_ASKED, True)]
        return self._keep(tracker, reply, counter, code)

    def _keep(self, tracker: Tracker, reply: Reply, counter: Counter, code: str) -> Events:
        tell_if_ordered(tracker, reply, counter)
        try:
            worth = keep_code(counter.cart, tracker.sender_id, code)
        except DiscountMinimum as refusal:
            reply.refuse(refusal)
            reply.say("utter_discount_kept", code=code.upper())
            return []
        reply.say("utter_discount_taken", code=worth.code, worth=told_worth(reply, worth))
        return summary_again(tracker, reply, counter)

    @staticmethod
    def _drop(tracker: Tracker, reply: Reply, counter: Counter, kept: str | None) -> Events:
        if kept is None:
            reply.say("utter_no_discount")
            return []
        counter.cart.drop_code(tracker.sender_id)
        reply.say("utter_discount_removed", code=kept)
        return summary_again(tracker, reply, counter)


def summary_again(tracker: Tracker, reply: Reply, counter: Counter) -> Events:
    """Show the summary anew, if one was shown: what it said is not true any more."""
    contact = contact_of(tracker)
    if not tracker.get_slot(FINGERPRINT) or contact is None or not counter.cart.view(tracker.sender_id).lines:
        return []
    return summarize(tracker, reply, counter, contact, tracker.get_slot(METHOD))


def told_worth(reply: Reply, worth: CodeWorth) -> str:
    """Return what a code is worth."""
    if worth.kind == "free_delivery":
        return reply.terms.format("free_delivery")
    if worth.kind == "amount":
        return reply.terms.format("amount_off", amount=reply.money(worth.value))
    if not worth.taken_off:
        return reply.terms.format("percent_later", percent=worth.value)
    return reply.terms.format("percent_off", percent=worth.value, amount=reply.money(worth.taken_off))


def tell_if_ordered(tracker: Tracker, reply: Reply, counter: Counter) -> None:
    """Say that a code comes too late for an order that waits for its payment; it is kept for the next one."""
    order = counter.orders.latest(tracker.sender_id)
    if order and order.status == "awaiting_payment" and not counter.cart.view(tracker.sender_id).lines:
        reply.say("utter_discount_after_order", number=order.number)
