"""Comparing the state of the shop with what a conversation promises."""

from __future__ import annotations

from typing import Any


class Broken(AssertionError):
    """What was promised does not hold after a turn."""


def check_link(texts: list[str], wanted: str | None) -> None:
    """Compare the addresses in an answer: one with `wanted` in it, or none at all."""
    if wanted is None and any("://" in text for text in texts):
        raise Broken(f"nobody asked for a link in {texts}")
    if wanted is not None and not any(wanted in text for text in texts):
        raise Broken(f"no link with {wanted!r} in {texts}")


def same_rows(what: str, expected: list[dict[str, Any]], actual: list[dict[str, Any]]) -> None:
    """Compare rows one by one, each by what is named of it."""
    as_many = len(expected) == len(actual)
    named = [{key: row.get(key) for key in wanted} for wanted, row in zip(expected, actual, strict=False)]
    if not as_many or named != expected:
        raise Broken(f"{what} are {actual!r}, not {expected!r}")


def same(what: str, expected: object, actual: object) -> None:
    """Compare two values."""
    if expected != actual:
        raise Broken(f"{what} is {actual!r}, not {expected!r}")


def check_cart(lines: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    """Compare the lines of a cart in any order, each by what is named of it."""
    left = list(lines)
    for wanted in expected:
        fitting = [line for line in left if all(str(line[key]) == str(value) for key, value in wanted.items())]
        if not fitting:
            raise Broken(f"no {_line(wanted)} in the cart: {_lines(lines)}")
        left.remove(fitting[0])
    if left:
        raise Broken(f"nobody asked for {_lines(left)}")


def _lines(lines: list[dict[str, Any]]) -> str:
    return "; ".join(map(_line, lines)) or "nothing"


def _line(line: dict[str, Any]) -> str:
    names = ("quantity", "color", "size", "audience", "material", "product", "unit_price")
    return " ".join(str(line[name]) for name in names if line.get(name) is not None)
