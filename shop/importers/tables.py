"""Files with rows, whatever program wrote them."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEPARATORS = ",;\t|"
# A description with pictures inside can be long; the default of 128 KiB would refuse the whole file.
_LONGEST_FIELD = 1 << 24
_LONGEST_HEADER = 1 << 16


@dataclass(frozen=True)
class Row:
    """One record. `number` is what a spreadsheet shows: the header is row 1."""

    number: int
    values: Mapping[str, str]

    def get(self, *names: str) -> str:
        """The value of the first of these columns that has one; "" if none does."""
        for name in names:
            value = self.values.get(name, "")
            if value:
                return value
        return ""

    def has(self, *names: str) -> bool:
        """Whether the file has one of these columns at all."""
        return any(name in self.values for name in names)


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or, failing these, Windows-1252."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    start = data[:1000]
    if start[1::2].count(0) > len(start) // 4:
        return data.decode("utf-16-le", "replace")
    if start[::2].count(0) > len(start) // 4:
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def header_of(data: bytes) -> list[str]:
    """The names of the columns, in lower case; empty if the file is no table."""
    # An even cut keeps UTF-16 whole; half a character of UTF-8 at the end would make it look like Windows-1252.
    text = decode(data[:_LONGEST_HEADER].rpartition(b"\n")[0] or data[:_LONGEST_HEADER])
    return next((names for names in _records(_without_hint(text))), [])


def rows_of(data: bytes) -> Iterator[Row]:
    """All rows that are not blank; columns by their names in lower case. Raises csv.Error."""
    records = _records(_without_hint(decode(data)))
    names = next(records, [])
    for number, record in enumerate(records, start=2):
        values = {name: value.strip() for name, value in zip(names, record, strict=False) if name}
        if any(values.values()):
            yield Row(number, values)


def _without_hint(text: str) -> str:
    """Excel's first line may name the separator ("sep=;")."""
    return text.partition("\n")[2] if text[:4].lower() == "sep=" else text


def _records(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    text = text.replace("\0", "")
    head = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    names = next(reader, [])
    yield [" ".join(name.split()).lower() for name in names]
    yield from reader
