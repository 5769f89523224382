"""Links to pay by. The provider is called between two transactions, never inside of one: store, call, store."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy.orm import Session

from shop import clock
from shop.catalog.stock import release_expired
from shop.crash_points import reach
from shop.database import Database
from shop.errors import AlreadyPaid, DiscountExhausted, NothingToPay, PaymentUnavailable, UnknownOrder
from shop.model import Order, PaymentLink
from shop.model.payments import OPEN
from shop.model.sales import AWAITING_PAYMENT, order_id_of
from shop.orders.asking import payment_request
from shop.orders.discounts import retake
from shop.orders.links import can_be_asked_for, hold_items, new_link
from shop.orders.locking import locked_order
from shop.orders.settle import apply
from shop.orders.view import order_view
from shop.payments import provider_of
from shop.payments.provider import PaymentProvider, PaymentRequest, ProviderLink
from shop.profile import Profile
from shop.settings import Settings
from shop.views import OrderView

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Attempt:
    """A stored attempt that the provider has not answered; `before` are links that it makes superfluous."""

    link_id: int
    request: PaymentRequest
    before: tuple[str, ...]


class Paying:
    """Makes links of orders payable. Every method opens its own transactions: call it outside of any."""

    def __init__(
        self, database: Database, settings: Settings, profile: Profile, provider: PaymentProvider | None = None
    ) -> None:
        self._database = database
        self._settings = settings
        self._profile = profile
        self._provider = provider or provider_of(settings)

    def link_for(self, number: str) -> OrderView:
        """The order with a link that can be paid now.

        An attempt that the provider has not answered is asked for again with the same key; a link that was handed out
        before is replaced, once the provider has said that it is not paid. Raises PaymentUnavailable (details:
        number), after which the order stands and the link can be asked for again; AlreadyPaid, NothingToPay or
        UnknownOrder; or a stock refusal or DiscountExhausted if the hold was over and others were faster.
        """
        self.check(number)
        attempt = self._stored(number)
        reach("before_link_called")
        answer = self._asked(attempt, number)
        reach("after_link_called")
        view = self._answered(attempt, answer, number)
        reach("after_link_stored")
        for reference in attempt.before:
            self._expire(reference)
        return view

    def check(self, number: str) -> None:
        """Ask the provider what became of the order's open links, and apply what it says.

        A provider that gives no answer changes nothing here.
        """
        with self._database.read() as session:
            order = session.get(Order, order_id_of(number) or 0)
            references = _answered_links(order, self._provider.name) if order is not None else ()
        for reference in references:
            self.look_up(reference)

    def look_up(self, reference: str) -> bool:
        """Ask the provider what became of one link, and apply what it says; False if it gives no usable answer."""
        try:
            notice = self._provider.look_up(reference)
        except PaymentUnavailable:
            logger.warning("%s does not say what became of %s", self._provider.name, reference)
            return False
        try:
            if notice is not None:
                account = self._settings.payment_account
                self._database.unit(lambda session: apply(session, self._profile, notice, account))
        except UnknownOrder:
            # A payment that went back before the shop had heard of it: the order can be paid anew.
            logger.error("%s says of %s what the shop cannot place", self._provider.name, reference)
            return False
        return True

    def _stored(self, number: str) -> _Attempt:
        def store(session: Session) -> _Attempt:
            order = _payable(session, number)
            before = _answered_links(order, self._provider.name)
            link = self._attempt_of(session, order)
            return _Attempt(link.id, payment_request(self._settings, link), before)

        return self._database.unit(store)

    def _attempt_of(self, session: Session, order: Order) -> PaymentLink:
        newest = order.links[-1] if order.links else None
        if newest is not None and can_be_asked_for(newest, self._settings, clock.now()):
            return newest
        if newest is not None and newest.state == OPEN and newest.url is None:
            # Nobody was ever given its address.
            newest.state = "failed"
        if order.hold_expires_at is None:
            _take_again(session, order)
        return new_link(session, self._settings, order)

    def _asked(self, attempt: _Attempt, number: str) -> ProviderLink:
        try:
            return self._provider.create_link(attempt.request)
        except PaymentUnavailable as error:
            raise PaymentUnavailable(number=number) from error

    def _answered(self, attempt: _Attempt, answer: ProviderLink, number: str) -> OrderView:
        def keep(session: Session) -> tuple[OrderView, AlreadyPaid | NothingToPay | None]:
            order = locked_order(session, order_id_of(number))
            link = session.get(PaymentLink, attempt.link_id)
            if order is None or link is None:
                raise UnknownOrder(number=number)
            link.reference, link.url = answer.reference, answer.url
            session.flush()
            return order_view(order), _why_closed(order)

        view, closed = self._database.unit(keep)
        if closed is not None:
            self._expire(answer.reference)
            raise closed
        return view

    def _expire(self, reference: str) -> None:
        try:
            self._provider.expire(reference)
        except PaymentUnavailable:
            # A payment by it would be one too many, which is sent back by itself.
            logger.warning("%s did not close the link %s", self._provider.name, reference)


def _take_again(session: Session, order: Order) -> None:
    """Hold an order's pieces, and count its discount, once more after they were let go."""
    hold_items(session, order)
    if not retake(session, order):
        raise DiscountExhausted()


def _payable(session: Session, number: str) -> Order:
    order = locked_order(session, order_id_of(number))
    if order is None:
        raise UnknownOrder(number=number)
    closed = _why_closed(order)
    if closed is not None:
        raise closed
    release_expired(session, clock.now(), [item.variant_id for item in order.items], order.discount_code)
    return order


def _why_closed(order: Order) -> AlreadyPaid | NothingToPay | None:
    if order.status == AWAITING_PAYMENT:
        return None
    return (AlreadyPaid if order.status != "cancelled" and order.paid_at else NothingToPay)(number=order.number)


def _answered_links(order: Order, provider: str) -> tuple[str, ...]:
    return tuple(
        link.reference
        for link in order.links
        if link.state == OPEN and link.reference is not None and link.provider == provider
    )
