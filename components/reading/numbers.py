"""Numbers in digits and words: "2", "-3", "1,5", "twenty-five", "fünfundzwanzig", "a dozen", "half a million"."""

from __future__ import annotations

import re

from components.reading.atoms import Atom, at
from components.reading.lexicon import Lexicon
from components.reading.tokens import Token

_THOUSANDS = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*$")


def tidy(number: float) -> int | float:
    """Return whole numbers as int."""
    return int(number) if number == int(number) else number


class Numbers:
    """Reads numbers with the number words of all languages."""

    def __init__(self, lexicon: Lexicon) -> None:
        tables = lexicon.numbers
        self._units = tables["units"]
        self._scales = tables["scales"]
        self._simple = {**self._units, **tables["once"], **tables["half_phrases"]}
        self._misspelled = tables["misspelled"]
        self._ordinals = tables["ordinals"]
        self._half = set(tables["half"])
        self._one = set(tables.get("one_in_compounds", ()))
        self._minus = set(tables["minus"])
        self._joiners = set(tables["joiner"])
        self._hundreds = {word for word, number in self._scales.items() if number in (100, 1000)}
        self._scale_words = sorted(self._scales, key=len, reverse=True)

    def word(self, token: Token) -> int | float | None:
        """Return the value of a number word, None for any other word."""
        key = token.key
        if key in self._simple:
            return tidy(self._simple[key])
        if key in self._scales:
            return tidy(self._scales[key])
        if key in self._misspelled:
            return tidy(self._misspelled[key])
        number = self._compound(key) if len(key) > 7 else None
        return tidy(number) if number is not None else None

    def _compound(self, key: str) -> float | None:
        if key in self._units:
            return self._units[key]
        for scale in self._scale_words:
            left, found, right = key.partition(scale)
            if found:
                many = 1.0 if left == "" or left in self._one else self._compound(left)
                rest = self._compound(self._unjoined(right)) if right else 0.0
                return None if many is None or rest is None else many * self._scales[scale] + rest
        for joiner in self._joiners:
            left, found, right = key.partition(joiner)
            tens = self._units.get(right, 0)
            unit = 1.0 if left in self._one else self._units.get(left)
            if found and unit is not None and unit < 10 and tens >= 20:
                return unit + tens
        return None

    def _unjoined(self, key: str) -> str:
        return next((key[len(joiner) :] for joiner in self._joiners if key.startswith(joiner)), key)

    @staticmethod
    def digits(token: Token, before: list[Atom]) -> Atom:
        """Return the atom of a number in digits; the sign is looked at in `compose`."""
        text = token.text
        value: float
        if _THOUSANDS.match(text):
            value = float(re.sub(r"[.,]", "", text))
        elif len(re.findall(r"[.,]", text)) > 1:
            return Atom("ignored", text, text, token.start, token.end, glued=token.glued)
        else:
            value = float(text.replace(",", "."))
        glued_to_word = token.glued and bool(before) and before[-1].text[-1:].isalpha() and not _lacks_space(before)
        classes = frozenset({"digits", "code"} if glued_to_word else {"digits"})
        return Atom(
            "number",
            text,
            text,
            token.start,
            token.end,
            tidy(value) if value < 1e15 else 10**15,
            classes,
            glued=token.glued,
        )

    def compose(self, atoms: list[Atom]) -> list[Atom]:
        """Join number atoms that make one number, with their sign."""
        result: list[Atom] = []
        i = 0
        listed = _are_listed(atoms)
        while i < len(atoms):
            atom = atoms[i]
            if atom.kind == "number":
                atom, i = self._tail(atoms, i)
                self._head(result, atom, listed)
            elif atom.kind == "word" and atom.key in self._ordinals:
                atom.classes |= {"ordinal_word"}
                atom.value = tidy(self._ordinals[atom.key])
            result.append(atom)
            i += 1
        return result

    def _tail(self, atoms: list[Atom], i: int) -> tuple[Atom, int]:
        """Join what follows: "twenty" + "five", "two" + "hundred", "two" + "dozen"."""
        atom, i = self._and_a_half(atoms, i)
        while True:
            skip = 2 if at(atoms, i + 1).has("hyphen") or self._joins_hundred(atoms, i) else 1
            after = at(atoms, i + skip)
            if after.kind != "number" or after.has("digits") or not isinstance(atom.value, (int, float)):
                return atom, i
            number = float(after.value)
            if after.key in self._scales and atom.key.split()[-1] not in self._scales:
                value = float(atom.value) * number
            elif (
                not atom.has("digits")
                and 20 <= atom.value % 100 <= 90
                and atom.value % 10 == 0
                and 0 < number < 10
                or atom.key.split()[-1] in self._scales
                and atom.value >= 100 > number
                and after.key in self._units
                or not atom.has("digits")
                and atom.value == 1
                and self._is_spoken_height(atoms, i, number)
            ):
                number += 99 if atom.value == 1 else 0
                value = float(atom.value) + number
            else:
                return atom, i
            atom = _joined(atom, after, tidy(value))
            i += skip

    def _and_a_half(self, atoms: list[Atom], i: int) -> tuple[Atom, int]:
        """Join "one and a half": no number of pieces, but said, so it is not read as one."""
        last = i + 3 if at(atoms, i + 2).has("indef") else i + 2
        after = at(atoms, last + 1)
        counts = after.has("indef") or after.kind == "number"  # "… in 39-42 and half a dozen ties"
        if at(atoms, i + 1).key in self._joiners and at(atoms, last).key in self._half and not counts:
            half = self._scales.get(atoms[i].key.split()[-1], 1.0) / 2  # "a dozen and a half" is 18
            return _joined(atoms[i], atoms[last], tidy(float(atoms[i].value) + half)), last
        return atoms[i], i

    def _is_spoken_height(self, atoms: list[Atom], i: int, tens: float) -> bool:
        """ "in one twenty eight" is 128."""
        return at(atoms, i - 1).has("in", "size") and tens in (10, 20, 30, 40, 50, 60)

    def _joins_hundred(self, atoms: list[Atom], i: int) -> bool:
        """ "one hundred and twenty": the "and" belongs to the number, unless goods of another line follow."""
        atom, after = atoms[i], at(atoms, i + 2)
        joined = at(atoms, i + 1).key in self._joiners and atom.key.split()[-1] in self._hundreds
        return joined and after.kind == "number" and not after.has("digits") and not at(atoms, i + 3).is_value

    def _head(self, result: list[Atom], atom: Atom, listed: bool) -> None:
        """Join what stands before: a minus, "a" dozen, "half a" dozen."""
        scale = atom.key.split()[0] in self._scales  # "a hundred", "a hundred and fifty"
        if result and scale and result[-1].has("indef", "indef_head") and result[-1].kind == "word":
            atom.start = result.pop().start
        if result and scale and result[-1].key in self._half:
            atom.start, atom.value = result.pop().start, tidy(float(atom.value) / 2)
            if result and result[-1].has("indef"):
                atom.start = result.pop().start
        if result and not listed and self._is_minus(result, atom):
            atom.start, atom.value = result.pop().start, -atom.value  # type: ignore[operator]
        elif result and result[-1].key in self._minus:
            # "minus one t-shirt" takes one out; "minus 15" alone is the weather.
            atom.classes |= {"after_minus"}

    @staticmethod
    def _is_minus(result: list[Atom], atom: Atom) -> bool:
        sign = result[-1]
        if sign.text not in "-−" or not atom.glued or sign.glued or not sign.text:
            return False
        # A list of lines with dashes is no list of negative numbers.
        return sign.text == "−" or len(result) > 1 and not result[-2].has("newline", "colon") or len(result) == 1


def _lacks_space(before: list[Atom]) -> bool:
    """Whether the number counts what follows although it sticks to a word: "gimme2hoodies", "hoodies1inM1inL"."""
    last, previous = before[-1], before[-2] if len(before) > 1 else None
    if last.kind == "size":
        return previous is not None and previous.has("in", "pieces")
    return last.kind in ("product", "color") or last.has("order", "pieces", "and") and len(last.key) > 2


def _are_listed(atoms: list[Atom]) -> bool:
    """Whether several lines begin with a dash: they are a list of goods, not negative numbers."""
    dashes = [i for i, atom in enumerate(atoms) if atom.text == "-" and (i == 0 or atoms[i - 1].has("newline"))]
    return len(dashes) > 1


def _joined(first: Atom, last: Atom, value: int | float) -> Atom:
    return Atom(
        "number",
        f"{first.key} {last.key}",
        first.text,
        first.start,
        last.end,
        value,
        first.classes - {"unsure"},
        glued=first.glued,
    )
