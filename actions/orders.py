"""Orders: where is it, is it paid, what is on its way back."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.aftersale import order_rows
from actions.base import Events, ShopAction, database, paying, settings
from actions.conversation import message_of, order_lines_of
from actions.payment import tell_link
from actions.replies import Reply, button
from actions.shown import document_shown
from shop.counter import Counter
from shop.errors import NoOrder
from shop.views import OrderView

UNDER_WAY = ("awaiting_payment", "paid", "packed", "shipped")
MOST_ROWS = 5


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
    reply.covers(f"order_{order.status}", order.number)
    match order.status:
        case "awaiting_payment":
            tell_link(reply, "utter_order_awaiting_payment", order)
        case "paid":
            reply.say("utter_order_paid", lines=reply.lines(order.lines), window=window_of(reply, order), **blanks)
        case "packed":
            reply.say("utter_order_packed", window=window_of(reply, order), **blanks)
        case "shipped":
            tell_shipped(reply, order)
        case "delivered":
            reply.say("utter_order_delivered", **blanks)
        case "cancelled":
            reply.say("utter_order_cancelled", **blanks)
        case "refunded":
            reply.say("utter_order_refunded", refunded=reply.money(order.refunded_total), **blanks)
        case _:
            raise ValueError(f"Order {order.number} is in the unknown state {order.status}")


def tell_shipped(reply: Reply, order: OrderView) -> None:
    """Say that it is on its way, with whom, and where to follow it."""
    window = window_of(reply, order)
    carrier = reply.terms.format("carrier", carrier=order.carrier) if order.carrier else ""
    if order.tracking_url:
        blanks = {"carrier": carrier, "window": window, "url": order.tracking_url}
        reply.say("utter_order_shipped_tracked", number=order.number, **blanks)
    else:
        reply.say("utter_order_shipped", number=order.number, carrier=carrier, window=window)


def window_of(reply: Reply, order: OrderView) -> str:
    """Return when the order arrives, as a sentence of its own; nothing where it is not known."""
    first, last = order.delivery_earliest, order.delivery_latest
    if first is None or last is None:
        return ""
    if first == last:
        return reply.terms.format("arrives_on", day=reply.day(first))
    return reply.terms.format("arrives_between", first=reply.day(first), last=reply.day(last))


def tell_progress(reply: Reply, counter: Counter, order: OrderView) -> None:
    """Say what is on its way back: goods with their slip, and money."""
    under_way = counter.aftersale.progress(order.sender, order.number)
    for one in under_way.returns:
        response = "utter_exchange_under_way" if one.kind == "exchange" else "utter_return_under_way"
        blanks = {"return_number": one.number, "amount": reply.money(one.amount), "url": one.slip_url}
        reply.say(response, show=document_shown(one.number, one.slip_url), **blanks)
    if under_way.refund_pending:
        reply.say("utter_refund_under_way", number=order.number, amount=reply.money(under_way.refund_pending))
    elif under_way.refund_done and order.status != "refunded":
        reply.say("utter_refund_sent", number=order.number, amount=reply.money(under_way.refund_done))


def orders_asked_for(tracker: Tracker, counter: Counter) -> list[OrderView]:
    """Return the order that is named, else those with the goods that are named, else those that are not done yet.

    Raises:
        UnknownOrder, NoOrder: see ``order_of``.
    """
    if message_of(tracker).value("order_number") is not None:
        return [order_of(tracker, counter)]
    orders = counter.orders.list(tracker.sender_id)
    if not orders:
        raise NoOrder()
    products = {line.product for line in order_lines_of(tracker) if line.product}
    fitting = [order for order in orders if products & {line.product for line in order.lines}]
    under_way = [order for order in orders if order.status in UNDER_WAY]
    return fitting or under_way or orders


class CheckOrderStatus(ShopAction):
    """Tell where an order of this shopper is; several orders come as a short list."""

    # Looking at what is under way locks the order.
    writes = True
    resumes = True

    def name(self) -> str:
        return "action_check_order_status"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        orders = orders_asked_for(tracker, counter)
        if len(orders) == 1:
            tell_status(reply, orders[0])
            tell_progress(reply, counter, orders[0])
            return []
        shown = orders[:MOST_ROWS]
        buttons = [button(order.number, "check_order_status", order_number=order.number) for order in shown]
        reply.say("utter_your_orders", buttons, rows=order_rows(reply, shown))
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
