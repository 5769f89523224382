"""Digits that stand for a word ("4 me", "2 dear"), and numbers that count what is there already."""

from __future__ import annotations

from components.reading.atoms import Atom, at


def _counts_here(atoms: list[Atom], i: int) -> bool:
    after = at(atoms, i + 1)
    return after.is_break or after.has("pieces", "pair_of", "edge", "in", "filler") or leads_to_goods(atoms, i + 1, 0)


def counts_stock(atoms: list[Atom], i: int) -> bool:
    """ "of the five pairs take two out": the first number says how many there are."""
    if at(atoms, i - 1).has("stays"):
        return True  # "leave the other 3"
    if not at(atoms, i - 1).has("def") or not at(atoms, i - 2).has("from", "of_which"):
        return False
    ends = next((j for j in range(i, len(atoms)) if atoms[j].has("stop", "newline")), len(atoms))
    return any(atom.kind == "number" for atom in atoms[i + 1 : ends])


def stands_for_goods(atoms: list[Atom], i: int) -> bool:
    """ "n a grey 1 in L": a digit for the pronoun."""
    j = i - 1
    while at(atoms, j).is_attribute:
        j -= 1
    return j < i - 1 and at(atoms, j).has("indef", "def") and not leads_to_goods(atoms, i + 1, 0)


def is_typed_word(atoms: list[Atom], i: int) -> bool:
    """ "looking 4 trainers" is "for", "2 dear" is "too": digits that stand for a word they sound like."""
    atom, before, after = atoms[i], at(atoms, i - 1), at(atoms, i + 1)
    if atom.text == "4" and after.has("own", "verb_object"):
        return True
    if atom.text == "4" and after.has("def", "indef", "slang_the") and not leads_to_goods(atoms, i + 2, 0):
        return True  # "20 tees 4 the hen do"
    if atom.text == "4" and before.kind == "product" and after.kind == "word" and not _counts_here(atoms, i):
        return True  # "chinos 4 work"
    if atom.text == "2" and after.has("two_as_to") and not after.is_value and before.text:
        return True
    if not atom.has("digits") or before.kind not in ("word", "ignored"):
        return False
    return atom.text == "4" and before.has("takes_for") or atom.text == "2" and after.has("two_as_too")


def leads_to_goods(atoms: list[Atom], i: int, unknown: int) -> bool:
    """Whether goods or attributes follow, after at most so many unknown words."""
    skipped = 0
    while i < len(atoms):
        atom = atoms[i]
        if atom.is_value:
            return True
        if atom.is_unknown and skipped < unknown:
            skipped += 1
        elif not atom.has("filler", "pieces", "pair_of", "hyphen", "kinds", "for_audience") or atom.kind != "word":
            return False
        i += 1
    return False


def leads_to_product(atoms: list[Atom], i: int) -> bool:
    """Whether attributes and a product follow."""
    while at(atoms, i).is_attribute or at(atoms, i).kind == "word" and at(atoms, i).has("filler", "pair_of", "hyphen"):
        i += 1
    return at(atoms, i).kind == "product"
