"""What Stripe demands of parameters beyond their names and types."""

from __future__ import annotations

import re
from typing import Any

from tests.fakes.stripe_params import Refusal

# https://docs.stripe.com/payments/checkout/managing-limited-inventory and the parameter's own description
SHORTEST_SECONDS, LONGEST_SECONDS = 1800, 86400
# https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
_LEAST = {"eur": 50, "usd": 50, "gbp": 30, "chf": 50, "dkk": 250, "sek": 300, "pln": 200}
_MOST = 99_999_999
_ADDRESS = re.compile(r"https?://[^\s/$.?#][^\s]*", re.I)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def check_session(form: dict[str, Any], now: int) -> int:
    """The sum of a page for a single payment; raises Refusal."""
    if form.get("mode") != "payment":
        raise Refusal("Missing required param: mode.", "mode", "parameter_missing")
    for name in ("success_url", "line_items"):
        if not form.get(name):
            raise Refusal(f"Missing required param: {name}.", name, "parameter_missing")
    for name in ("success_url", "cancel_url"):
        if name in form and not (_ADDRESS.fullmatch(form[name]) and len(form[name]) <= 5000):
            raise Refusal("Not a valid URL", name, "url_invalid")
    if len(form.get("client_reference_id", "")) > 200:
        raise Refusal("Invalid string: must be at most 200 characters", "client_reference_id")
    if "customer_email" in form and not (_EMAIL.fullmatch(form["customer_email"]) and form["customer_email"].isascii()):
        raise Refusal(f"Invalid email address: {form['customer_email']}", "customer_email", "email_invalid")
    _check_time(form.get("expires_at", now + LONGEST_SECONDS), now)
    return _sum(form["line_items"])


def _check_time(expires_at: int, now: int) -> None:
    said = "The `expires_at` timestamp must be"
    if expires_at < now + SHORTEST_SECONDS:
        raise Refusal(f"{said} at least 30 minutes from Checkout Session creation.", "expires_at")
    if expires_at > now + LONGEST_SECONDS:
        raise Refusal(f"{said} less than 24 hours from Checkout Session creation.", "expires_at")


def _sum(rows: list[dict[str, Any]]) -> int:
    if len(rows) > 100:
        raise Refusal("You can only have up to 100 line items.", "line_items")
    total = sum(_row(row, f"line_items[{index}]") for index, row in enumerate(rows))
    currencies = {row["price_data"]["currency"] for row in rows}
    if len(currencies) > 1:
        raise Refusal("All prices on a Checkout Session must be of the same currency.", "line_items")
    if total < _LEAST[currencies.pop()]:
        raise Refusal("The Checkout Session's total amount due is too small", code="amount_too_small")
    if total > _MOST:
        raise Refusal("Amount must be no more than 999,999.99", code="amount_too_large")
    return total


def _row(row: dict[str, Any], place: str) -> int:
    price = row.get("price_data")
    if price is None:
        raise Refusal("This stand-in knows no prices: use price_data", f"{place}[price_data]", "parameter_missing")
    if "quantity" not in row:
        raise Refusal("Quantity is required. Add `quantity`", f"{place}[quantity]", "parameter_missing")
    if row["quantity"] < 1:
        raise Refusal("This value must be greater than or equal to 1.", f"{place}[quantity]")
    if price["currency"] not in _LEAST:
        raise Refusal(f"Invalid currency: {price['currency']}", f"{place}[price_data][currency]")
    if "unit_amount" not in price or "product_data" not in price:
        raise Refusal("Missing required param", f"{place}[price_data]", "parameter_missing")
    if len(price["product_data"]["name"]) > 250:
        raise Refusal("Invalid string: must be at most 250 characters", f"{place}[price_data][product_data][name]")
    if not 0 <= price["unit_amount"] <= _MOST:
        raise Refusal("Invalid non-negative integer", f"{place}[price_data][unit_amount]", "parameter_invalid_integer")
    return int(row["quantity"] * price["unit_amount"])
