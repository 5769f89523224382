"""Which lines of paid orders a shopper means by "again"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from shop.cart.past import PastLine, of_latest_order
from shop.catalog.matching import carried, reference_to
from shop.errors import NothingToReorder, QuantityUnclear
from shop.order_line import Attributes, OrderLine

_COMPARED = ("product", "color", "size", "audience", "material", "fit")


@dataclass(frozen=True)
class Again:
    """What was said about one thing to buy again. `size_step` 1 is one size up, -1 one down; a stated size wins."""

    line: OrderLine
    size_step: int = 0

    def describes(self) -> bool:
        """Whether it says more than what to leave out."""
        line = self.line
        priced = line.max_price is not None or line.min_price is not None
        return bool(line.product or line.wanted.stated() or line.quantity is not None or priced)


@dataclass(frozen=True)
class Meant:
    """A wish with the past lines that it means: none if it was never bought, several if they fit equally well.

    `quantity` is None if neither the shopper nor the past lines tell one.
    """

    wish: Again
    past: tuple[PastLine, ...]
    quantity: int | float | None


def meant_by(session: Session, past: Sequence[PastLine], wishes: Sequence[Again]) -> list[Meant]:
    """What each wish means; a wish without goods means the newest order.

    Raises NothingToReorder or QuantityUnclear.
    """
    left_out = [wish.line for wish in wishes if not wish.line.product]
    described = [wish for wish in wishes if wish.describes()] or list(wishes[:1])
    found: list[Meant] = []
    product: str | None = None
    for wish in described:
        product = wish.line.product or product
        if product is None:
            found += _of_order(session, past, wish, left_out)
        else:  # "two of the grey t-shirts and one in navy" is about t-shirts
            found.append(_of_product(session, past, replace(wish, line=replace(wish.line, product=product))))
    return found


def fits_strictly(session: Session, past: Iterable[PastLine], line: OrderLine) -> bool:
    """Whether something of this product was bought with everything that the line says."""
    product = line.product
    return product is not None and any(
        bought.is_of(product)
        and bought.fits_all(session, line.wanted.stated())
        and not _is_any(session, bought, line.excluded)
        for bought in past
    )


def _of_product(session: Session, past: Sequence[PastLine], wish: Again) -> Meant:
    line = wish.line
    same = [bought for bought in past if bought.is_of(line.product or "")]
    kept = [bought for bought in same if not _is_any(session, bought, line.excluded)] or same
    # A size is often what shall be different this time, so it only decides within one order.
    stated = line.wanted.stated()
    size = stated.pop("size", ())

    def rank(bought: PastLine) -> tuple[int, int, bool]:
        described = sum(bought.fits(session, name, values) for name, values in stated.items())
        return described, bought.order_id, bool(size) and bought.fits(session, "size", size)

    ranks = [rank(bought) for bought in kept]
    best = tuple(bought for bought, its in zip(kept, ranks, strict=True) if its == max(ranks))
    return Meant(wish, best, _quantity(line, best))


def _quantity(line: OrderLine, past: Sequence[PastLine]) -> int | float | None:
    if line.quantity is not None:
        return line.quantity
    if not line.plural:
        return 1
    bought = {one.item.quantity for one in past}
    return bought.pop() if len(bought) == 1 else None


def _of_order(session: Session, past: Sequence[PastLine], wish: Again, left_out: Sequence[OrderLine]) -> list[Meant]:
    ordered = of_latest_order(past)
    kept = [bought for bought in ordered if not any(_leaves_out(session, said, bought, ordered) for said in left_out)]
    if not kept:
        raise NothingToReorder()
    # What was left out is done: "without the black socks" must not change the color of the hoodie.
    wish = replace(wish, line=replace(wish.line, excluded=Attributes(), excluded_products=()))
    stated = wish.line.wanted.stated()
    fitting = [bought for bought in kept if bought.fits_all(session, stated)]
    if stated and fitting and wish.line.quantity is not None and len({one.item.product for one in fitting}) == 1:
        return [Meant(wish, tuple(fitting), wish.line.quantity)]  # "two of the black ones"
    if fitting:
        return _each(wish, fitting)
    return _otherwise(session, past, kept, wish)


def _otherwise(session: Session, past: Sequence[PastLine], kept: list[PastLine], wish: Again) -> list[Meant]:
    """ "The same in black": what comes in black shall be black, the rest stays as it was."""
    able = [bought for bought in kept if _comes_in(session, bought, wish.line.wanted)]
    if not able:
        earlier = [bought for bought in past if bought.fits_all(session, wish.line.wanted.stated())]
        return _each(wish, of_latest_order(earlier) if earlier else kept)
    if wish.line.quantity is not None:
        return _each(wish, able)
    as_before = replace(wish, line=replace(wish.line, wanted=Attributes()))
    return [found for one in kept for found in _each(wish if one in able else as_before, [one])]


def _each(wish: Again, past: Sequence[PastLine]) -> list[Meant]:
    said = wish.line.quantity
    if said is not None and len(past) > 1:
        raise _unclear(said, past)
    return [Meant(wish, (bought,), bought.item.quantity if said is None else said) for bought in past]


def _unclear(quantity: int | float, past: Sequence[PastLine]) -> QuantityUnclear:
    for attribute in _COMPARED:
        values = tuple(dict.fromkeys(value for bought in past if (value := bought.value(attribute))))
        if len(values) > 1:
            return QuantityUnclear(quantity=quantity, attribute=attribute, choices=values)
    return QuantityUnclear(quantity=quantity)


def _comes_in(session: Session, bought: PastLine, wanted: Attributes) -> bool:
    if bought.known is None:
        return False
    there = carried(session, OrderLine(product=reference_to(bought.known.key), wanted=wanted))
    # One-size goods fit every size, yet do not come in it.
    return any(all(candidate.value(name) for name in wanted.stated()) for candidate in there)


def _leaves_out(session: Session, said: OrderLine, bought: PastLine, ordered: Sequence[PastLine]) -> bool:
    """ "Without the black socks": the attributes describe the socks, unless no such socks were bought."""
    if not said.excluded_products:
        return _is_any(session, bought, said.excluded)
    stated = said.excluded.stated()
    for product in filter(bought.is_of, said.excluded_products):
        same = [one for one in ordered if one.is_of(product)]
        if bought.fits_all(session, stated) or not any(one.fits_all(session, stated) for one in same):
            return True
    return False


def _is_any(session: Session, bought: PastLine, excluded: Attributes) -> bool:
    stated = excluded.stated().items()
    return any(bought.value(name) is not None and bought.fits(session, name, values) for name, values in stated)
