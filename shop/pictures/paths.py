"""Outlines of the pictures: a small part of SVG's path language, on a grid of 100 by 100."""

from __future__ import annotations

import re
from collections.abc import Iterator

Point = tuple[float, float]

GRID = 100.0
# Straight pieces of one curve; finer is not to be seen at 600 pixels.
_PIECES = 24
_TOKEN = re.compile(r"[MLCQZ]|-?\d+(?:\.\d+)?")
_NUMBERS = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


def points_of(path: str) -> list[Point]:
    """The points of one outline. Absolute M, L, Q, C and Z; raises ValueError for anything else."""
    points: list[Point] = []
    for command, numbers in _commands(path):
        ends = list(zip(numbers[::2], numbers[1::2], strict=True))
        if command == "Z":
            points.append(points[0])
        elif command in "ML":
            points += ends
        else:
            points += _curve([points[-1], *ends])
    return points


def mirrored(half: list[Point]) -> list[Point]:
    """A left half with its right one: an outline if it begins and ends in the middle, else a line through it."""
    other = flipped(half)[::-1]
    return [*other, *half] if half[0][0] == GRID / 2 else [*half, *other]


def flipped(points: list[Point]) -> list[Point]:
    """The same on the other side of the middle."""
    return [(GRID - x, y) for x, y in points]


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    tokens = _TOKEN.findall(path)
    if "".join(tokens) != re.sub(r"[\s,]+", "", path):
        raise ValueError(f"no outline: {path}")
    position, command = 0, ""
    while position < len(tokens):
        if tokens[position] in _NUMBERS:
            command = tokens[position]
            position += 1
        count = _NUMBERS[command]
        yield command, [float(token) for token in tokens[position : position + count]]
        position += count


def _curve(controls: list[Point]) -> list[Point]:
    """A Bézier curve by de Casteljau's way, without its first point."""
    return [_at(controls, step / _PIECES) for step in range(1, _PIECES + 1)]


def _at(controls: list[Point], share: float) -> Point:
    while len(controls) > 1:
        controls = [
            (x + (next_x - x) * share, y + (next_y - y) * share)
            for (x, y), (next_x, next_y) in zip(controls, controls[1:], strict=False)
        ]
    return controls[0]
