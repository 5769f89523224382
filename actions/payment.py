"""Payment: the link to an unpaid order, again and after trouble."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.base import Events, ShopAction
from actions.replies import Reply
from shop.counter import Counter
from shop.views import OrderView


class ResendPaymentLink(ShopAction):
    """Hand over a fresh payment link for the latest unpaid order."""

    writes = True

    def name(self) -> str:
        return "action_resend_payment_link"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        tell_link(reply, "utter_payment_link", counter.orders.payment_link(tracker.sender_id))
        return []


class ExplainPaymentProblem(ResendPaymentLink):
    """Payment failed: nothing is lost, here is a fresh link."""

    def name(self) -> str:
        return "action_explain_payment_problem"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        order = counter.orders.payment_link(tracker.sender_id)
        tell_link(reply, "utter_payment_problem", order)
        return []


def tell_link(reply: Reply, response: str, order: OrderView) -> None:
    """Say an order with its payment link."""
    reply.say(response, number=order.number, total=reply.money(order.total), url=order.payment_url)
