"""What comes nearest to goods that cannot be had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from shop.catalog.matching import Candidate, carried, in_stock, values_of
from shop.catalog.order_of_values import color_rank, in_order
from shop.order_line import Attributes, OrderLine
from shop.views import LineView


@dataclass(frozen=True)
class Substitute:
    """A variant in stock that is offered instead; `key` is that of its product, `line` as it would be in the cart."""

    key: str
    line: LineView


def offer_of(candidate: Candidate, quantity: int) -> Substitute:
    """A variant in stock as an offer of at most as many pieces as there are."""
    return Substitute(candidate.key, view_of(candidate, min(quantity, candidate.available)))


def view_of(candidate: Candidate, quantity: int) -> LineView:
    """A variant as a line of so many pieces."""
    return LineView(
        sku=candidate.sku,
        product=candidate.product,
        titles=candidate.titles,
        color=candidate.color,
        size=candidate.size,
        audience=candidate.audience,
        material=candidate.material,
        fit=candidate.fit,
        quantity=quantity,
        unit_price=candidate.price,
        total=quantity * candidate.price,
    )


def nearest(session: Session, wish: OrderLine, key: str | None, quantity: int) -> Substitute | None:
    """The nearest variant in stock: of the product `key`, or else of its type; None if nothing is near.

    The same size in another color comes before the next size in stock, since it fits. What was excluded or is beyond
    a price limit is never offered. At most as many pieces as there are.
    """
    there = in_stock(carried(session, replace(wish, wanted=Attributes(audience=wish.wanted.audience))))
    own = [candidate for candidate in there if candidate.key == key]
    best = _nearest_of(own, wish) or _nearest_of([one for one in there if one not in own], wish)
    return offer_of(best, quantity) if best else None


def _nearest_of(there: Sequence[Candidate], wish: OrderLine) -> Candidate | None:
    # The wanted size may be gone from the catalog; it still has its place among the others.
    sizes = in_order("size", (*values_of(there, "size"), *wish.wanted.size))
    near = [candidate for candidate in there if abs(_steps(candidate.size, wish.wanted.size, sizes)) <= 1]
    return min(near, key=lambda candidate: _distance(candidate, wish, sizes), default=None)


def _distance(
    candidate: Candidate, wish: OrderLine, sizes: Sequence[str]
) -> tuple[int, bool, bool, tuple[int, str], str]:
    steps = _steps(candidate.size, wish.wanted.size, sizes)
    other_color = bool(wish.wanted.color) and candidate.color not in wish.wanted.color
    # Of two neighbors the larger one can at least be worn.
    return abs(steps), other_color, steps < 0, color_rank(candidate.color or ""), candidate.sku


def _steps(size: str | None, wanted: Sequence[str], sizes: Sequence[str]) -> int:
    """How many sizes up or down a size is from the nearest wanted one; 0 where size does not matter."""
    if size is None or not wanted:
        return 0
    return min((sizes.index(size) - sizes.index(one) for one in wanted), key=abs)
