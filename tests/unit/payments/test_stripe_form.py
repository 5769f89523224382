"""What Stripe is asked for."""

from __future__ import annotations

from datetime import datetime, timezone
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from shop.payments.provider import PaymentItem, PaymentRequest, RefundRequest
from shop.payments.stripe_form import refund_form, session_form
from tests.fakes.stripe_params import REFUND_CREATE, SESSION_CREATE, checked
from tests.fakes.stripe_rules import check_session

END = datetime(2026, 11, 22, 12, 35, 0, 900_000, timezone.utc)
CREATED = int(END.timestamp()) - 2000


def a_request(*items: PaymentItem, **changed) -> PaymentRequest:
    values = {
        "order_number": "10001",
        "amount": sum(item.amount for item in items),
        "currency": "EUR",
        "nonce": "n-1",
        "attempt": 2,
        "language": "de",
        "email": "kim@example.com",
        "expires_at": END,
        "items": items,
        "return_url": "https://shop.example/pay/x/back",
        "cancel_url": "https://shop.example/pay/x/cancelled",
    }
    return PaymentRequest(**values | changed)


def typed(request: PaymentRequest) -> dict:
    return checked(urlencode(session_form(request)), SESSION_CREATE)


SOCKS = PaymentItem("Ringelsocken, rot, 42", 3, 1999)
SHIRT = PaymentItem("Hemd", 2, 9980)


def test_a_row_that_does_not_divide_becomes_one_row_with_its_quantity():
    rows = typed(a_request(SOCKS, SHIRT))["line_items"]
    assert [(row["quantity"], row["price_data"]["unit_amount"]) for row in rows] == [(1, 1999), (2, 4990)]
    assert rows[0]["price_data"]["product_data"]["name"] == "3 × Ringelsocken, rot, 42"


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(0, 500_000)), min_size=1, max_size=130))
def test_the_rows_sum_up_exactly(pairs):
    request = a_request(PaymentItem("x", 1, 50), *(PaymentItem("Ware", *pair) for pair in pairs))
    form = typed(request)
    if request.amount <= 99_999_999:
        assert check_session(form, CREATED) == request.amount


def test_more_rows_than_stripe_shows_become_one():
    rows = typed(a_request(*[SHIRT] * 101))["line_items"]
    assert [(row["quantity"], row["price_data"]["unit_amount"]) for row in rows] == [(1, 101 * 9980)]
    assert rows[0]["price_data"]["product_data"]["name"] == "10001"


def test_the_session_ends_with_the_hold_and_not_a_second_later():
    assert typed(a_request(SHIRT))["expires_at"] == int(END.timestamp())
    assert typed(a_request(SHIRT))["expires_at"] <= END.timestamp()


def test_the_order_is_named_at_the_session_and_at_the_payment():
    form = typed(a_request(SHIRT))
    assert form["client_reference_id"] == "10001"
    assert form["metadata"] == form["payment_intent_data"]["metadata"] == {"order_number": "10001", "attempt": "2"}


def test_the_page_asks_for_the_orders_own_money_in_the_shoppers_language():
    form = typed(a_request(SHIRT))
    assert form["locale"] == "de"
    assert form["adaptive_pricing"] == {"enabled": False}
    assert {row["price_data"]["currency"] for row in form["line_items"]} == {"eur"}
    assert typed(a_request(SHIRT, language="xx"))["locale"] == "auto"


def test_an_address_that_stripe_would_refuse_is_left_for_the_shopper_to_type():
    assert typed(a_request(SHIRT))["customer_email"] == "kim@example.com"
    for email in ("", "kim@grüße.example", "k" * 800 + "@example.com"):
        assert "customer_email" not in typed(a_request(SHIRT, email=email))


def test_titles_are_never_empty_and_never_endless():
    assert typed(a_request(PaymentItem("  ", 1, 900)))["line_items"][0]["price_data"]["product_data"]["name"] == "–"
    long = typed(a_request(PaymentItem("ä" * 9000, 1, 900)))["line_items"][0]["price_data"]["product_data"]["name"]
    assert long == "ä" * 250


def test_the_same_request_is_always_the_same_form():
    assert session_form(a_request(SOCKS, SHIRT)) == session_form(a_request(SOCKS, SHIRT))


def test_a_refund_names_its_amount_its_key_and_its_reason():
    form = refund_form(RefundRequest("refund-7", "pi_1", 500, "EUR", True, "withdrawal"))
    assert checked(urlencode(form), REFUND_CREATE) == {
        "payment_intent": "pi_1",
        "amount": 500,
        "metadata": {"refund_key": "refund-7", "reason": "withdrawal"},
    }
