"""PayPal's webhook events: what can be checked before PayPal is asked, and what a verified one means.

https://developer.paypal.com/api/rest/webhooks/rest/
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

from shop import clock
from shop.errors import EventForged
from shop.payments.paypal_amounts import Unreadable, at, minor_units, rows_at, text_at
from shop.payments.paypal_order import NAME, read_mark
from shop.payments.provider import EXPIRED, FAILED, PAID, REFUND_DONE, REFUND_FAILED, REFUNDED, PaymentNotice

ORDER_APPROVED = "CHECKOUT.ORDER.APPROVED"
TOLERANCE = timedelta(minutes=5)
# PayPal tries for three days. Public logs show that such a transmission keeps its first id, so likely its time, too.
OLDEST = timedelta(days=4)
# Refunds that the shop asked for carry it in front of their key, as `custom_id`; others inherit the order's.
OWN_REFUND = "refund."

_LARGEST_BODY = 1_000_000
_HEADERS = {
    "auth_algo": "paypal-auth-algo",
    "cert_url": "paypal-cert-url",
    "transmission_id": "paypal-transmission-id",
    "transmission_sig": "paypal-transmission-sig",
    "transmission_time": "paypal-transmission-time",
}
_CAPTURES = {
    "PAYMENT.CAPTURE.COMPLETED": PAID,
    "PAYMENT.CAPTURE.DENIED": FAILED,
    "PAYMENT.CAPTURE.DECLINED": FAILED,
}
_REFUNDED = "PAYMENT.CAPTURE.REFUNDED"
_REVERSED = "PAYMENT.CAPTURE.REVERSED"
# The event that a capture's state amounts to; after a full refund nothing must be shipped for it.
_NOW = {
    "COMPLETED": "PAYMENT.CAPTURE.COMPLETED",
    "PARTIALLY_REFUNDED": "PAYMENT.CAPTURE.COMPLETED",
    "REFUNDED": _REVERSED,
    "DECLINED": "PAYMENT.CAPTURE.DECLINED",
    "FAILED": "PAYMENT.CAPTURE.DECLINED",
}
_NUMBER = re.compile(r"[A-Z0-9]{1,36}", re.ASCII)
_APPROVAL_REVERSED = "CHECKOUT.PAYMENT-APPROVAL.REVERSED"


def read_body(body: bytes) -> object:
    """The event in a request's body; raises EventForged if there is none.

    That the body is one whole JSON object also makes it safe to put it, byte for byte, into another one.
    """
    try:
        event = json.loads(body.decode("utf-8"), parse_constant=_refuse) if len(body) <= _LARGEST_BODY else None
    except (ValueError, RecursionError) as error:
        raise EventForged() from error
    if not isinstance(event, dict) or not text_at(event, "id") or not text_at(event, "event_type"):
        raise EventForged()
    return event


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")


def question(headers: Mapping[str, str], body: bytes, webhook_id: str) -> bytes:
    """The request in which PayPal is asked whether the event is its own; raises EventForged if it cannot be.

    PayPal signs a checksum of the bytes that it sent, so they go back as they came: parsing them and writing them anew
    fails for many events (an empty object that becomes a list, 1.0 that becomes 1, another order of names).
    """
    given = {name.lower(): value for name, value in headers.items()}
    fields = {field: given.get(header, "") for field, header in _HEADERS.items()}
    if not all(fields.values()) or not _of_paypal(fields["cert_url"]):
        raise EventForged()
    if not -TOLERANCE <= _age(fields["transmission_time"]) <= OLDEST:
        raise EventForged()
    fields["webhook_id"] = webhook_id
    return json.dumps(fields)[:-1].encode("utf-8") + b', "webhook_event": ' + body + b"}"


def is_old(headers: Mapping[str, str]) -> bool:
    """Whether the event was signed more than five minutes ago: its word does not count, only PayPal's present one."""
    given = {name.lower(): value for name, value in headers.items()}
    return _age(given.get(_HEADERS["transmission_time"], "")) > TOLERANCE


def _age(sent_at: str) -> timedelta:
    try:
        # Python 3.10 reads neither "Z" nor more than six digits of a second.
        moment = datetime.strptime(sent_at.split(".")[0].rstrip("Z"), "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    except ValueError as error:
        raise EventForged() from error
    if not sent_at.endswith("Z"):
        raise EventForged()
    return clock.now() - moment


def _of_paypal(cert_url: str) -> bool:
    try:
        address = urlsplit(cert_url)
    except ValueError:
        return False
    return address.scheme == "https" and (address.hostname or "").endswith(".paypal.com")


def approved_order(event: object) -> str | None:
    """The order that this event says was approved by the payer; None for another event."""
    if text_at(event, "event_type") != ORDER_APPROVED:
        return None
    return text_at(event, "resource", "id") or None


def source_of(event: object) -> str | None:
    """Where PayPal tells what became of the payment or refund that an event is about; None if it is about neither."""
    kind, number = text_at(event, "event_type"), text_at(event, "resource", "id")
    if kind not in {*_CAPTURES, _REFUNDED, _REVERSED} or not _NUMBER.fullmatch(number):
        return None
    folder = "captures" if text_at(event, "resource_type") == "capture" else "refunds"
    return f"/v2/payments/{folder}/{number}"


def renewed(event: object, resource: object) -> object:
    """The event as it would be now, with the resource that PayPal told of; None if it would be none now."""
    if not isinstance(event, dict) or text_at(resource, "id") != text_at(event, "resource", "id"):
        raise Unreadable("another payment or refund, or none")
    kind = text_at(event, "event_type")
    if kind in _CAPTURES:
        kind = _NOW.get(text_at(resource, "status"), "")
    return {**event, "event_type": kind, "resource": resource} if kind else None


def notice_of(event: object) -> PaymentNotice | None:
    """What a verified event says; None if it changes nothing. Raises Unreadable."""
    kind, resource = text_at(event, "event_type"), at(event, "resource")
    if kind in _CAPTURES:
        return _notice(event, _CAPTURES[kind], payment=text_at(resource, "id"))
    if kind == _APPROVAL_REVERSED:
        return _approval_reversed(event)
    if kind == _REVERSED:
        return _notice(event, REFUNDED, payment=_capture_of(event), refund=_refund_of(event))
    if kind == _REFUNDED:
        return _refund_notice(event)
    return None


def _refund_notice(event: object) -> PaymentNotice | None:
    resource = at(event, "resource")
    status = text_at(resource, "status") or "COMPLETED"
    own = text_at(resource, "custom_id").startswith(OWN_REFUND)
    if status == "COMPLETED":
        outcome = REFUND_DONE if own else REFUNDED
    elif status in ("FAILED", "CANCELLED") and own:
        outcome = REFUND_FAILED
    else:
        return None
    return _notice(event, outcome, payment=_capture_of(event), refund=_refund_of(event))


def _approval_reversed(event: object) -> PaymentNotice:
    """The payer approved, nobody captured in time, PayPal let it go: the link is dead."""
    unit = at(event, "resource", "purchase_units", 0)
    mark = read_mark(text_at(unit, "custom_id"))
    # Some samples of this event have no amount; nothing depends on it, as no money moved.
    amount, currency = minor_units(at(unit, "amount")) if at(unit, "amount") else (0, "EUR")
    order = text_at(event, "resource", "order_id") or None
    number = mark.order_number if mark else None
    return PaymentNotice(NAME, text_at(event, "id"), EXPIRED, number, order, None, None, amount, currency)


def _notice(event: object, kind: str, payment: str, refund: str | None = None) -> PaymentNotice:
    resource = at(event, "resource")
    amount, currency = minor_units(at(resource, "amount"))
    mark = read_mark(text_at(resource, "custom_id"))
    if not payment:
        raise Unreadable("an event without a capture")
    return PaymentNotice(
        provider=NAME,
        event_id=text_at(event, "id"),
        kind=kind,
        order_number=mark.order_number if mark else None,
        link_reference=_order_of(resource) or None,
        payment_reference=payment,
        refund_reference=refund,
        amount=amount,
        currency=currency,
        account=text_at(resource, "payee", "merchant_id") or text_at(resource, "payer", "merchant_id") or None,
    )


def _order_of(resource: object) -> str:
    return text_at(resource, "supplementary_data", "related_ids", "order_id") or _linked(resource, "/orders/")


def _capture_of(event: object) -> str:
    """The capture behind a refund: its `up` link, and of a reversal, whose resource can be the capture, itself."""
    resource = at(event, "resource")
    related = text_at(resource, "supplementary_data", "related_ids", "capture_id")
    if text_at(event, "resource_type") == "capture":
        return text_at(resource, "id")
    return related or _linked(resource, "/captures/")


def _refund_of(event: object) -> str | None:
    if text_at(event, "resource_type") == "capture":
        return None
    return text_at(event, "resource", "id") or None


def _linked(resource: object, folder: str) -> str:
    for link in rows_at(resource, "links"):
        address = text_at(link, "href")
        if text_at(link, "rel") == "up" and folder in address:
            return address.rstrip("/").rsplit("/", 1)[-1]
    return ""
