"""Payments: what a provider must do, who does it, and signed links."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop.payments.provider import PaymentProvider
    from shop.settings import Settings


def provider_of(settings: Settings) -> PaymentProvider:
    """The payment provider that the settings choose; raises SettingsError if a key of it is missing."""
    settings.check()
    return provider_named(settings.payment_provider, settings)


def provider_named(name: str, settings: Settings) -> PaymentProvider:
    """The provider under whose name a payment is stored: refunds go through the one that took the money.

    It is built even if its keys are gone by now: it then answers PaymentUnavailable. Raises LookupError for an
    unknown name.
    """
    match name:
        case "demo":
            from shop.payments.demo import DemoProvider

            return DemoProvider(settings)
        case "stripe":
            from shop.payments.stripe import StripeProvider

            return StripeProvider(settings)
        case "paypal":
            from shop.payments.paypal import PayPalProvider

            return PayPalProvider(settings)
        case _:
            raise LookupError(f"there is no payment provider {name!r}")
