"""What the shop writes into PayPal's orders, and reads from them; no network."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.payments.paypal_amounts import Unreadable, at, minor_units, money, text_at
from shop.payments.paypal_order import Mark, capture_notice, mark_of, order_body, payer_link, read_mark
from shop.payments.provider import PaymentItem, PaymentRequest
from tests.fakes import paypal_checks
from tests.fakes.paypal_checks import Refusal

REQUEST = PaymentRequest(
    order_number="10001",
    amount=6470,
    currency="EUR",
    nonce="n0nce",
    attempt=2,
    language="de",
    email="erika@example.org",
    expires_at=datetime(2026, 5, 1, 12, 0, tzinfo=timezone.utc),
    items=(PaymentItem("T-Shirt, grau, M", 3, 5970), PaymentItem("Versand", 1, 500)),
    return_url="https://shop.example/pay/t/back",
    cancel_url="https://shop.example/pay/t/cancelled",
)

rows = st.builds(PaymentItem, st.text(min_size=1, max_size=300), st.integers(1, 99), st.integers(0, 10**7))


def sent(request: PaymentRequest) -> Any:
    body = order_body(request)
    paypal_checks.order(body, request.key)
    return body


@pytest.mark.parametrize(
    ("amount", "currency", "value"),
    [
        (1, "EUR", "0.01"),
        (1990, "EUR", "19.90"),
        (100, "EUR", "1.00"),
        (1990, "JPY", "1990"),
        (2000, "HUF", "20"),
        (100_000_000, "EUR", "1000000.00"),
    ],
)
def test_writes_and_reads_amounts_to_the_last_unit(amount: int, currency: str, value: str) -> None:
    assert money(amount, currency) == {"currency_code": currency, "value": value}
    assert minor_units({"currency_code": currency, "value": value}) == (amount, currency)


def test_refuses_a_fraction_where_paypal_knows_none() -> None:
    with pytest.raises(ValueError):
        money(1990, "HUF")


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "19.90",
        {"currency_code": "EUR"},
        {"currency_code": "EUR", "value": 19.9},
        {"currency_code": "EUR", "value": "19.905"},
        {"currency_code": "EUR", "value": "-19.90"},
        {"currency_code": "EUR", "value": "1e3"},
        {"currency_code": "EUR", "value": "NaN"},
        {"currency_code": "EUR", "value": "١٩.٩٠"},
        {"currency_code": "JPY", "value": "19.90"},
        {"currency_code": "eur", "value": "19.90"},
    ],
)
def test_reads_no_amount_of_another_form(value: object) -> None:
    with pytest.raises(Unreadable):
        minor_units(value)


def test_an_order_names_number_attempt_deadline_and_pages() -> None:
    body = sent(REQUEST)
    unit, context = body["purchase_units"][0], body["payment_source"]["paypal"]["experience_context"]
    assert body["intent"] == "CAPTURE"
    assert (unit["reference_id"], unit["invoice_id"]) == ("10001-2", "10001-2")
    assert read_mark(unit["custom_id"]) == Mark("10001", 2, int(REQUEST.expires_at.timestamp()))
    assert context["return_url"] == REQUEST.return_url and context["cancel_url"] == REQUEST.cancel_url
    assert (context["user_action"], context["shipping_preference"], context["locale"]) == (
        "PAY_NOW",
        "NO_SHIPPING",
        "de-DE",
    )
    assert context["payment_method_preference"] == "IMMEDIATE_PAYMENT_REQUIRED"


def test_tells_paypal_nothing_about_the_shopper() -> None:
    assert "erika" not in str(sent(REQUEST))


def test_a_row_that_its_quantity_does_not_divide_stays_exact() -> None:
    odd = replace(REQUEST, amount=1000, items=(PaymentItem("Socken", 3, 1000),))
    items = sent(odd)["purchase_units"][0]["items"]
    assert items == [{"name": "3 × Socken", "quantity": "1", "unit_amount": {"currency_code": "EUR", "value": "10.00"}}]


@given(items=st.lists(rows, min_size=1, max_size=20).filter(lambda items: sum(item.amount for item in items) > 0))
def test_every_order_sums_up_as_paypal_demands(items: list[PaymentItem]) -> None:
    sent(replace(REQUEST, items=tuple(items), amount=sum(item.amount for item in items)))


def test_refuses_items_that_do_not_sum_up() -> None:
    with pytest.raises(ValueError):
        order_body(replace(REQUEST, amount=1))


def test_an_unknown_language_leaves_the_page_to_paypal() -> None:
    assert "locale" not in sent(replace(REQUEST, language="tlh"))["payment_source"]["paypal"]["experience_context"]


@pytest.mark.parametrize("custom_id", ["", "10001", "10001-1", "x-1-1", "10001-1-1-1", "١-1-1", "10001-1-1\n"])
def test_reads_no_mark_that_it_did_not_write(custom_id: str) -> None:
    assert read_mark(custom_id) is None
    assert mark_of({"purchase_units": [{"custom_id": custom_id}]}) is None


@pytest.mark.parametrize("rel", ["payer-action", "approve"])
def test_finds_the_page_of_the_payer(rel: str) -> None:
    order = {"id": "X1", "links": [{"rel": "self", "href": "https://a"}, {"rel": rel, "href": "https://b"}]}
    assert payer_link(order).url == "https://b"


@pytest.mark.parametrize(
    "order", [None, {}, {"id": "X1", "links": []}, {"id": "X1", "links": [{"rel": "approve", "href": "javascript:x"}]}]
)
def test_accepts_no_other_page(order: object) -> None:
    with pytest.raises(Unreadable):
        payer_link(order)


def captured(*statuses: str) -> dict[str, Any]:
    amount = {"currency_code": "EUR", "value": "64.70"}
    captures = [{"id": f"C{index}", "status": status, "amount": amount} for index, status in enumerate(statuses)]
    unit = {"custom_id": "10001-2-99", "amount": amount, "payments": {"captures": captures}}
    return {"id": "X1", "purchase_units": [unit]}


@pytest.mark.parametrize(
    ("statuses", "kind", "payment"),
    [
        (["COMPLETED"], "paid", "C0"),
        (["PARTIALLY_REFUNDED"], "paid", "C0"),
        (["REFUNDED"], "refunded", "C0"),
        (["DECLINED"], "failed", "C0"),
        (["FAILED"], "failed", "C0"),
        (["DECLINED", "COMPLETED"], "paid", "C1"),
        (["FAILED", "NEW_STATE", "COMPLETED"], "paid", "C2"),
    ],
)
def test_the_best_capture_decides(statuses: list[str], kind: str, payment: str) -> None:
    notice = capture_notice(captured(*statuses))
    assert notice is not None
    assert (notice.kind, notice.payment_reference, notice.amount) == (kind, payment, 6470)
    assert (notice.order_number, notice.event_id) == ("10001", f"poll:X1:{kind}")


@pytest.mark.parametrize("statuses", [["PENDING"], ["DECLINED", "PENDING"]])
def test_money_on_its_way_is_no_payment(statuses: list[str]) -> None:
    assert capture_notice(captured(*statuses)) is None


@pytest.mark.parametrize("statuses", [[], ["NEW_STATE"]])
def test_a_completed_order_without_a_known_capture_is_unreadable(statuses: list[str]) -> None:
    with pytest.raises(Unreadable):
        capture_notice(captured(*statuses))


@given(
    st.recursive(st.none() | st.integers() | st.text(), lambda part: st.lists(part) | st.dictionaries(st.text(), part))
)
def test_steps_into_any_json_without_falling(data: Any) -> None:
    assert at(data, "a", 0, "b") is None or data["a"][0]["b"] is not None
    assert isinstance(text_at(data, "a"), str)


@pytest.mark.parametrize(
    ("change", "issue"),
    [
        (lambda body: body.pop("intent"), "MISSING_REQUIRED_PARAMETER"),
        (lambda body: body.update(intents=1), "NOT_SUPPORTED"),
        (lambda body: body["purchase_units"][0]["amount"].update(value=64.7), "INVALID_PARAMETER_SYNTAX"),
        (lambda body: body["purchase_units"][0]["amount"].update(value="64.71"), "AMOUNT_MISMATCH"),
        (lambda body: body["purchase_units"][0]["items"][0].update(quantity="2"), "ITEM_TOTAL_MISMATCH"),
        (lambda body: body["purchase_units"][0]["items"][0].update(quantity=3), "INVALID_PARAMETER_SYNTAX"),
        (lambda body: body["purchase_units"][0]["items"][0].update(name="x" * 128), "INVALID_STRING_LENGTH"),
        (lambda body: body["purchase_units"][0]["amount"].pop("breakdown"), "ITEM_TOTAL_REQUIRED"),
        (lambda body: body["purchase_units"].clear(), "INVALID_ARRAY_MIN_ITEMS"),
    ],
)
def test_the_stand_in_is_as_strict_as_paypal(change: Any, issue: str) -> None:
    body = order_body(REQUEST)
    change(body)
    with pytest.raises(Refusal) as refusal:
        paypal_checks.order(body, "key")
    assert refusal.value.issues[0][0] == issue


def test_the_stand_in_demands_a_key() -> None:
    with pytest.raises(Refusal, match="PAYPAL_REQUEST_ID_REQUIRED"):
        paypal_checks.order(order_body(REQUEST), None)
