"""Cancelling an order that is not shipped yet."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.aftersale import AfterSaleAction, at_the_shop, confirm_later, number_of
from actions.aftersale_buttons import ask_order
from actions.base import Events
from actions.conversation import message_of, order_lines_of
from actions.pending import PENDING, Pending, contains, yes_and_no
from actions.replies import Reply
from shop.counter import Counter
from shop.errors import AlreadyShipped, NoOrder
from shop.views import OrderView

OPEN = ("awaiting_payment", "paid", "packed")


class CancelOrder(AfterSaleAction):
    """Show what would be cancelled, and ask; what is on its way can be withdrawn from instead."""

    def name(self) -> str:
        return "action_cancel_order"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        meant = orders_meant(tracker, counter)
        if withdraws(tracker, reply) and not any(order.status in OPEN for order in meant):
            return [FollowupAction("action_return_item")]
        if len(meant) > 1:
            return ask_order(reply, "cancel_order", "utter_ask_order_to_cancel", meant)
        return preview(tracker, reply, counter, meant[0])


def withdraws(tracker: Tracker, reply: Reply) -> bool:
    """Tell whether the shopper speaks of withdrawing, which is possible long after cancelling is not."""
    return contains(message_of(tracker).text, reply.terms.phrases("withdraw"))


def orders_meant(tracker: Tracker, counter: Counter) -> list[OrderView]:
    """Return the order that is named, else those that can still be cancelled (with the goods that are named), else
    the latest.

    Raises:
        UnknownOrder, NoOrder: there is no such order of this shopper.
    """
    number = number_of(tracker)
    if number is not None:
        return [counter.orders.by_number(tracker.sender_id, number)]
    orders = counter.orders.list(tracker.sender_id)
    if not orders:
        raise NoOrder()
    still_open = [order for order in orders if order.status in OPEN] or orders[:1]
    products = {line.product for line in order_lines_of(tracker) if line.product}
    fitting = [order for order in still_open if products & {line.product for line in order.lines}]
    ordinal = message_of(tracker).value("ordinal")
    if ordinal in (1, -1) and not fitting:  # "the last one": the newest; lists are newest first
        return still_open[:1]
    return fitting or still_open


def preview(tracker: Tracker, reply: Reply, counter: Counter, order: OrderView) -> Events:
    """Say what would be cancelled and what goes back, and ask."""
    try:
        shown = counter.aftersale.preview_cancellation(tracker.sender_id, order.number)
    except AlreadyShipped as refusal:
        reply.refuse(refusal)
        return _offer_withdrawal(reply, order)
    blanks = {"number": order.number, "total": reply.money(order.total), "lines": reply.lines(order.lines)}
    if shown.refund:
        reply.say("utter_cancel_preview_paid", refund=reply.money(shown.refund), **blanks)
    else:
        reply.say("utter_cancel_preview_unpaid", **blanks)
    content = {"order": order.number, "refund": shown.refund}
    return confirm_later(reply, "cancel_order", "utter_confirm_cancel", "cancel_order", content, number=order.number)


def _offer_withdrawal(reply: Reply, order: OrderView) -> Events:
    buttons = yes_and_no(reply, "return_item", "offer_return")
    content = {"offer": order.number}
    return Pending("return_item", "confirm", "utter_offer_return", buttons, {"number": order.number}, content).asked(
        reply
    )


def confirm(tracker: Tracker, reply: Reply, counter: Counter, pending: Pending) -> Events:
    """Cancel what was shown; where something else would go back by now, it is shown again."""
    number = str(pending.content.get("order"))
    shown = counter.aftersale.preview_cancellation(tracker.sender_id, number)
    if shown.refund != pending.content.get("refund"):
        return preview(tracker, reply, counter, shown.order)
    done = counter.aftersale.cancel(tracker.sender_id, number)
    moment = at_the_shop(reply, done.cancelled_at)
    if done.refund:
        reply.say("utter_cancelled_paid", number=number, moment=moment, refund=reply.money(done.refund))
    else:
        reply.say("utter_cancelled_unpaid", number=number, moment=moment)
    return [SlotSet(PENDING, None)]
