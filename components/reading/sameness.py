"""Phrases that repeat what the message said before: "and one in white, same size", "ebenso viele in L"."""

from __future__ import annotations

from components.reading.atoms import Atom

_REPEATS = {"same_size": "size", "same_color": "color", "same_material": "material"}


def resolve_values_again(atoms: list[Atom]) -> None:
    """Give such a phrase the value that was said last; without one it stays a phrase."""
    for i, atom in enumerate(atoms):
        kind = next((kind for name, kind in _REPEATS.items() if atom.has(name)), None)
        said = [other for other in atoms[:i] if other.kind == kind] if kind else []
        if kind and said:
            atom.kind, atom.value = kind, said[-1].value


def resolve_numbers_again(atoms: list[Atom]) -> None:
    """ "four in M and the same number in L": the number that was said last."""
    for i, atom in enumerate(atoms):
        said = [other for other in atoms[:i] if other.kind == "quantity"] if atom.has("same_number") else []
        if said:
            atom.kind, atom.value = "quantity", said[-1].value
