"""What delivery costs."""

from __future__ import annotations

FLAT_COST = 490
FREE_FROM = 5000


def delivery_cost(goods_total: int) -> int:
    """The cost in minor units for goods of this value: flat, and free for larger orders."""
    return 0 if goods_total >= FREE_FROM else FLAT_COST
