"""Another size or color of the same product, with the difference in price.

What the returned pieces were paid with pays for the new ones; a discount goes along in proportion. An
exchange whose new order is cancelled before the goods arrive has never been; one whose goods arrive before the new
order is paid is a withdrawal (`shop.aftersale.returns`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy.orm import Session

from shop import clock
from shop.aftersale.money import unpromised
from shop.aftersale.own import locked, origin_of
from shop.aftersale.pieces import ReturnLine, return_line, whole_pieces
from shop.aftersale.replacement import place_replacement
from shop.aftersale.withdrawal import check_deadline
from shop.aftersale.worth import LineLeft, line_left, taken
from shop.cart.refusals import not_enough
from shop.cart.substitutes import view_of
from shop.catalog.matching import Candidate, by_ids, by_sku, carried, in_stock, reference_to
from shop.errors import (
    NothingLeftToReturn,
    NotShippedYet,
    OtherProduct,
    SameGoods,
    SummaryOutdated,
)
from shop.model import Order, Return, ReturnItem
from shop.order_line import OrderLine
from shop.orders.states import can_become
from shop.orders.view import order_view
from shop.profile import Profile
from shop.settings import Settings
from shop.text import storable
from shop.views import LineView, OrderView


@dataclass(frozen=True)
class ExchangePreview:
    """What would come back and what for, in minor units: `due` is left to pay, `refund` goes back on arrival.

    One of the two is 0. `price` is that of the new goods after the discount that goes along.
    """

    order_number: str
    currency: str
    back: ReturnLine
    wanted: LineView
    price: int
    due: int
    refund: int
    fingerprint: str


@dataclass(frozen=True)
class ExchangeArranged:
    """The return is announced and the new order placed; with something due it waits for its payment link."""

    return_number: str
    order: OrderView
    content: ExchangePreview


def choices(session: Session, order: Order, sku: str) -> list[Candidate]:
    """What can be had instead: the other variants of the same product that are in stock. Raises UnknownLine."""
    line = line_left(session, order, sku)
    own = by_ids(session, [line.item.variant_id or 0]).get(line.item.variant_id or 0)
    if own is None:
        return []
    others = in_stock(carried(session, OrderLine(product=reference_to(own.key))))
    return [one for one in others if one.variant_id != own.variant_id]


def preview(
    session: Session, profile: Profile, order: Order, sku: str, wanted: str, quantity: object = None
) -> ExchangePreview:
    """What exchanging pieces of a line (None: all that are left) for the SKU `wanted` would bring.

    Raises NotShippedYet, WithdrawalTooLate, UnknownLine, NotAPiece, NothingLeftToReturn, TooManyToReturn, OtherProduct,
    SameGoods, OutOfStock or NotEnoughStock.
    """
    _check_state(order)
    check_deadline(profile, order, clock.now())
    line = line_left(session, order, sku)
    pieces, worth = taken(order, line, whole_pieces(quantity))
    goods = _other_variant(session, line, wanted)
    if goods.available < pieces:
        raise not_enough(goods)
    credit = min(worth, unpromised(session, order))
    price = _price(session, line, goods, pieces, worth)
    back = return_line(line, pieces, credit)
    return ExchangePreview(
        order_number=order.number,
        currency=order.currency,
        back=back,
        wanted=view_of(goods, pieces),
        price=price,
        due=max(0, price - credit),
        refund=max(0, credit - price),
        fingerprint=_fingerprint(order, back, goods, price),
    )


def exchange(
    session: Session,
    settings: Settings,
    profile: Profile,
    order: Order,
    sku: str,
    wanted: str,
    quantity: object = None,
    fingerprint: str | None = None,
    words: str = "",
) -> ExchangeArranged:
    """Exchange as previewed: announce the return, and order the new goods.

    Raises what `preview` raises, and SummaryOutdated if the exchange would look different by now.
    """
    order = locked(session, order)
    content = preview(session, profile, order, sku, wanted, quantity)
    if fingerprint is not None and fingerprint != content.fingerprint:
        raise SummaryOutdated()
    goods_return = _announced(session, order, content, words)
    item = next(item for item in order.items if item.sku == content.back.sku)
    goods = by_sku(session, content.wanted.sku)
    assert goods is not None  # the preview found it in this transaction
    replacement = place_replacement(
        session,
        settings,
        item,
        goods,
        content.wanted.quantity,
        content.wanted.unit_price,
        content.due,
        goods_return.number,
        content.fingerprint,
    )
    goods_return.replacement = replacement
    session.flush()
    return ExchangeArranged(goods_return.number, order_view(replacement), content)


def _announced(session: Session, order: Order, content: ExchangePreview, words: str) -> Return:
    item = next(item for item in order.items if item.sku == content.back.sku)
    goods_return = Return(
        order_id=order.id,
        order=order,
        kind="exchange",
        state="announced",
        declared_at=clock.now(),
        amount=content.refund - content.due,
        words=storable(words).replace("\x00", "")[:4000],
        items=[ReturnItem(order_item_id=item.id, quantity=content.back.quantity, amount=content.back.amount)],
    )
    session.add(goods_return)
    session.flush()
    return goods_return


def _check_state(order: Order) -> None:
    if order.status in ("cancelled", "refunded"):
        raise NothingLeftToReturn(number=order.number)
    if can_become(order, "cancelled"):
        raise NotShippedYet(number=order.number)


def _other_variant(session: Session, line: LineLeft, wanted: str) -> Candidate:
    own = by_ids(session, [line.item.variant_id or 0]).get(line.item.variant_id or 0)
    goods = by_sku(session, wanted)
    if own is None or goods is None or goods.product_id != own.product_id:
        raise OtherProduct()
    if goods.variant_id == own.variant_id:
        raise SameGoods()
    return goods


def _price(session: Session, line: LineLeft, goods: Candidate, pieces: int, worth: int) -> int:
    """What the pieces were paid with, and the difference of the prices, less the discount that the line had.

    Goods of the same price cost the same, to the cent, whatever was taken off the old ones.
    """
    item = line.item
    more = pieces * (goods.price - item.unit_price)
    gross = item.quantity * item.unit_price
    # The discount of an order that came from an exchange is none, but what returned goods paid of it.
    if gross and origin_of(session, item.order) is None:
        more -= item.discount * more // gross
    return max(0, worth + more)


def _fingerprint(order: Order, back: ReturnLine, goods: Candidate, price: int) -> str:
    shown = [order.number, back.sku, back.quantity, back.amount, goods.sku, goods.price, price]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()
