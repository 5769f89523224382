"""A chunk: a stretch of a message with at most one noun and one quantity."""

from __future__ import annotations

from dataclasses import dataclass, field

from components.reading.atoms import ATTRIBUTES, Atom


@dataclass
class Value:
    """An attribute within a chunk; `post`: after the noun; `linked`: introduced by "in", "of" …."""

    atom: Atom
    post: bool
    linked: bool
    excluded: bool = False


@dataclass
class Chunk:
    """One stretch and how it is bound to what stands before (`joints`)."""

    joints: set[str] = field(default_factory=set)
    quantity: Atom | None = None
    product: Atom | None = None
    pronoun: bool = False
    same: bool = False
    definite: bool = False
    times: bool = False
    singular: bool = False
    each: bool = False
    collective: bool = False
    rest: Atom | None = None
    of_which: bool = False
    values: list[Value] = field(default_factory=list)
    prices: list[Atom] = field(default_factory=list)
    excluded_products: list[Atom] = field(default_factory=list)
    colon_after: bool = False
    has_verb: bool = False
    excluded_only: bool = False
    after_to: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing of an order line is in it."""
        return not (
            self.quantity
            or self.product
            or self.values
            or self.prices
            or self.excluded_products
            or self.pronoun
            or self.rest
        )

    @property
    def is_caption(self) -> bool:
        """Whether it is a line of its own that says for whom the next ones are: "KIDS"."""
        kinds = {value.atom.kind for value in self.values}
        only_audience = "audience" in kinds and "size" not in kinds
        bare = not (self.quantity or self.prices or self.has_head or self.rest or self.excluded_products)
        return only_audience and bare and bool(self.joints & {"edge", "newline"})

    @property
    def has_head(self) -> bool:
        """Whether it names a thing, by noun or pronoun."""
        return self.product is not None or self.pronoun


def goods_follow(atoms: list[Atom], i: int, heads: tuple[str, ...] = ("product", "quantity", *ATTRIBUTES)) -> bool:
    """Whether goods follow: attributes, fillers and a noun or pronoun."""
    unknown = 0
    while i < len(atoms):
        atom = atoms[i]
        if atom.kind in heads or atom.has("head"):
            return True
        if atom.is_attribute:
            i += 1
            continue
        if atom.is_unknown and unknown < 2:
            unknown += 1
        elif not (atom.has("filler", "def", "own", "indef", "each", "ordinal_word") or atom.kind == "ordinal"):
            return False
        i += 1
    return False
