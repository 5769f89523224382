"""What a shopper has paid for: the lines of own orders, newest order first, and what became of these goods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from shop.catalog.matching import Candidate, by_ids, by_sku, carried, fitting_size, knows_product, reference_to
from shop.errors import OrderNotPaid, UnknownOrder
from shop.model import Order, OrderItem
from shop.model.base import column
from shop.model.sales import PAID, order_id_of
from shop.order_line import Attributes, OrderLine

PAID_STATUSES = (PAID, "packed", "shipped", "delivered")
# What every variant of a product shares: said otherwise, it means another product.
OF_PRODUCT = ("material", "fit", "audience", "brand")


@dataclass(frozen=True)
class PastOrder:
    """A paid order, as it is named to its shopper."""

    number: str
    ordered_at: datetime


@dataclass(frozen=True)
class PastLine:
    """A line of a paid order. `known` is its variant in the catalog, also of goods that are not sold any more."""

    order: PastOrder
    order_id: int
    item: OrderItem
    known: Candidate | None

    @property
    def titles(self) -> dict[str, str]:
        """The titles that it was sold under, by language."""
        return {"en": self.item.title_en, "de": self.item.title_de}

    def value(self, attribute: str) -> str | None:
        """An attribute as it was bought; what orders do not keep comes from the catalog."""
        if hasattr(self.item, attribute):
            bought: str | None = getattr(self.item, attribute)
            return bought
        return self.known.value(attribute) if self.known else None

    def is_of(self, product: str) -> bool:
        """Whether it is of a product type, or the one product of a reference."""
        if self.known and product in (self.known.product, reference_to(self.known.key)):
            return True
        return product == self.item.product

    def fits(self, session: Session, attribute: str, values: tuple[str, ...]) -> bool:
        """Whether one of the values was bought; goods for everybody and of one size fit every wish."""
        value = self.value(attribute)
        if attribute == "size":
            return any(fitting_size(wanted, value) for wanted in values)
        if value in values or (attribute == "audience" and value is None):
            return True
        if attribute not in OF_PRODUCT or self.known is None:
            return False
        # The catalog knows what a general word covers: organic cotton is cotton.
        wanted = Attributes(**{attribute: values})
        return bool(carried(session, OrderLine(product=reference_to(self.known.key), wanted=wanted)))

    def fits_all(self, session: Session, stated: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether every stated attribute was bought like this."""
        return all(self.fits(session, name, values) for name, values in stated.items())


def paid_lines(session: Session, sender: str, number: str | None = None) -> list[PastLine]:
    """The lines of the sender's paid orders, or of the one with this number; newest order first.

    Raises UnknownOrder for a number that is none of the sender's own, OrderNotPaid if it was never paid or paid back.
    """
    query = (
        select(OrderItem, Order)
        .join(Order, Order.id == OrderItem.order_id)
        .where(Order.sender == sender, column(Order.status).in_(PAID_STATUSES))
        .order_by(column(Order.id).desc(), OrderItem.id)
    )
    if number is not None:
        query = query.where(Order.id == _own_paid(session, sender, number))
    rows = session.execute(query).all()
    known = by_ids(session, {item.variant_id for item, _ in rows if item.variant_id is not None})
    return [
        PastLine(PastOrder(order.number, order.created_at), order.id, item, known.get(item.variant_id))
        for item, order in rows
    ]


def has_paid(session: Session, sender: str) -> bool:
    """Whether the sender has a paid order."""
    query = select(exists().where(Order.sender == sender, column(Order.status).in_(PAID_STATUSES)))
    return bool(session.execute(query).scalar())


def of_latest_order(past: Sequence[PastLine]) -> list[PastLine]:
    """The lines of the newest order among them."""
    return [line for line in past if line.order_id == past[0].order_id]


def sold_today(session: Session, past: PastLine) -> tuple[Candidate | None, bool]:
    """What was bought as it is in the catalog today, and whether exactly this is still sold.

    If only its color or size is gone, its product is described as it was bought, so that another size can be found.
    """
    known = past.known or by_sku(session, past.item.sku)
    if known is None:
        known = _same_product(session, past)
    if known is None or not knows_product(session, reference_to(known.key)):
        return None, False
    bought = replace(known, color=past.item.color, size=past.item.size)
    # A SKU that now stands for another color or size is not what was bought.
    return bought, bought == known and known.sku == past.item.sku


def _same_product(session: Session, past: PastLine) -> Candidate | None:
    """Any variant under the same title: the variant itself was deleted."""
    of_type = carried(session, OrderLine(product=past.item.product))
    return next((candidate for candidate in of_type if candidate.titles == past.titles), None)


def _own_paid(session: Session, sender: str, number: str) -> int:
    order: Order | None = session.get(Order, order_id_of(number) or 0)
    if order is None or order.sender != sender:
        raise UnknownOrder(number=number)
    if order.status not in PAID_STATUSES:
        raise OrderNotPaid(number=order.number)
    return order.id
