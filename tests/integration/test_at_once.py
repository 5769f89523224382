"""Many at the same time, on SQLite and on PostgreSQL: nothing is sold, paid, refunded or told twice."""

from __future__ import annotations

import json
from collections import Counter as Multiset
from dataclasses import asdict

import pytest

from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.errors import (
    AlreadyPaid,
    CartEmpty,
    DiscountExhausted,
    NothingToPay,
    OutOfStock,
    RefundTooLarge,
    SummaryOutdated,
    WrongState,
)
from shop.model import Discount, DiscountUse, Document, News, Order, Payment, PaymentEvent, PaymentLink, Refund, Variant
from shop.model.sales import order_id_of
from shop.order_line import OrderLine
from shop.orders import apply
from shop.orders.cancelling import cancel
from shop.orders.locking import locked_order
from shop.orders.news import Sender
from shop.orders.paying import Paying
from shop.orders.refund_runner import RefundRunner
from shop.orders.refunds import request_refund
from shop.orders.view import order_view
from shop.pages import create_app
from shop.payments.provider import PaymentNotice
from shop.profile import DEMO_PROFILE, kept_profile
from shop.settings import Settings
from shop.views import OrderView
from tests.fakes.bank import Bank

CONTACT = Contact("Anna Berg", "anna@example.com", "Hauptstr. 5", "10115", "Berlin")
PROFILE = kept_profile(DEMO_PROFILE)


class HonestBank(Bank):
    """A bank whose events are the notices themselves."""

    def read_event(self, headers, body):
        return PaymentNotice(**json.loads(body))


class Shop:
    def __init__(self, database):
        self.database = database
        self.settings = Settings(
            database_url=database.url,
            given_secret="s",
            payment_provider="stripe",
            stripe_secret_key="k",
            stripe_webhook_secrets=("s",),
        )
        self.bank = HonestBank()
        self.paying = Paying(database, self.settings, PROFILE, self.bank)

    def fill(self, sender, code=None):
        """A cart with one cap; returns the confirmed summary's fingerprint."""
        with self.database.write() as session:
            counter = Counter(session, self.settings)
            counter.cart.add(sender, [OrderLine("cap", 1)])
            if code:
                counter.cart.use_code(sender, code)
            return counter.checkout.summary(sender, CONTACT).fingerprint

    def place(self, sender, fingerprint):
        with self.database.write() as session:
            return Counter(session, self.settings).checkout.place(sender, CONTACT, fingerprint, "en").order

    def order(self, sender="anna"):
        return self.paying.link_for(self.place(sender, self.fill(sender)).number)

    def paid(self):
        order = self.order()
        self.apply(self.bank.pay(order.payment_url))
        return order

    def apply(self, notice):
        with self.database.write() as session:
            return apply(session, PROFILE, notice).outcome

    def request(self, number, amount, key):
        with self.database.write() as session:
            return request_refund(session, locked_order(session, order_id_of(number)), amount, "merchant", key)

    def send_refunds(self):
        return RefundRunner(self.database, PROFILE, lambda name: self.bank).run_once()

    def count(self, table):
        with self.database.read() as session:
            return session.query(table).count()

    def stock(self):
        with self.database.read() as session:
            cap = session.query(Variant).one()
            return cap.stock, cap.held

    def row(self):
        with self.database.read() as session:
            return order_view(session.query(Order).one())


@pytest.fixture()
def shop(filled):
    return Shop(filled)


def kinds(outcomes):
    return Multiset(type(outcome).__name__ for outcome in outcomes)


def test_eighty_shoppers_get_twenty_pieces(shop, at_once):
    fingerprints = [shop.fill(f"shopper {number}") for number in range(80)]
    outcomes = at_once(80, lambda number: shop.place(f"shopper {number}", fingerprints[number]))
    assert kinds(outcomes) == {OrderView.__name__: 20, OutOfStock.__name__: 60}
    assert shop.stock() == (20, 20) and shop.count(Order) == 20


def test_two_confirmations_at_once_are_one_order(shop, at_once):
    fingerprint = shop.fill("anna")
    outcomes = at_once(8, lambda number: shop.place("anna", fingerprint))
    assert kinds(outcomes)[OrderView.__name__] == 1 and shop.count(Order) == 1 and shop.stock() == (20, 1)
    assert all(isinstance(outcome, OrderView | CartEmpty | SummaryOutdated) for outcome in outcomes)


def test_links_asked_for_at_once_are_one_attempt(shop, at_once):
    number = shop.place("anna", shop.fill("anna")).number
    outcomes = at_once(8, lambda _: shop.paying.link_for(number).payment_url)
    assert all(isinstance(url, str) for url in outcomes), outcomes
    with shop.database.read() as session:
        attempts = [link.attempt for link in session.query(PaymentLink)]
    assert len(set(attempts)) == len(attempts) == len(shop.bank.pages)


def test_the_same_webhook_fifty_times_in_parallel_counts_once(shop, at_once, monkeypatch):
    monkeypatch.setattr("shop.pages.webhooks.provider_of", lambda settings: shop.bank)
    app, order = create_app(shop.settings), shop.order()
    body = json.dumps(asdict(shop.bank.pay(order.payment_url)))
    answers = at_once(50, lambda _: app.test_client().post("/webhooks/stripe", data=body))
    assert [(answer.status_code, answer.get_json()) for answer in answers] == [(200, {"outcome": "paid"})] * 50
    assert shop.stock() == (19, 0) and shop.row().paid_total == order.total
    assert [shop.count(table) for table in (Payment, PaymentEvent, Document, News)] == [1, 1, 1, 1]


def test_different_events_of_one_payment_count_once(shop, at_once):
    notice = shop.bank.pay(shop.order().payment_url)
    outcomes = at_once(20, lambda n: shop.apply(PaymentNotice(**{**asdict(notice), "event_id": f"evt {n}"})))
    assert Multiset(outcomes) == {"paid": 1, "known": 19} and shop.count(Payment) == 1 and shop.stock() == (19, 0)


def test_the_last_use_of_a_code_is_used_once(shop, at_once):
    with shop.database.write() as session:
        session.add(Discount(code="ONE", kind="amount", value=500, max_uses=1))
    fingerprints = [shop.fill(f"shopper {number}", "ONE") for number in range(10)]
    outcomes = at_once(10, lambda number: shop.place(f"shopper {number}", fingerprints[number]))
    assert kinds(outcomes)[OrderView.__name__] == 1, outcomes
    assert all(isinstance(outcome, OrderView | DiscountExhausted | SummaryOutdated) for outcome in outcomes), outcomes
    assert shop.count(DiscountUse) == 1 and shop.stock() == (20, 1)


def test_a_shopper_cannot_use_a_personal_code_twice_at_once(shop, at_once):
    with shop.database.write() as session:
        session.add(Discount(code="ME", kind="amount", value=500, once_per_shopper=True))
    fingerprint = shop.fill("anna", "ME")
    outcomes = at_once(6, lambda _: shop.place("anna", fingerprint))
    assert kinds(outcomes)[OrderView.__name__] == 1 and shop.count(DiscountUse) == 1


def test_refunds_at_once_are_never_more_than_was_paid(shop, at_once):
    order = shop.paid()
    part = order.total * 6 // 10
    outcomes = at_once(10, lambda number: shop.request(order.number, part, f"key {number}"))
    assert kinds(outcomes) == {"list": 1, RefundTooLarge.__name__: 9}
    at_once(5, lambda _: shop.send_refunds())
    assert shop.bank.sent_back(order.number) == part == shop.row().refunded_total
    assert shop.count(Refund) == 1


def test_the_same_refund_asked_for_at_once_is_one(shop, at_once):
    order = shop.paid()
    outcomes = at_once(10, lambda _: len(shop.request(order.number, 100, "same key")))
    assert set(outcomes) == {1} and shop.count(Refund) == 1


def test_paying_and_cancelling_at_once_leave_no_money_behind(shop, at_once):
    order = shop.order()
    notice = shop.bank.pay(order.payment_url)

    def act(number):
        if number % 2:
            return shop.apply(notice)
        with shop.database.write() as session:
            return cancel(session, locked_order(session, order_id_of(order.number)))

    outcomes = at_once(6, act)
    assert all(isinstance(outcome, str | list | WrongState) for outcome in outcomes), outcomes
    shop.send_refunds()
    row = shop.row()
    assert (row.status, row.refunded_total, shop.bank.sent_back(order.number)) == ("refunded", order.total, order.total)
    assert shop.stock() == (20, 0)


def test_a_link_and_a_payment_at_once_end_in_one_payment(shop, at_once):
    order = shop.order()
    notice = shop.bank.pay(order.payment_url)
    outcomes = at_once(6, lambda n: shop.apply(notice) if n % 2 else shop.paying.link_for(order.number))
    allowed = str | OrderView | AlreadyPaid | NothingToPay
    assert all(isinstance(outcome, allowed) for outcome in outcomes), outcomes
    assert shop.row().status == "paid" and shop.count(Payment) == 1


def test_many_senders_tell_everything_once(shop, at_once):
    for number in range(10):
        notice = shop.bank.pay(shop.order(f"shopper {number}").payment_url)
        shop.apply(notice)
    told = []
    at_once(5, lambda _: Sender(shop.database, lambda message: told.append(message.key)).run_once())
    Sender(shop.database, lambda message: told.append(message.key)).run_once()
    assert len(told) == len(set(told)) == 10
