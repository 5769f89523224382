"""Invoices: the address that only this shopper is told."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.aftersale import AfterSaleAction, number_of
from actions.base import Events
from actions.payment import give_link
from actions.replies import Reply
from actions.shown import document_shown
from shop.aftersale import Paper
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
            tell_paper(reply, "utter_invoice", order.number, invoice)
            for paper in papers:
                if paper.kind == "credit_note":
                    tell_paper(reply, "utter_credit_note", order.number, paper)
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


def tell_paper(reply: Reply, response: str, number: str, paper: Paper) -> None:
    """Hand over an invoice or a credit note of an order."""
    shown = document_shown(paper.number, paper.url)
    reply.say(response, number=number, invoice=paper.number, url=paper.url, show=shown)


def tell_why_not(reply: Reply, order: OrderView) -> None:
    """Say why an order has no invoice."""
    if order.status == "awaiting_payment":
        reply.say("utter_invoice_after_payment", number=order.number)
        give_link(reply, "utter_payment_link", order)
    else:
        reply.say("utter_no_invoice", number=order.number)
