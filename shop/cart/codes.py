"""Discount codes while there is only a cart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shop import clock
from shop.cart import Carts
from shop.cart.store import cart_for_change
from shop.errors import DiscountMinimum, DiscountUnknown
from shop.pricing import discounts
from shop.pricing.codes import last_day
from shop.profile import Profile
from shop.views import CartView


@dataclass(frozen=True)
class CodeWorth:
    """What a code is worth: `value` is a percentage or an amount, `taken_off` what that is for the cart of now."""

    code: str
    kind: str
    value: int
    taken_off: int


@dataclass(frozen=True)
class PublicCode:
    """A code that everybody is told of: `value` is a percentage or an amount, `last_day` the last one at the shop."""

    code: str
    kind: str
    value: int
    min_goods: int
    first_order_only: bool
    once_per_shopper: bool
    last_day: date | None


def public_codes(carts: Carts, profile: Profile, sender: str) -> list[PublicCode]:
    """The public codes that this shopper could use now."""
    return [
        PublicCode(
            code=one.code,
            kind=one.kind,
            value=one.value,
            min_goods=one.min_goods,
            first_order_only=one.first_order_only,
            once_per_shopper=one.once_per_shopper,
            last_day=last_day(profile, one),
        )
        for one in discounts.public(carts.session, sender, clock.now())
    ]


def is_code(carts: Carts, text: str) -> bool:
    """Whether the shop has such a code, whether or not it still counts."""
    try:
        discounts.find(carts.session, text)
    except DiscountUnknown:
        return False
    return True


def keep_code(carts: Carts, sender: str, code: str) -> CodeWorth:
    """Keep a code for the order.

    Raises why it does not count (DiscountRefused); if only the goods are worth too little it is kept all the same: a
    summary looks at it again.
    """
    try:
        cart = carts.use_code(sender, code)
    except DiscountMinimum:
        cart_for_change(carts.session, sender).discount_code = discounts.normalized(code)
        carts.session.flush()
        raise
    return worth_of(carts, cart)


def worth_of(carts: Carts, cart: CartView) -> CodeWorth:
    """What the code of a cart is worth; raises DiscountUnknown if it has none."""
    discount = discounts.find(carts.session, cart.discount_code or "")
    return CodeWorth(discount.code, discount.kind, discount.value, discounts.taken_off(discount, cart.total))
