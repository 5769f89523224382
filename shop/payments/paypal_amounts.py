"""Amounts as PayPal writes them, and safe steps into its answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

# https://developer.paypal.com/api/rest/reference/currency-codes/: "does not support decimals".
WHOLE_ONLY = frozenset({"HUF", "JPY", "TWD"})

_VALUE = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
_CURRENCY = re.compile(r"[A-Z]{3}")


class Unreadable(ValueError):
    """PayPal sent something of another form than documented."""


def money(amount: int, currency: str) -> dict[str, str]:
    """Minor units as PayPal's money; raises ValueError where PayPal knows no such fraction (19.90 HUF)."""
    digits = _digits(currency)
    value = Decimal(amount).scaleb(-digits)
    if currency in WHOLE_ONLY:
        if value != value.to_integral_value():
            raise ValueError(f"PayPal takes no fractions of {currency}")
        digits = 0
    return {"currency_code": currency, "value": f"{value:.{digits}f}"}


def minor_units(value: object) -> tuple[int, str]:
    """PayPal's money as minor units and currency; raises Unreadable."""
    currency, number = text_at(value, "currency_code"), text_at(value, "value")
    if not _CURRENCY.fullmatch(currency) or not _VALUE.fullmatch(number):
        raise Unreadable("money of an unknown form")
    amount = Decimal(number).scaleb(_digits(currency))
    if amount != amount.to_integral_value():
        raise Unreadable(f"a fraction that {currency} does not have")
    return int(amount), currency


def _digits(currency: str) -> int:
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency))


def at(data: object, *path: str | int) -> object:
    """What stands at this path of a JSON value; None if anything on the way is missing or of another form."""
    for step in path:
        if isinstance(step, str) and isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(step, int) and isinstance(data, Sequence) and not isinstance(data, str):
            data = data[step] if len(data) > step else None
        else:
            return None
    return data


def text_at(data: object, *path: str | int) -> str:
    """The text at this path; empty if there is none."""
    found = at(data, *path)
    return found if isinstance(found, str) else ""


def rows_at(data: object, *path: str | int) -> list[object]:
    """The list at this path; empty if there is none."""
    found = at(data, *path)
    return list(found) if isinstance(found, list) else []
