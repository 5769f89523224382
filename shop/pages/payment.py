"""The pages of a payment: the demo provider's own, and those to which a shopper comes back from another provider."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from shop import clock
from shop.catalog.stock import release_expired
from shop.database import Database
from shop.errors import AlreadyPaid, NothingToPay, PaymentLinkExpired, PaymentLinkInvalid, ShopError
from shop.model import Order
from shop.model.sales import AWAITING_PAYMENT
from shop.orders.paying import Paying
from shop.orders.settle import Applied, apply
from shop.orders.view import order_view
from shop.pages.chat import chat_address
from shop.pages.rendering import message_page, pay_page
from shop.payments.links import linked_order, payable_order
from shop.payments.provider import PAID, PaymentNotice
from shop.profile import Profile
from shop.settings import Settings

_PAGE_OF: dict[type[ShopError], tuple[str, int]] = {
    PaymentLinkInvalid: ("invalid", 404),
    PaymentLinkExpired: ("expired", 410),
    AlreadyPaid: ("already", 200),
    NothingToPay: ("closed", 410),
}
_DEMO = "demo"


def payment_pages(database: Database, settings: Settings, profile: Profile) -> Blueprint:
    """Showing an order by its link, paying it, saying thanks, and coming back from a provider's page."""
    pages = Blueprint("payment", __name__)
    _add_demo(pages, database, settings.secret(), profile)
    _add_return(pages, database, settings, Paying(database, settings, profile))
    return pages


def _add_demo(pages: Blueprint, database: Database, secret: str, profile: Profile) -> None:
    @pages.get("/pay/<token>")
    def show(token: str) -> Response:
        database.unit(lambda session: release_expired(session, clock.now()))
        with database.read() as session:
            try:
                order, link = payable_order(session, secret, token)
                _only_demo(link.provider)
                return pay_page(order_view(order))
            except ShopError as refusal:
                return _refused(refusal, _language(database, secret, token))

    @pages.post("/pay/<token>")
    def pay(token: str) -> Response:
        try:
            applied = _paid(database, profile, secret, token)
        except ShopError as refusal:
            return _refused(refusal, _language(database, secret, token))
        if applied.outcome != "paid":
            page = "late" if applied.outcome == "late_payment" else "review"
            return message_page(page, 409, applied.order_number, _language(database, secret, token))
        return redirect(url_for("payment.thank", token=token), code=303)


def _add_return(pages: Blueprint, database: Database, settings: Settings, paying: Paying) -> None:
    secret = settings.secret()

    @pages.get("/pay/<token>/thanks")
    def thank(token: str) -> Response:
        return state(token, unpaid=None)

    @pages.get("/pay/<token>/back")
    def come_back(token: str) -> Response:
        try:
            with database.read() as session:
                order, link = linked_order(session, secret, token)
                asked = order.status == AWAITING_PAYMENT and link.provider == settings.payment_provider
                reference = link.reference if asked else None
        except PaymentLinkInvalid as refusal:
            return _refused(refusal, None)
        if reference is not None:
            # What the address says proves nothing: the provider is asked.
            paying.look_up(reference)
        return state(token, unpaid="pending")

    @pages.get("/pay/<token>/cancelled")
    def cancel(token: str) -> Response:
        return state(token, unpaid="cancelled")

    def state(token: str, unpaid: str | None) -> Response:
        """What became of the order; `unpaid` is the page while it waits for payment (None: the one that takes it)."""
        with database.read() as session:
            try:
                order, _link = linked_order(session, secret, token)
            except PaymentLinkInvalid as refusal:
                return _refused(refusal, None)
            page, chat = _page_of(order, unpaid), chat_address(settings, order.channel)
            if page is None:
                return redirect(url_for("payment.show", token=token))
            return message_page(page, 200, order.number, order.language, chat)


def _paid(database: Database, profile: Profile, secret: str, token: str) -> Applied:
    """What a provider's webhook would do: one event, applied once, in one transaction."""

    def book(session: Session) -> Applied:
        order, link = payable_order(session, secret, token)
        _only_demo(link.provider)
        notice = PaymentNotice(
            provider=_DEMO,
            event_id=link.nonce,
            kind=PAID,
            order_number=order.number,
            link_reference=link.reference,
            payment_reference=link.nonce,
            refund_reference=None,
            amount=link.amount,
            currency=link.currency,
        )
        return apply(session, profile, notice)

    return database.unit(book)


def _only_demo(provider: str) -> None:
    """Where real money is taken, nobody pays by pressing a button here."""
    if provider != _DEMO:
        raise PaymentLinkInvalid()


def _page_of(order: Order, unpaid: str | None) -> str | None:
    if order.status == AWAITING_PAYMENT:
        return "review" if order.review else unpaid
    if order.paid_at is None:
        return "late" if order.paid_total else "closed"
    return "thanks"


def _refused(refusal: ShopError, language: str | None) -> Response:
    page, status = _PAGE_OF.get(type(refusal), ("invalid", 404))
    return message_page(page, status, refusal.details.get("number", ""), language)


def _language(database: Database, secret: str, token: str) -> str | None:
    with database.read() as session:
        try:
            return str(linked_order(session, secret, token)[0].language)
        except PaymentLinkInvalid:
            return None
