"""Money: integers of minor units, and how people write them."""

from __future__ import annotations

import re
from decimal import Decimal


def decimals(currency: str) -> int:
    """How many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency))


def format_money(amount: int, currency: str, language: str) -> str:
    """`amount` minor units as the language writes them: €19.90, 19,90 €, ¥1,990."""
    from babel.numbers import format_currency

    return str(format_currency(Decimal(amount).scaleb(-decimals(currency)), currency, locale=language))


def minor_units(text: str, currency: str) -> int:
    """The minor units of an amount such as 4.90, 4,90 or 5; raises ValueError for anything else."""
    if not re.fullmatch(r"\d{1,9}(?:[.,]\d+)?", text.strip(), re.ASCII):
        raise ValueError(f"{text!r} is no amount such as 4.90")
    amount = Decimal(text.strip().replace(",", ".")).scaleb(decimals(currency))
    if amount != int(amount):
        raise ValueError(f"{text!r} has more than the {decimals(currency)} decimals of {currency}")
    return int(amount)
