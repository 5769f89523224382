"""Which pieces of an order somebody means, checked: whole pieces, as they were sold, and not more than are left."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shop.aftersale.worth import LineLeft, taken
from shop.errors import NotAPiece, UnknownLine
from shop.model import Order


@dataclass(frozen=True)
class Wish:
    """Goods of an order by their SKU. `quantity` is as said; None: all that are left."""

    sku: str
    quantity: int | float | None = None


@dataclass(frozen=True)
class ReturnLine:
    """Pieces of an order line, and what they were paid with in minor units; `titles` by language."""

    sku: str
    titles: dict[str, str]
    color: str | None
    size: str | None
    quantity: int
    amount: int


def whole_pieces(quantity: object) -> int | None:
    """The quantity as whole pieces; None stays None. Raises NotAPiece, whatever came in."""
    if quantity is None:
        return None
    if isinstance(quantity, bool) or not isinstance(quantity, (int, float)):
        raise NotAPiece(quantity=quantity)
    if not math.isfinite(quantity) or quantity != int(quantity) or quantity < 1:
        raise NotAPiece(quantity=quantity)
    return int(quantity)


def chosen(order: Order, left: Sequence[LineLeft], wishes: Sequence[Wish]) -> list[tuple[LineLeft, int]]:
    """The lines that are meant with their pieces; no wishes: everything that is left.

    Raises UnknownLine, NotAPiece, NothingLeftToReturn or TooManyToReturn. Goods named twice are added up.
    """
    if not wishes:
        return [(line, line.quantity) for line in left]
    lines = {line.item.sku: line for line in left}
    wanted: dict[str, int | None] = {}
    for wish in wishes:
        pieces = whole_pieces(wish.quantity)
        before = wanted.get(wish.sku, 0)
        wanted[wish.sku] = None if pieces is None or before is None else before + pieces
    known = {item.sku for item in order.items}
    picked = []
    for sku, pieces in wanted.items():
        if sku not in known:
            raise UnknownLine(number=order.number)
        item = next(item for item in order.items if item.sku == sku)
        line = lines.get(sku) or LineLeft(item, 0, 0)
        picked.append((line, taken(order, line, pieces)[0]))
    return picked


def return_line(line: LineLeft, quantity: int, amount: int) -> ReturnLine:
    """Pieces of a line as they are shown."""
    item = line.item
    titles = {"en": item.title_en, "de": item.title_de}
    return ReturnLine(item.sku, titles, item.color, item.size, quantity, amount)
