"""Which variants fit what a shopper said. SQL narrows; nothing is chosen here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from shop import clock
from shop.catalog.order_of_values import in_order, waist_of
from shop.catalog.recall import recalled
from shop.catalog.stock import overdue_pieces
from shop.model import Product, Variant
from shop.model.base import column
from shop.order_line import ATTRIBUTES, Attributes, OrderLine

# What a general word also covers; only looked at when nothing is of exactly that material.
_KINDS_OF_MATERIAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"cotton": ("organic cotton",), "wool": ("merino", "cashmere")}
)


@dataclass(frozen=True)
class Candidate:
    """A variant with what a decision needs. `available` are the pieces nobody else holds."""

    variant_id: int
    product_id: int
    key: str
    sku: str
    product: str
    titles: dict[str, str]
    color: str | None
    size: str | None
    audience: str | None
    material: str | None
    fit: str | None
    price: int
    stock: int
    available: int
    brand: str | None = None

    def value(self, attribute: str) -> str | None:
        """Its value of an attribute, by name."""
        value: str | None = getattr(self, attribute)
        return value


_COLUMNS = (
    Variant.id, Product.id, Product.key, Variant.sku, Product.type, Product.title_en, Product.title_de,
    Variant.color, Variant.size, Product.audience, Product.material, Product.fit, Variant.price,
    Variant.stock, Variant.held, Product.active, Product.brand,
)  # fmt: skip
_COLUMN_OF = {
    "color": Variant.color, "size": Variant.size,
    "material": Product.material, "fit": Product.fit, "audience": Product.audience, "brand": Product.brand,
}  # fmt: skip
_REFERENCE = "#"
# A variant without one of these fits every wish: one-size goods, goods for everybody.
_FITS_ANY = frozenset({"size", "audience"})


def carried(session: Session, line: OrderLine) -> list[Candidate]:
    """Every variant of the catalog that fits the line, whether or not a piece is left; ordered by SKU."""
    same_goods = replace(line, quantity=None, plural=True, words="")
    return list(recalled(session, same_goods, lambda: _carried(session, same_goods)))


def _carried(session: Session, line: OrderLine) -> list[Candidate]:
    found = _select(session, line)
    kinds = tuple(kind for material in line.wanted.material for kind in _KINDS_OF_MATERIAL.get(material, ()))
    if not found and kinds:
        wider = replace(line.wanted, material=line.wanted.material + kinds)
        found = _select(session, replace(line, wanted=wider))
    return found


def in_stock(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those of which at least one piece is free."""
    return [candidate for candidate in candidates if candidate.available > 0]


def by_sku(session: Session, sku: str) -> Candidate | None:
    """One variant by its SKU, also of goods that are no longer active."""
    rows = _candidates(session, Variant.sku == sku)
    return rows[0] if rows else None


def by_ids(session: Session, variant_ids: Iterable[int]) -> dict[int, Candidate]:
    """Variants by row id, also of goods that are no longer active."""
    return {c.variant_id: c for c in _candidates(session, column(Variant.id).in_(list(variant_ids)))}


def of_products(session: Session, product_ids: Iterable[int]) -> list[Candidate]:
    """All variants of these products, by SKU."""
    return _candidates(session, column(Product.id).in_(list(product_ids)))


def reference_to(key: str) -> str:
    """What stands for one product where a product type may stand: no type begins like this."""
    return _REFERENCE + key


def knows_product(session: Session, product: str) -> bool:
    """Whether the catalog has this product type, or the one product that `reference_to` names."""
    query = select(exists().where(_is_product(product), column(Product.active).is_(True)))
    return bool(session.execute(query).scalar())


def values_of(candidates: Iterable[Candidate], attribute: str) -> tuple[str, ...]:
    """The distinct values of an attribute among candidates, sensibly sorted; goods without one are left out."""
    values = (candidate.value(attribute) for candidate in candidates)
    return in_order(attribute, (value for value in values if value is not None))


def fitting_size(wanted: str, size: str | None) -> bool:
    """Whether a size is meant by what was said: itself, its waist alone, or one size for all."""
    return size is None or size == wanted or waist_of(size) == wanted


def without(line: OrderLine, attribute: str) -> OrderLine:
    """The line with one attribute left open; `price` stands for both limits."""
    if attribute == "price":
        return replace(line, max_price=None, min_price=None)
    return replace(line, wanted=replace(line.wanted, **{attribute: ()}), excluded=_cleared(line.excluded, attribute))


def _cleared(attributes: Attributes, attribute: str) -> Attributes:
    return replace(attributes, **{attribute: ()})


def _select(session: Session, line: OrderLine) -> list[Candidate]:
    conditions = [column(Product.active).is_(True)]
    if line.product is not None:
        conditions.append(_is_product(line.product))
    if line.sku is not None:
        conditions.append(Variant.sku == line.sku)
    if line.excluded_products:
        conditions.append(column(Product.type).not_in(line.excluded_products))
    for attribute in ATTRIBUTES:
        conditions += _conditions(attribute, line.wanted.of(attribute), line.excluded.of(attribute))
    if line.max_price is not None:
        conditions.append(Variant.price <= line.max_price)
    if line.min_price is not None:
        conditions.append(Variant.price >= line.min_price)
    return _candidates(session, and_(*conditions))


def _conditions(attribute: str, wanted: tuple[str, ...], excluded: tuple[str, ...]) -> list[Any]:
    attribute_column = column(_COLUMN_OF[attribute])
    conditions = []
    if wanted:
        choice = _any_of(attribute, attribute_column, wanted)
        conditions.append(or_(choice, attribute_column.is_(None)) if attribute in _FITS_ANY else choice)
    if excluded:
        covered = excluded + tuple(kind for value in excluded for kind in _KINDS_OF_MATERIAL.get(value, ()))
        conditions.append(or_(attribute_column.is_(None), ~_any_of(attribute, attribute_column, covered)))
    return conditions


def _any_of(attribute: str, attribute_column: Any, values: tuple[str, ...]) -> Any:
    options = [attribute_column.in_(values)]
    if attribute == "size":
        options += [attribute_column.startswith(f"{value}/", autoescape=True) for value in values]
    if attribute == "brand":
        # SQLite lowers ASCII only: a brand in its own spelling is found in any case.
        options.append(func.lower(attribute_column).in_([value.lower() for value in values]))
    return or_(*options)


def _is_product(product: str) -> Any:
    if product.startswith(_REFERENCE):
        return Product.key == product[len(_REFERENCE) :]
    return Product.type == product


def _candidates(session: Session, condition: Any) -> list[Candidate]:
    query = select(*_COLUMNS).join(Product, Product.id == Variant.product_id).where(condition).order_by(Variant.sku)
    rows = session.execute(query).all()
    overdue = recalled(session, "overdue", lambda: overdue_pieces(session, clock.now())) if rows else {}
    return [_candidate(row, overdue) for row in rows]


def _candidate(row: Any, overdue: dict[int, int]) -> Candidate:
    *head, title_en, title_de, color, size, audience, material, fit, price, stock, held, active, brand = row
    variant_id, product_id, key, sku, product = head
    available = min(stock, stock - held + overdue.get(variant_id, 0)) if active else 0
    titles = {"en": title_en, "de": title_de}
    return Candidate(
        variant_id, product_id, key, sku, product, titles, color, size,
        audience, material, fit, price, stock, available, brand,
    )  # fmt: skip
