"""Which pieces of own orders a shopper means. Nothing is chosen for the shopper: several may fit equally well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shop.aftersale.own import own_order
from shop.aftersale.worth import lines_left
from shop.cart.past import PastLine, paid_lines
from shop.cart.size_steps import next_size
from shop.catalog.matching import Candidate, carried, fitting_size, reference_to
from shop.errors import NotCarried, OrderNotPaid
from shop.model import Order
from shop.model.sales import AWAITING_PAYMENT
from shop.order_line import Attributes, OrderLine

# What tells one bought piece from another, the most telling first.
_TELLING = ("color", "size", "audience", "material", "fit", "brand")


@dataclass(frozen=True)
class OwnLine:
    """A line of a paid order of the shopper with the pieces that are left of it; `titles` by language."""

    number: str
    sku: str
    product: str
    titles: dict[str, str]
    color: str | None
    size: str | None
    quantity: int
    status: str
    ordered_at: datetime


def own_lines(session: Session, sender: str, number: str | None = None) -> list[OwnLine]:
    """Lines of the sender's paid orders of which pieces are left, the newest order first.

    Raises UnknownOrder for a number that is none of the sender's own, OrderNotPaid for an order that waits for payment.
    """
    return [own for own, _ in _bought(session, sender, number)]


def meant(session: Session, sender: str, said: OrderLine, number: str | None = None) -> list[OwnLine]:
    """The lines that fit what was said, all equally well; empty if no such goods were bought.

    What describes none of the goods is left out of account: "the hoodie in L" of somebody who bought one in M is that
    hoodie. Raises what `own_lines` raises.
    """
    return [own for own, _ in _fitting(session, _bought(session, sender, number), said)]


def exchanged_for(session: Session, sender: str, own: OwnLine, said: OrderLine) -> list[Candidate]:
    """The variants of the same product that are meant instead of an own line, sold out or not.

    A color or a size that was not said stays. Empty if nothing else was said than what was bought. Raises NoNextSize,
    or NotCarried if the product does not come like this.
    """
    bought = next((past for line, past in _bought(session, sender, own.number) if line.sku == own.sku), None)
    today = bought.known if bought is not None else None
    if today is None:
        return []
    wanted = said.wanted
    size = (next_size(session, today, wanted, said.size_step),) if said.size_step and not wanted.size else wanted.size
    color = wanted.color
    if not size and not color:
        return []
    kept = Attributes(color=color or _one(today.color), size=size or _one(today.size))
    found = carried(session, OrderLine(product=reference_to(today.key), wanted=kept, excluded=said.excluded))
    others = [one for one in found if one.variant_id != today.variant_id]
    if not found:
        raise _not_carried(session, today, color)
    return others


def _bought(session: Session, sender: str, number: str | None) -> list[tuple[OwnLine, PastLine]]:
    if number is not None and own_order(session, sender, number).status == AWAITING_PAYMENT:
        raise OrderNotPaid(number=number)
    left: dict[int, dict[int, int]] = {}
    found = []
    for past in paid_lines(session, sender):
        order = past.item.order
        if number is not None and order.number != own_order(session, sender, number).number:
            continue
        if order.id not in left:
            left[order.id] = {line.item.id: line.quantity for line in lines_left(session, order)}
        pieces = left[order.id].get(past.item.id, 0)
        if pieces > 0:
            found.append((_own(order, past, pieces), past))
    return found


def _own(order: Order, past: PastLine, pieces: int) -> OwnLine:
    item = past.item
    return OwnLine(
        number=order.number,
        sku=item.sku,
        product=item.product,
        titles=past.titles,
        color=item.color,
        size=item.size,
        quantity=pieces,
        status=order.status,
        ordered_at=order.created_at,
    )


def _fitting(
    session: Session, bought: Iterable[tuple[OwnLine, PastLine]], said: OrderLine
) -> Sequence[tuple[OwnLine, PastLine]]:
    fitting = [pair for pair in bought if said.product is None or pair[1].is_of(said.product)]
    fitting = [pair for pair in fitting if not any(pair[1].is_of(product) for product in said.excluded_products)]
    stated = said.wanted.stated()
    for name in _TELLING:
        if name in stated:
            fitting = [pair for pair in fitting if _is(session, pair[1], name, stated[name])] or fitting
    return fitting


def _is(session: Session, past: PastLine, name: str, values: tuple[str, ...]) -> bool:
    if name == "size":  # one size for all is no answer to "the one in M"
        return past.value("size") is not None and any(fitting_size(value, past.value("size")) for value in values)
    return past.fits(session, name, values)


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value is not None else ()


def _not_carried(session: Session, today: Candidate, color: tuple[str, ...]) -> NotCarried:
    attribute = "color" if color else "size"
    others = carried(session, OrderLine(product=reference_to(today.key)))
    values = dict.fromkeys(value for one in others if (value := one.value(attribute)) is not None)
    return NotCarried(titles=today.titles, product=today.product, attribute=attribute, choices=values)
