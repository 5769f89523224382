"""Orders: what was bought, and how it is paid."""

from __future__ import annotations

import builtins

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import clock
from shop.catalog.stock import release_expired
from shop.errors import AlreadyPaid, NoOrder, NothingToPay, UnknownOrder
from shop.model import Order
from shop.model.base import column
from shop.model.sales import AWAITING_PAYMENT, order_id_of
from shop.orders.links import hold_items, issue_link
from shop.orders.settle import Settled, settle
from shop.orders.view import order_view
from shop.payments.provider import PaymentProvider
from shop.settings import Settings
from shop.views import OrderView

__all__ = ["Orders", "Settled", "settle"]


class Orders:
    """The orders of one sender, or of all for the merchant."""

    def __init__(self, session: Session, settings: Settings, provider: PaymentProvider) -> None:
        self._session = session
        self._settings = settings
        self._provider = provider

    def latest(self, sender: str) -> OrderView | None:
        """The sender's newest order."""
        orders = self._of(sender, limit=1)
        return order_view(orders[0]) if orders else None

    def by_number(self, sender: str, number: str) -> OrderView:
        """The sender's own order of this number; raises UnknownOrder, also for an order of somebody else."""
        order = self._session.get(Order, order_id_of(number) or 0)
        if order is None or order.sender != sender:
            raise UnknownOrder(number=number)
        return order_view(order)

    def list(self, sender: str | None = None) -> builtins.list[OrderView]:
        """All orders, or those of one sender, newest first."""
        return [order_view(order) for order in self._of(sender)]

    def payment_link(self, sender: str) -> OrderView:
        """The newest unpaid order with a fresh link. What was held for it is taken again if its time was over.

        Raises NoOrder, AlreadyPaid, NothingToPay, or a stock refusal if the pieces are gone.
        """
        release_expired(self._session, clock.now())
        orders = self._of(sender)
        if not orders:
            raise NoOrder()
        unpaid = [order for order in orders if order.status == AWAITING_PAYMENT]
        if not unpaid:
            refusal = AlreadyPaid if orders[0].paid_at is not None else NothingToPay
            raise refusal(number=orders[0].number)
        order = unpaid[0]
        if order.hold_expires_at is None:
            hold_items(self._session, order)
        issue_link(self._session, self._settings, self._provider, order)
        return order_view(order)

    def _of(self, sender: str | None, limit: int | None = None) -> builtins.list[Order]:
        query = select(Order).order_by(column(Order.id).desc()).limit(limit)
        if sender is not None:
            query = query.where(Order.sender == sender)
        return builtins.list(self._session.execute(query).scalars())
