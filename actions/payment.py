"""Payment: the link to an unpaid order, again and after trouble."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.base import Events, ShopAction, paying, settings
from actions.replies import Reply, button
from actions.shown import payment_shown
from shop.counter import Counter
from shop.views import CartView, OrderView


class ResendPaymentLink(ShopAction):
    """Hand over a fresh payment link for the latest unpaid order."""

    def name(self) -> str:
        return "action_resend_payment_link"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        give_link(reply, "utter_payment_link", counter.orders.unpaid(tracker.sender_id))
        return []


class ExplainPaymentProblem(ShopAction):
    """Payment failed: nothing is lost, here is a fresh link."""

    def name(self) -> str:
        return "action_explain_payment_problem"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        give_link(reply, "utter_payment_problem", counter.orders.unpaid(tracker.sender_id))
        return []


def give_link(reply: Reply, response: str, order: OrderView, cart: CartView | None = None) -> None:
    """Say an order with a link that is asked for once the turn is stored; not where money came that is looked at.

    `cart` is what is left in it, where the order has just been placed.
    """
    if not tell_odd_payment(reply, order):
        reply.after(lambda: say_link(reply, response, paying().link_for(order.number), cart))


def tell_link(reply: Reply, response: str, order: OrderView) -> None:
    """Say an order with its payment link; one that has none yet gets it."""
    if order.payment_url is None:
        give_link(reply, response, order)
    elif not tell_odd_payment(reply, order):
        say_link(reply, response, order)


def say_link(reply: Reply, response: str, order: OrderView, cart: CartView | None = None) -> None:
    """Say an order with the link that it has."""
    minutes = settings().payment_link_seconds // 60
    blanks = {"number": order.number, "total": reply.money(order.total), "url": order.payment_url, "minutes": minutes}
    paid = button(reply.terms.word("button", "report_payment"), "report_payment")
    reply.say(response, [paid], show=payment_shown(reply, order, cart), **blanks)


def tell_odd_payment(reply: Reply, order: OrderView) -> bool:
    """Say what became of money that did not pay the order; False if there is none: then it can be paid."""
    if order.review:
        reply.say("utter_payment_in_review", number=order.number)
        return True
    if order.paid_total > order.refunded_total:
        reply.say("utter_payment_came_too_late", number=order.number)
        return True
    return False
