"""Putting an answer into what was already said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from shop.catalog.order_of_values import waist_of
from shop.order_line import ATTRIBUTES, Attributes, OrderLine


def merged(known: OrderLine, said: OrderLine, asked: str | None, sizes: Iterable[str] = ()) -> OrderLine:
    """`known` with what was said now: new values win, nothing else is lost.

    `asked` is the kind of the open question and `sizes` the sizes that could answer it: then a bare number is a size,
    and a number beside a known waist its length.
    """
    said = _number_as_size(said, sizes) if asked == "size" else said
    wanted = _overlaid(known.wanted, said)
    if asked == "size":
        wanted = replace(wanted, size=_waist_with_length(known.wanted.size, wanted.size, tuple(sizes)))
    return replace(
        known,
        product=said.product or known.product,
        quantity=known.quantity if said.quantity is None else said.quantity,
        wanted=wanted,
        excluded=_still_excluded(known.excluded, said),
        excluded_products=known.excluded_products + said.excluded_products,
        max_price=known.max_price if said.max_price is None else said.max_price,
        min_price=known.min_price if said.min_price is None else said.min_price,
        words=joined(known.words, said.words),
    )


def joined(earlier: str, later: str) -> str:
    """The words of two messages, each on its own line; the same message is not quoted twice."""
    known = earlier.split("\n") if earlier else []
    return earlier if not later or later in known or later == earlier else "\n".join([*known, later])


def _overlaid(known: Attributes, said: OrderLine) -> Attributes:
    kept = {
        name: tuple(value for value in known.of(name) if value not in said.excluded.of(name)) for name in ATTRIBUTES
    }
    return Attributes(**{**kept, **said.wanted.stated()})


def _still_excluded(known: Attributes, said: OrderLine) -> Attributes:
    kept = {}
    for name in ATTRIBUTES:
        values = known.of(name) + said.excluded.of(name)
        kept[name] = tuple(dict.fromkeys(value for value in values if value not in said.wanted.of(name)))
    return Attributes(**kept)


def _number_as_size(said: OrderLine, sizes: Iterable[str]) -> OrderLine:
    number = said.quantity
    if not isinstance(number, int) or said.wanted.stated():
        return said
    if any(str(number) in (size, waist_of(size)) for size in sizes):
        return replace(said, quantity=None, wanted=Attributes(size=(str(number),)))
    return said


def _waist_with_length(known: tuple[str, ...], now: tuple[str, ...], sizes: tuple[str, ...]) -> tuple[str, ...]:
    if len(known) != 1 or len(now) != 1 or known == now:
        return now
    together = f"{known[0]}/{now[0]}"
    return (together,) if together in sizes else now
