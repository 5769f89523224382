"""Goods, numbers and people that a message mentions without ordering them."""

from __future__ import annotations

from components.reading.atoms import Atom, at

_COUNTS = ("number", "quantity")
_REACH = 6
_CLAUSE_ENDS = ("stop", "colon", "newline", "comma", "but", "order", "so")


def drop_distractors(atoms: list[Atom]) -> None:
    """Ignore what one owns or wears, relatives, salutations, and words that only look like goods."""
    for i, atom in enumerate(atoms):
        if atom.kind == "audience" and (_is_person(atoms, i) or atom.has("role") and at(atoms, i + 1).is_unknown):
            atom.ignore()
        elif atom.kind == "word" and atom.has("own"):
            _own_goods(atoms, i)
        elif (
            atom.has("also_verb")
            and atom.kind == "product"
            and (at(atoms, i - 1).has("verb_subject") or at(atoms, i + 1).has("verb_object"))
            and not at(atoms, i - 1).is_attribute  # "a leather belt into my basket"
            or atom.kind == "size"
            and at(atoms, i + 1).has("too_much")
        ):
            atom.ignore()
        elif atom.kind == "word" and atom.has("own_have", "wore"):
            _owned(atoms, i)


def _is_person(atoms: list[Atom], i: int) -> bool:
    """ "my kids" are people; "kids' socks" and "for kids" speak of the garment."""
    before, after = at(atoms, i - 1), at(atoms, i + 1)
    if after.has("greeting") or before.has("greeting"):
        return True
    if after.has("in") and (at(atoms, i + 2).kind in ("size", "number") and before.kind in ("number", "quantity")):
        return False  # "one kids in 110"
    if before.kind in ("number", "quantity", "ignored") and before.text and _people(atoms, i):
        return True
    if _acts_or_is(atoms, i):
        return True
    if before.has("own", "greeting"):
        return after.kind != "product"
    if before.has("def") and atoms[i].has("kin") and after.key == "at":
        return True  # "the girls at work"
    if atoms[i].has("person") and after.kind != "product":
        return not (before.has("indef") and at(atoms, i - 2).has("for_audience") or before.has("for_audience"))
    return False


def _acts_or_is(atoms: list[Atom], i: int) -> bool:
    """ "die Kinder streiten sonst", "kids are 5 and 8": people who do something."""
    atom, after, j = atoms[i], at(atoms, i + 1), i - 1
    if not atom.has("kin") or after.kind != "word" or after.has("possessive"):
        return False
    if after.has("be", "have"):
        return True
    does = after.is_unknown or after.has("common", "adverb")
    return at(atoms, j).has("def") and does and not at(atoms, j - 1).has("for_audience", "for", "to", "in")


def _people(atoms: list[Atom], i: int) -> bool:
    """ "two children", "3 Mädchen": counted people, unless goods follow ("two kids' hoodies")."""
    if at(atoms, i - 2).has("own"):
        return True
    j = i + 1
    while at(atoms, j).is_attribute or at(atoms, j).has("hyphen", "filler"):
        j += 1
    goods = at(atoms, j).kind == "product" or at(atoms, j).has("pronoun", "head")  # "a kids' one"
    return not goods and atoms[i].has("kin", "years")


def _own_goods(atoms: list[Atom], i: int) -> None:
    before = at(atoms, i - 1)
    matched = before.kind == "word" and before.has("match", "own_have")
    matched = matched or before.has("filler") and at(atoms, i - 2).has("match")
    if not matched and _acts_on(atoms, i):
        return
    _ignore_phrase(atoms, i + 1)


def _acts_on(atoms: list[Atom], i: int) -> bool:
    """Whether the sentence does something with the goods: "remove my socks", "I'd like my usual socks"."""
    start = max((j for j in range(i) if atoms[j].has("stop", "newline")), default=-1) + 1
    end = next((j for j in range(i, len(atoms)) if atoms[j].has("stop", "newline")), len(atoms))
    ordered = any(atom.kind == "word" and atom.has("order") for atom in atoms[start:i])
    return ordered or any(atom.kind == "word" and atom.has("change", "remove") for atom in atoms[start:end])


def ignore_addresses(atoms: list[Atom]) -> None:
    """Where no goods are named, a postal code makes the message an address: its numbers count nothing."""
    if any(atom.kind == "product" or atom.has("order_word", "number_word", "email") for atom in atoms):
        return
    if any(_is_postal(atoms, i) for i in range(len(atoms))):
        for atom in atoms:
            if atom.kind in ("number", "color", "size"):
                atom.ignore()


def _is_postal(atoms: list[Atom], i: int) -> bool:
    atom, before, after = atoms[i], at(atoms, i - 1), at(atoms, i + 1)
    if atom.has("address"):
        return True
    digits = atom.kind == "number" and len(atom.text) in (4, 5) and atom.text.isdecimal()
    return (
        digits and not before.has("price_max", "currency", "def") and (after.is_unknown or before.is_unknown or i > 0)
    )


def _ignore_phrase(atoms: list[Atom], i: int) -> None:
    """Ignore the noun phrase that starts here, if it is one of goods."""
    j, unknown = i, 0
    while j < len(atoms) and j - i < _REACH and _within_phrase(atoms[j]):
        unknown += atoms[j].is_unknown
        j += 1
    if unknown > 1:
        return
    if at(atoms, j).kind == "product":
        for atom in atoms[i : j + 1]:
            atom.ignore()


def _within_phrase(atom: Atom) -> bool:
    if atom.has("kin", "indef", "indef_head", "another"):
        return False
    return atom.is_attribute or atom.is_unknown or atom.has("filler") or atom.kind in ("quantity", "number")


def _owned(atoms: list[Atom], i: int) -> None:
    """Ignore the goods of the clause that says what one has: "I already own a blue hoodie"."""
    if at(atoms, i - 1).has("head") and at(atoms, i - 2).has("def"):
        for atom in atoms[
            i - 1 : next((j for j in range(i, len(atoms)) if atoms[j].has("stop", "newline")), len(atoms))
        ]:
            _ignore_value(atom)  # "the one I'm wearing is a red L"
        return
    if atoms[i].has("wear") and not atoms[i].has("wore") and not _goods_ahead(atoms, i + 1):
        return
    counted = False
    j = i + 1
    while j < len(atoms) and not _ends_clause(atoms[j]) and not (atoms[j].has("and") and _turns(atoms, j + 1)):
        counted = counted or atoms[j].kind in _COUNTS and not any(atom.has("and") for atom in atoms[i:j])
        _ignore_value(atoms[j])
        j += 1
    j = i - 1
    # "take one tee out i already have 5": what is counted behind it is all that one has.
    while not counted and not atoms[i].has("wear") and j >= 0 and not atoms[j].has(*_CLAUSE_ENDS, "and", "search"):
        _ignore_value(atoms[j])
        j -= 1


def _ends_clause(atom: Atom) -> bool:
    """Whether another clause begins; "trug ich noch XXL" goes on, although "noch" orders elsewhere."""
    return atom.has(*_CLAUSE_ENDS) and not (atom.has("order") and atom.has("adverb"))


def _ignore_value(atom: Atom) -> None:
    if atom.kind == "product":
        atom.classes |= {"told"}
    if atom.is_value or atom.kind in _COUNTS:
        atom.ignore()


def _goods_ahead(atoms: list[Atom], i: int) -> bool:
    """Whether the clause names goods, and not only a size ("ich trage M")."""
    while i < len(atoms) and not atoms[i].has("stop", "newline", "comma", "but", "and"):
        if atoms[i].kind == "product":
            return True
        i += 1
    return False


def _turns(atoms: list[Atom], i: int) -> bool:
    """Whether an order or a search begins after "and"."""
    if at(atoms, i).is_unknown or at(atoms, i).has("filler", "adverb", "def"):
        i += 1
    return at(atoms, i).kind == "word" and at(atoms, i).has("order", "search", "pronoun_subject")
