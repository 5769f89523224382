"""Buying again: what was paid for before goes into the cart once more, with what the shopper wants otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from shop.cart.again import Again, Meant, fits_strictly, meant_by
from shop.cart.again_wish import as_bought, said_otherwise, wish_of
from shop.cart.edit import CartEdit
from shop.cart.past import OF_PRODUCT, PastLine, PastOrder, has_paid, paid_lines, sold_today
from shop.cart.resolve import Found, resolve
from shop.cart.substitutes import Substitute, nearest, offer_of, view_of
from shop.catalog.matching import Candidate, carried, reference_to
from shop.errors import (
    InvalidQuantity,
    NoLongerSold,
    NoNextSize,
    NotEnoughStock,
    NothingToReorder,
    OutOfStock,
    QuantityTooLarge,
    ShopError,
)
from shop.order_line import ATTRIBUTES, Attributes, OrderLine
from shop.views import CartChange, LineView

if TYPE_CHECKING:
    from shop.cart import Carts

_BAD_QUANTITY = (InvalidQuantity, QuantityTooLarge, NotEnoughStock)


@dataclass(frozen=True)
class PriceChange:
    """Goods that cost something else than last time; `old_price` is of one piece, in minor units."""

    line: LineView
    old_price: int


@dataclass(frozen=True)
class Refused:
    """A wish that could not be met, without what made it impossible, and what could be had instead."""

    refusal: ShopError
    wish: OrderLine
    substitute: Substitute | None = None


@dataclass(frozen=True)
class NeverBought:
    """A wish that no paid order tells anything about; `titles` by language if it names one product."""

    line: OrderLine
    titles: dict[str, str] | None


@dataclass(frozen=True)
class Reordered:
    """What buying again did. `orders` are those that it was read from; `never_bought` was looked up in the catalog."""

    change: CartChange
    orders: tuple[PastOrder, ...]
    price_changes: tuple[PriceChange, ...]
    refused: tuple[Refused, ...]
    never_bought: tuple[NeverBought, ...]


@dataclass
class _Record:
    orders: list[PastOrder] = field(default_factory=list)
    price_changes: list[PriceChange] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    never_bought: list[NeverBought] = field(default_factory=list)


def reorder(carts: Carts, sender: str, wishes: Sequence[Again], number: str | None = None) -> Reordered:
    """Put in again what the wishes mean, from the order with this number or from all paid ones; one step for undo.

    A wish for goods that were never bought is an ordinary order line. Raises NothingToReorder (also if nothing is
    paid), QuantityUnclear, UnknownOrder or OrderNotPaid; other refusals come in the result.
    """
    record = _Record()

    def act(edit: CartEdit) -> None:
        past = paid_lines(edit.session, sender, number)
        if not past:
            raise NothingToReorder()
        for meant in meant_by(edit.session, past, wishes):
            _put(edit, meant, record)

    change = carts.step(sender, act)
    orders = tuple(dict.fromkeys(record.orders))
    return Reordered(change, orders, tuple(record.price_changes), tuple(record.refused), tuple(record.never_bought))


def has_paid_order(carts: Carts, sender: str) -> bool:
    """Whether there is anything to buy again."""
    return has_paid(carts.session, sender)


def was_bought(carts: Carts, sender: str, line: OrderLine) -> bool:
    """Whether the sender paid for such goods before, with everything that the line says."""
    return fits_strictly(carts.session, paid_lines(carts.session, sender), line)


def _put(edit: CartEdit, meant: Meant, record: _Record) -> None:
    record.orders += [bought.order for bought in meant.past[:1]]
    if not meant.past:
        record.never_bought.append(NeverBought(meant.wish.line, _titles(edit.session, meant.wish.line)))
    try:
        wish = wish_of(edit.session, meant)
        outcome = resolve(edit.session, wish)
        if isinstance(outcome, Found):
            edit.put(outcome.candidate, outcome.quantity, wish.words)
            record.price_changes += _price_changes(edit.session, meant.past[:1], outcome.candidate, outcome.quantity)
        else:
            edit.keep_open(wish)
            record.price_changes += _price_changes(edit.session, meant.past)
    except ShopError as error:
        refused = _refused(edit.session, meant, error)
        edit.refusals.append(refused.refusal)
        record.refused.append(refused)


def _price_changes(
    session: Session, past: Sequence[PastLine], chosen: Candidate | None = None, quantity: int = 1
) -> list[PriceChange]:
    """Where a product costs something else than it did: what was chosen, or what is still to be chosen from."""
    changes = []
    for bought in past:
        today, still_sold = sold_today(session, bought)
        now = chosen or (today if still_sold else None)
        if today and now and today.key == now.key and now.price != bought.item.unit_price:
            changes.append(PriceChange(view_of(now, quantity), bought.item.unit_price))
    return changes


def _refused(session: Session, meant: Meant, error: ShopError) -> Refused:
    if not meant.past:
        return Refused(_named(error, meant.wish.line.product, _titles(session, meant.wish.line)), meant.wish.line)
    bought = meant.past[0]
    wish = _described(session, bought, meant)
    substitute = _substitute(session, meant, wish) if isinstance(error, (OutOfStock, NoLongerSold)) else None
    if isinstance(error, _BAD_QUANTITY):
        wish = replace(wish, quantity=None)
    if isinstance(error, NoNextSize):
        wish = replace(wish, wanted=replace(wish.wanted, size=()))
    return Refused(_named(error, bought.item.product, bought.titles), wish, substitute)


def _substitute(session: Session, meant: Meant, wish: OrderLine) -> Substitute | None:
    pieces = meant.quantity if isinstance(meant.quantity, int) else meant.past[0].item.quantity
    for bought in meant.past[1:]:  # bought as well, so nearer than anything else
        today, still_sold = sold_today(session, bought)
        if today and still_sold and today.available > 0:
            return offer_of(today, pieces)
    today, _ = sold_today(session, meant.past[0])
    return nearest(session, wish, today.key if today else None, pieces)


def _described(session: Session, bought: PastLine, meant: Meant) -> OrderLine:
    """The wish by type and attributes, so that it can be talked about: "then in black"."""
    said = said_otherwise(session, bought, meant.wish.line).stated()
    known = as_bought(bought).wanted.stated()
    if any(name in OF_PRODUCT for name in said):
        known = {name: values for name, values in known.items() if name not in OF_PRODUCT}
    return replace(
        meant.wish.line,
        product=bought.item.product,
        quantity=meant.quantity,
        wanted=Attributes(**{name: (said.get(name) or known.get(name) or ()) for name in ATTRIBUTES}),
        excluded_products=(),
    )


def _titles(session: Session, line: OrderLine) -> dict[str, str] | None:
    found = carried(session, OrderLine(product=line.product)) if line.product else []
    return found[0].titles if found and line.product == reference_to(found[0].key) else None


def _named(error: ShopError, product: str | None, titles: dict[str, str] | None) -> ShopError:
    """The refusal with titles: a reference to a product is nothing that a shopper can read."""
    if error.titles or titles is None or not error.details.get("product", "").startswith(reference_to("")):
        return error
    details = {name: error.details.get(name) for name in ("color", "size", "quantity", "maximum", "available")}
    return type(error)(attribute=error.attribute, choices=error.choices, titles=titles, product=product, **details)
