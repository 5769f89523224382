"""The order in which values are offered: colors as shops list them, sizes from small to large."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COLORS = ("black", "white", "grey", "navy", "blue", "light blue", "red", "burgundy") + (
    "green",
    "olive",
    "beige",
    "brown",
    "pink",
    "yellow",
    "orange",
    "purple",
)
_COLOR_RANK = {color: rank for rank, color in enumerate(_COLORS)}
_LETTER_RANK = {size: rank for rank, size in enumerate(("XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL", "4XL"))}
_AUDIENCE_RANK = {"women": 0, "men": 1, "kids": 2}
_WAIST_AND_LENGTH = re.compile(r"\d+/\d+")


def color_rank(color: str) -> tuple[int, str]:
    """Sort key of a color."""
    return _COLOR_RANK.get(color, len(_COLOR_RANK)), color


def size_rank(size: str) -> tuple[int, tuple[int, ...], str]:
    """Sort key of a size: letters first, then numbers, then the rest."""
    if size.upper() in _LETTER_RANK:
        return 0, (_LETTER_RANK[size.upper()],), size
    numbers = tuple(int(number) for number in re.findall(r"\d+", size))
    return (1 if numbers else 2), numbers, size


def in_order(attribute: str, values: Iterable[str]) -> tuple[str, ...]:
    """The distinct values, sensibly sorted."""
    distinct = set(values)
    if attribute == "color":
        return tuple(sorted(distinct, key=color_rank))
    if attribute == "size":
        return tuple(sorted(distinct, key=size_rank))
    if attribute == "audience":
        return tuple(sorted(distinct, key=lambda value: (_AUDIENCE_RANK.get(value, 9), value)))
    return tuple(sorted(distinct))


def waist_of(size: str) -> str | None:
    """The waist of a waist/length size ("32/34" → "32"); None for any other size."""
    return size.split("/")[0] if _WAIST_AND_LENGTH.fullmatch(size) else None
