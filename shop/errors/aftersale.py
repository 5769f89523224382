"""Refusals after a sale: cancelling, returning, exchanging, complaining."""

from __future__ import annotations

from shop.errors.base import ShopError


class AlreadyShipped(ShopError):
    """The goods are on their way or there: it can be withdrawn from, not cancelled; details: number."""

    code = "already_shipped"


class AlreadyCancelled(ShopError):
    """The order was cancelled before; details: number."""

    code = "already_cancelled"


class NotShippedYet(ShopError):
    """Goods that never left the shop cannot be exchanged: the order can be cancelled; details: number."""

    code = "not_shipped_yet"


class WithdrawalTooLate(ShopError):
    """The withdrawal period is over; details: number, deadline (the last day, ISO 8601)."""

    code = "withdrawal_too_late"


class NothingLeftToReturn(ShopError):
    """Everything that was meant has come back or is announced; details: number."""

    code = "nothing_left_to_return"


class TooManyToReturn(ShopError):
    """Fewer pieces are left than shall come back; details: left."""

    code = "too_many_to_return"


class NotAPiece(ShopError):
    """Goods come back in whole pieces as they were sold, not as one sock of a pair; details: quantity."""

    code = "not_a_piece"


class UnknownLine(ShopError):
    """The order has no such goods; details: number."""

    code = "unknown_line"


class UnknownReturn(ShopError):
    """There is no return of this number; details: number."""

    code = "unknown_return"


class ReturnSettled(ShopError):
    """The goods of this return were booked before; details: number."""

    code = "return_settled"


class ExchangeNotArrived(ShopError):
    """What was exchanged has not come back yet, so what it paid for cannot be paid back; details: number."""

    code = "exchange_not_arrived"


class SameGoods(ShopError):
    """An exchange for exactly what was bought is none."""

    code = "same_goods"


class OtherProduct(ShopError):
    """Only another size or color of the same product can be taken in exchange."""

    code = "other_product"


class UnknownTicket(ShopError):
    """There is no ticket of this number; details: number."""

    code = "unknown_ticket"


class TicketClosed(ShopError):
    """A person has closed the ticket; details: number."""

    code = "ticket_closed"


class NothingSaid(ShopError):
    """A ticket needs words."""

    code = "nothing_said"


class SolutionNotOffered(ShopError):
    """The shop does not offer this by itself (any more); a person looks at the ticket; details: number."""

    code = "solution_not_offered"


class AddressFixed(ShopError):
    """The order is packed or further: its address can no longer be changed; details: number."""

    code = "address_fixed"


class OtherCountry(ShopError):
    """An order cannot be sent to another country than the one that it was priced for; details: number."""

    code = "other_country"
