"""An article as a shop system exports it, before anything is made canonical: what all the exports have in common."""

from __future__ import annotations

from dataclasses import dataclass, field

from shop.importers.addresses import Pictures

# Goods that are there but not counted: more than anyone may order at once, and still a number.
UNCOUNTED = 999


@dataclass
class DraftVariant:
    """One thing that can be bought. `price` in minor units; `options` are the merchant's names and values, in order."""

    row: int
    sku: str
    price: int
    stock: int | None
    options: dict[str, str]


@dataclass
class Draft:
    """One article; texts as they stand in the file.

    `type` may be empty or a path ("Home > Mugs"); `for_whom` are words that may name women, men or kids; `link` is the
    merchant's own page.
    """

    row: int
    key: str
    title: str = ""
    body: str = ""
    brand: str = ""
    type: str = ""
    material: str = ""
    tags: tuple[str, ...] = ()
    for_whom: tuple[str, ...] = ()
    weight_grams: int | None = None
    active: bool = True
    link: str = ""
    pictures: Pictures = field(default_factory=Pictures)
    variants: list[DraftVariant] = field(default_factory=list)
