"""Refusals about orders and their money."""

from __future__ import annotations

from shop.errors.base import ShopError


class NoOrder(ShopError):
    """This shopper has not ordered anything."""

    code = "no_order"


class UnknownOrder(ShopError):
    """This shopper has no order of this number."""

    code = "unknown_order"


class PaymentLinkInvalid(ShopError):
    """The link was not issued by this shop, or its order changed."""

    code = "payment_link_invalid"


class PaymentLinkExpired(ShopError):
    """The link's time is over; a fresh one can be asked for."""

    code = "payment_link_expired"


class PaymentLinkUsed(ShopError):
    """The link has done its one payment."""

    code = "payment_link_used"


class AlreadyPaid(ShopError):
    """The order is paid; details: number."""

    code = "already_paid"


class NothingToPay(ShopError):
    """The order is in a state that takes no payment; details: number."""

    code = "nothing_to_pay"


class OrderNotPaid(ShopError):
    """The order was never paid, or was paid back; details: number."""

    code = "order_not_paid"


class PaymentUnavailable(ShopError):
    """The payment provider gives no usable answer; the order stays, and the link can be asked for again."""

    code = "payment_unavailable"


class RefundRefused(ShopError):
    """The payment provider will not send this money back; a person must look at it."""

    code = "refund_refused"


class EventForged(ShopError):
    """What claims to be an event of the provider is none."""

    code = "event_forged"


class RefundTooLarge(ShopError):
    """More would go back than was paid and not yet given back; details: number, available (minor units)."""

    code = "refund_too_large"


class WrongState(ShopError):
    """The order is in a state that does not allow this; details: number, status, wanted."""

    code = "wrong_state"
