"""The order that an exchange or a complaint brings: new goods, paid with what was paid before (in minor units)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shop import clock
from shop.catalog.matching import Candidate
from shop.catalog.stock import book, release_expired
from shop.errors import OutOfStock
from shop.model import Order, OrderItem
from shop.model.sales import PAID
from shop.orders import states
from shop.orders.links import hold_items, new_link
from shop.pricing import contained_vat
from shop.settings import Settings

_ADDRESS = ("sender", "currency", "name", "email", "street", "postal_code", "city", "country", "delivery_method")
_WORDS = ("terms_version", "channel", "language")


def place_replacement(
    session: Session,
    settings: Settings,
    first: OrderItem,
    goods: Candidate,
    quantity: int,
    unit_price: int,
    due: int,
    code: str,
    summary_hash: str,
) -> Order:
    """Order these goods in place of those of `first`, to the same address; `due` of their price is left to pay.

    With nothing due it counts as paid and its pieces are booked; otherwise they are held as long as its payment link
    lives (`shop.orders.paying.Paying.link_for` makes it, outside of the transaction). Raises OutOfStock or
    NotEnoughStock; the transaction must then be taken back.
    """
    release_expired(session, clock.now(), [goods.variant_id])
    order = _order(first, goods, quantity, unit_price, due, code, summary_hash)
    session.add(order)
    session.flush()
    hold_items(session, order)
    if due:
        new_link(session, settings, order)
    else:
        if not book(session, goods.variant_id, quantity):
            raise OutOfStock(titles=goods.titles, product=goods.product, color=goods.color, size=goods.size)
        states.advance(session, order, PAID, quiet=True)
    session.flush()
    return order


def _order(
    first: OrderItem, goods: Candidate, quantity: int, unit_price: int, due: int, code: str, summary_hash: str
) -> Order:
    gross = quantity * unit_price
    vat = contained_vat(due, first.vat_rate)
    return Order(
        **{name: getattr(first.order, name) for name in (*_ADDRESS, *_WORDS)},
        status="awaiting_payment",
        goods_total=gross,
        discount_code=code,
        discount_total=gross - due,
        delivery_cost=0,
        vat_included=vat,
        total=due,
        paid_total=0,
        refunded_total=0,
        summary_hash=summary_hash,
        created_at=clock.now(),
        items=[
            OrderItem(
                variant_id=goods.variant_id,
                sku=goods.sku,
                product=goods.product,
                title_en=goods.titles["en"],
                title_de=goods.titles["de"],
                color=goods.color,
                size=goods.size,
                audience=goods.audience,
                material=goods.material,
                fit=goods.fit,
                quantity=quantity,
                unit_price=unit_price,
                discount=gross - due,
                vat_rate=first.vat_rate,
                vat=vat,
            )
        ],
    )
