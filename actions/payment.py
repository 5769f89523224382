"""Payment: the link to an unpaid order, again and after trouble."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.base import Events, ShopAction, paying
from actions.replies import Reply
from shop.counter import Counter
from shop.views import OrderView


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


def give_link(reply: Reply, response: str, order: OrderView) -> None:
    """Say an order with a link that is asked for once the turn is stored."""
    reply.after(lambda: tell_link(reply, response, paying().link_for(order.number)))


def tell_link(reply: Reply, response: str, order: OrderView) -> None:
    """Say an order with its payment link; one that has none yet gets it."""
    if order.payment_url is None:
        give_link(reply, response, order)
        return
    reply.say(response, number=order.number, total=reply.money(order.total), url=order.payment_url)
