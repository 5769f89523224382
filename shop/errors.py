"""Refusals of the shop. Each has a code, for which the conversation has words, and details that fill their blanks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class ShopError(Exception):
    """A refusal that the shopper is told about.

    `details` are the blanks of the response `utter_error_<code>`: canonical words, numbers and titles as text, several
    values joined by ", ". `choices` holds the same choices as a tuple; `attribute` names what they are choices of;
    `titles` are the titles of the goods by language (`details["title"]` is the English one).
    """

    code = "unexpected"

    def __init__(
        self,
        *,
        attribute: str | None = None,
        choices: Iterable[str] = (),
        titles: Mapping[str, str] | None = None,
        **details: object,
    ) -> None:
        self.attribute = attribute
        self.choices = tuple(choices)
        self.titles = dict(titles or {})
        self.details = {key: str(value) for key, value in details.items() if value is not None}
        if self.titles:
            self.details["title"] = self.titles["en"]
        if self.choices:
            self.details["choices"] = ", ".join(self.choices)
        super().__init__(f"{self.code}: {self.details}")


class InvalidQuantity(ShopError):
    """The quantity is no whole number of at least 1."""

    code = "invalid_quantity"


class QuantityTooLarge(ShopError):
    """More than one line may hold; details: maximum."""

    code = "quantity_too_large"


class UnknownProduct(ShopError):
    """The catalog has no such type of goods."""

    code = "unknown_product"


class NothingNamed(UnknownProduct):
    """No goods were named."""

    code = "nothing_named"


class NotCarried(ShopError):
    """The type is known, but not in this combination; `choices` are values of `attribute` that exist."""

    code = "not_carried"


class OutOfStock(ShopError):
    """It exists, but none is left; `choices` are values of `attribute` that are there."""

    code = "out_of_stock"


class NotEnoughStock(ShopError):
    """Fewer are left than wanted; details: available."""

    code = "not_enough_stock"


class CartEmpty(ShopError):
    """There is nothing to check out."""

    code = "cart_empty"


class NoSuchLine(ShopError):
    """Nothing in the cart is meant by this."""

    code = "no_such_line"


class InvalidName(ShopError):
    """This is no person's name."""

    code = "invalid_name"


class InvalidEmail(ShopError):
    """This is no e-mail address."""

    code = "invalid_email"


class InvalidAddress(ShopError):
    """This is no postal address."""

    code = "invalid_address"


class InvalidStreet(InvalidAddress):
    """Street or house number is missing."""

    code = "invalid_street"


class InvalidPostalCode(InvalidAddress):
    """This is no postal code."""

    code = "invalid_postal_code"


class InvalidCity(InvalidAddress):
    """This is no city."""

    code = "invalid_city"


class NoOrder(ShopError):
    """This shopper has not ordered anything."""

    code = "no_order"


class UnknownOrder(ShopError):
    """This shopper has no order of this number."""

    code = "unknown_order"


class SummaryOutdated(ShopError):
    """Something changed after the summary that was confirmed.

    details: changed, words of `shop.checkout.summary.CHANGES` joined by ", ", where it is known.
    """

    code = "summary_outdated"


class NothingToUndo(ShopError):
    """No step is left to take back."""

    code = "nothing_to_undo"


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


class NothingToReorder(ShopError):
    """Nothing is left of what was bought before."""

    code = "nothing_to_reorder"


class QuantityUnclear(ShopError):
    """One quantity was said for several different past lines; `choices` are values of `attribute` that differ."""

    code = "quantity_unclear"


class NoLongerSold(ShopError):
    """It was bought before, but the catalog has it no more."""

    code = "no_longer_sold"


class NoNextSize(ShopError):
    """The product comes in no size that far up or down; `choices` are the sizes that it comes in."""

    code = "no_next_size"


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


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it. For whoever starts the shop, not for shoppers."""


class RefundTooLarge(ShopError):
    """More would go back than was paid and not yet given back; details: number, available (minor units)."""

    code = "refund_too_large"


class WrongState(ShopError):
    """The order is in a state that does not allow this; details: number, status, wanted."""

    code = "wrong_state"


class NoDeliveryThere(ShopError):
    """The shop does not deliver to this country; details: country (ISO 3166-1 alpha-2)."""

    code = "no_delivery_there"


class CountryUnclear(ShopError):
    """The postal code exists in several countries; `choices` are their codes. details: postal_code, city."""

    code = "country_unclear"


class PostalCodeOfAnotherCountry(InvalidPostalCode):
    """The country that was named has no such postal code; details: country, postal_code."""

    code = "postal_code_of_another_country"


class DeliveryMethodUnknown(ShopError):
    """Nothing is delivered that way to this country; `choices` are the names of the methods that there are."""

    code = "delivery_method_unknown"


class DiscountRefused(ShopError):
    """The discount code does not count; the subclasses say why."""

    code = "discount_unknown"


class DiscountUnknown(DiscountRefused):
    """The shop has no such discount code."""

    code = "discount_unknown"


class DiscountExpired(DiscountRefused):
    """The discount code is over, by its date or because the merchant stopped it."""

    code = "discount_expired"


class DiscountNotYetValid(DiscountRefused):
    """The discount code begins later; details: starts (ISO 8601, UTC)."""

    code = "discount_not_yet_valid"


class DiscountMinimum(DiscountRefused):
    """The goods are worth too little for the discount code; details: minimum (minor units)."""

    code = "discount_minimum"


class DiscountFirstOrderOnly(DiscountRefused):
    """The discount code is for a first order, and this shopper has ordered before."""

    code = "discount_first_order_only"


class DiscountUsed(DiscountRefused):
    """This shopper has used the discount code."""

    code = "discount_used"


class DiscountExhausted(DiscountRefused):
    """The discount code has been used as often as it may be."""

    code = "discount_exhausted"


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
