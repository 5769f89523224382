"""Order lines while they are being put together."""

from __future__ import annotations

from dataclasses import dataclass, field

from components.reading.atoms import Atom
from components.reading.chunk import Chunk, Value


@dataclass
class Line:
    """One item of an order. `base`: the line whose noun it shares ("… and two in M")."""

    quantity: Atom | None = None
    products: list[Atom] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    prices: list[Atom] = field(default_factory=list)
    excluded_products: list[Atom] = field(default_factory=list)
    plural: bool | None = None
    each: bool = False
    joints: set[str] = field(default_factory=set)
    base: Line | None = None
    rest: Atom | None = None
    of_which: bool = False
    definite: bool = False
    same: bool = False

    @classmethod
    def of(cls, chunk: Chunk) -> Line:
        """Start a line with everything that a chunk says."""
        products = [chunk.product] if chunk.product else []
        line = cls(chunk.quantity, products, list(chunk.values), list(chunk.prices), list(chunk.excluded_products))
        line.each, line.joints, line.rest, line.of_which = chunk.each, set(chunk.joints), chunk.rest, chunk.of_which
        line.definite, line.same = chunk.definite, chunk.same
        if chunk.product:
            line.plural = chunk.product.plural
            if line.plural is None and (chunk.singular or chunk.quantity and chunk.quantity.value == 1):
                line.plural = False
        elif chunk.pronoun:
            line.plural = not chunk.singular
        return line

    def kinds(self) -> set[str]:
        """Which attributes it states."""
        return {value.atom.kind for value in self.values if not value.excluded}

    @property
    def says_more(self) -> bool:
        """Whether it says more than the name of goods."""
        return bool(self.quantity or self.values or self.prices or self.excluded_products or not self.products)

    def add(self, values: list[Value]) -> None:
        """Add attributes; the same value twice is said once."""
        said = {(v.atom.kind, v.atom.value, v.excluded) for v in self.values}
        self.values += [v for v in values if (v.atom.kind, v.atom.value, v.excluded) not in said]

    def replace(self, chunk: Chunk) -> None:
        """Let what a correction says take the place of what was said."""
        kinds = {value.atom.kind for value in chunk.values if not value.excluded}
        self.values = [value for value in self.values if value.atom.kind not in kinds or value.excluded]
        self.values += [Value(v.atom, bool(self.products), v.linked, v.excluded) for v in chunk.values]
        self.quantity = chunk.quantity or self.quantity
        self.prices = chunk.prices or self.prices
        if chunk.product:
            self.products = [chunk.product]
            self.plural = chunk.product.plural

    def inherit(self, everything: bool) -> None:
        """Take noun and attributes from the line whose noun it shares."""
        base = self.base
        if base is None:
            return
        if not self.products:
            self.products = list(base.products)
            self.plural = self.plural if self.plural is not None else base.plural
        stated = self.kinds()
        for value in base.values:
            of_noun = not value.post and not value.linked and value.atom.kind != "size"
            of_noun = of_noun or stated == {"size"} and value.atom.kind == "color"  # "shirt white, 3 in M, 2 in L"
            if value.atom.kind not in stated and (
                everything or of_noun or value.atom.kind in ("material", "fit", "audience")
            ):
                self.values.insert(0, value)
        if not self.prices:
            self.prices = list(base.prices)

    def is_breakdown_of(self, base: Line) -> bool:
        """Whether it says nothing about the noun that the total said otherwise."""
        told = {(value.atom.kind, value.atom.value) for value in base.values if not value.excluded}
        mine = [value for value in self.values if not value.excluded and value.atom.kind in base.kinds()]
        return all((value.atom.kind, value.atom.value) in told for value in mine)
