"""Phrases that a shopper broke off and began anew: "a grey … no, a navy coat", "five, er, six pairs of socks"."""

from __future__ import annotations

from components.reading.chunk import Chunk, Value


def join_restarts(chunks: list[Chunk]) -> list[Chunk]:
    """Join a phrase without a noun with the corrected one that has it; what was said last wins."""
    joined: list[Chunk] = []
    for chunk in chunks:
        if joined and _restarts(joined, chunk):
            _take_over(joined.pop(), chunk)
        joined.append(chunk)
    return joined


def _restarts(joined: list[Chunk], chunk: Chunk) -> bool:
    broken = joined[-1]
    if (
        "and" in chunk.joints
        or chunk.product is None
        or not chunk.joints & {"correct", "soft"}
        or broken.has_head
        or broken.each
    ):
        return False
    kinds = {value.atom.kind for value in broken.values}
    again = kinds & {value.atom.kind for value in chunk.values}
    counted = broken.quantity is not None
    if not again and not (counted and chunk.quantity) and "correct" not in chunk.joints:
        return False
    own_phrase = len(joined) == 1 or counted or bool(again) and not broken.values[0].linked
    return own_phrase and not any(value.excluded for value in broken.values)


def _take_over(broken: Chunk, chunk: Chunk) -> None:
    stated = {value.atom.kind for value in chunk.values}
    kept = [value for value in broken.values if value.atom.kind not in stated]
    chunk.values = [Value(value.atom, False, value.linked) for value in kept] + chunk.values
    chunk.quantity = chunk.quantity or broken.quantity
    chunk.joints = set(broken.joints)
