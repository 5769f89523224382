"""One size up, one size down: along the sizes that the product itself comes in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shop.catalog.matching import Candidate, carried, reference_to, values_of
from shop.catalog.order_of_values import waist_of
from shop.errors import NoNextSize
from shop.order_line import Attributes, OrderLine


def next_size(session: Session, today: Candidate, wanted: Attributes, step: int) -> str:
    """The size that is `step` further among those the product comes in; a waist goes on with the same length.

    Raises NoNextSize.
    """
    color = wanted.color or ((today.color,) if today.color is not None else ())
    of_color = OrderLine(product=reference_to(today.key), wanted=Attributes(color=color))
    sizes = list(values_of(carried(session, of_color), "size"))
    now = today.size or ""
    if waist_of(now):
        length = now.split("/")[1]
        sizes = [size for size in sizes if waist_of(size) and size.split("/")[1] == length]
    position = sizes.index(now) + step if now in sizes else -1
    if not 0 <= position < len(sizes):
        raise NoNextSize(
            titles=today.titles, attribute="size", choices=sizes, product=today.product, color=today.color, size=now
        )
    return sizes[position]
