"""Paying: by a link, once, the right amount; and what the pages show."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlparse

import pytest

from shop.counter import Counter
from shop.errors import AlreadyPaid, NoOrder, UnknownOrder
from shop.model import Order
from shop.orders import apply
from shop.pages import create_app
from shop.payments.provider import PaymentNotice
from shop.payments.signature import LinkClaim, sign
from shop.profile import DEMO_PROFILE, kept_profile


@pytest.fixture()
def client(database, settings):
    return create_app(settings).test_client()


@pytest.fixture()
def order(anna, say):
    anna.add([say("hoodie", 2, color="black", size="M")])
    return anna.order()


def path_of(order):
    return urlparse(order.payment_url).path


def settled(database, provider, event_id, number, amount, currency):
    notice = PaymentNotice(provider, event_id, "paid", number, None, event_id, None, amount, currency)
    with database.write() as session:
        return apply(session, kept_profile(DEMO_PROFILE), notice)


def fresh_link(shopper):
    with shopper.database.read() as session:
        number = Counter(session, shopper.settings).orders.unpaid(shopper.sender).number
    return shopper.paying().link_for(number)


def test_the_page_shows_the_order_and_one_form(client, order):
    page = client.get(path_of(order))
    text = page.get_data(as_text=True)
    assert page.status_code == 200 and text.count("<form") == 1 and text.count("<button") == 1
    assert order.number in text and "€79.80" in text and "hoodie-m en" in text and 'lang="en"' in text
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_the_page_speaks_the_language_of_the_order(client, anna, say):
    anna.add([say("hoodie", 2, color="grey", size="M")])
    text = client.get(path_of(anna.order("de"))).get_data(as_text=True)
    assert 'lang="de"' in text and "79,80\xa0€" in text and "hoodie-m de" in text and "Grau" in text


def test_submitting_pays_books_the_stock_and_says_thanks(client, anna, order, stock):
    answer = client.post(path_of(order), follow_redirects=True)
    assert answer.status_code == 200 and "Thank you" in answer.get_data(as_text=True)
    assert (anna.latest().status, anna.latest().payment_url) == ("paid", None)
    assert stock("hoodie-m-black-M") == (18, 0)


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("webchat", "https://shop.test/chat/webhooks/webchat/"),
        ("whatsapp", "https://wa.me/491701234567"),
        ("telegram", "https://t.me/shop_bot"),
        ("messenger", None),
        ("rest", None),
        (None, None),
    ],
)
@pytest.mark.parametrize("page", ["thanks", "back", "cancelled"])
def test_the_pages_after_paying_lead_back_to_the_chat(database, settings, order, channel, address, page):
    public = {"chat_public_url": "https://shop.test/chat", "whatsapp_number": "+491701234567",
              "telegram_username": "shop_bot"}  # fmt: skip
    client = create_app(replace(settings, **public)).test_client()
    with database.write() as session:
        session.query(Order).update({"channel": channel})
    path = path_of(order)
    if page == "thanks":
        client.post(path)
    text = client.get(f"{path}/{page}").get_data(as_text=True)
    assert ("Back to the chat" in text) is (address is not None)
    assert address is None or f'href="{address}"' in text


def test_a_used_link_books_nothing_twice(client, order, stock):
    client.post(path_of(order))
    for answer in (client.get(path_of(order)), client.post(path_of(order))):
        assert "paid already" in answer.get_data(as_text=True)
    assert stock("hoodie-m-black-M") == (18, 0)


def test_many_clicks_at_once_pay_once(settings, order, stock, database):
    app, start, codes = create_app(settings), threading.Barrier(5), []

    def click() -> None:
        start.wait()
        codes.append(app.test_client().post(path_of(order)).status_code)

    threads = [threading.Thread(target=click) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 200, 200, 200, 303]
    assert stock("hoodie-m-black-M") == (18, 0)


def test_a_second_link_of_a_paid_order_pays_nothing(client, anna, order, stock):
    fresh = fresh_link(anna)
    assert fresh.payment_url != order.payment_url
    client.post(path_of(fresh))
    assert "paid already" in client.post(path_of(order)).get_data(as_text=True)
    assert stock("hoodie-m-black-M") == (18, 0)


def test_forged_links_do_not_exist(client, anna, order):
    nonce = path_of(order)
    other_secret = sign("another secret", LinkClaim(order.number, order.total, "EUR", "nonce"))
    unknown = sign("test", LinkClaim(order.number, order.total, "EUR", "nonce"))
    for path in (f"/pay/{other_secret}", f"/pay/{unknown}", nonce[:-1], nonce + "x", "/pay/x", "/pay/", "/other"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code in (404, 405)
    assert anna.latest().status == "awaiting_payment"


def test_a_link_is_bound_to_the_total_of_its_order(client, database, order):
    with database.write() as session:
        row = session.query(Order).one()
        row.goods_total, row.total = row.goods_total - 100, row.total - 100
    assert client.post(path_of(order)).status_code == 404


def test_an_expired_link_pays_nothing_and_a_fresh_one_holds_again(client, anna, order, later, stock):
    later(1801)
    assert client.get(path_of(order)).status_code == 410
    assert client.post(path_of(order)).status_code == 410
    assert stock("hoodie-m-black-M") == (20, 0)
    fresh = fresh_link(anna)
    assert fresh.number == order.number and stock("hoodie-m-black-M") == (20, 2)
    assert client.post(path_of(fresh)).status_code == 303
    assert client.get(path_of(order)).status_code == 200  # its order is paid: that is what it says


def test_the_same_event_counts_once(database, order, stock):
    event = ("demo", "event 1", order.number, order.total, "EUR")
    assert (settled(database, *event).outcome, settled(database, *event).repeated) == ("paid", True)
    assert stock("hoodie-m-black-M") == (18, 0)


@pytest.mark.parametrize(("difference", "currency"), [(-1, "EUR"), (1, "EUR"), (0, "USD")])
def test_a_wrong_amount_does_not_pay_and_is_kept_for_review(database, anna, order, stock, difference, currency):
    outcome = settled(database, "demo", "event 1", order.number, order.total + difference, currency).outcome
    assert outcome == "review" and anna.latest().status == "awaiting_payment"
    assert stock("hoodie-m-black-M") == (20, 2)
    with database.read() as session:
        assert "is due" in session.query(Order).one().review


def test_a_late_payment_takes_the_pieces_again(database, anna, order, later, stock):
    later(1801)
    assert settled(database, "demo", "event 1", order.number, order.total, "EUR").outcome == "paid"
    assert stock("hoodie-m-black-M") == (18, 0)


def test_an_event_for_an_unknown_order_is_an_error(database):
    with pytest.raises(UnknownOrder):
        settled(database, "demo", "event 1", "99999", 100, "EUR")


def test_links_are_only_for_orders_that_wait_for_payment(client, anna, order, ben):
    with pytest.raises(NoOrder):
        fresh_link(ben)
    client.post(path_of(order))
    with pytest.raises(AlreadyPaid):
        fresh_link(anna)


def test_an_order_is_only_shown_to_its_shopper(database, settings, anna, ben, order):
    with database.read() as session:
        orders = Counter(session, settings).orders
        assert orders.by_number("anna", f"#{order.number}").number == order.number
        for number in (order.number, "1", "", "x", "9" * 40):
            with pytest.raises(UnknownOrder):
                orders.by_number("ben", number)


def test_what_people_typed_is_shown_as_text(client, database, order):
    with database.write() as session:
        session.query(Order).one().items[0].title_en = "<script>alert(1)</script>"
    text = client.get(path_of(order)).get_data(as_text=True)
    assert "<script>" not in text and "&lt;script&gt;" in text


def test_every_language_of_the_pages_has_the_same_words():
    import shop.pages.wording as wording

    english, german = wording.wording("en"), wording.wording("de")
    assert english.keys() == german.keys() and Path(wording.__file__).parent.joinpath("de.yml").exists()


def test_says_that_it_is_well(client):
    assert client.get("/health").get_json() == {"status": "ok"}
