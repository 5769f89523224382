"""Orders: what was bought, and how it is paid."""

from __future__ import annotations

import builtins

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.errors import AlreadyPaid, NoOrder, NothingToPay, UnknownOrder
from shop.model import Order
from shop.model.base import column
from shop.model.sales import AWAITING_PAYMENT, order_id_of
from shop.orders.settle import Applied, apply
from shop.orders.view import order_view
from shop.views import OrderView

__all__ = ["Applied", "Orders", "apply"]


class Orders:
    """The orders of one sender, or of all for the merchant."""

    def __init__(self, session: Session) -> None:
        self._session = session

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

    def unpaid(self, sender: str) -> OrderView:
        """The newest order that waits for its payment, whose link `shop.orders.paying` makes.

        Raises NoOrder, AlreadyPaid or NothingToPay.
        """
        orders = self._of(sender)
        if not orders:
            raise NoOrder()
        for order in orders:
            if order.status == AWAITING_PAYMENT:
                return order_view(order)
        refusal = AlreadyPaid if orders[0].paid_at is not None else NothingToPay
        raise refusal(number=orders[0].number)

    def _of(self, sender: str | None, limit: int | None = None) -> builtins.list[Order]:
        query = select(Order).order_by(column(Order.id).desc()).limit(limit)
        if sender is not None:
            query = query.where(Order.sender == sender)
        return builtins.list(self._session.execute(query).scalars())
