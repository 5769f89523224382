"""Refusals before an order: contact, address, delivery, discounts."""

from __future__ import annotations

from shop.errors.base import ShopError


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


class SummaryOutdated(ShopError):
    """Something changed after the summary that was confirmed.

    details: changed, words of `shop.checkout.summary.CHANGES` joined by ", ", where it is known.
    """

    code = "summary_outdated"


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
