"""What Stripe's events mean to the shop."""

from __future__ import annotations

import json
import logging
import time

import pytest

from shop.errors import EventForged
from shop.payments.stripe import StripeProvider
from shop.payments.stripe_notice import EVENTS
from shop.settings import Settings
from tests.fakes.stripe_events import signed
from tests.fakes.stripe_objects import event_object

SECRET = "whsec_one"
SESSION = {
    "id": "cs_test_1",
    "object": "checkout.session",
    "amount_total": 2994,
    "client_reference_id": "10001",
    "currency": "eur",
    "livemode": False,
    "metadata": {"order_number": "10001", "attempt": "1"},
    "payment_intent": "pi_1",
    "payment_status": "paid",
    "status": "complete",
}
REFUND = {
    "id": "re_1",
    "object": "refund",
    "amount": 500,
    "charge": "ch_1",
    "currency": "eur",
    "metadata": {"refund_key": "k1"},
    "payment_intent": "pi_1",
    "status": "succeeded",
}


def provider(key: str = "sk_test_x", account: str | None = None) -> StripeProvider:
    return StripeProvider(
        Settings("sqlite://", stripe_secret_key=key, stripe_webhook_secrets=(SECRET,), payment_account=account)
    )


def read(kind: str, thing: dict, key: str = "sk_test_x", own: str | None = None, **changed):
    event = event_object(kind, thing, int(time.time()), "2026-10-28.endive", None, None) | changed
    return provider(key, own).read_event(*signed(event, [SECRET], time.time()))


def test_a_completed_session_is_paid():
    notice = read("checkout.session.completed", SESSION, id="evt_7")
    assert (notice.kind, notice.event_id, notice.order_number) == ("paid", "evt_7", "10001")
    assert (notice.link_reference, notice.payment_reference) == ("cs_test_1", "pi_1")
    assert (notice.amount, notice.currency, notice.account) == (2994, "EUR", None)


def test_a_completed_session_without_money_means_nothing_yet():
    assert read("checkout.session.completed", SESSION | {"payment_status": "unpaid"}) is None
    assert read("checkout.session.completed", SESSION | {"payment_status": "no_payment_required"}) is None


def test_delayed_money_comes_or_fails():
    assert read("checkout.session.async_payment_succeeded", SESSION).kind == "paid"
    failed = read("checkout.session.async_payment_failed", SESSION | {"payment_status": "unpaid"})
    assert (failed.kind, failed.order_number) == ("failed", "10001")


def test_an_expired_session():
    gone = SESSION | {"payment_status": "unpaid", "status": "expired", "payment_intent": None}
    notice = read("checkout.session.expired", gone)
    assert (notice.kind, notice.payment_reference) == ("expired", None)


@pytest.mark.parametrize(
    ("kind", "changed", "expected"),
    [
        ("refund.updated", {}, "refund_done"),
        ("refund.created", {}, "refund_done"),
        ("refund.created", {"status": "pending"}, None),
        ("refund.updated", {"status": "requires_action"}, None),
        ("refund.updated", {"status": "failed"}, "refund_failed"),
        ("refund.failed", {"status": "failed"}, "refund_failed"),
        ("refund.updated", {"status": "canceled"}, "refund_failed"),
        ("refund.created", {"metadata": {}}, "refunded"),
        ("refund.created", {"metadata": None}, "refunded"),
        ("refund.failed", {"metadata": {}, "status": "failed"}, "refund_failed"),
    ],
)
def test_refunds(kind, changed, expected):
    notice = read(kind, REFUND | changed)
    assert (notice.kind if notice else None) == expected
    if notice is not None:
        assert (notice.refund_reference, notice.payment_reference, notice.amount) == ("re_1", "pi_1", 500)


def test_other_events_mean_nothing():
    for kind in ("payment_intent.succeeded", "charge.refunded", "customer.created", "checkout.session.unknown"):
        assert kind not in EVENTS
        assert read(kind, SESSION) is None
    assert read("v1.checkout.session.completed", SESSION, object="v2.core.event", data=None) is None


def test_sessions_of_other_things_of_the_same_merchant_mean_nothing():
    assert read("checkout.session.completed", SESSION | {"metadata": {}, "client_reference_id": "their-1"}) is None
    assert read("checkout.session.completed", SESSION | {"metadata": None, "client_reference_id": None}) is None


def test_test_money_pays_nothing_in_a_live_shop_nor_the_other_way_round(caplog):
    assert read("checkout.session.completed", SESSION, key="sk_live_x") is None
    assert read("checkout.session.completed", SESSION, key="rk_live_x", livemode=True).kind == "paid"
    assert read("checkout.session.completed", SESSION, livemode=True) is None
    assert "other mode" in caplog.text


def test_the_account_of_a_connected_merchant_is_told_where_one_is_expected():
    assert read("checkout.session.completed", SESSION, own="acct_1", account="acct_9").account == "acct_9"
    assert read("checkout.session.completed", SESSION, own="acct_1").account is None
    assert read("checkout.session.completed", SESSION, account="acct_9") is None


@pytest.mark.parametrize(
    "changed",
    [
        {"amount_total": None},
        {"amount_total": "2994"},
        {"amount_total": True},
        {"amount_total": -1},
        {"amount_total": 29.94},
        {"currency": None},
        {"id": 7},
        {"client_reference_id": "10002"},
        {"client_reference_id": None},
    ],
)
def test_a_signed_event_that_is_not_as_documented_is_refused(changed):
    with pytest.raises(EventForged):
        read("checkout.session.completed", SESSION | changed)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b"{", b"[" * 100_000, b'{"type": 7}'])
def test_a_signed_body_that_is_no_event_is_refused(body):
    import hashlib
    import hmac

    moment = int(time.time())
    signature = hmac.new(SECRET.encode(), b"%d." % moment + body, hashlib.sha256).hexdigest()
    with pytest.raises(EventForged):
        provider().read_event({"Stripe-Signature": f"t={moment},v1={signature}"}, body)


def test_nothing_secret_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(EventForged):
        provider().read_event({"Stripe-Signature": "t=1,v1=00"}, json.dumps(SESSION).encode())
    assert SECRET not in caplog.text and "sk_test" not in caplog.text
