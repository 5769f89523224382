"""Prices as people and programs write them."""

from __future__ import annotations

import pytest

from shop.importers.amounts import price_in
from shop.importers.goods import Unreadable


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("12.9", 1290),
        ("12,90", 1290),
        ("€12.90", 1290),
        ("12,90 €", 1290),
        ("12.90 EUR", 1290),
        ("1,299.00", 129900),
        ("1.299,00", 129900),
        ("1'299.00", 129900),
        ("1.299", 129900),
        ("1,299,000", 129900000),
        ("12.9000", 1290),
        ("0.500", 50),
        ("12,-", 1200),
        ("50", 5000),
        ("", None),
        (" € ", None),
    ],
)
def test_amounts(written: str, amount: int | None) -> None:
    assert price_in(written) == amount


@pytest.mark.parametrize("written", ["free", "12 USD", "$12", "-5", "12.999.9.9x", "1e5", "12.345,6789"])
def test_what_is_no_amount_in_euros_is_refused(written: str) -> None:
    with pytest.raises(Unreadable):
        price_in(written)
