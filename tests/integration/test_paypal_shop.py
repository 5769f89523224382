"""A shop that takes its money by PayPal: orders, links, webhook page, polling and refunds, with the stand-in behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.database import Database
from shop.model import Order, Payment, Product, Variant
from shop.model.sales import order_id_of
from shop.order_line import Attributes, OrderLine
from shop.orders.locking import locked_order
from shop.orders.paying import Paying
from shop.orders.poll import poll_open_links
from shop.orders.refund_runner import RefundRunner
from shop.orders.refunds import request_refund
from shop.pages import create_app
from shop.payments.paypal import PayPalProvider
from shop.profile import kept_profile
from shop.settings import Settings
from tests.fakes.paypal_server import FakePayPal
from tests.fakes.paypal_setting import Later

pytest_plugins = ["tests.fakes.paypal_server", "tests.fakes.paypal_setting"]

ANNA = Contact("Anna Berg", "anna@example.com", "Hauptstr. 5", "10115", "Berlin")


@dataclass
class Shop:
    """The shop, and short ways to look into it."""

    database: Database
    settings: Settings
    provider: PayPalProvider
    client: Any
    fake: FakePayPal

    def __post_init__(self) -> None:
        self.profile = kept_profile(self.settings.profile_folder)
        self.paying = Paying(self.database, self.settings, self.profile, self.provider)

    def order(self) -> str:
        with self.database.write() as session:
            Counter(session, self.settings).cart.add("anna", [OrderLine("socks", 3, Attributes(), Attributes())])
        with self.database.write() as session:
            checkout = Counter(session, self.settings).checkout
            number: str = checkout.place("anna", ANNA, checkout.summary("anna", ANNA).fingerprint, "de").order.number
        self.paying.link_for(number)
        return number

    def references(self, number: str) -> list[str]:
        with self.database.read() as session:
            return [str(link.reference) for link in session.get(Order, order_id_of(number)).links]

    def webhooks(self, **how: Any) -> list[int]:
        sent = self.fake.transmissions(**how)
        return [self.client.post("/webhooks/paypal", data=t.body, headers=t.headers).status_code for t in sent]

    def state(self, number: str) -> tuple[str, int, int, int]:
        """Status, what came in, what went back, and how many payments there are."""
        with self.database.read() as session:
            order = session.get(Order, order_id_of(number))
            payments = session.query(Payment).filter_by(order_id=order.id).count()
            return order.status, order.paid_total, order.refunded_total, payments

    def total(self, number: str) -> int:
        with self.database.read() as session:
            return int(session.get(Order, order_id_of(number)).total)


@pytest.fixture
def shop(tmp_path: Path, fake_paypal: FakePayPal, later: Later) -> Iterator[Shop]:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'shop.db'}",
        given_secret="test",
        public_url="http://shop.test",
        payment_provider="paypal",
        **fake_paypal.keys(),  # type: ignore[arg-type]
    )
    database = Database(settings.database_url)
    database.upgrade()
    with database.write() as session:
        product = Product(key="socks", type="socks", title_en="Socks", title_de="Socken")
        product.variants.append(Variant(sku="socks-1", color="black", size="39-42", price=490, stock=20))
        session.add(product)
    client = create_app(settings).test_client()
    yield Shop(database, settings, PayPalProvider(settings, patience=3), client, fake_paypal)
    database.close()


def test_paid_once_however_often_and_in_whatever_order_it_is_told(shop: Shop) -> None:
    number = shop.order()
    (reference,) = shop.references(number)
    shop.fake.approve(reference)
    assert shop.webhooks() == [200]
    assert shop.webhooks(copies=3, order="shuffled") == [200] * 6
    assert shop.state(number) == ("paid", shop.total(number), 0, 1)


@pytest.mark.parametrize("forged", ["signature", "body", "webhook_id", "unsigned"])
def test_a_forged_event_pays_nothing(shop: Shop, forged: str) -> None:
    number = shop.order()
    shop.fake.approve(shop.references(number)[0])
    assert shop.webhooks(forged=forged) == [400]
    assert shop.state(number) == ("awaiting_payment", 0, 0, 0)


def test_lost_events_are_found_by_asking(shop: Shop) -> None:
    number = shop.order()
    shop.fake.approve(shop.references(number)[0])
    shop.fake.drop()
    assert poll_open_links(shop.database, shop.profile, shop.provider) == 1
    assert shop.state(number) == ("paid", shop.total(number), 0, 1)


def test_an_approval_after_the_hold_charges_nobody(shop: Shop, later: Later) -> None:
    number = shop.order()
    later(timedelta(hours=1))
    shop.fake.approve(shop.references(number)[0])
    assert shop.webhooks() == [200]
    poll_open_links(shop.database, shop.profile, shop.provider)
    assert not shop.fake.ledger.captures
    assert shop.state(number)[1:] == (0, 0, 0)


def test_of_two_links_only_the_last_can_be_paid(shop: Shop) -> None:
    number = shop.order()
    shop.paying.link_for(number)
    for reference in shop.references(number):
        shop.fake.approve(reference)
    assert set(shop.webhooks(order="shuffled")) == {200}
    assert len(shop.fake.ledger.captures) == 1
    assert shop.state(number) == ("paid", shop.total(number), 0, 1)


def test_another_amount_is_looked_at_by_a_person(shop: Shop) -> None:
    number = shop.order()
    (reference,) = shop.references(number)
    shop.fake.capture_as(reference, value="0.01")
    shop.fake.approve(reference)
    shop.webhooks()
    assert shop.state(number) == ("awaiting_payment", 1, 0, 1)


@pytest.mark.parametrize("kind", ["close_after", "500_after", "429"])
def test_refunds_arrive_once_whatever_gets_lost(shop: Shop, kind: str) -> None:
    number = shop.order()
    shop.fake.approve(shop.references(number)[0])
    shop.webhooks()
    with shop.database.write() as session:
        request_refund(session, locked_order(session, order_id_of(number)), 490, "merchant", "one-pair")
    shop.fake.misbehave(kind, "refund", times=2)
    named: Callable[[str], PayPalProvider] = lambda name: shop.provider  # noqa: E731
    RefundRunner(shop.database, shop.profile, named).run_once()
    assert set(shop.webhooks(copies=2)) == {200}
    (capture,) = shop.fake.ledger.captures
    assert shop.fake.ledger.refunded(capture) == Decimal("4.90")
    assert shop.state(number) == ("paid", shop.total(number), 490, 1)
