"""Goods that a message names and gives up again: "a belt and a cap – no, forget the belt", "den Rock lass weg"."""

from __future__ import annotations

from components.reading.atoms import Atom, at

_BETWEEN = 4
_COUNTS = ("number", "quantity")
_BOUNDARIES = ("comma", "stop", "newline", "colon", "dash", "and", "correct", "soft", "but", "order", "take_back")


def drop_taken_back(atoms: list[Atom]) -> None:
    """Ignore what was taken back, and what takes it back."""
    for i, atom in enumerate(atoms):
        if atom.kind == "word" and atom.has("forget_all"):
            _forget_before(atoms, i)
        if atom.kind in ("color", "material") and _taken_before(atoms, i):
            _forget_value(atoms, i)
        if atom.kind == "product" and (_taken_before(atoms, i) or _taken_behind(atoms, i)):
            earlier = _named_before(atoms, i)
            if earlier is not None and _is_the_same(atoms, earlier, i):
                _drop_phrase(atoms, earlier)
                _drop_phrase(atoms, i)


def _forget_before(atoms: list[Atom], i: int) -> None:
    """ "nah forget it, just two sweatshirts": everything before, if something follows."""
    if any(atom.is_value for atom in atoms[i:]):
        for atom in atoms[:i]:
            if atom.is_value or atom.kind in _COUNTS or atom.has("head"):
                atom.ignore()


def _forget_value(atoms: list[Atom], i: int) -> None:
    """ "in yellow. No, forget yellow, in orange": a value that is taken back."""
    for j, atom in enumerate(atoms[:i]):
        if atom.kind == atoms[i].kind and atom.value == atoms[i].value:
            if at(atoms, i + 1).has("head"):
                _drop_phrase(atoms, j)  # "scrap the yellow one"
            atom.ignore()
            atoms[i].kind = "ignored"


def _taken_before(atoms: list[Atom], i: int) -> bool:
    """ "forget the belt", "no not a cap": the words stand before."""
    j = i - 1
    while j >= i - _BETWEEN and (at(atoms, j).is_attribute or at(atoms, j).has("def", "own", "indef", "filler")):
        j -= 1
    return j >= 0 and at(atoms, j).kind == "word" and at(atoms, j).has("take_back")


def _taken_behind(atoms: list[Atom], i: int) -> bool:
    """ "den Rock lass weg", "die Mütze doch nicht": the words stand behind, at the end of the clause."""
    j = i + 1
    while at(atoms, j).is_attribute:
        j += 1
    behind = at(atoms, j)
    return behind.kind == "word" and behind.has("take_back_behind") and not at(atoms, j + 1).is_value


def _named_before(atoms: list[Atom], i: int) -> int | None:
    """The place where the same goods were ordered before, in no other wording of the same phrase."""
    places = [j for j in range(i) if atoms[j].kind == "product" and atoms[j].value == atoms[i].value]
    return places[-1] if places else None


def _is_the_same(atoms: list[Atom], earlier: int, i: int) -> bool:
    """ "grey trousers, no black trousers" are two kinds, and the first ones stay."""
    told = {atoms[j].kind: atoms[j].value for j in _phrase(atoms, earlier) if atoms[j].is_attribute}
    again = {atoms[j].kind: atoms[j].value for j in _phrase(atoms, i) if atoms[j].is_attribute}
    return all(told.get(kind) == value for kind, value in again.items())


def _drop_phrase(atoms: list[Atom], i: int) -> None:
    """Ignore the goods at a place with number and attributes."""
    for j in _phrase(atoms, i):
        if atoms[j].is_value or atoms[j].kind in _COUNTS:
            atoms[j].ignore()


def _phrase(atoms: list[Atom], i: int) -> range:
    """The places of the goods and of what is said of them, as far as their clause reaches."""
    first, last = i, i
    while first > 0 and not _ends_phrase(atoms[first - 1]) and atoms[first - 1].kind != "product":
        first -= 1
    while last + 1 < len(atoms) and not _ends_phrase(atoms[last + 1]) and _describes(atoms, last + 1):
        last += 1
    return range(first, last + 1)


def _ends_phrase(atom: Atom) -> bool:
    return atom.text == "." or atom.kind == "word" and atom.has(*_BOUNDARIES)


def _describes(atoms: list[Atom], i: int) -> bool:
    return atoms[i].is_attribute or atoms[i].kind == "word" and atoms[i].has("in", "size", "filler")
