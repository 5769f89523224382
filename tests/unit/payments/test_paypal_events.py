"""What is checked of a webhook before PayPal is asked, and what verified events mean; no network."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from shop import clock
from shop.errors import EventForged
from shop.payments import paypal_events as events
from shop.payments.paypal_amounts import Unreadable
from tests.fakes import paypal_checks

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=timezone.utc)
HEADERS = {
    "Paypal-Auth-Algo": "SHA256withRSA",
    "PAYPAL-CERT-URL": "https://api.paypal.com/v1/notifications/certs/CERT-1",
    "paypal-transmission-id": "69cd13f0-d67a-11e5-baa3-778b53f4ae55",
    "Paypal-Transmission-Sig": "lmI95Jx3Y9nhR5SJWlHVIWpg4AgFk7n9bCHSRxbrd8A9==",
    "Paypal-Transmission-Time": "2026-05-01T12:00:00Z",
}
BODY = b'{ "id":"WH-1", "event_type":"X", "resource":{"breakdown":{}, "weight": 1.00, "note":"\xc3\xbc"} }'


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_asks_with_the_very_bytes_that_came() -> None:
    fields, event = paypal_checks.verification(events.question(HEADERS, BODY, "WEBHOOK1"))
    assert event == BODY.strip()
    assert fields["webhook_id"] == "WEBHOOK1"
    assert fields["transmission_time"] == "2026-05-01T12:00:00Z"


@pytest.mark.parametrize("missing", sorted(HEADERS))
def test_refuses_an_event_without_one_of_its_headers(missing: str) -> None:
    with pytest.raises(EventForged):
        events.question({name: value for name, value in HEADERS.items() if name != missing}, BODY, "W")


@pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
def test_takes_a_signature_of_the_last_and_the_next_five_minutes(seconds: int) -> None:
    sent_at = (NOW + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert events.question({**HEADERS, "Paypal-Transmission-Time": sent_at}, BODY, "W")


@pytest.mark.parametrize(
    "sent_at",
    [
        "2026-04-27T11:59:59Z",
        "2026-05-01T12:05:01Z",
        "2026-05-01T12:00:00",
        "2026-05-01T12:00:00+02:00",
        "2025-05-01T12:00:00Z",
        "1777636800",
        "soon",
        "",
    ],
)
def test_refuses_any_other_time(sent_at: str) -> None:
    with pytest.raises(EventForged):
        events.question({**HEADERS, "Paypal-Transmission-Time": sent_at}, BODY, "W")


@pytest.mark.parametrize(("seconds", "old"), [(-300, False), (0, False), (300, False), (301, True), (86_400, True)])
def test_what_was_signed_more_than_five_minutes_ago_is_old(seconds: int, old: bool) -> None:
    sent_at = (NOW - timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert events.is_old({**HEADERS, "Paypal-Transmission-Time": sent_at}) is old


def test_reads_fractions_of_a_second() -> None:
    assert events.question({**HEADERS, "Paypal-Transmission-Time": "2026-05-01T12:00:00.123456789Z"}, BODY, "W")


@pytest.mark.parametrize(
    "cert_url",
    [
        "http://api.paypal.com/cert",
        "https://paypal.com.evil.example/cert",
        "https://evilpaypal.com/cert",
        "https://api.paypal.com@evil.example/",
        "https://[bad",
        "x",
    ],
)
def test_refuses_the_certificate_of_another_house(cert_url: str) -> None:
    with pytest.raises(EventForged):
        events.question({**HEADERS, "PAYPAL-CERT-URL": cert_url}, BODY, "W")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"WH-1"',
        b'{"id":"WH-1"}',
        b'{"event_type":"X"}',
        b'{"id":1,"event_type":"X"}',
        b'{"id":"WH-1","event_type":"X"},"webhook_id":"other"',
        b'{"id":"WH-1","event_type":"X"}{}',
        b'{"id":"WH-1","event_type":"X","n":NaN}',
        b'\xef\xbb\xbf{"id":"WH-1","event_type":"X"}',
        '{"id":"WH-1","event_type":"X"}'.encode("utf-16"),
        b"\xff",
        b"[" * 100_000,
        b'{"id":"WH-1","event_type":"X","pad":"' + b"x" * 1_000_000 + b'"}',
    ],
)
def test_refuses_a_body_that_is_no_event(body: bytes) -> None:
    with pytest.raises(EventForged):
        events.read_body(body)


def event(kind: str, resource_type: str, **resource: Any) -> Any:
    return {"id": "WH-7", "event_type": kind, "resource_type": resource_type, "resource": resource}


AMOUNT = {"currency_code": "EUR", "value": "64.70"}
CAPTURE = {
    "id": "CAP1",
    "amount": AMOUNT,
    "custom_id": "10001-2-1777636800",
    "supplementary_data": {"related_ids": {"order_id": "ORD1"}},
    "payee": {"merchant_id": "3SQBR4YEWZ4BA"},
}
UP = [
    {"rel": "self", "href": "https://a/v2/payments/refunds/REF1"},
    {"rel": "up", "href": "https://a/v2/payments/captures/CAP1"},
]
REFUND = {"id": "REF1", "amount": {"currency_code": "EUR", "value": "5.00"}, "links": UP, "status": "COMPLETED"}


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        ("PAYMENT.CAPTURE.COMPLETED", "paid"),
        ("PAYMENT.CAPTURE.DENIED", "failed"),
        ("PAYMENT.CAPTURE.DECLINED", "failed"),
    ],
)
def test_a_capture_tells_of_order_payment_amount_and_account(kind: str, meaning: str) -> None:
    notice = events.notice_of(event(kind, "capture", **CAPTURE))
    assert notice is not None
    assert (notice.kind, notice.event_id, notice.order_number) == (meaning, "WH-7", "10001")
    assert (notice.link_reference, notice.payment_reference, notice.refund_reference) == ("ORD1", "CAP1", None)
    assert (notice.amount, notice.currency, notice.account) == (6470, "EUR", "3SQBR4YEWZ4BA")


def test_a_capture_without_related_ids_tells_of_its_order_by_the_link() -> None:
    resource = {"id": "CAP1", "amount": AMOUNT, "links": [{"rel": "up", "href": "https://a/v2/checkout/orders/ORD1"}]}
    notice = events.notice_of(event("PAYMENT.CAPTURE.COMPLETED", "capture", **resource))
    assert notice is not None and (notice.link_reference, notice.order_number) == ("ORD1", None)


@pytest.mark.parametrize(
    "kind", ["PAYMENT.CAPTURE.PENDING", "CHECKOUT.ORDER.COMPLETED", "CUSTOMER.DISPUTE.CREATED", "SOMETHING.NEW"]
)
def test_other_events_mean_nothing(kind: str) -> None:
    assert events.notice_of(event(kind, "capture", **CAPTURE)) is None


@pytest.mark.parametrize(
    ("status", "custom_id", "meaning"),
    [
        ("COMPLETED", "refund.r-1", "refund_done"),
        ("COMPLETED", "10001-2-1777636800", "refunded"),
        ("COMPLETED", "", "refunded"),
        ("FAILED", "refund.r-1", "refund_failed"),
        ("CANCELLED", "refund.r-1", "refund_failed"),
        ("PENDING", "refund.r-1", None),
        ("FAILED", "", None),
    ],
)
def test_tells_own_refunds_from_those_made_by_hand(status: str, custom_id: str, meaning: str | None) -> None:
    resource = {**REFUND, "status": status, "custom_id": custom_id}
    notice = events.notice_of(event("PAYMENT.CAPTURE.REFUNDED", "refund", **resource))
    assert (notice.kind if notice else None) == meaning
    if notice:
        assert (notice.payment_reference, notice.refund_reference, notice.amount) == ("CAP1", "REF1", 500)


def test_a_chargeback_is_money_that_went_back_without_asking() -> None:
    # As in PayPal's sample: the resource is a refund, its `up` link names the capture.
    notice = events.notice_of(event("PAYMENT.CAPTURE.REVERSED", "refund", **REFUND))
    assert notice is not None and (notice.kind, notice.payment_reference) == ("refunded", "CAP1")
    notice = events.notice_of(event("PAYMENT.CAPTURE.REVERSED", "capture", **CAPTURE))
    assert notice is not None and (notice.payment_reference, notice.refund_reference) == ("CAP1", None)


@pytest.mark.parametrize("unit", [{"amount": AMOUNT, "custom_id": "10001-2-9"}, {}])
def test_an_approval_that_lapsed_ends_the_link(unit: dict[str, Any]) -> None:
    lapsed = event("CHECKOUT.PAYMENT-APPROVAL.REVERSED", "payment-approval", order_id="ORD1", purchase_units=[unit])
    notice = events.notice_of(lapsed)
    assert notice is not None and (notice.kind, notice.link_reference) == ("expired", "ORD1")


@pytest.mark.parametrize("resource", [{}, {"id": "CAP1"}, {"amount": AMOUNT}, {"id": "CAP1", "amount": {"value": "1"}}])
def test_a_payment_that_cannot_be_read_is_never_passed_over(resource: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        events.notice_of(event("PAYMENT.CAPTURE.COMPLETED", "capture", **resource))


def test_only_an_approval_leads_to_a_capture() -> None:
    assert events.approved_order(event("CHECKOUT.ORDER.APPROVED", "checkout-order", id="ORD1")) == "ORD1"
    assert events.approved_order(event("CHECKOUT.ORDER.COMPLETED", "checkout-order", id="ORD1")) is None
    assert json.loads(BODY)["id"] == "WH-1"
