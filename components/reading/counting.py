"""Which numbers and articles say how many pieces are wanted."""

from __future__ import annotations

import re

from components.reading.articles import UNKNOWN_ALLOWED, order_modes, resolve_article
from components.reading.atoms import Atom, at
from components.reading.typed_digits import (
    counts_stock,
    is_typed_word,
    leads_to_goods,
    leads_to_product,
    stands_for_goods,
)

_PAIRED = ("gloves", "sneakers")
_AMOUNT = re.compile(r"\d[.,]\d\d$")


def resolve_counts(atoms: list[Atom], language: str | None) -> None:
    """Turn numbers into quantities, ordinals or nothing, and articles into "1" where something is ordered."""
    for i, atom in enumerate(atoms):
        if atom.kind == "number":
            _number(atoms, i)
        elif atom.has("ordinal_word") and atom.kind == "word":
            _ordinal(atoms, i)
        else:
            _counting_word(atoms, i)
    modes = order_modes(atoms)
    for i, atom in enumerate(atoms):
        if atom.kind == "word" and atom.has("couple"):
            atom.kind, atom.value = "quantity", 2
        elif atom.kind == "word" and atom.has("indef", "indef_head", "another"):
            resolve_article(atoms, i, modes[i])
        elif atom.kind == "word" and atom.has("one_pair") and modes[i] and _begins_phrase(atoms, i):
            atom.kind, atom.value = "quantity", 1


def _begins_phrase(atoms: list[Atom], i: int) -> bool:
    """ "pair of joggers grey M cheers": without an article it is one pair."""
    before = at(atoms, i - 1)
    starts = before.has("edge", "comma", "stop", "newline", "and", "order") and before.kind == "word"
    return starts and leads_to_product(atoms, i + 1)


def _is_one_pair(atoms: list[Atom], i: int) -> bool:
    """ "sneaker 38 weiß ein paar": after the goods, and where no capital letters tell, it is one pair."""
    if any(char.isupper() for atom in atoms for char in atom.text if atom.kind != "size"):
        return False
    j = i + 1
    while at(atoms, j).is_attribute:
        j += 1
    if at(atoms, j).kind == "product" and at(atoms, j).value in _PAIRED:
        return True
    after = at(atoms, i + 1)
    if after.has("in") and at(atoms, i + 2).is_attribute and not any(atom.kind == "product" for atom in atoms):
        return True  # "ok dann ein paar in weiß"
    return at(atoms, i - 1).is_value and after.has("edge", "and", "comma", "stop", "newline", "filler")


def _number(atoms: list[Atom], i: int) -> None:
    atom, before, after = atoms[i], at(atoms, i - 1), at(atoms, i + 1)
    amount = isinstance(atom.value, float) and _AMOUNT.search(atom.text)
    if is_typed_word(atoms, i) or amount or counts_stock(atoms, i):
        atom.ignore()
        return
    if (before.text == "." or before.has("person_is")) and at(atoms, i - 2).has("number_word", "order_word"):
        before = at(atoms, i - 2)
    if atom.text == "1" and stands_for_goods(atoms, i):
        atom.kind, atom.classes = "word", atom.classes | {"head", "one_pronoun"}
        return
    if atom.has("pronoun") and _is_pronoun(atoms, i):
        atom.kind = "word"
        atom.classes |= {"head"}
    elif atom.has("code") and not (before.has("pieces", "each") or before.is_value):
        atom.ignore()
    elif _is_named(atoms, i, before):
        _named_number(atom, before)
    elif atom.has("unsure"):
        atom.kind = "quantity" if leads_to_goods(atoms, i + 1, 0) and not before.is_value else "word"
    elif _is_no_count(atoms, i) or _is_adverb(atoms, i):
        atom.ignore()
    elif (
        before.has("correct", "soft")
        or before.has("comma")
        and at(atoms, i - 2).has("correct")
        or leads_to_goods(atoms, i + 1, UNKNOWN_ALLOWED)
        or not (after.is_unknown or atom.has("one_pronoun") and after.classes == {"common"})
        or atom.has("indef_head")
    ):
        atom.kind = "quantity"
    else:
        atom.ignore()


def _is_adverb(atoms: list[Atom], i: int) -> bool:
    """German "einmal" is "once" before goods and says nothing elsewhere."""
    if not atoms[i].has("once_or_adverb"):
        return False
    j = i + 1
    while at(atoms, j).has("def", "filler", "in", "kinds", "size") and not at(atoms, j).is_value:
        j += 1
    k = i - 1
    while at(atoms, k).has("filler", "but"):
        k -= 1
    if k < i - 1 and at(atoms, k).is_unknown and not leads_to_goods(atoms, j, 1):
        return True  # "man lebt nur einmal"
    return not (
        leads_to_goods(atoms, j, 1)
        or at(atoms, j).has("same")
        or at(atoms, i + 1).has("edge", "stop", "comma", "for_audience")
        or at(atoms, i - 1).is_value
        or at(atoms, i + 1).has("bare_ok")
        and at(atoms, i - 1).has("comma", "dash", "colon", "filler")
        or at(atoms, i - 1).has("bare_ok")
        and at(atoms, i - 2).has("comma", "dash", "colon")
    )


def _is_named(atoms: list[Atom], i: int, before: Atom) -> bool:
    if before.has("number_word"):
        if before.has("no_or_not") and (not atoms[i].has("digits") or at(atoms, i + 1).has("pair_of", "pieces")):
            return False
        if before.has("no_or_not") and at(atoms, i - 2).has("stop") and any(a.kind == "quantity" for a in atoms[:i]):
            return False  # "Add 3 t-shirts. No 4."
        if len(str(atoms[i].value)) < 5 and before.has("not") and leads_to_goods(atoms, i + 1, 0):
            return False
        return not before.has("not") or not leads_to_goods(atoms, i + 1, 0)
    named = before.has("order_word") or before.text == ":" and at(atoms, i - 2).has("order_word")
    return named and len(str(atoms[i].value)) >= 3 and not leads_to_goods(atoms, i + 1, 0)


def _named_number(atom: Atom, before: Atom) -> None:
    digits = str(atom.value)
    if len(digits) in (5, 6) and atom.has("digits"):
        atom.kind, atom.value = "order_number", digits
    elif before.has("number_word") and isinstance(atom.value, int) and 0 < atom.value <= 20:
        atom.kind = "ordinal"
    else:
        atom.ignore()


def _is_no_count(atoms: list[Atom], i: int) -> bool:
    atom, before, after = atoms[i], at(atoms, i - 1), at(atoms, i + 1)
    if after.has("hyphen") and at(atoms, i + 2).has("years") and not leads_to_product(atoms, i + 2):
        return True
    if after.text == "." and at(atoms, i + 2).has("day"):
        return True
    if after.has("years") and not leads_to_product(atoms, i + 1):
        return True
    if after.has("day") and not after.is_value or before.has("day") and not leads_to_goods(atoms, i + 1, 0):
        return True
    numbered_list = (
        after.text in ".)" and after.text and (before.has("newline", "edge") or i == 0) and atom.has("digits")
    )
    if numbered_list and not at(atoms, i + 2).has("newline", "edge"):
        return True
    goods = leads_to_goods(atoms, i + 1, 1)
    if atom.has("after_minus") and not goods:
        return True
    if before.has("comma") and at(atoms, i - 2).has("kin") and after.has("comma"):
        return True  # "my son (12)", "my son, 12,"
    before = _before_adverbs(atoms, i)
    if (
        before.has("person_is", "time_word", "street")
        and not goods
        and not after.has("pieces", "pair_of", "in", "each")
    ):
        return not (before.has("from", "to") or before.has("until"))
    if after.has("kin") and not after.is_value:
        return True
    return (
        after.text in "-/"
        and bool(after.text)
        and (after.glued or after.text == "/")
        and not at(atoms, i + 2).is_value
        or (before.text == "/" and (before.glued or atom.glued))
    )


def _before_adverbs(atoms: list[Atom], i: int) -> Atom:
    """ "ich bin jetzt schon 78": what stands before the adverbs."""
    j = i - 1
    while at(atoms, j).has("adverb"):
        j -= 1
    return at(atoms, j) if at(atoms, j).has("person_is") else at(atoms, i - 1)


def _ordinal(atoms: list[Atom], i: int) -> None:
    atom, before, after = atoms[i], at(atoms, i - 1), at(atoms, i + 1)
    if before.kind == "word" and before.has("indef") and after.kind != "product":
        return  # "ein zweites in Weiß" adds one
    if before.has("def") and after.has("in") and _completes(atoms, i):
        atom.kind, atom.value = "quantity", 1
        return
    named = before.has("def", "indef_head", "each") or before.kind == "product"
    if after.has("day", "years", "kin") and not after.has("number_word") or before.has("day") or after.is_unknown:
        return
    if named or after.has("pronoun"):
        atom.kind = "ordinal"


def _completes(atoms: list[Atom], i: int) -> bool:
    """ "three shorts: two in beige, the third in white": the last of as many as were counted."""
    number = atoms[i].value
    counts = [other.value for other in atoms[:i] if other.kind in ("number", "quantity")]
    return isinstance(number, int) and number > 1 and number in counts


def _is_pronoun(atoms: list[Atom], i: int) -> bool:
    """ "the grey one", "those ones"; a plain "one" is a number."""
    if at(atoms, i + 1).has("pair_of"):
        return False
    if atoms[i].has("after_minus") or at(atoms, i + 1).has("size", "in") and at(atoms, i).has("search"):
        return False
    if not atoms[i].has("one_pronoun"):
        return atoms[i].kind == "word" and not at(atoms, i - 1).is_unknown
    j = i - 1
    while (
        at(atoms, j).is_attribute or at(atoms, j).has("filler", "ordinal_word") or at(atoms, j).is_unknown and j > i - 3
    ):
        j -= 1
    if j == i - 1:
        return at(atoms, j).has("demonstrative_one", "def", "ordinal_word", "own")
    if any(atom.is_unknown for atom in atoms[j + 1 : i]) and leads_to_product(atoms, i + 1):
        return False  # "write this down one brown belt"
    if not any(atom.is_attribute or atom.is_unknown or atom.has("ordinal_word") for atom in atoms[j + 1 : i]):
        return at(atoms, j).has("demonstrative_one", "def", "ordinal_word")  # "just one", "also one cap" count
    if at(atoms, j).kind in ("number", "quantity"):
        return not leads_to_goods(atoms, i + 1, 0)  # "one white one", but "one black one white" are two
    return at(atoms, j).has("def", "indef", "another", "demonstrative_one", "not", "instead", "own") or (
        at(atoms, j + 1).has("ordinal_word") or at(atoms, j).has("edge") and at(atoms, i + 1).kind != "product"
    )


def _counts_both(atoms: list[Atom], i: int) -> bool:
    """ "both shirts" are two; "both in black" counts nothing."""
    if not atoms[i].has("two_of") or at(atoms, i - 1).has("each"):
        return False
    j = i + 1
    while at(atoms, j).is_attribute or at(atoms, j).has("filler", "def", "own"):
        j += 1
    return at(atoms, j).kind == "product" and at(atoms, j).plural is not False


def _pairs_of_goods(atoms: list[Atom], i: int) -> bool:
    """ "2 pairs socks": the goods are named, so "pairs" stands for none."""
    return atoms[i].has("pair_of") and leads_to_product(atoms, i + 1)


def _counting_word(atoms: list[Atom], i: int) -> None:
    """ "both", a trailing "ein paar", and words that stand for a noun."""
    atom = atoms[i]
    if atom.has("just_one") or atom.has("vague_pair") and _is_one_pair(atoms, i):
        atom.kind, atom.value = "quantity", 1
    elif atom.has("each") and _counts_both(atoms, i):
        atom.kind, atom.value = "quantity", 2
    elif atom.kind == "word" and atom.has("same") and i and not leads_to_product(atoms, i + 1):
        atom.classes |= {"head", "def"}
    elif atom.kind == "word" and atom.has("pronoun") and not _pairs_of_goods(atoms, i) and _is_pronoun(atoms, i):
        atom.classes |= {"head"}
