"""Money: integers of minor units. Formatting and the VAT that a gross amount contains."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

VAT_RATE_PERCENT = 19


def format_money(amount: int, currency: str, language: str) -> str:
    """`amount` minor units as the language writes them: €19.90, 19,90 €."""
    from babel.numbers import format_currency

    return str(format_currency(Decimal(amount).scaleb(-2), currency, locale=language))


def contained_vat(gross: int, rate_percent: int = VAT_RATE_PERCENT) -> int:
    """The VAT inside a gross amount, in minor units, half rounded up."""
    share = Decimal(gross) * rate_percent / (100 + rate_percent)
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))
