"""Goods that nobody here knows: "den Mantle", "two toasters". They are not the goods that were talked about before."""

from __future__ import annotations

from components.reading.atoms import Atom, at

_SHORTEST = 4
_LEADING = ("def", "own", "indef", "another")
_AFTER = ("remove", "order", "filler", "again", "question", "in", "from", "apart")


def find_stranger(atoms: list[Atom]) -> Atom | None:
    """The noun that a message counts or points at without the shop knowing it; None where known goods are named."""
    if any(atom.kind == "product" or atom.has("head", "pronoun") and atom.kind == "word" for atom in atoms):
        return None
    return next((atom for i, atom in enumerate(atoms) if _is_stranger(atoms, i)), None)


def _is_stranger(atoms: list[Atom], i: int) -> bool:
    atom, after = atoms[i], at(atoms, i + 1)
    if not atom.is_unknown or len(atom.key) < _SHORTEST or not (after.is_break or after.has("edge", *_AFTER)):
        return False
    j = i - 1
    while at(atoms, j).is_attribute or at(atoms, j).is_unknown or at(atoms, j).has("filler", "pieces", "pair_of"):
        j -= 1
    leading = at(atoms, j)
    # A number before an unknown word counts no goods, so that the reader has put it aside.
    counted = leading.kind in ("number", "quantity", "ignored") and isinstance(leading.value, int)
    return counted or leading.kind == "word" and leading.has(*_LEADING)
