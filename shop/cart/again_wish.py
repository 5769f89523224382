"""What goes into the cart for a past line: as it was bought, with what the shopper says now on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from shop.cart.again import Again, Meant
from shop.cart.changing import as_it_shall_be
from shop.cart.past import OF_PRODUCT, PastLine, sold_today
from shop.cart.size_steps import next_size
from shop.catalog.matching import carried, reference_to
from shop.errors import NoLongerSold, ShopError
from shop.order_line import ATTRIBUTES, Attributes, OrderLine


def wish_of(session: Session, meant: Meant) -> OrderLine:
    """The line to put in; of several past lines, what they have in common and their differences as alternatives.

    Raises NoLongerSold or NoNextSize.
    """
    if not meant.past:
        return meant.wish.line
    lines: list[OrderLine] = []
    lost: list[ShopError] = []
    for bought in meant.past:
        try:
            lines.append(replace(_line(session, bought, meant.wish), quantity=None))
        except ShopError as refusal:
            lost.append(refusal)
    lines = list(dict.fromkeys(lines))
    if lost and len(lines) < 2:  # that only one of them is left is no choice of the shopper
        raise lost[0]
    line = lines[0] if len(lines) == 1 else _common(session, lines, meant.past[0])
    return replace(line, quantity=meant.quantity, plural=meant.quantity is None)


def as_bought(bought: PastLine) -> OrderLine:
    """A past line in words of the catalog, without its quantity."""
    values = {name: bought.value(name) for name in ATTRIBUTES}
    return OrderLine(bought.item.product, wanted=Attributes(**{k: (v,) for k, v in values.items() if v is not None}))


def said_otherwise(session: Session, bought: PastLine, line: OrderLine) -> Attributes:
    """The stated attributes that are not as they were."""
    stated = line.wanted.stated().items()
    return Attributes(**{name: values for name, values in stated if not bought.fits(session, name, values)})


def _line(session: Session, bought: PastLine, wish: Again) -> OrderLine:
    today, still_sold = sold_today(session, bought)
    wanted = said_otherwise(session, bought, wish.line)
    excluded = {
        name: values for name, values in wish.line.excluded.stated().items() if bought.fits(session, name, values)
    }
    if today is None:
        raise no_longer_sold(bought)
    # A step for the whole order is for what has sizes; for one product it must be possible.
    if wish.size_step and not wish.line.wanted.size and (today.size is not None or wish.line.product):
        wanted = replace(wanted, size=(next_size(session, today, wanted, wish.size_step),))
    if not (still_sold or wanted.stated() or excluded):
        raise no_longer_sold(bought)
    said = replace(wish.line, product=None, wanted=wanted, excluded=Attributes(**excluded), excluded_products=())
    line = as_it_shall_be(session, today, bought.item.quantity, said)
    # Only what was said may lead to another product; a new color alone does not.
    if any(name in OF_PRODUCT for name in (*wanted.stated(), *excluded)):
        return line
    return replace(line, product=reference_to(today.key))


def no_longer_sold(bought: PastLine) -> NoLongerSold:
    """The refusal for goods that left the catalog."""
    item = bought.item
    return NoLongerSold(titles=bought.titles, product=item.product, color=item.color, size=item.size)


def _common(session: Session, lines: Sequence[OrderLine], bought: PastLine) -> OrderLine:
    wanted = Attributes(**{name: _alternatives([line.wanted.of(name) for line in lines]) for name in ATTRIBUTES})
    products = {line.product for line in lines}
    common = replace(lines[0], product=bought.item.product, wanted=wanted)
    if len(products) > 1:
        return common
    # A type is easier to talk about ("not the t-shirt") than a reference, if it means the same goods.
    exact = replace(common, product=lines[0].product)
    keys = {candidate.key for candidate in carried(session, common)}
    return common if keys == {candidate.key for candidate in carried(session, exact)} else exact


def _alternatives(stated: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """All values, or none if one of the lines leaves it open."""
    return tuple(dict.fromkeys(value for values in stated for value in values)) if all(stated) else ()
