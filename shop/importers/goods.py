"""What an importer read from a file, whatever its format was, before it meets the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class ReadVariant:
    """One thing that can be bought. `price` in minor units, gross; `stock` None if the file does not say it."""

    sku: str
    color: str | None
    size: str | None
    price: int
    stock: int | None


@dataclass(frozen=True)
class ReadProduct:
    """One article with its variants; the names are those of the table `product`. `rating` in tenths of a star."""

    key: str
    type: str
    title_en: str
    title_de: str
    description_en: str
    description_de: str
    care_en: str
    care_de: str
    material: str | None
    fit: str | None
    audience: str | None
    brand: str | None
    weight_grams: int | None
    arrived_on: date | None
    rating: int | None
    active: bool
    variants: tuple[ReadVariant, ...]
    size_label: str | None = None
    color_label: str | None = None
    # Lists are what the database gives back: an unchanged file then changes nothing.
    pictures: list[str] | None = None
    link: str | None = None


@dataclass(frozen=True)
class ReadWord:
    """A word that the file uses for a value of an entity (product, color, size, material, brand …).

    With a `language` it is a synonym that the merchant lists; without, the merchant's spelling of the value.
    """

    entity: str
    value: str
    word: str
    language: str | None = None


@dataclass
class Goods:
    """All that could be read of a file, and what could not, in words for the merchant.

    `words` are the file's words for its values; `listed` the entities and values for which it lists synonyms: these are
    then all there are. `digest` is the fingerprint of the content.
    """

    products: list[ReadProduct] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    words: set[ReadWord] = field(default_factory=set)
    listed: set[tuple[str, str]] = field(default_factory=set)
    digest: str = ""

    @property
    def variant_count(self) -> int:
        """How many variants were read."""
        return sum(len(product.variants) for product in self.products)


class Unreadable(ValueError):
    """An entry of a file says something that cannot be meant; the message tells the merchant what."""
