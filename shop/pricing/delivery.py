"""Ways to deliver to a country, what they cost, and when the parcel is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shop.errors import DeliveryMethodUnknown, NoDeliveryThere
from shop.pricing.working_days import delivery_window
from shop.profile import DeliveryMethod, Profile


@dataclass(frozen=True)
class DeliveryOption:
    """A way to deliver that the shopper can choose: cost in minor units, window as (earliest, latest)."""

    method: DeliveryMethod
    cost: int
    window: tuple[date, date]


def methods_for(profile: Profile, country: str) -> tuple[DeliveryMethod, ...]:
    """The ways to deliver to a country, the usual one first; raises NoDeliveryThere."""
    zone = profile.zone_of(country)
    if zone is None:
        raise NoDeliveryThere(country=country)
    return tuple(zone.methods.values())


def method_named(profile: Profile, country: str, name: str) -> DeliveryMethod:
    """One way to deliver; raises NoDeliveryThere or DeliveryMethodUnknown."""
    methods = methods_for(profile, country)
    method = next((method for method in methods if method.name == name), None)
    if method is None:
        raise DeliveryMethodUnknown(attribute="delivery_method", choices=(method.name for method in methods))
    return method


def delivery_cost(method: DeliveryMethod, goods_value: int) -> int:
    """The cost for goods of this value after the discount; free from the value that the merchant names."""
    free = method.free_from is not None and goods_value >= method.free_from
    return 0 if free else method.cost


def delivery_options(profile: Profile, country: str, goods_value: int, moment: datetime) -> tuple[DeliveryOption, ...]:
    """All ways to deliver goods of this value (after the discount); raises NoDeliveryThere."""
    return tuple(
        DeliveryOption(method, delivery_cost(method, goods_value), delivery_window(profile, method, moment))
        for method in methods_for(profile, country)
    )
