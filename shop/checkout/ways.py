"""Ways to deliver a priced cart, and what the shop says about delivery before there is a cart."""

from __future__ import annotations

from dataclasses import replace

from shop import clock
from shop.pricing import DeliveryOption, Price, delivery_options
from shop.profile import Profile


def other_ways(profile: Profile, price: Price) -> tuple[DeliveryOption, ...]:
    """The ways to deliver exactly this that were not chosen, with what each costs."""
    goods_value = sum(line.total for line in price.lines)
    free = price.discount is not None and price.discount.kind == "free_delivery"
    options = delivery_options(profile, price.country, goods_value, clock.now())
    return tuple(
        replace(option, cost=0) if free else option for option in options if option.method.name != price.delivery_method
    )
