"""Clauses that tell something about goods, people or names without ordering anything."""

from __future__ import annotations

from components.reading.atoms import Atom, at

_OF_PERSON = ("size", "indef", "def", "adverb", "in", "has_size")
_COUNTS = ("number", "quantity")
_SIGNED = 6


def drop_stories(atoms: list[Atom]) -> None:
    """Ignore what others wear, what suits whom, names, and the size of the person who writes."""
    for i, atom in enumerate(atoms):
        if atom.kind == "size":
            _own_size(atoms, i)
        elif atom.kind in ("word", "number", "quantity") and atom.has("wear"):
            _worn_by_others(atoms, i)
        if atom.kind == "word" and atom.has("abandoned"):
            _abandoned(atoms, i)
        if atom.kind == "word" and atom.has("story"):
            _story(atoms, i)
        elif atom.has("closing") and 1 < len(atoms) - i <= _SIGNED:
            for other in atoms[i + 1 :]:
                _ignore_value(other)
        elif atom.kind in ("word", "audience") and atom.has("name"):
            _named(atoms, i)
        elif atom.kind == "color" and _is_surname(atoms, i):
            atom.ignore()
    _drop_bare_name(atoms)


def _ignore_value(atom: Atom) -> None:
    if atom.is_value:
        atom.ignore()


def _story(atoms: list[Atom], i: int) -> None:
    if at(atoms, i - 1).has("for", "for_audience") or at(atoms, i + 1).has("gets", "order"):
        return  # "and for the bride one in white", "the bride gets a white cap"
    j = i - 1
    while at(atoms, j).is_attribute or at(atoms, j).kind == "word" and at(atoms, j).has("filler") and j > 0:
        j -= 1
    subject = not at(atoms, j).has("in") and at(atoms, j).kind != "product"
    before = range(j + 1, i) if subject else range(0)
    for k in before:
        if atoms[k].is_attribute:
            atoms[k].ignore()
    if any(atoms[k].is_value or atoms[k].kind == "ignored" for k in before):
        return
    j = i + 1
    while j < len(atoms) and not _ends_story(atoms, j):
        if atoms[j].kind == "product":
            atoms[j].classes |= {"told"}
        if atoms[j].is_value or atoms[j].kind in _COUNTS:
            atoms[j].ignore()
        j += 1


def _abandoned(atoms: list[Atom], i: int) -> None:
    """ "I was going to get the green one but …": a wish given up, if a "but" follows."""
    end = next((j for j in range(i + 1, len(atoms)) if atoms[j].has("but", "stop", "newline")), len(atoms))
    named = [j >= end for j in range(i, len(atoms)) if atoms[j].kind == "product"]
    if not at(atoms, end).has("but"):
        return
    if named and not any(named):
        # "I was going to get the green hoodie but in grey": the noun is said only here and still counts.
        again = {atom.kind for atom in atoms[end:] if atom.is_attribute}
        again |= set(_COUNTS) if any(atom.kind in _COUNTS for atom in atoms[end:]) else set()
        for atom in atoms[i:end]:
            if atom.kind in again:
                atom.ignore()
        return
    for atom in atoms[i:end]:
        if atom.is_value or atom.kind in _COUNTS or atom.has("head"):
            atom.ignore()


def _ends_story(atoms: list[Atom], j: int) -> bool:
    atom = atoms[j]
    return atom.kind == "word" and (
        atom.has("stop", "newline", "comma", "colon", "but", "so") or atom.has("order", "search", "change", "remove")
    )


def _worn_by_others(atoms: list[Atom], i: int) -> None:
    """ "5 of us wear M and 3 wear XL" counts people, not pieces."""
    j = i - 1
    while j >= 0 and j >= i - 3 and atoms[j].kind == "word" and not atoms[j].is_break:
        j -= 1
    if at(atoms, j).kind not in (*_COUNTS, "ignored") or at(atoms, i + 1).kind not in ("size", "word"):
        return
    size = next((atom for atom in atoms[i + 1 : i + 4] if atom.kind == "size"), None)
    if size is not None:
        atoms[j].ignore()
        size.ignore()


def _own_size(atoms: list[Atom], i: int) -> None:
    """ "I'm a size 40 …, two sweaters in XL": the own size is not the one ordered."""
    j = i - 1
    while at(atoms, j).kind in ("word", "quantity") and at(atoms, j).has(*_OF_PERSON):
        j -= 1
    person = at(atoms, j).has("person_is") or j < i - 1 and at(atoms, j).has("kin") and at(atoms, j - 1).has("own")
    if not person or at(atoms, j).kind not in ("word", "audience"):
        return
    if any(other.kind == "size" and other is not atoms[i] for other in atoms[i:]):
        atoms[i].ignore()


def _named(atoms: list[Atom], i: int) -> None:
    """ "Mr Brown", "mein Name ist Anna Schwarz"."""
    for j in range(i + 1, min(i + 6, len(atoms))):
        atom = atoms[j]
        if atom.kind == "word" and (atom.text in (",", ".", "\n") or atom.has("def")):
            continue  # "Mit freundlichen Grüßen, H. Braun"
        if not atom.text[:1].isupper() or atom.has("order", "search", "change"):
            if not atom.has("person_is"):
                return
        elif atom.kind in ("color", "material", "product"):
            atom.ignore()


def _is_surname(atoms: list[Atom], i: int) -> bool:
    """ "my mate Dave Green": English writes no color with a capital in the middle of a sentence."""
    atom, before = atoms[i], at(atoms, i - 1)
    named = atom.language == "en" and atom.text[:1].isupper() and before.is_unknown and i > 1
    return named and all(text[:1].isupper() and text[1:].islower() for text in (atom.text, before.text))


def _drop_bare_name(atoms: list[Atom]) -> None:
    """ "Sophie Brown" and nothing else is a name."""
    if not 2 <= len(atoms) <= 4 or not all(atom.text[:1].isupper() and atom.text[1:].islower() for atom in atoms):
        return
    strange = atoms[0].is_unknown
    if strange and all(atom.is_unknown or atom.kind in ("color", "product") for atom in atoms):
        for atom in atoms[1:]:
            if atom.kind == "color" and atom.value != "navy":
                atom.ignore()
