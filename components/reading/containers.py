"""Goods that come in something: "two bags of marbles", "3 Beutel Murmeln" are as many of what is in them."""

from __future__ import annotations

from components.reading.atoms import Atom, at


def open_containers(atoms: list[Atom]) -> list[Atom]:
    """Let a container be a mere piece of the goods that follow it at once."""
    for i, atom in enumerate(atoms):
        if not atom.has("container"):
            continue
        if _goods_follow(atoms, i + 1) and _is_counted(atoms, i - 1):
            atom.kind, atom.value, atom.classes = "word", "", frozenset({"pieces"})
        else:
            atom.classes -= {"container"}
    return atoms


def _goods_follow(atoms: list[Atom], i: int) -> bool:
    if at(atoms, i).key == "of":
        i += 1
    while at(atoms, i).is_attribute or at(atoms, i).has("filler", "def") and at(atoms, i).kind == "word":
        i += 1
    return at(atoms, i).kind == "product"


def _is_counted(atoms: list[Atom], i: int) -> bool:
    while at(atoms, i).is_attribute:
        i -= 1
    return at(atoms, i).kind == "number" or at(atoms, i).has("indef", "pieces")
