"""Numbers that a side remark tells: years, ages, dates, order numbers, how often something happened."""

from __future__ import annotations

from components.reading.atoms import Atom, at

_FIRST_YEAR, _LAST_YEAR = 1950, 2035
_LAST_DAY = 31
_SMALLEST_SIZE = 24
_LONGEST_AGE = 110
_SENTENCE = 7


def drop_side_numbers(atoms: list[Atom]) -> None:
    """Ignore numbers that no shopper counts goods with; long ones beside talk of an order become its number."""
    for i, atom in enumerate(atoms):
        if atom.kind != "number" or not isinstance(atom.value, int):
            continue
        if _is_order_number(atoms, i):
            _take_order_number(atoms, i)
        elif any(
            tells(atoms, i)
            for tells in (_of_people, _of_body, _is_year, _is_date, _is_place, _are_hours, _is_how_often)
        ):
            atom.ignore()
        elif _is_age(atoms, i):
            _ignore_list(atoms, i)


def _counts_goods(atoms: list[Atom], i: int) -> bool:
    """Whether the number at a place stands right before goods, pieces or money."""
    j = i + 1
    if at(atoms, j).kind == "word" and at(atoms, j).has("pieces", "pair_of", "each", "currency"):
        return True
    while at(atoms, j).is_attribute or at(atoms, j).kind == "word" and at(atoms, j).has("filler", "hyphen"):
        if at(atoms, j).is_attribute and not at(atoms, j).has("person"):
            return True
        j += 1
    return at(atoms, j).kind == "product"


def _is_year(atoms: list[Atom], i: int) -> bool:
    atom, before, after = atoms[i], at(atoms, i - 1), at(atoms, i + 1)
    if not atom.text.isdecimal() or len(atom.text) != 4 or not _FIRST_YEAR <= int(atom.value) <= _LAST_YEAR:
        return False
    if len(atoms) == 1 or after.has("currency") or before.has("currency", "price_max", "order_word", "number_word"):
        return False
    told = before.has("from", "in", "time_word") and not before.has("def")
    return told or not _counts_goods(atoms, i)


def _is_order_number(atoms: list[Atom], i: int) -> bool:
    """ "letzte Bestellung war die 40021", "order 55102 from May": nobody wants so many pieces."""
    atom, before, after = atoms[i], at(atoms, i - 1), at(atoms, i + 1)
    if not atom.text.isdecimal() or len(atom.text) not in (5, 6) or len(atoms) == 1 or _counts_goods(atoms, i):
        return False
    return not (after.has("currency", "number_word") or before.has("currency", "price_max", "after_minus"))


def _take_order_number(atoms: list[Atom], i: int) -> None:
    before = at(atoms, i - 2) if at(atoms, i - 1).text == "." else at(atoms, i - 1)
    spoken = before.has("def", "number_word", "person_is", "be")
    if spoken or any(atom.kind == "word" and atom.has("order_word") for atom in atoms):
        atoms[i].kind, atoms[i].value = "order_number", atoms[i].text
    else:
        atoms[i].ignore()


def _is_date(atoms: list[Atom], i: int) -> bool:
    """ "bis zum 1.", "am 21.", "vom 3. bis 10.", "zum 4. Mal"."""
    atom, before, after = atoms[i], at(atoms, i - 1), at(atoms, i + 1)
    if after.text != "." or not after.glued or not atom.text.isdecimal() or int(atom.value) > _LAST_DAY:
        return False
    ends_range = before.has("until") and at(atoms, i - 2).text == "." and at(atoms, i - 3).kind == "ignored"
    return before.has("date_word") or ends_range


def _is_place(atoms: list[Atom], i: int) -> bool:
    """ "Wohnung 4", "room 12", "42 Maple Road"."""
    j = i + 1
    while j <= i + 2 and (at(atoms, j).is_unknown or at(atoms, j).kind == "color") and at(atoms, j).text[:1].isupper():
        j += 1
    if j > i + 1 and at(atoms, j).has("street"):
        return True
    return at(atoms, i - 1).has("street") and not _counts_goods(atoms, i)


def _are_hours(atoms: list[Atom], i: int) -> bool:
    """ "I work 9 to 5": no sizes and no pieces run backwards."""
    for low, high in ((i, i + 2), (i - 2, i)):
        sign = at(atoms, low + 1)
        if low >= 0 and at(atoms, high).kind == "number" and sign.kind == "word" and sign.has("to", "until"):
            first, last = atoms[low].value, atoms[high].value
            if (
                isinstance(first, int)
                and isinstance(last, int)
                and last < first <= 12
                and not _counts_goods(atoms, high)
            ):
                return not any(atom.has("change") for atom in atoms)
    return False


def _of_people(atoms: list[Atom], i: int) -> bool:
    """ "2 adults and 1 kid", "a band of 5", "she's a 16", "meine 20. Bestellung", a card "ending 4411"."""
    before, after = at(atoms, i - 1), at(atoms, i + 1)
    if after.kind == "audience" and after.has("kin"):
        if at(atoms, i + 2).has("in") and at(atoms, i + 3).kind in ("size", "number"):
            after.classes -= {"kin", "years"}  # "one kids in 110" is a garment
            return False
        ranged = before.has("hyphen", "until") and at(atoms, i - 2).kind == "number"  # "43-46 herren"
        return not ranged and not _leads_to_product(atoms, i + 2)
    if after.text == "." and at(atoms, i + 2).has("order_word", "floor"):
        return True
    group = at(atoms, i + 2).has("def", "own")
    if group and (after.key == "of" and at(atoms, i + 3).has("kin") or after.key == "in" and before.has("person_is")):
        return True  # "two of the lads", "we're seven in the choir"
    if before.key == "of" and not _counts_goods(atoms, i):
        if at(atoms, i - 2).has("kin"):
            return True  # "mum of 3 here"
        if at(atoms, i - 3).has("indef", "own"):
            return at(atoms, i - 2).is_unknown
    if before.has("indef") and at(atoms, i - 2).has("person_is") and not _counts_goods(atoms, i):
        return at(atoms, i - 2).has("person_pronoun") and not at(atoms, i - 3).has("size")
    if before.key == "in" and after.has("comma", "stop") and int(atoms[i].value) < _SMALLEST_SIZE:
        return not any(atom.is_value for atom in atoms[:i])  # "the bus leaves in 15, …"
    return len(atoms[i].text) == 4 and any(at(atoms, j).has("card") for j in (i - 1, i - 2, i - 3))


def _of_body(atoms: list[Atom], i: int) -> bool:
    """Heights and rows of ages: "eins achtzig groß", "nine or ten years old", "I'm 5ft 4 and 52", "the under-12s"."""
    before, after = at(atoms, i - 1), at(atoms, i + 1)
    if after.has("or", "until", "and") and at(atoms, i + 2).kind == "number" and _is_time(at(atoms, i + 3)):
        return not _leads_to_product(atoms, i + 3)
    if before.has("and", "comma") and at(atoms, i - 2).kind == "ignored" and at(atoms, i - 2).text.isdecimal():
        told = any(atom.has("person_is") for atom in atoms[max(0, i - _SENTENCE) : i])
        if told and not _counts_goods(atoms, i):
            return True
    if after.has("tall") or after.kind == "number" and at(atoms, i + 2).has("tall"):
        return True
    youth = at(atoms, i - 2).has("price_max") and before.has("hyphen") and after.key == "s" and after.glued
    if youth:
        after.kind = "ignored"
    return youth


def _is_time(atom: Atom) -> bool:
    return atom.has("years") and not atom.has("currency", "kin")


def _leads_to_product(atoms: list[Atom], i: int) -> bool:
    while at(atoms, i).is_attribute or at(atoms, i).kind == "word" and at(atoms, i).has("filler", "hyphen"):
        i += 1
    return at(atoms, i).kind == "product"


def _is_how_often(atoms: list[Atom], i: int) -> bool:
    """ "3 mal diesen Monat", "tried 2 times": how often something happened, not how many are wanted."""
    atom = atoms[i]
    if at(atoms, i + 1).has("times"):
        last = i + 1
    elif atom.has("how_often"):
        last = i
    else:
        return False
    if _goods_after(atoms, last + 1) or at(atoms, i - 1).is_value or _orders_before(atoms, i):
        return False
    j = last + 1
    while at(atoms, j).kind == "word" and at(atoms, j).has("def", "indef", "in", "adverb", "pro", "to"):
        j += 1
    after = at(atoms, j)
    if after.has("years", "day") or after.is_unknown and (j == last + 1 or at(atoms, last + 1).has("to")):
        return True
    j = i - 1
    while at(atoms, j).kind == "word" and at(atoms, j).has("adverb", "filler", "verb_object", "day", "years"):
        j -= 1
    told = at(atoms, j).kind == "word" and at(atoms, j).has("common", "be", "have", "def")
    return told or at(atoms, j).is_unknown or at(atoms, last + 1).has("adverb")


def _goods_after(atoms: list[Atom], i: int) -> bool:
    skipped = ("filler", "def", "indef", "own", "in", "size", "for_audience")
    while at(atoms, i).kind == "word" and at(atoms, i).has(*skipped):
        i += 1
    j = i
    while at(atoms, j).is_attribute or at(atoms, j).is_unknown:
        j += 1
    return at(atoms, i).is_value and not at(atoms, j).has("card")


def _orders_before(atoms: list[Atom], i: int) -> bool:
    """Whether the clause does something with goods: "pack die Mütze 2 mal ein"."""
    j = i - 1
    while j >= 0 and not atoms[j].has("comma", "stop", "newline", "but", "so"):
        if atoms[j].kind == "product" or atoms[j].kind == "word" and atoms[j].has("order", "change", "remove"):
            return True
        j -= 1
    return False


def _is_age(atoms: list[Atom], i: int) -> bool:
    atom, before, after = atoms[i], at(atoms, i - 1), at(atoms, i + 1)
    if int(atom.value) > _LONGEST_AGE or int(atom.value) <= 0 or _counts_goods(atoms, i):
        return False
    if after.has("hyphen") and at(atoms, i + 2).has("years"):
        return True  # "die 80-jährige"
    if after.has("be", "person_is") and before.has("pronoun_subject", "person_pronoun"):
        return True  # "seit ich 20 bin"
    if before.has("at_age") and (after.has("common", "and") or after.is_unknown) and not _goods_before(atoms, i):
        return any(_is_kin(atoms, j) for j in range(i)) or after.has("common")
    if before.text == "(" and at(atoms, i - 2).has("pronoun_subject", "day"):
        return True  # "Ich (74) bestelle", "hat Geburtstag (60!!)"
    if before.text in ("(", ",") and before.text and _is_kin(atoms, i - 2):
        return before.text == "(" or _list_end(atoms, i) > i
    j = _before_dates(atoms, i)
    if at(atoms, j).has("be", "person_is", "turns"):
        return _is_kin(atoms, j - 1) or at(atoms, j).has("turns")
    return _is_kin(atoms, j) and (at(atoms, j - 1).has("own") or atoms[j].text.endswith("'s"))


def _goods_before(atoms: list[Atom], i: int) -> bool:
    return any(atom.kind == "product" for atom in atoms[:i])


def _is_kin(atoms: list[Atom], i: int) -> bool:
    atom = at(atoms, i)
    owner = atom.kind == "audience" and atom.text.endswith("'s") and not at(atoms, i + 1).has("one_pronoun")
    return owner or atom.kind in ("word", "audience") and atom.has("kin") and not atom.has("verb_object")


def _before_dates(atoms: list[Atom], i: int) -> int:
    """ "wird am 14.3. acht", "is now 9": the place before adverbs and dates."""
    j = i - 1
    while at(atoms, j).kind == "ignored" or _tells_when(at(atoms, j)):
        j -= 1
        if at(atoms, j + 1).has("years") and (at(atoms, j).is_unknown or at(atoms, j).has("def", "common")):
            j -= 1  # "nächsten Monat"
        if at(atoms, j).has("time_word") and not at(atoms, j).has("person_is"):
            j -= 1
    return j


def _tells_when(atom: Atom) -> bool:
    return atom.kind == "word" and atom.has("adverb", "day", "years") and not atom.has("kin")


def _list_end(atoms: list[Atom], i: int) -> int:
    """ "4, 7 und 9": the place of the last number that is listed and counts no goods."""
    while (
        at(atoms, i + 1).has("comma", "and")
        and at(atoms, i + 1).text not in (")", "(")
        and at(atoms, i + 2).kind == "number"
        and not _counts_goods(atoms, i + 2)
    ):
        i += 2
    return i


def _ignore_list(atoms: list[Atom], i: int) -> None:
    for atom in atoms[i : _list_end(atoms, i) + 1]:
        if atom.kind == "number":
            atom.ignore()
