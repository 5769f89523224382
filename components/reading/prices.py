"""Price limits: "under 30", "30 € max", "zwischen 20 und 40 Euro"."""

from __future__ import annotations

from components.reading.atoms import NOTHING, Atom, at
from components.reading.sizes import NUMBERED, PRICE_SPREAD, RANGE_SIGNS

_SURELY_NO_COUNT = 12
_LONGEST_LIMIT = 5


def resolve_prices(atoms: list[Atom]) -> list[Atom]:
    """Turn limits into price atoms, and take other amounts of money out of the lines."""
    result: list[Atom] = []
    i = 0
    while i < len(atoms):
        prices, used = _range(atoms, i)
        if not used:
            prices, used = _limit(atoms, i)
        if not used:
            prices, used = _amount(atoms, i)
        result.extend(prices if used else [atoms[i]])
        i += used or 1
    return result


def _money(atoms: list[Atom], i: int) -> tuple[Atom | None, int, bool]:
    """A number with an optional currency on either side: (number, atoms used, whether a currency was named)."""
    start = i
    while (
        at(atoms, i).has("price_around", "filler")
        and not at(atoms, i).is_value
        or at(atoms, i).key == "."
        and i > start - 1
    ):
        i += 1
    currency = at(atoms, i).has("currency")
    i += currency
    number = at(atoms, i)
    if number.kind != "number":
        return None, 0, False
    i += 1
    if at(atoms, i).text == "," and at(atoms, i + 1).text in ("-", "–"):
        return number, i + 2 - start, True
    if at(atoms, i).has("currency", "currency_after") and not at(atoms, i).is_value:
        return number, i + 1 - start, True
    return number, i - start, currency


def _range(atoms: list[Atom], i: int) -> tuple[list[Atom], int]:
    used = 1 if atoms[i].has("between") else 0
    low, low_used, low_currency = _money(atoms, i + used)
    if low is None or not low_used:
        return [], 0
    sign = at(atoms, i + used + low_used)
    high, high_used, high_currency = _money(atoms, i + used + low_used + 1)
    if high is None or not (sign.has("until") or sign.text in "-–" or sign.key in RANGE_SIGNS):
        return [], 0
    total = used + low_used + 1 + high_used
    opened = (
        bool(used)
        and not sign.has("hyphen")
        and not at(atoms, i + total).is_value
        and float(high.value) > _SURELY_NO_COUNT
    )
    sure = (
        high_currency
        or low_currency
        and used
        or opened
        and "between" in atoms[i].classes
        and (not atoms[i].has("in", "from", "price_min") or _is_wide(atoms, low, high))
    )
    if not sure or float(low.value) >= float(high.value):
        return [], 0
    return [_price("min_price", low, atoms[i], low), _price("max_price", high, high, atoms[i + total - 1])], total


def _is_wide(atoms: list[Atom], low: Atom, high: Atom) -> bool:
    """ "sweaters from 40 to 60": too far apart for sizes, of goods that have no numbers for sizes."""
    numbered = any(atom.kind == "product" and atom.value in NUMBERED or atom.value == "kids" for atom in atoms)
    return not numbered and float(high.value) - float(low.value) >= PRICE_SPREAD


def _limit(atoms: list[Atom], i: int) -> tuple[list[Atom], int]:
    atom = atoms[i]
    if atom.kind != "word" or not atom.has("price_max", "price_min"):
        return _limit_after(atoms, i)
    gap = _words_to_amount(atoms, i) if atom.has("budget") else 0
    number, used, currency = _money(atoms, i + 1 + gap)
    used += gap
    after = at(atoms, i + 1 + used)
    named = at(atoms, i + 2 + used).kind in ("number", "size")  # "under 60 size 38"
    sized = after.has("size") and not currency and not after.key.startswith("in ") and not named
    if number is None or after.has("years", "day") or sized or number.has("code"):
        return [], 0
    kind = "max_price" if atom.has("price_max") or _is_denied(atoms, i, i + 1 + used) else "min_price"
    if not currency and any(other.kind == "word" and other.has("change") for other in atoms):
        return [], 0
    if not currency and not _limit_without_currency(atom, number, after, at(atoms, i - 1)):
        return [], 0
    trailing = 1 if after.has("price_max") and after.has("limit_word") else _words_of_one(atoms, i + 1 + used)
    price = _price(kind, number, atom, atoms[i + used])
    price.classes = frozenset({"each"}) if trailing and not after.has("price_max") else price.classes
    return [price], 1 + used + trailing


def _words_of_one(atoms: list[Atom], i: int) -> int:
    """ "under 30 each", "12 euros a pair": how many words say that the price is that of one piece."""
    used = 1 if at(atoms, i).has("each", "pro") else 0
    if at(atoms, i).has("pro", "indef", "def") and at(atoms, i + 1).has("pieces", "pair_of", "pronoun"):
        used = 2
    after = at(atoms, i + used)
    return 0 if after.is_value or after.kind == "number" else used


def _words_to_amount(atoms: list[Atom], i: int) -> int:
    """ "my budget this month is 60": how many words stand between."""
    gap = 0
    while gap < _LONGEST_LIMIT and at(atoms, i + 1 + gap).kind == "word" and not at(atoms, i + 1 + gap).is_break:
        gap += 1
    return gap if at(atoms, i + 1 + gap).kind == "number" and at(atoms, i + gap).has("be") else 0


def _is_denied(atoms: list[Atom], i: int, end: int) -> bool:
    """ "nothing over 40", "mehr als 35 Euro habe ich nicht": what looks like a least price is the highest."""
    if not atoms[i].has("flip"):
        return False
    before = at(atoms, i - 1).has("none_of", "none_shared", "not") or at(atoms, i - 2).has("none_of", "not")
    return before or any(at(atoms, j).has("not") and not at(atoms, j + 1).is_value for j in range(end, end + 4))


def _limit_without_currency(atom: Atom, number: Atom, after: Atom, before: Atom) -> bool:
    if (
        after.is_value
        or after.has("pieces", "pair_of")
        or before.text[:1].isdigit()
        and before.kind == "size"
        and atom.has("until")
    ):
        return False
    if after.has("day", "street") or number.value == 0 or atom.has("person_is"):
        return False
    return not atom.has("price_min_weak", "until", "time_word") or float(number.value) > _SURELY_NO_COUNT


def _limit_after(atoms: list[Atom], i: int) -> tuple[list[Atom], int]:
    """ "30 € max", "50 euros or less", "ab 20 aufwärts"."""
    number, used, currency = _money(atoms, i)
    if number is not None and currency and used:
        # "20 Euro das Stück höchstens", "30 euros each max"
        while at(atoms, i + used).has("def", "pieces", "each") and used < _LONGEST_LIMIT:
            used += 1
    after = at(atoms, i + used)
    if not currency and after.has("years"):
        return [], 0  # "hab nur 10 min"
    if number is None or not used or not after.has("price_max", "price_min") or not currency and len(after.key) < 3:
        return [], 0
    following, _, _ = _money(atoms, i + used + 1)
    if following is not None or not currency and after.has("until") or not currency and float(number.value) < 5:
        return [], 0
    kind = "max_price" if after.has("price_max") else "min_price"
    return [_price(kind, number, atoms[i], after)], used + 1


def _amount(atoms: list[Atom], i: int) -> tuple[list[Atom], int]:
    """Money that is no limit ("for 30 euros", "the price is 1 euro")."""
    if atoms[i].kind != "number" and not atoms[i].has("currency"):
        return [], 0
    number, used, currency = _money(atoms, i)
    if number is None or not currency:
        return [], 0
    number.ignore()
    return [number], used


def _price(kind: str, number: Atom, first: Atom, last: Atom) -> Atom:
    return Atom(
        kind,
        number.key,
        number.text,
        min(first.start, number.start),
        max(last.end, number.end),
        number.value,
        NOTHING.classes - NOTHING.classes,
    )
