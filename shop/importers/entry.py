"""Typed reading of one mapping of a file; each mistake becomes a sentence that names the field."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from reprlib import repr as short  # a value may be huge, an alias in YAML makes it so for a few bytes
from typing import Any

from shop.importers.goods import Unreadable

# SQLite would take more, PostgreSQL's integer would not.
_LARGEST = 2_147_483_647


class Entry:
    """One mapping, read field by field; fields that nobody asked for are reported by `refuse_others`."""

    def __init__(self, raw: object, what: str) -> None:
        if not isinstance(raw, dict):
            raise Unreadable(f"{what} must be a mapping of fields, not {short(raw)}")
        self._raw: dict[object, object] = raw
        self._asked: set[object] = set()

    def get(self, name: str) -> Any:
        """The raw value, None if absent."""
        self._asked.add(name)
        return self._raw.get(name)

    def refuse_others(self) -> None:
        """Unknown fields are most often misspelled ones: better said than ignored."""
        others = [str(name) for name in self._raw if name not in self._asked]
        if others:
            raise Unreadable(f"unknown field {', '.join(sorted(others))}")

    def text(self, name: str, longest: int) -> str | None:
        """Text without spaces around it; a number counts as text; None if absent or blank."""
        value = self.get(name)
        return None if value is None else as_text(value, name, longest) or None

    def needed_text(self, name: str, longest: int) -> str:
        """Text that has to be there."""
        value = self.text(name, longest)
        if value is None:
            raise Unreadable(f"{name} is missing")
        return value

    def whole(self, name: str) -> int | None:
        """A whole number from 0, None if absent."""
        value = self.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST:
            raise Unreadable(f"{name} must be a whole number from 0, not {short(value)}")
        return value

    def yes(self, name: str, otherwise: bool) -> bool:
        """true or false."""
        value = self.get(name)
        if value is None:
            return otherwise
        if not isinstance(value, bool):
            raise Unreadable(f"{name} must be true or false, not {short(value)}")
        return value

    def day(self, name: str) -> date | None:
        """A date such as 2026-05-31, None if absent."""
        value = self.get(name)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise Unreadable(f"{name} must be a date such as 2026-05-31, not {short(value)}")
        return value

    def price(self, name: str) -> int | None:
        """A price in minor units, None if absent."""
        value = self.get(name)
        return None if value is None else as_hundredths(value, name)

    def rating(self, name: str) -> int | None:
        """Stars from 0 to 5 in tenths, None if absent."""
        value = self.get(name)
        if value is None:
            return None
        hundredths = as_hundredths(value, name)
        if hundredths > 500 or hundredths % 10:
            raise Unreadable(f"{name} must be from 0 to 5 with one decimal, not {short(value)}")
        return hundredths // 10


def as_text(value: object, name: str, longest: int) -> str:
    """Text without spaces around it."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Unreadable(f"{name} must be text, not {short(value)}")
    words = str(value).strip()
    if "\0" in words:
        raise Unreadable(f"{name} has a character that cannot be stored")
    if len(words) > longest:
        raise Unreadable(f"{name} is longer than {longest} characters")
    return words


def as_hundredths(value: object, name: str) -> int:
    """12.9 → 1290. Goes through the written digits, because a float times 100 is not exact."""
    refusal = Unreadable(f"{name} must be an amount such as 12.90, not {short(value)}")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise refusal
    try:
        hundredths = Decimal(str(value)) * 100
    except ArithmeticError:
        raise refusal from None
    if not hundredths.is_finite() or hundredths != hundredths.to_integral_value() or not 0 <= hundredths <= _LARGEST:
        raise refusal
    return int(hundredths)
