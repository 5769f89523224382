"""Totals with their breakdown, rests, and what one chunk says about another line."""

from __future__ import annotations

from dataclasses import replace

from components.reading.atoms import Atom
from components.reading.chunk import Chunk, Value
from components.reading.lines import Line


def is_other_thing(chunk: Chunk, line: Line) -> bool:
    """ "das weiße in M und das schwarze in L": an article before a value already given begins another thing."""
    stated = {v.atom.kind for v in chunk.values if not v.excluded and not v.linked}
    return chunk.definite and bool(stated & line.kinds()) and not chunk.joints & {"or", "correct", "soft"}


def is_next_thing(chunk: Chunk, line: Line, counted: bool) -> bool:
    """ "in olive, twice. And in black, three times": another value in a sentence of its own, added or counted."""
    stated = {v.atom.kind for v in chunk.values if not v.excluded}
    return (
        bool(line.quantity and stated & line.kinds()) and "stop" in chunk.joints and (counted or "and" in chunk.joints)
    )


def is_pair_of_values(chunk: Chunk, line: Line) -> bool:
    """ "grey in 122, navy in 128": what differs in two ways is another thing."""
    stated = {v.atom.kind for v in chunk.values if not v.excluded} & line.kinds()
    return (
        len(stated) > 1
        and bool(chunk.joints & {"comma", "and", "newline"})
        and not chunk.joints & {"or", "correct", "soft"}
    )


def are_two_things(waiting: Chunk, chunk: Chunk) -> bool:
    """ "the black and the grey beanie": each has its article, so each is a thing."""
    kinds = {v.atom.kind for v in waiting.values} & {v.atom.kind for v in chunk.values}
    return waiting.definite and chunk.definite and bool(kinds) and "and" in chunk.joints


def are_alternatives(waiting: Chunk, chunk: Chunk) -> bool:
    """ "a grey or a navy cap" is one cap, in either color."""
    kinds = {v.atom.kind for v in waiting.values} & {v.atom.kind for v in chunk.values}
    counts = [part.quantity.value for part in (waiting, chunk) if part.quantity]
    return bool(kinds) and "or" in chunk.joints and len(counts) == 2 and counts[0] == counts[1]


def attributes_only(chunk: Chunk) -> bool:
    """Whether it has neither noun nor number."""
    return not (chunk.has_head or chunk.quantity or chunk.rest)


def only_excluded(chunk: Chunk) -> bool:
    """Whether all it says is what is not wanted."""
    said = chunk.values or chunk.excluded_products
    return (
        bool(said)
        and all(v.excluded for v in chunk.values)
        and attributes_only(chunk)
        and not chunk.prices
        or (bool(chunk.values) and all(v.excluded for v in chunk.values) and chunk.pronoun and not chunk.quantity)
    )


def total(lines: list[Line]) -> float:
    """Return the sum of the quantities."""
    return sum(float(line.quantity.value) * len(spread_each(line)) for line in lines if line.quantity)


def take_part_out(base: Line, subs: list[Line]) -> None:
    """ "five shirts, three of them in black": the other two stay a line of their own."""
    if base.quantity is None or not all(sub.of_which for sub in subs):
        return
    left = float(base.quantity.value) - total(subs)
    if left > 0 and left == int(left):
        base.quantity = replace(base.quantity, value=int(left))


def compute_rest(base: Line, subs: list[Line]) -> None:
    """ "one in M, the rest in L": the rest is a number."""
    for sub in subs:
        if sub.rest is not None and base.quantity is not None and sub.quantity is None:
            whole = float(base.quantity.value)
            left = whole // 2 if sub.rest.has("half") and total(subs) < whole // 2 else whole - total(subs)
            if left > 0:
                atom = sub.rest
                sub.quantity = Atom("quantity", atom.key, atom.text, atom.start, atom.end, int(left))


def spread_each(line: Line) -> list[Line]:
    """ "two each in S and M" are two lines."""
    by_kind: dict[str, list[Value]] = {}
    for value in line.values:
        if not value.excluded:
            by_kind.setdefault(value.atom.kind, []).append(value)
    several = [kind for kind, values in by_kind.items() if len(values) > 1]
    if not line.each or line.quantity is None or len(several) != 1:
        return [line]
    kept = [value for value in line.values if value.atom.kind != several[0] or value.excluded]
    return [
        Line(line.quantity, line.products, [*kept, value], line.prices, line.excluded_products, line.plural)
        for value in by_kind[several[0]]
    ]


def breakdown_before(pending: list[Chunk], noun: Chunk) -> list[Chunk]:
    """ "sechs Paar: drei schwarz, drei grau, Socken": the parts with the noun that follows them; else nothing."""
    if noun.quantity is not None or len(pending) < 2 or not noun.joints & {"comma", "colon", "newline", "stop"}:
        return []
    parts = [chunk for chunk in pending if chunk.quantity]
    if len(parts) != len(pending):
        return []
    first = parts[0]
    if not first.values and len(parts) > 2 and first.quantity and first.quantity.value == _sum(parts[1:]):
        parts = parts[1:]
    if not all(part.values for part in parts):
        return []
    return [replace(part, product=noun.product, values=part.values + _missing(part, noun)) for part in parts]


def _sum(chunks: list[Chunk]) -> float:
    return sum(float(chunk.quantity.value) for chunk in chunks if chunk.quantity)


def _missing(part: Chunk, noun: Chunk) -> list[Value]:
    stated = {value.atom.kind for value in part.values}
    return [value for value in noun.values if value.atom.kind not in stated]
