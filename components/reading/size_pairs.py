"""Sizes of several pieces: "32/34", "W32 L34", "39 bis 42", "3XL", "32er"."""

from __future__ import annotations

from components.reading.atoms import NOTHING, Atom, at

HEIGHTS = frozenset(range(50, 189, 6))
_MULTIPLE_X = {2: "XXL", 3: "XXXL"}


def join_sizes(atoms: list[Atom]) -> list[Atom]:
    """Join the pieces of sizes to one atom each."""
    return _join_pairs(_join_glued(atoms))


def plausible(number: object, product: str | None = None) -> bool:
    """Whether a bare number can be a size of such goods."""
    if not isinstance(number, int):
        return False
    return 24 <= number <= 54 or number in HEIGHTS and number >= 80


def _join_glued(atoms: list[Atom]) -> list[Atom]:
    """ "3XL", "32er", "W32", "32W"."""
    result: list[Atom] = []
    for atom in atoms:
        last = result[-1] if result else NOTHING
        counted = last.kind == "number" and last.has("digits") and isinstance(last.value, int)
        if counted and atom.glued and atom.has("er_size_ending") and int(last.value) < 20:
            last.ignore()  # "ein 3er": pieces of a pack
            continue
        if counted and atom.glued and atom.key == "s" and last.value == 1:
            last.kind, last.classes = "word", last.classes | {"head"}  # "the linen 1s"
            continue
        joined = _glued(last, atom) if counted and atom.glued else None
        joined = joined or _measured(last, atom)
        if joined is None:
            result.append(atom)
        else:
            result[-1] = joined
    return result


def _glued(last: Atom, atom: Atom) -> Atom | None:
    """A number and letters in one word."""
    number = int(last.value)
    if atom.value in ("XL", "XS") and atom.key in ("xl", "xs") and 1 <= number <= 20:
        value = str(atom.value) if number == 1 else _MULTIPLE_X.get(number, f"{number}{atom.value}")
        return _size(last, atom, value if atom.value == "XL" else str(atom.value))
    if atom.has("er_size_ending"):
        return _size(last, atom, str(number), "er_size")
    if atom.key in ("w", "l") and number >= 24 and atom.kind in ("word", "size"):
        return _size(last, atom, str(number), "waist" if atom.key == "w" else "length")
    return None


def _measured(last: Atom, atom: Atom) -> Atom | None:
    """ "waist 32", "32 inch waist", "34 er Weite"."""
    named = isinstance(last.value, str) and not last.value.isdigit() and last.has("waist", "length")
    if atom.kind == "number" and named and plausible(atom.value):
        return _size(last, atom, str(atom.value), "waist" if last.has("waist") else "length")
    number = last.kind == "number" and plausible(last.value)
    if number and last.has("digits") and atom.has("er_size_ending"):
        return _size(last, atom, str(last.value), "er_size")
    if atom.has("waist", "length") and (last.has("er_size") or number and len(atom.key) > 1):
        return _size(last, atom, str(last.value), "waist" if atom.has("waist") else "length")
    return None


def _size(first: Atom, last: Atom, value: str, part: str = "") -> Atom:
    classes = frozenset({"sure", part} if part else {"sure"})
    return Atom("size", value.lower(), value, first.start, last.end, value, classes, glued=first.glued)


def _join_pairs(atoms: list[Atom]) -> list[Atom]:
    """ "32/34", "39-42", "W32 L34", "39 bis 42"."""
    result: list[Atom] = []
    socks = any(atom.kind == "product" and atom.value == "socks" for atom in atoms)
    trousers = any(atom.kind == "product" and atom.value in ("jeans", "chinos", "trousers") for atom in atoms)
    i = 0
    while i < len(atoms):
        atom, between, after = atoms[i], at(atoms, i + 1), at(atoms, i + 2)
        length = _length_behind(atoms, i)
        if length:
            result.append(_size(atom, atoms[length], f"{atom.value}/{atoms[length].value}"))
            i = length + 1
            continue
        value = _pair(atom, between, after, socks)
        if value is None and trousers and atom.kind == between.kind == "number":
            value = _pair(atom, NOTHING, between, socks)
            if value:
                result.append(_size(atom, between, value))
                i += 2
                continue
        if value is None and trousers and between.has("by") and not at(atoms, i - 1).has("from"):
            value = _pair(atom, NOTHING, after, socks)  # "32 by 34"
        if value:
            result.append(_size(atom, after, value))
            i += 3
            continue
        result.append(atom)
        i += 1
    return result


def _length_behind(atoms: list[Atom], i: int) -> int:
    """The place of the length that belongs to a waist: "W32 L34", "34 waist and a 32 leg"; 0 without one."""
    if not (atoms[i].has("waist") and atoms[i].kind == "size"):
        return 0
    j = i + 1
    while j <= i + 2 and at(atoms, j).kind == "word" and at(atoms, j).has("and", "comma", "indef", "in"):
        j += 1
    if j == i + 1 and at(atoms, j).kind == "word":
        j += 1  # any sign or word, as in "W32 x L34"
    return j if at(atoms, j).has("length") and at(atoms, j).kind == "size" else 0


def _pair(atom: Atom, sign: Atom, after: Atom, socks: bool) -> str | None:
    if not (isinstance(atom.value, int) and isinstance(after.value, int) and atom.kind == after.kind == "number"):
        return None
    first, last = atom.value, after.value
    slash = sign.text in ("/", "x", "X", "×")
    if not sign.text:
        return f"{first}/{last}" if 26 <= first <= 40 and 28 <= last <= 36 else None
    dash = sign.text in ("-", "–", "/") or sign.has("until") and not sign.has("and")
    trousers = slash and not socks and 26 <= first <= 40 and 28 <= last <= 34
    if dash and 17 <= first <= 46 and last - first == 3 and not trousers:
        return f"{first}-{last}"
    if slash and 23 <= first <= 60 and 26 <= last <= 40:
        return f"{first}/{last}"
    if dash and first in HEIGHTS and last - first in (6, 12) and last in HEIGHTS:
        return f"{first}/{last}"
    return None
