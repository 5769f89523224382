"""Invoices: the address that only this shopper is told."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.aftersale import AfterSaleAction, number_of
from actions.base import Events
from actions.payment import give_link
from actions.replies import Reply
from shop.counter import Counter
from shop.errors import NoOrder
from shop.views import OrderView


class RequestInvoice(AfterSaleAction):
    """Hand over the invoice of the order that is named, or of the latest that has one; none before the payment."""

    settles = False

    def name(self) -> str:
        return "action_request_invoice"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        orders = self._orders(tracker, counter)
        for order in orders:
            papers = counter.aftersale.papers(tracker.sender_id, order.number)
            invoice = next((paper for paper in papers if paper.kind == "invoice"), None)
            if invoice is None:
                continue
            reply.say("utter_invoice", number=order.number, invoice=invoice.number, url=invoice.url)
            for paper in papers:
                if paper.kind == "credit_note":
                    reply.say("utter_credit_note", number=order.number, invoice=paper.number, url=paper.url)
            return []
        tell_why_not(reply, orders[0])
        return []

    @staticmethod
    def _orders(tracker: Tracker, counter: Counter) -> list[OrderView]:
        number = number_of(tracker)
        if number is not None:
            return [counter.orders.by_number(tracker.sender_id, number)]
        orders = counter.orders.list(tracker.sender_id)
        if not orders:
            raise NoOrder()
        return orders


def tell_why_not(reply: Reply, order: OrderView) -> None:
    """Say why an order has no invoice."""
    if order.status == "awaiting_payment":
        reply.say("utter_invoice_after_payment", number=order.number)
        give_link(reply, "utter_payment_link", order)
    else:
        reply.say("utter_no_invoice", number=order.number)
