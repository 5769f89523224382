"""What a shopper said about one item. Pure data: no database, no conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

ATTRIBUTES = ("color", "size", "material", "fit", "audience", "brand")


@dataclass(frozen=True)
class Attributes:
    """Canonical, language-free values; several values of one attribute are alternatives ("grey or black").

    `brand` has no part in questions: it narrows where it is said.
    """

    color: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    material: tuple[str, ...] = ()
    fit: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()

    def of(self, attribute: str) -> tuple[str, ...]:
        """The values of one attribute, by its name."""
        values: tuple[str, ...] = getattr(self, attribute)
        return values

    def stated(self) -> dict[str, tuple[str, ...]]:
        """Only the attributes that have a value."""
        return {name: self.of(name) for name in ATTRIBUTES if self.of(name)}


@dataclass(frozen=True)
class OrderLine:
    """What the shopper said about one item: nothing is added to it.

    `quantity` is as said (the shop refuses what is no whole number from 1 to 99). Prices are minor units of one piece.
    `plural` is False only if the noun was singular ("the black hoodie"): then a missing quantity means 1. `size_step`
    is 1 for "one size up". `sku` is not said but chosen in a messenger's catalog: it means exactly this variant.
    """

    product: str | None = None
    quantity: int | float | None = None
    wanted: Attributes = Attributes()
    excluded: Attributes = Attributes()
    excluded_products: tuple[str, ...] = ()
    max_price: int | None = None
    min_price: int | None = None
    plural: bool = True
    words: str = ""
    size_step: int = 0
    sku: str | None = None

    def says_anything(self) -> bool:
        """Whether the line describes goods at all (a quantity alone does not)."""
        return bool(
            self.product
            or self.sku
            or self.wanted.stated()
            or self.excluded.stated()
            or self.excluded_products
            or self.max_price is not None
            or self.min_price is not None
        )


def to_json(line: OrderLine) -> dict[str, Any]:
    """The line as JSON-ready data, for storing."""
    return asdict(line)


def from_json(data: Mapping[str, Any]) -> OrderLine:
    """The line that `to_json` stored."""
    fields = dict(data)
    for name in ("wanted", "excluded"):
        fields[name] = Attributes(**{key: tuple(values) for key, values in fields[name].items()})
    fields["excluded_products"] = tuple(fields["excluded_products"])
    return OrderLine(**fields)
