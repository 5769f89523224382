"""Which values are offered when one has to be chosen."""

from __future__ import annotations

from shop.catalog.matching import Candidate, values_of
from shop.catalog.order_of_values import in_order, waist_of
from shop.order_line import OrderLine

# A list of every waist with every length is no short question: from here on the waist is asked first.
_MANY_SIZES = 10


def offered(line: OrderLine, attribute: str, there: list[Candidate]) -> tuple[str, ...]:
    """The values of an attribute among candidates, as few as can be asked at once."""
    if attribute != "size":
        return values_of(there, attribute)
    if not line.wanted.audience:
        # Children's sizes would double the list; they are understood all the same when they are said.
        there = [candidate for candidate in there if candidate.audience != "kids"] or there
    sizes = values_of(there, "size")
    waists = [waist_of(size) for size in sizes]
    if len(sizes) > _MANY_SIZES and all(waists) and len(set(waists)) > 1:
        return in_order("size", (waist for waist in waists if waist))
    return sizes
