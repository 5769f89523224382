"""Clauses about what lies at home, pinches, itches or is paid with: they order nothing."""

from __future__ import annotations

from collections.abc import Callable

from components.reading.atoms import Atom, at

_ENDS = ("stop", "newline", "comma", "but", "so", "colon", "edge")
_ACTS = ("order", "search", "change", "remove")
_COUNTS = ("number", "quantity")
_SUBJECT = 4


def drop_remarks(atoms: list[Atom]) -> None:
    """Ignore the goods and numbers of such clauses, and mark what the shopper will not have."""
    for i, atom in enumerate(atoms):
        for classes, read in _READERS:
            if atom.kind == "word" and atom.has(*classes):
                read(atoms, i)


def _drop(atoms: list[Atom]) -> None:
    for atom in atoms:
        if atom.kind == "product":
            atom.classes |= {"told"}
        if atom.is_value or atom.kind in _COUNTS:
            atom.ignore()
        elif atom.has("head"):
            atom.classes -= {"head"}


def _clause_end(atoms: list[Atom], i: int) -> int:
    """The place after the last atom of the clause."""
    while i < len(atoms) and not atoms[i].has(*_ENDS) and not _acts(atoms, i):
        i += 1
    return i


def _acts(atoms: list[Atom], i: int) -> bool:
    return atoms[i].kind == "word" and atoms[i].has(*_ACTS) and not atoms[i].has("have", "already", "at_home", "filler")


def _stored(atoms: list[Atom], i: int) -> None:
    """ "i have like 12 at home", "daheim hab ich schon 10", "we have 20 pairs already"."""
    start = i
    while start > 0 and not atoms[start].has("have") and not atoms[start - 1].has(*_ENDS):
        if _acts(atoms, start - 1) and not atoms[start - 1].has("have"):
            break
        start -= 1
    end = _clause_end(atoms, i)
    if not any(atom.is_value or atom.kind in (*_COUNTS, "ignored") for atom in atoms[start:end]):
        while start > 0 and not atoms[start - 1].has(*_ENDS) and not _acts(atoms, start - 1):
            start -= 1  # "black ties we have already"
    if any(atom.kind == "word" and atom.has("have") for atom in atoms[start:end]):
        _drop(atoms[start:end])


def _amount_had(atoms: list[Atom], i: int) -> None:
    """ "i have like 12, …": a bare number that one has."""
    if atoms[i].has("had_by_helper"):
        return  # "ich hab 2 bestellt": only "schon" or "daheim" says that one has them
    j = i + 1
    while at(atoms, j).kind == "word" and at(atoms, j).has("filler", "adverb", "price_around"):
        j += 1
    if at(atoms, j).kind in _COUNTS and at(atoms, j + 1).has(*_ENDS, "of_which"):
        atoms[j].ignore()


def _complaint(atoms: list[Atom], i: int) -> None:
    """ "meine alten in 43 drücken", "die in M spannen": these sizes are not the ones wanted."""
    start = i
    while start > 0 and not atoms[start - 1].has(*_ENDS) and not _acts(atoms, start - 1):
        start -= 1
    start = _before_apposition(atoms, start)
    opener = next((j for j in range(start, i) if atoms[j].kind == "word" and atoms[j].has("own", "def")), None)
    if opener is None:
        return
    named = any(atom.kind == "product" for atom in atoms[opener:i])
    again = atoms[i].has("worn_out") and any(atom.kind == "product" for atom in atoms[i:])
    if not named or again or atoms[opener].has("own"):
        for atom in atoms[opener:i]:
            atom.classes |= {"told"} if atom.kind == "product" else set()
        _drop(atoms[opener : i + 1])


def _before_apposition(atoms: list[Atom], start: int) -> int:
    """ "my old rucksack, a grey one, is torn": the clause goes on behind what stands between commas."""
    j = start - 1
    if not at(atoms, j).has("comma"):
        return start
    while at(atoms, j - 1).is_attribute or at(atoms, j - 1).has("indef", "head"):
        j -= 1
    if j == start - 1 or not at(atoms, j - 1).has("comma"):
        return start
    j -= 1
    while j > 0 and not atoms[j - 1].has(*_ENDS) and not _acts(atoms, j - 1):
        j -= 1
    return j if any(atom.has("own") for atom in atoms[j:start]) else start


def _bought_before(atoms: list[Atom], i: int) -> None:
    """ "hab letztes mal 3 rote Shirts bestellt, diesmal 2 gelbe": told, unless it is all that is said."""
    start, end = i, i
    while start > 0 and not atoms[start - 1].has(*_ENDS):
        start -= 1
    while end < len(atoms) and not atoms[end].has(*_ENDS):
        end += 1
    clause, others = atoms[start:end], [*atoms[:start], *atoms[end:]]
    bought = any(atom.has("bought_before") for atom in clause) and not any(atom.has("again") for atom in others)
    if bought and any(atom.kind in _COUNTS for atom in clause) and any(atom.kind in _COUNTS for atom in others):
        _drop(clause)


def _ruled_out(atoms: list[Atom], i: int) -> None:
    """ "I have been told that jeans won't do. One navy blazer …": what is not wanted, beside what is."""
    start = i
    while start > 0 and not atoms[start - 1].has(*_ENDS):
        start -= 1
    if any(atom.kind == "product" for atom in [*atoms[:start], *atoms[i:]]):
        _drop(atoms[start:i])


def _thing_is(atoms: list[Atom], i: int) -> None:
    """ "the boat is red": the color of a thing that the shop does not sell."""
    told = atoms[i + 1 : _clause_end(atoms, i + 1)]
    named = at(atoms, i - 1)
    thing = named.is_unknown and at(atoms, i - 2).has("def", "own") and not _says_what_fits(named)
    if thing and told and all(atom.kind in ("color", "material") or atom.kind == "word" for atom in told):
        _drop(told)


def _mistaken(atoms: list[Atom], i: int) -> None:
    """ "… to 34/32, I picked 32/32 by mistake": what was wrong is said only to explain."""
    start, end = i, i
    while start > 0 and not atoms[start - 1].has(*_ENDS) and not atoms[start].has("chose"):
        start -= 1
    while end < len(atoms) and not atoms[end].has(*_ENDS):
        end += 1
    told = {atom.kind for atom in atoms[start:end] if atom.is_attribute or atom.kind in _COUNTS}
    if told <= {atom.kind for atom in [*atoms[:start], *atoms[end:]]}:
        _drop(atoms[start:end])


def _told_of_it(atoms: list[Atom], i: int) -> None:
    """ "er war grün", "they were too blue": what something was like."""
    told = atoms[i + 1 : _clause_end(atoms, i + 1)]
    if not any(atom.kind in ("product", *_COUNTS) for atom in told):
        _drop(told)


def _card(atoms: list[Atom], i: int) -> None:
    """ "my black visa card": the color is that of the card."""
    j = i - 1
    while j >= 0 and (atoms[j].is_attribute or atoms[j].is_unknown or atoms[j].kind == "word" and atoms[j].has("card")):
        if atoms[j].kind in ("color", "material"):
            atoms[j].ignore()
        j -= 1


def _own_is(atoms: list[Atom], i: int) -> None:
    """ "my shoes are brown", "mein Sofa ist beige": what one's own things are like."""
    j = i + 1
    while j - i <= _SUBJECT and not at(atoms, j).has("be", *_ENDS) and not _says_what_fits(at(atoms, j)):
        if at(atoms, j).kind != "audience" and at(atoms, j).text.endswith("'s"):
            break
        j += 1
    if at(atoms, j).has("be") and j > i + 1 and at(atoms, j - 1).has("head"):
        _drop(atoms[i : _clause_end(atoms, j + 1)])  # "my old one was 45 in the sale"
        return
    if not at(atoms, j).has("be") and not at(atoms, j).text.endswith("'s") or j == i + 1 and at(atoms, j).has("be"):
        return
    named = any(atom.kind in ("product", "ignored") for atom in atoms[i + 1 : j + 1])
    start = j + 1
    while at(atoms, start).kind == "word" and at(atoms, start).has("adverb", "filler", "each"):
        start += 1
    if not at(atoms, start).is_attribute:
        return
    told = atoms[start : _clause_end(atoms, start)]
    if any(atom.kind in ("product", *_COUNTS) for atom in told):
        return
    for atom in told:
        if atom.kind in ("color", "material", "fit") or atom.kind == "size" and named:
            atom.ignore()


def _says_what_fits(atom: Atom) -> bool:
    """ "my size is M", "meine Lieblingsfarbe ist blau" are wishes."""
    told = atom.has("size", "waist", "length", "price_max", "order_word", "number_word", "name", "in")
    return atom.kind == "word" and (told or atom.key.endswith(("farbe", "color", "colour", "size", "groesse")))


def _left_out(atoms: list[Atom], i: int) -> None:
    """ "leave the black ones out of the list": what is not to be shown."""
    start, end = i, i + 1
    while start > 0 and not atoms[start - 1].has(*_ENDS):
        start -= 1
    while end < len(atoms) and not atoms[end].has(*_ENDS):
        end += 1
    clause = [atom for atom in atoms[start:end] if atom is not atoms[i]]
    if atoms[i].has("leave_apart") and not any(atom.has("apart") for atom in atoms[i + 1 : end]):
        return
    if any(atom.has("cart") or atom.kind == "product" for atom in clause):
        return
    for atom in clause:
        if atom.is_attribute:
            atom.classes |= {"unwanted"}
        elif atom.has("apart"):
            atom.classes |= {"leave_out"}


def _picked_before(atoms: list[Atom], i: int) -> None:
    """ "to XL, the L I picked never closes": what was chosen before is said only to explain."""
    j = i - 1
    while at(atoms, j).is_attribute or at(atoms, j).has("size", "in"):
        j -= 1
    kinds = {atom.kind for atom in atoms[j + 1 : i] if atom.is_attribute}
    elsewhere = {atom.kind for atom in [*atoms[: j + 1], *atoms[i:]] if atom.is_attribute}
    if j < i - 1 and at(atoms, j).has("def") and kinds <= elsewhere:
        _drop(atoms[j + 1 : i])


def _unwanted(atoms: list[Atom], i: int) -> None:
    """ "wool makes me itch", "aus Polyester darf es nicht sein"."""
    if at(atoms, i - 1).kind in ("color", "material", "fit"):
        atoms[i - 1].classes |= {"unwanted"}


# Which words begin a remark, and what reads it.
_READERS: tuple[tuple[tuple[str, ...], Callable[[list[Atom], int], None]], ...] = (
    (("at_home", "already"), _stored),
    (("have",), _amount_had),
    (("complaint", "too_much"), _complaint),
    (("mistake",), _mistaken),
    (("ruled_out",), _ruled_out),
    (("be",), _thing_is),
    (("last_time",), _bought_before),
    (("picked_before",), _picked_before),
    (("it_was",), _told_of_it),
    (("card",), _card),
    (("own",), _own_is),
    (("ill",), _unwanted),
    (("leave_out", "leave_apart"), _left_out),
)
