"""Atoms: the smallest meaningful pieces of a message, between its tokens and its order lines."""

from __future__ import annotations

from dataclasses import dataclass, field

ATTRIBUTES = ("color", "size", "material", "fit", "audience", "brand")
VALUES = ("product", *ATTRIBUTES)
PRICES = ("max_price", "min_price")


@dataclass
class Atom:
    """A word, phrase, number or sign.

    `kind` is an entity name, "number" (not yet known what it counts), "ignored" (part of no order) or "word";
    `classes` names the functions that the words may have ("and", "not", "search" …).
    """

    kind: str
    key: str
    text: str
    start: int
    end: int
    value: str | int | float = ""
    classes: frozenset[str] = field(default_factory=frozenset)
    plural: bool | None = None
    glued: bool = False
    language: str | None = None
    own_language_only: bool = False

    def has(self, *classes: str) -> bool:
        """Whether it may have one of these functions."""
        return any(name in self.classes for name in classes)

    @property
    def is_value(self) -> bool:
        """Whether it names goods or an attribute of goods."""
        return self.kind in VALUES

    @property
    def is_attribute(self) -> bool:
        """Whether it names an attribute of goods."""
        return self.kind in ATTRIBUTES

    @property
    def is_break(self) -> bool:
        """Whether an order line may end here."""
        return self.has("comma", "stop", "newline", "colon", "dash") or self.has("and", "or") and self.kind == "word"

    @property
    def is_unknown(self) -> bool:
        """Whether it is a word that says nothing to the reader."""
        return self.kind == "word" and not self.classes and self.text[:1].isalpha()

    def ignore(self) -> None:
        """Take it out of every order line."""
        self.kind = "ignored"


def at(atoms: list[Atom], index: int) -> Atom:
    """Return the atom at a place, or an empty one beyond the ends."""
    return atoms[index] if 0 <= index < len(atoms) else NOTHING


NOTHING = Atom("word", "", "", 0, 0, classes=frozenset({"stop", "edge"}))
