"""The payment page of the embedded demo provider."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from shop import clock
from shop.catalog.stock import release_expired
from shop.database import Database
from shop.errors import AlreadyPaid, NothingToPay, PaymentLinkExpired, PaymentLinkInvalid, ShopError
from shop.orders.settle import Settled, settle
from shop.orders.view import order_view
from shop.pages.rendering import message_page, pay_page
from shop.payments.links import linked_order, payable_order
from shop.settings import Settings

_PAGE_OF: dict[type[ShopError], tuple[str, int]] = {
    PaymentLinkInvalid: ("invalid", 404),
    PaymentLinkExpired: ("expired", 410),
    AlreadyPaid: ("already", 200),
    NothingToPay: ("closed", 410),
}


def payment_pages(database: Database, settings: Settings) -> Blueprint:
    """Showing an order by its link, paying it, and saying thanks."""
    pages = Blueprint("payment", __name__)
    secret = settings.secret()

    @pages.get("/pay/<token>")
    def show(token: str) -> Response:
        with database.write() as session:
            release_expired(session, clock.now())
        with database.read() as session:
            try:
                return pay_page(order_view(payable_order(session, secret, token)[0]))
            except ShopError as refusal:
                return _refused(refusal, _language(database, secret, token))

    @pages.post("/pay/<token>")
    def pay(token: str) -> Response:
        try:
            settled = _paid(database, secret, token)
        except ShopError as refusal:
            return _refused(refusal, _language(database, secret, token))
        if settled.outcome != "paid":
            return message_page("review", 409, settled.order_number, _language(database, secret, token))
        return redirect(url_for("payment.thank", token=token), code=303)

    @pages.get("/pay/<token>/thanks")
    def thank(token: str) -> Response:
        with database.read() as session:
            try:
                order, _link = linked_order(session, secret, token)
            except PaymentLinkInvalid as refusal:
                return _refused(refusal, None)
            if order.paid_at is None:
                return redirect(url_for("payment.show", token=token))
            return message_page("thanks", 200, order.number, order.language)

    return pages


def _paid(database: Database, secret: str, token: str) -> Settled:
    """What a provider's webhook would do: one event, applied once, in one transaction."""
    with database.write() as session:
        _order, link = payable_order(session, secret, token)
        link.used_at = clock.now()
        return settle(session, link.provider, link.nonce, link.order.number, link.amount, link.currency)


def _refused(refusal: ShopError, language: str | None) -> Response:
    page, status = _PAGE_OF.get(type(refusal), ("invalid", 404))
    return message_page(page, status, refusal.details.get("number", ""), language)


def _language(database: Database, secret: str, token: str) -> str | None:
    with database.read() as session:
        try:
            return str(linked_order(session, secret, token)[0].language)
        except PaymentLinkInvalid:
            return None
