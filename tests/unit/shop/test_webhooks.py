"""What comes from outside: signed, recent, small, once."""

from __future__ import annotations

import json

import pytest

from shop import clock
from shop.pages import create_app
from shop.pages.signed import SIGNATURE, TIMESTAMP, signature

SECRETS = ("new secret", "old secret")


@pytest.fixture()
def paid(bought, till, bank):
    order = bought()
    till.apply(bank.pay(order.payment_url))
    return order


@pytest.fixture()
def client(database, settings):
    from dataclasses import replace

    return create_app(replace(settings, webhook_secrets=SECRETS)).test_client()


@pytest.fixture()
def report(client):
    """report(order, status) reports as the merchant's systems do; returns status and answer."""

    def post(order, status="shipped", secret=SECRETS[0], seconds=0, body=None, **fields):
        data = {"id": "evt 1", "order": order.number, "status": status, **fields}
        content = json.dumps(data).encode() if body is None else body
        timestamp = str(int(clock.now().timestamp()) + seconds)
        headers = {TIMESTAMP: timestamp, SIGNATURE: signature(secret, timestamp, content)}
        answer = client.post("/webhooks/orders", data=content, headers=headers)
        return answer.status_code, answer.get_json()

    return post


def test_a_report_moves_the_order_forward_once(report, till, paid):
    tracking = {"carrier": "DHL", "tracking_url": "https://dhl.test/1"}
    assert report(paid, **tracking) == (200, {"outcome": "done"})
    assert report(paid, **tracking) == (200, {"outcome": "repeated"})
    assert till.order(paid.number).tracking_url == "https://dhl.test/1" and till.news() == [
        "order_paid",
        "order_shipped",
    ]


def test_a_late_report_changes_nothing(report, till, paid):
    report(paid, "delivered")
    assert report(paid, "shipped", id="evt 2") == (200, {"outcome": "late"})
    assert till.order(paid.number).status == "delivered"


@pytest.mark.parametrize("status", ["shipped", "delivered"])
def test_that_cancelled_goods_have_left_is_no_late_report(report, till, paid, status):
    till.cancel(paid.number)
    till.send_refunds()
    assert till.order(paid.number).status == "refunded"
    assert report(paid, status) == (409, {"error": "the order is refunded"})
    assert report(paid, "packed", id="evt 2") == (200, {"outcome": "late"})


def test_several_secrets_are_good_while_one_is_replaced(report, paid):
    assert report(paid, "packed", secret=SECRETS[1])[0] == 200


@pytest.mark.parametrize("changed", [{"secret": "guessed"}, {"secret": ""}, {"seconds": -301}, {"seconds": 301}])
def test_nothing_unsigned_old_or_from_the_future_counts(report, till, paid, changed):
    assert report(paid, **changed)[0] == 400
    assert till.order(paid.number).status == "paid"


@pytest.mark.parametrize("seconds", [-299, 299])
def test_clocks_may_differ_by_five_minutes(report, paid, seconds):
    assert report(paid, seconds=seconds)[0] == 200


@pytest.mark.parametrize("headers", [{}, {TIMESTAMP: "x", SIGNATURE: "y"}, {TIMESTAMP: "1", SIGNATURE: "ä"}])
def test_headers_can_be_anything(client, headers):
    assert client.post("/webhooks/orders", data=b"{}", headers=headers).status_code == 400


def test_without_secrets_nothing_is_taken(settings, database):
    client = create_app(settings).test_client()
    timestamp = str(int(clock.now().timestamp()))
    headers = {TIMESTAMP: timestamp, SIGNATURE: signature("", timestamp, b"{}")}
    assert client.post("/webhooks/orders", data=b"{}", headers=headers).status_code == 400


@pytest.mark.parametrize("status", ["paid", "refunded", "lost", "", None, 5])
def test_money_is_never_reported_here(report, till, bought, status):
    order = bought()
    assert report(order, status)[0] == 422
    assert till.order(order.number).status == "awaiting_payment"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"null", b'{"id": 1}', b"[" * 100_000])
def test_a_body_that_is_no_report_is_refused(report, paid, body):
    assert report(paid, body=body)[0] == 422


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//x", "https://", "x" * 600, 7])
def test_a_tracking_address_is_a_web_address(report, paid, address):
    assert report(paid, tracking_url=address)[0] == 422


def test_orders_that_are_not_there_or_not_ready_are_errors(report, bought, till):
    order = bought()
    assert report(order, "shipped") == (409, {"error": "the order is awaiting_payment"})
    assert report(type(order)(**{**vars(order), "number": "99999"}))[0] == 404
    assert till.order(order.number).status == "awaiting_payment"


def test_a_cancelled_order_gives_the_money_back(report, till, paid, bank):
    report(paid, "cancelled")
    till.send_refunds()
    assert bank.sent_back(paid.number) == paid.total


def test_large_bodies_and_wrong_methods_are_answered_in_json(client):
    answer = client.post("/webhooks/orders", data=b"x" * (256 * 1024 + 1))
    assert answer.status_code == 413 and "error" in answer.get_json()
    assert "error" in client.get("/webhooks/orders").get_json()


@pytest.mark.parametrize("name", ["stripe", "paypal", "demo", "x"])
def test_a_provider_that_is_not_set_up_has_no_webhook(client, name):
    assert client.post(f"/webhooks/{name}", data=b"{}").status_code == 404


def test_legal_texts_can_be_read(client):
    page = client.get("/legal/de/withdrawal")
    assert page.status_code == 200 and "<h1>Widerrufsbelehrung</h1>" in page.get_data(as_text=True)
    assert client.get("/legal/xx/withdrawal").status_code == client.get("/legal/de/..").status_code == 404
