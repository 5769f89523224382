"""Compact notation of order lines: "2 t-shirt grey @M -wool <30 | 1 socks"; see the head of cases/en.txt."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from components.reading.reader import Mention

Line = frozenset[str]
_MARKS = {"size": "@", "max_price": "<", "min_price": ">"}


def cases(name: str) -> Iterator[tuple[str, str]]:
    text = (Path(__file__).parent / "cases" / name).read_text(encoding="utf-8")
    for row in text.splitlines():
        if row and not row.startswith("#"):
            message, _, expected = row.rpartition(" => ")
            yield message.replace("\\n", "\n"), expected


def expected_lines(notation: str) -> list[Line]:
    if notation == "nothing":
        return []
    return [frozenset(shlex.split(line)) for line in notation.split(" | ")]


def read_lines(mentions: Iterable[Mention]) -> list[Line]:
    lines: dict[str, set[str]] = {}
    for mention in mentions:
        if mention.group is not None:
            mark = "-" if mention.role == "excluded" else _MARKS.get(mention.entity, "")
            lines.setdefault(mention.group, set()).add(f"{mark}{mention.value}")
    return [frozenset(line) for line in lines.values()]
