"""Orders: where is it, is it paid."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.base import Events, ShopAction, database, paying, settings
from actions.conversation import message_of
from actions.payment import tell_link
from actions.replies import Reply
from shop.counter import Counter
from shop.errors import NoOrder
from shop.views import OrderView


def order_of(tracker: Tracker, counter: Counter) -> OrderView:
    """Return the shopper's own order that is named, or the latest.

    Raises:
        UnknownOrder: the number is none of the shopper's own.
        NoOrder: nothing was ordered yet.
    """
    number = message_of(tracker).value("order_number")
    if number is not None:
        return counter.orders.by_number(tracker.sender_id, str(number))
    order = counter.orders.latest(tracker.sender_id)
    if order is None:
        raise NoOrder()
    return order


def tell_status(reply: Reply, order: OrderView) -> None:
    """Say the state of an order; an unpaid one with its link."""
    blanks = {"number": order.number, "total": reply.money(order.total)}
    match order.status:
        case "awaiting_payment":
            tell_link(reply, "utter_order_awaiting_payment", order)
        case "paid":
            reply.say("utter_order_paid", lines=reply.lines(order.lines), **blanks)
        case "packed":
            reply.say("utter_order_packed", **blanks)
        case "shipped":
            reply.say("utter_order_shipped", **blanks)
        case "delivered":
            reply.say("utter_order_delivered", **blanks)
        case "cancelled":
            reply.say("utter_order_cancelled", **blanks)
        case "refunded":
            reply.say("utter_order_refunded", **blanks)
        case _:
            raise ValueError(f"Order {order.number} is in the unknown state {order.status}")


class CheckOrderStatus(ShopAction):
    """Tell where an order of this shopper is."""

    resumes = True

    def name(self) -> str:
        return "action_check_order_status"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        tell_status(reply, order_of(tracker, counter))
        return []


class CheckPayment(ShopAction):
    """The shopper says that it is paid: only what the payment provider confirmed counts."""

    resumes = True

    def name(self) -> str:
        return "action_check_payment"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        order = order_of(tracker, counter)
        if order.status == "awaiting_payment":
            reply.after(lambda: tell_what_arrived(reply, order))
        else:
            tell_status(reply, order)
        return []


def tell_what_arrived(reply: Reply, order: OrderView) -> None:
    """Ask the payment provider, and say what it knows."""
    paying().check(order.number)
    with database().read() as session:
        now = Counter(session, settings()).orders.by_number(order.sender, order.number)
    if now.status == "awaiting_payment":
        tell_link(reply, "utter_payment_not_arrived", now)
    else:
        tell_status(reply, now)
