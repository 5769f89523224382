"""The catalog: what the shop stocks, and whether it is there."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from shop.catalog.matching import (
    Candidate,
    by_sku,
    carried,
    in_stock,
    knows_product,
    of_products,
    reference_to,
    values_of,
    without,
)
from shop.catalog.shelf import Alternatives, Availability, Shelf, ShelfItem, best_first, shelf_item
from shop.model import Product, Variant
from shop.model.base import column
from shop.order_line import OrderLine

_NEWEST = (column(Product.arrived_on).desc().nulls_last(), Product.key)

__all__ = ["Alternatives", "Availability", "Catalog", "Shelf", "ShelfItem"]


class Catalog:
    """Reading the goods."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, line: OrderLine) -> Shelf:
        """The goods that fit the line, best first; an empty line finds everything."""
        return Shelf(items=self._grouped(carried(self._session, line)))

    def look(self, line: OrderLine) -> Availability:
        """Whether what the line describes is there, and what is there instead if it is not."""
        found = carried(self._session, line)
        if not found and line.product is not None and not knows_product(self._session, line.product):
            return Availability("unknown_product")
        if in_stock(found):
            return Availability("available", self._grouped(found), self._alternatives(line))
        status = "sold_out" if found else "not_carried"
        return Availability(status, self._grouped(found), self._alternatives(line))

    def newest(self, count: int) -> list[ShelfItem]:
        """The products in stock that arrived last, newest first."""
        there = exists().where(Variant.product_id == Product.id, Variant.stock > Variant.held)
        query = select(Product.id).where(column(Product.active).is_(True), there)
        ids = self._session.execute(query.order_by(*_NEWEST).limit(count)).scalars().all()
        items = {item.product_id: item for item in self._grouped(of_products(self._session, ids))}
        return [items[product_id] for product_id in ids if product_id in items]

    def one(self, reference: str) -> Candidate | None:
        """A variant in stock, if there is one, of what a product reference or a SKU names; None if it names nothing."""
        if not reference.startswith(reference_to("")):
            return by_sku(self._session, reference)
        found = carried(self._session, OrderLine(product=reference))
        return next(iter(in_stock(found) or found), None)

    def product_types(self) -> list[str]:
        """The product types that the shop stocks, sorted."""
        query = select(Product.type).where(column(Product.active).is_(True)).distinct().order_by(Product.type)
        return list(self._session.execute(query).scalars())

    def variants(self, line: OrderLine) -> list[Candidate]:
        """The variants that fit, by SKU."""
        return carried(self._session, line)

    def _alternatives(self, line: OrderLine) -> Alternatives:
        def others(attribute: str) -> tuple[str, ...]:
            there = in_stock(carried(self._session, without(line, attribute)))
            taken = line.wanted.of(attribute)
            return tuple(value for value in values_of(there, attribute) if value not in taken)

        return Alternatives(colors=others("color"), sizes=others("size"))

    def _grouped(self, candidates: list[Candidate]) -> list[ShelfItem]:
        variants: dict[int, list[Candidate]] = {}
        for candidate in candidates:
            variants.setdefault(candidate.product_id, []).append(candidate)
        query = select(Product).where(column(Product.id).in_(list(variants)))
        products = self._session.execute(query).scalars()
        return best_first(shelf_item(product, variants[product.id]) for product in products)
