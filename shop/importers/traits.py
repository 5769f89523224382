"""What an article says about itself outside its options: in columns, in its type, its title and its tags."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shop.importers.drafts import Draft
from shop.importers.kinds import Kind
from shop.importers.known_words import KnownWords, Piece, folded
from shop.importers.options import Roles
from shop.importers.texts import spaced
from shop.importers.values import LONGEST_VALUE, own_value

_UNISEX = frozenset(("unisex", "all", "adult unisex"))
# "color:black", "Colour_Black", "gender=women": shops give their tags a name.
_TAG_NAME = re.compile(r"^[\w\s]+[:=_]\s*")


@dataclass(frozen=True)
class Traits:
    """Canonical values of the article as a whole; `color` only where the variants do not say it themselves."""

    color: str | None = None
    material: str | None = None
    material_written: str = ""
    fit: str | None = None
    audience: str | None = None


def traits_of(draft: Draft, roles: Roles, kind: Kind, pieces: list[Piece], known: KnownWords, language: str) -> Traits:
    """Collect the traits; what is said twice and differently is not said."""
    said = _Said(kind, pieces, [_TAG_NAME.sub("", tag) for tag in draft.tags], known, language)
    written = spaced(draft.material) or spaced(roles.shared.get("material", ""))
    material = known.meaning("material", written, language) or own_value(written) if written else said.one("material")
    is_clothing = known.names("product", kind.value, kind.value)
    fit = known.meaning("fit", roles.shared.get("fit", ""), language)
    return Traits(
        color=None if roles.color else said.first("color"),
        material=material if material and len(material) <= LONGEST_VALUE else None,
        material_written=written,
        fit=fit or (said.one("fit") if is_clothing else None),
        audience=_audience([roles.shared.get("audience", ""), *draft.for_whom], said, known, language),
    )


@dataclass(frozen=True)
class _Said:
    """Where traits are looked for, in this order: the type, the title, the tags."""

    kind: Kind
    pieces: list[Piece]
    tags: list[str]
    known: KnownWords
    language: str

    def first(self, entity: str) -> str | None:
        """The first value of the title, or the only one of type or tags: a title names the main color first."""
        in_title = [value for piece in self.pieces if (value := _value(piece, entity))]
        return in_title[0] if in_title else self.one(entity)

    def one(self, entity: str) -> str | None:
        """The value of the first place that says exactly one."""
        in_type = [value for name, value in self.kind.also if name == entity]
        in_title = [value for piece in self.pieces if (value := _value(piece, entity))]
        in_tags = [self.known.meaning(entity, tag, self.language) for tag in self.tags]
        for place in (in_type, in_title, in_tags):
            found = _only(place)
            if found is not None:
                return found
        return None


def _audience(columns: list[str], said: _Said, known: KnownWords, language: str) -> str | None:
    for column in columns:
        if folded(column) in _UNISEX:
            return None
        found = known.meaning("audience", column, language) if column else None
        if found is not None:
            return found
    return said.one("audience")


def _value(piece: Piece, entity: str) -> str | None:
    """What a piece says; "tan shirt": its first meaning counts, a compound says several things."""
    return piece.value(entity)


def _only(values: Iterable[str | None]) -> str | None:
    distinct = {value for value in values if value is not None}
    return distinct.pop() if len(distinct) == 1 else None
