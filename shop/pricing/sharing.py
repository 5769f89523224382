"""Splitting an amount so that the shares sum up to it, to the last minor unit."""

from __future__ import annotations

from collections.abc import Sequence


def share(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` in proportion to `weights` (none negative, not all 0), by largest remainder; the first wins a tie.

    With an amount of at most the sum of the weights, no share is larger than its weight.
    """
    whole = sum(weights)
    if whole <= 0 or amount < 0 or min(weights) < 0:
        raise ValueError("only an amount of at least 0 can be shared, by weights that are not all 0")
    shares = [amount * weight // whole for weight in weights]
    # Integers only: amount * weight % whole is the remainder in units of 1 / whole.
    by_remainder = sorted(range(len(weights)), key=lambda index: -(amount * weights[index] % whole))
    for index in by_remainder[: amount - sum(shares)]:
        shares[index] += 1
    return shares
