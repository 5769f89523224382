"""Which letters and numbers are sizes."""

from __future__ import annotations

from components.reading.atoms import Atom, at
from components.reading.size_pairs import HEIGHTS, join_sizes, plausible

NUMBERED = {
    "jeans",
    "chinos",
    "trousers",
    "sneakers",
    "shoes",
    "boots",
    "sandals",
    "socks",
    "shorts",
    "belt",
    "shirt",
    "blazer",
    "suit",
    "tights",
}
_BY_NUMBER = ("sneakers", "shoes", "boots", "sandals", "jeans", "chinos")
_SHORT_ANSWER = 4
RANGE_SIGNS = ("up to", "bis", "bis zu")
PRICE_SPREAD = 10
_LETTERS = {"s": "S", "m": "M", "l": "L"}


def resolve_sizes(atoms: list[Atom]) -> list[Atom]:
    """Mark numbers that are sizes, join two-part sizes, and drop letters that are none."""
    atoms = join_sizes(atoms)
    has_product = any(atom.kind == "product" for atom in atoms)
    for i, atom in enumerate(atoms):
        if atom.kind == "size" and not _is_size_word(atoms, i, has_product):
            atom.kind = "word"
        elif atom.kind == "number" and _is_size_number(atoms, i, has_product):
            atom.kind, atom.value = "size", str(atom.value)
            atom.classes |= {"numbered"}
    return atoms


def _is_size_word(atoms: list[Atom], i: int, has_product: bool) -> bool:
    atom, before, after = atoms[i], at(atoms, i - 1), at(atoms, i + 1)
    if atom.has("sure") or before.has("size"):
        return True
    if atom.key in _LETTERS:
        return _is_size_letter(atoms, i, has_product)
    if len(atom.key) <= 4 or not atom.text.isalpha():
        return True
    if before.has("in", "size") and not before.has("match") or before.is_attribute:
        return True
    if after.is_unknown or after.has("kin") and not after.is_value:
        return False
    if before.has(
        "in", "indef", "size", "another", "each", "def", "to", "correct", "soft", "instead", "not", "or", "and"
    ):
        return True
    return (
        before.is_value
        or before.kind == "number"
        or after.is_value
        or before.is_break
        or after.is_break
        or after.has("for")
        or after.has("pronoun")
    )


def _is_size_letter(atoms: list[Atom], i: int, has_product: bool) -> bool:
    atom, before, after = atoms[i], at(atoms, i - 1), at(atoms, i + 1)
    if before.has("hyphen") or after.has("hyphen") or before.text.endswith("'") or before.has("number_word"):
        return False
    if (
        after.text == "."
        and at(atoms, i + 2).is_unknown
        and at(atoms, i + 2).text[:1].isupper()
        and i + 3 == len(atoms)
    ):
        return False  # "Regards, S. Iyer"
    if atom.text.isupper():
        return not (after.is_unknown and after.text[:1].isupper() and not has_product)
    if before.has("in", "size", "each", "to", "change", "correct", "soft", "instead", "not", "indef", "of_which"):
        return True
    if before.has("bare_ok") and any(other.kind == "size" for other in atoms[:i]):
        return True  # "statt M bitte l"
    if before.kind == "number" and before.has("digits") and not has_product and atom.key == "m":
        return False
    if before.is_value or before.kind == "number" or before.has("pieces") or before.is_break and i > 0:
        return before.kind != "word" or before.has("pieces", "comma", "newline", "or", "and", "colon", "stop", "dash")
    if not has_product and 0 < i == len(atoms) - 1 <= _SHORT_ANSWER and not any(other.is_value for other in atoms[:i]):
        return before.has("filler", "common") or before.is_unknown  # "na gut dann m"
    others = sum(1 for other in atoms if other.is_unknown)
    return i == 0 and others <= 1 or after.kind == "size"


def _is_size_number(atoms: list[Atom], i: int, has_product: bool) -> bool:
    atom, before, after = atoms[i], at(atoms, i - 1), at(atoms, i + 1)
    if before.key == "." and at(atoms, i - 2).has("size"):
        before = at(atoms, i - 2)
    if not atom.has("digits"):
        said = before.has("size") or before.has("in") and has_product and not _leads_to_product(atoms, i + 1)
        return said and plausible(atom.value) and not at(atoms, i + 1).has("currency", "years")
    if _is_no_size(atoms, i, before):
        return False
    counts_size = after.kind == "size" and after.key in _LETTERS and not plausible(atom.value)
    if before.has("size") and not counts_size or before.has("person_is") and at(atoms, i - 2).has("size"):
        return True
    if after.has("or") and at(atoms, i + 2).kind == "size" and plausible(atom.value):
        return True
    if not plausible(atom.value) or before.has("person_is"):
        return False
    if before.has("to") and _changes_numbered(atoms):
        return True
    if _is_placed(atoms, i):
        return not _leads_to_product(atoms, i + 1) or after.kind == "product"
    if has_product:
        return _beside_goods(atoms, i) or _stands_apart(atoms, i)
    elsewhere = before.has("time_word", "day", "price_min", "price_around") or after.has("day")
    return not elsewhere and not after.is_unknown


def _changes_numbered(atoms: list[Atom]) -> bool:
    """ "38 is too small, change them to 39": shoes and trousers have numbers for sizes."""
    changed = any(atom.kind == "word" and atom.has("change") for atom in atoms)
    return changed and any(atom.kind == "product" and atom.value in _BY_NUMBER for atom in atoms)


def _is_no_size(atoms: list[Atom], i: int, before: Atom) -> bool:
    """Money, ages, pieces, the end of a price range."""
    atom, after = atoms[i], at(atoms, i + 1)
    if after.has("price_max") and not after.has("until") and len(after.key) > 2 and at(atoms, i + 2).kind != "number":
        return True
    counted = after.has("currency", "currency_after", "years", "pieces", "pair_of") and not after.is_value
    if after.has("pieces") and at(atoms, i + 2).kind == "number" and at(atoms, i + 2).glued:
        counted = False  # "t-shirts 98 x2": the number behind the sign counts
    if _begins_money_range(atoms, i):
        return True
    if before.has("between") and not before.has("in") and _ends_in_money(atoms, i):
        return True
    ranged = at(atoms, i - 3).has("between") and before.has("until") and at(atoms, i - 2).kind in ("number", "size")
    ranged = ranged and (after.has("currency") or _are_far_apart(at(atoms, i - 2), atom))
    priced = (
        before.has("currency", "price_max", "order_word") or ranged and not (atom.value in HEIGHTS and _kids(atoms))
    )
    return counted or priced or not atom.value


def _are_far_apart(low: Atom, high: Atom) -> bool:
    """Whether two numbers lie too far from each other for sizes of one wish."""
    return not str(low.value).isdigit() or float(high.value) - float(low.value) >= PRICE_SPREAD


def _begins_money_range(atoms: list[Atom], i: int) -> bool:
    """ "from 50 to 80 euros", "50 up to 90 quid"."""
    sign = at(atoms, i + 1)
    ranges = sign.has("until") or sign.has("price_max") and sign.key in RANGE_SIGNS
    high = at(atoms, i + 2)
    if not ranges or high.kind != "number":
        return False
    numbered = any(atom.kind == "product" and atom.value in NUMBERED or atom.kind == "audience" for atom in atoms)
    wide = at(atoms, i - 1).has("from") and not numbered and float(high.value) - float(atoms[i].value) >= PRICE_SPREAD
    return wide or at(atoms, i + 3).has("currency")


def _ends_in_money(atoms: list[Atom], i: int) -> bool:
    """ "zwischen 40 und 80 Euro"; without the currency, ends too far apart for sizes."""
    low, high = atoms[i].value, at(atoms, i + 2).value
    if not at(atoms, i + 1).has("until") or not isinstance(low, int) or not isinstance(high, int):
        return False
    return at(atoms, i + 3).has("currency") or high - low >= PRICE_SPREAD and not (low in HEIGHTS and high in HEIGHTS)


def _is_placed(atoms: list[Atom], i: int) -> bool:
    """Whether the words before it say that it is a size: "in 42", "in a 42", "42 or 43"."""
    number, before = atoms[i].value, at(atoms, i - 1)
    if _corrects_number(atoms, i):
        return True
    goes_on = before.has("or", "comma", "and", "instead", "not", "correct", "to", "until", "hyphen", "soft")
    if goes_on and _numbered(at(atoms, i - 2)) and not _leads_to_product(atoms, i + 1):
        return True
    if before.has("indef", "indef_head"):
        return at(atoms, i - 2).has("in") and not _leads_to_product(atoms, i + 1)
    if isinstance(number, int) and number in HEIGHTS and number >= 92 and _kids(atoms):
        return True
    return before.has("in") and not before.has("from", "between")


def _corrects_number(atoms: list[Atom], i: int) -> bool:
    """ "in 40. No, 41.": the number takes the place of a size said before."""
    j, refused = i - 1, False
    while j >= 0 and j >= i - 4 and atoms[j].kind == "word" and atoms[j].has("comma", "stop", "no_or_not", "correct"):
        refused = refused or atoms[j].has("no_or_not", "correct")
        j -= 1
    return refused and _numbered(at(atoms, j)) and not _leads_to_product(atoms, i + 1)


def _stands_apart(atoms: list[Atom], i: int) -> bool:
    """A number that can hardly count: a child's height, or a shoe size far from the shoes."""
    before, number = at(atoms, i - 1), atoms[i].value
    if (
        before.has("time_word", "to", "until", "each", "hyphen")
        or at(atoms, i + 1).is_value
        or _leads_to_product(atoms, i + 1)
    ):
        return False
    if at(atoms, i + 1).is_unknown or before.has("edge", "newline", "comma", "and", "order"):
        return False
    if number in HEIGHTS and isinstance(number, int) and number >= 92:
        return True
    sized = any(atom.kind == "product" and atom.value in ("sneakers", "shoes", "boots", "dress") for atom in atoms)
    return sized and isinstance(number, int) and 34 <= number <= 48 and not at(atoms, i + 1).has("in", "of_which")


def _numbered(atom: Atom) -> bool:
    return atom.kind == "size" and atom.text[:1].isdigit()


def _beside_goods(atoms: list[Atom], i: int) -> bool:
    before = at(atoms, i - 1)
    number = atoms[i].value
    if at(atoms, i + 1).kind in ("product", "color") and (
        before.kind == "number" or before.has("indef", "another", "indef_head")
    ):
        return True
    for j in range(i - 1, -1, -1):
        atom = atoms[j]
        if atom.kind == "product":
            fits = (
                atom.value in NUMBERED
                or number in HEIGHTS
                or _kids(atoms)
                or isinstance(number, int)
                and 34 <= number <= 48
            )
            return fits and not _leads_to_product(atoms, i + 1)
        if not (atom.is_attribute or atom.has("in", "comma", "filler", "size")):
            return False
    return False


def _kids(atoms: list[Atom]) -> bool:
    return any(atom.kind == "audience" and atom.value == "kids" for atom in atoms)


def _leads_to_product(atoms: list[Atom], i: int) -> bool:
    """Whether attributes and a product follow at once."""
    while at(atoms, i).is_attribute or at(atoms, i).has("filler", "pieces", "pair_of"):
        i += 1
    return at(atoms, i).kind == "product"
