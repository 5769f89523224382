"""What PayPal demands of a request, from its public OpenAPI description; stricter where the real one is silent.

Sources: https://github.com/paypal/paypal-rest-api-specifications (checkout_orders_v2, payments_payment_v2,
notifications_webhooks_v1) and https://developer.paypal.com/api/rest/reference/currency-codes/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from urllib.parse import urlsplit

WHOLE_ONLY = {"HUF", "JPY", "TWD"}
CURRENCIES = {"EUR", "USD", "GBP", "CHF", "JPY", "HUF", "TWD", "SEK", "PLN", "DKK", "CZK"}
LOCALES = {"de-DE", "de-AT", "de-CH", "en-GB", "en-US", "fr-FR", "it-IT"}

Check = Callable[[object, str], None]


class Refusal(Exception):
    """PayPal's error answer."""

    def __init__(self, status: int, name: str, *issues: tuple[str, str]) -> None:
        super().__init__(name, issues)
        self.status = status
        self.name = name
        self.issues = issues


def malformed(issue: str, field: str) -> Refusal:
    return Refusal(400, "INVALID_REQUEST", (issue, field))


def unprocessable(issue: str, field: str = "/") -> Refusal:
    return Refusal(422, "UNPROCESSABLE_ENTITY", (issue, field))


def fields(needed: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with exactly these fields."""
    known = {**needed, **(optional or {})}

    def check(value: object, field: str) -> None:
        if not isinstance(value, dict):
            raise malformed("INVALID_PARAMETER_SYNTAX", field)
        for name in needed:
            if name not in value:
                raise malformed("MISSING_REQUIRED_PARAMETER", f"{field}/{name}")
        for name, part in value.items():
            if name not in known:
                raise malformed("NOT_SUPPORTED", f"{field}/{name}")
            known[name](part, f"{field}/{name}")

    return check


def text(longest: int, pattern: str = r"[\s\S]+") -> Check:
    def check(value: object, field: str) -> None:
        if not isinstance(value, str):
            raise malformed("INVALID_PARAMETER_SYNTAX", field)
        if not 1 <= len(value) <= longest:
            raise malformed("INVALID_STRING_LENGTH", field)
        if not re.fullmatch(pattern, value):
            raise malformed("INVALID_PARAMETER_SYNTAX", field)

    return check


def one_of(*values: str) -> Check:
    def check(value: object, field: str) -> None:
        if value not in values:
            raise malformed("INVALID_PARAMETER_VALUE", field)

    return check


def rows(part: Check, most: int) -> Check:
    def check(value: object, field: str) -> None:
        if not isinstance(value, list):
            raise malformed("INVALID_PARAMETER_SYNTAX", field)
        if not 1 <= len(value) <= most:
            raise malformed("INVALID_ARRAY_MAX_ITEMS" if value else "INVALID_ARRAY_MIN_ITEMS", field)
        for index, row in enumerate(value):
            part(row, f"{field}/{index}")

    return check


def _address(value: object, field: str) -> None:
    text(2048)(value, field)
    if urlsplit(str(value)).scheme not in ("http", "https") or not urlsplit(str(value)).netloc:
        raise malformed("INVALID_PARAMETER_SYNTAX", field)


_MONEY_FIELDS = fields({"currency_code": text(3, "[A-Z]{3}"), "value": text(32, r"-?[0-9]+|-?[0-9]*[.][0-9]+")})


def money(value: object, field: str) -> None:
    _MONEY_FIELDS(value, field)
    assert isinstance(value, dict)
    if value["currency_code"] not in CURRENCIES:
        raise unprocessable("INVALID_CURRENCY_CODE", field)
    decimals = len(value["value"].partition(".")[2])
    if value["currency_code"] in WHOLE_ONLY and decimals:
        raise unprocessable("DECIMALS_NOT_SUPPORTED", field)
    if decimals > 2:
        raise unprocessable("DECIMAL_PRECISION", field)
    if Decimal(value["value"]) < 0:
        raise unprocessable("CANNOT_BE_NEGATIVE", field)


_ITEM = fields(
    {"name": text(127), "quantity": text(10, "[1-9][0-9]{0,9}"), "unit_amount": money},
    {"description": text(127), "sku": text(127), "category": one_of("DIGITAL_GOODS", "PHYSICAL_GOODS", "DONATION")},
)
_BREAKDOWN = fields({}, {part: money for part in ("item_total", "shipping", "tax_total", "discount", "handling")})


def _amount(value: object, field: str) -> None:
    if isinstance(value, dict) and "breakdown" in value:
        _BREAKDOWN(value["breakdown"], f"{field}/breakdown")
        value = {name: part for name, part in value.items() if name != "breakdown"}
    money(value, field)


_CONTEXT = fields(
    {"return_url": _address, "cancel_url": _address},
    {
        "brand_name": text(127),
        "locale": one_of(*LOCALES),
        "shipping_preference": one_of("GET_FROM_FILE", "NO_SHIPPING", "SET_PROVIDED_ADDRESS"),
        "user_action": one_of("CONTINUE", "PAY_NOW"),
        "landing_page": one_of("LOGIN", "GUEST_CHECKOUT", "NO_PREFERENCE"),
        "payment_method_preference": one_of("UNRESTRICTED", "IMMEDIATE_PAYMENT_REQUIRED"),
    },
)
_UNIT = fields(
    {"amount": _amount},
    {
        "reference_id": text(256),
        "custom_id": text(127),
        "invoice_id": text(127),
        "description": text(127),
        "items": rows(_ITEM, 500),
    },
)
_ORDER = fields(
    {"intent": one_of("CAPTURE", "AUTHORIZE"), "purchase_units": rows(_UNIT, 10)},
    {"payment_source": fields({"paypal": fields({}, {"experience_context": _CONTEXT, "email_address": text(254)})})},
)
_REFUND = fields({}, {"amount": money, "custom_id": text(127), "invoice_id": text(127), "note_to_payer": text(255)})
_PATCH = rows(fields({"op": one_of("replace", "add"), "path": text(256), "value": text(127)}), 20)


def order(body: object, key: str | None) -> None:
    """A request that makes an order."""
    _ORDER(body, "")
    assert isinstance(body, dict)
    if "payment_source" in body and not key:
        raise malformed("PAYPAL_REQUEST_ID_REQUIRED", "PayPal-Request-Id")
    for unit in body["purchase_units"]:
        _sums(unit)


def _sums(unit: dict[str, object]) -> None:
    amount = unit["amount"]
    assert isinstance(amount, dict)
    total, breakdown = Decimal(amount["value"]), amount.get("breakdown")
    if total <= 0:
        raise unprocessable("CANNOT_BE_ZERO_OR_NEGATIVE", "/amount/value")
    items = unit.get("items") or []
    assert isinstance(items, list)
    moneys = [amount, *(breakdown or {}).values(), *(item["unit_amount"] for item in items)]
    if len({part["currency_code"] for part in moneys}) > 1:
        raise unprocessable("MULTI_CURRENCY_ORDER", "/amount")
    if items and "item_total" not in (breakdown or {}):
        raise unprocessable("ITEM_TOTAL_REQUIRED", "/amount/breakdown/item_total")
    if not breakdown:
        return
    values = {name: Decimal(part["value"]) for name, part in breakdown.items()}
    goods = sum((Decimal(item["unit_amount"]["value"]) * int(item["quantity"]) for item in items), Decimal(0))
    if items and goods != values["item_total"]:
        raise unprocessable("ITEM_TOTAL_MISMATCH", "/amount/breakdown/item_total")
    if total != sum(values.values(), Decimal(0)) - 2 * values.get("discount", Decimal(0)):
        raise unprocessable("AMOUNT_MISMATCH", "/amount/value")


def capture(body: object) -> None:
    if body not in (None, {}):
        raise malformed("NOT_SUPPORTED", "/")


def refund(body: object) -> None:
    if body is not None:
        _REFUND(body, "")


def patch(body: object) -> None:
    _PATCH(body, "")


def _event(value: object, field: str) -> None:
    if not isinstance(value, dict):
        raise malformed("INVALID_PARAMETER_SYNTAX", field)


_VERIFY = fields(
    {
        "auth_algo": text(100, "[a-zA-Z0-9]+"),
        "cert_url": text(500, r"https://\S+"),
        "transmission_id": text(50, r"(?!\d+$)\w+\S+"),
        "transmission_sig": text(500, r"(?!\d+$)\w+\S+"),
        "transmission_time": text(100, r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z"),
        "webhook_id": text(50, "[a-zA-Z0-9]+"),
        "webhook_event": _event,
    }
)


def verification(body: bytes) -> tuple[dict[str, object], bytes]:
    """The fields of a request to verify an event, and the very bytes that stand in it as the event."""
    spans = top_level(body)
    found = {name: json.loads(part) for name, part in spans.items()}
    _VERIFY(found, "")
    return found, spans["webhook_event"]


def top_level(body: bytes) -> dict[str, bytes]:
    """The values of a JSON object, each as the bytes that it was written with."""
    source, decoder, found = body.decode("utf-8"), json.JSONDecoder(), {}
    place = _skip(source, source.index("{") + 1)
    while source[place] != "}":
        name, place = decoder.raw_decode(source, place)
        place = _skip(source, source.index(":", place) + 1)
        _, end = decoder.raw_decode(source, place)
        if name in found:
            raise malformed("MALFORMED_REQUEST_JSON", f"/{name}")
        found[name] = source[place:end].encode("utf-8")
        place = _skip(source, end)
        place = _skip(source, place + 1) if source[place] == "," else place
    if source[place + 1 :].strip():
        raise malformed("MALFORMED_REQUEST_JSON", "/")
    return found


def _skip(source: str, place: int) -> int:
    while source[place] in " \t\r\n":
        place += 1
    return place
