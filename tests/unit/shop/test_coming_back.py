"""Coming back from a provider's page: the provider is asked, what the address says proves nothing."""

from __future__ import annotations

from urllib.parse import urlparse

import pytest

from shop.pages import create_app


@pytest.fixture()
def client(till, bank, monkeypatch):
    monkeypatch.setattr("shop.orders.paying.provider_of", lambda settings: bank)
    return create_app(till.settings).test_client()


@pytest.fixture()
def order(bought):
    return bought()


@pytest.fixture()
def back(bank, order):
    return urlparse(bank.pages["page-1"].request.return_url).path


def test_a_payment_is_known_at_once(client, till, bank, order, back):
    bank.pay("page-1")
    assert "Thank you" in client.get(back).get_data(as_text=True)
    assert till.order(order.number).status == "paid"
    assert "Thank you" in client.get(back).get_data(as_text=True)


def test_an_open_payment_stays_open(client, till, order, back):
    assert "has not reached us yet" in client.get(back).get_data(as_text=True)
    assert till.order(order.number).status == "awaiting_payment"


def test_a_provider_that_is_down_makes_nobody_wait_for_an_error(client, bank, order, back):
    bank.down = "before"
    answer = client.get(back)
    assert answer.status_code == 200 and "has not reached us yet" in answer.get_data(as_text=True)


def test_who_leaves_the_payment_page_keeps_the_order(client, bank, order):
    path = urlparse(bank.pages["page-1"].request.cancel_url).path
    assert "still there" in client.get(path).get_data(as_text=True)


def test_who_paid_too_late_is_told(client, till, bank, order, back):
    till.cancel(order.number)
    till.apply(bank.pay("page-1"))
    assert "too late" in client.get(back).get_data(as_text=True)


def test_nobody_pays_real_money_by_the_demo_button(client, till, order, back):
    path = back.removesuffix("/back")
    assert client.get(path).status_code == 404 and client.post(path).status_code == 404
    assert till.order(order.number).status == "awaiting_payment"


@pytest.mark.parametrize("page", ["back", "cancelled"])
def test_forged_addresses_lead_nowhere(client, page):
    assert client.get(f"/pay/forged/{page}").status_code == 404
