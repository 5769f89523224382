"""What the catalog answers: goods grouped by product, and whether something is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shop.catalog.matching import Candidate, in_stock, values_of
from shop.model import Product


@dataclass(frozen=True)
class ShelfItem:
    """One product with those of its variants that were asked for. Prices are minor units; rating is of 5 stars.

    `colors` and `sizes` are those in stock. `sku` is one of the variants, of `color`; in stock if any is. `pictures`
    are the merchant's own, `link` the merchant's page.
    """

    product_id: int
    key: str
    product: str
    titles: dict[str, str]
    descriptions: dict[str, str]
    care: dict[str, str]
    audience: str | None
    material: str | None
    fit: str | None
    brand: str | None
    weight_grams: int | None
    arrived_on: date | None
    rating: float | None
    price_from: int
    price_to: int
    colors: tuple[str, ...]
    sizes: tuple[str, ...]
    in_stock: bool
    available: int
    sku: str
    color: str | None = None
    pictures: tuple[str, ...] = ()
    link: str | None = None


@dataclass(frozen=True)
class Shelf:
    """The goods that fit, best first."""

    items: list[ShelfItem]


@dataclass(frozen=True)
class Alternatives:
    """What is there instead: other colors of the wanted size, other sizes of the wanted color."""

    colors: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Availability:
    """`status` is available, sold_out, not_carried or unknown_product."""

    status: str
    items: list[ShelfItem] = field(default_factory=list)
    alternatives: Alternatives = Alternatives()


def shelf_item(product: Product, variants: list[Candidate]) -> ShelfItem:
    """The product, restricted to these variants of it (at least one)."""
    there = in_stock(variants)
    prices = [variant.price for variant in there or variants]
    shown = _shown(there or variants)
    return ShelfItem(
        product_id=product.id,
        key=product.key,
        product=product.type,
        titles={"en": product.title_en, "de": product.title_de},
        descriptions={"en": product.description_en, "de": product.description_de},
        care={"en": product.care_en, "de": product.care_de},
        audience=product.audience,
        material=product.material,
        fit=product.fit,
        brand=product.brand,
        weight_grams=product.weight_grams,
        arrived_on=product.arrived_on,
        rating=None if product.rating is None else product.rating / 10,
        price_from=min(prices),
        price_to=max(prices),
        colors=values_of(there, "color"),
        sizes=values_of(there, "size"),
        in_stock=bool(there),
        available=sum(variant.available for variant in there),
        sku=shown.sku,
        color=shown.color,
        pictures=tuple(product.pictures or ()),
        link=product.link,
    )


def _shown(variants: list[Candidate]) -> Candidate:
    """The variant that stands for the others: of the first color, as colors are always listed."""
    first = next(iter(values_of(variants, "color")), None)
    return next(variant for variant in variants if variant.color == first or first is None)


def best_first(items: Iterable[ShelfItem]) -> list[ShelfItem]:
    """In stock before sold out, then by rating; equal ones by key, so that the order is the same every time."""

    def rank(item: ShelfItem) -> Any:
        return (not item.in_stock, -(item.rating or 0), item.key)

    return sorted(items, key=rank)
