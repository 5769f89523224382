"""What the readers of exports share: problems by row, and rows that never raise."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from shop.importers.addresses import unreadable_picture
from shop.importers.goods import Unreadable
from shop.importers.tables import Row, rows_of

# A file of another kind can be wrong in every row; the merchant needs to hear it, not a hundred thousand times.
_MOST_SAID = 200
_LARGEST = 2_147_483_647
_GRAMS = {"g": 1.0, "kg": 1000.0, "lb": 453.592, "lbs": 453.592, "oz": 28.3495}


class Problems:
    """What could not be read."""

    def __init__(self) -> None:
        self._said: list[tuple[int, str]] = []
        self._rows: set[int] = set()
        self._unsaid = 0

    def add(self, row: int, problem: str) -> None:
        """Note a problem of a row; beyond the first hundreds they are only counted."""
        self._rows.add(row)
        self._note(row, f"row {row}: {problem}")

    def add_pictures(self, row: int, texts: Iterable[str]) -> None:
        """Note pictures of a row that are no web addresses; the row is read all the same."""
        for text in texts:
            self._note(row, f"row {row}: {unreadable_picture(text)}")

    def say(self, problem: str) -> None:
        """Note a problem of the whole file."""
        self._note(0, problem)

    def has(self, row: int) -> bool:
        """Whether a row has a problem already."""
        return row in self._rows

    def _note(self, row: int, problem: str) -> None:
        if len(self._said) < _MOST_SAID:
            self._said.append((row, problem))
        else:
            self._unsaid += 1

    @contextmanager
    def at(self, row: int) -> Iterator[None]:
        """Whatever is Unreadable inside becomes a problem of this row."""
        try:
            yield
        except Unreadable as error:
            self.add(row, str(error))

    def told(self) -> list[str]:
        """All of them, in the order of the rows."""
        more = [f"and {self._unsaid} more problems"] if self._unsaid else []
        return [problem for _, problem in sorted(self._said, key=lambda said: said[0])] + more


def read_rows(data: bytes, problems: Problems) -> Iterator[Row]:
    """The rows of a table, up to the first that is no row of a table."""
    number = 1
    try:
        for row in rows_of(data):
            number = row.number
            yield row
    except csv.Error as error:
        problems.add(number + 1, f"the table breaks off here ({error})")


def whole_or_none(text: str) -> int | None:
    """A count such as "7", "7.0" or "-2" (which is 0); None if there is none."""
    try:
        number = int(float(text.replace(",", ".")))
    except (ValueError, OverflowError):
        return None
    return min(max(0, number), _LARGEST)


def grams_or_none(text: str, unit: str) -> int | None:
    """A weight in grams, from a number and its unit; None if it is none or nothing."""
    try:
        weight = float(text.replace(",", ".")) * _GRAMS[unit.lower()]
    except (ValueError, KeyError):
        return None
    return round(weight) if 0 < weight <= _LARGEST else None
