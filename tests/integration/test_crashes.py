"""Real processes, killed as by `kill -9` between any two steps of checkout, payment and refund, and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.database import Database
from shop.model import Document, News, Order, Payment, PaymentLink, Refund, Variant
from shop.order_line import OrderLine
from shop.orders.locking import locked_order
from shop.orders.paying import Paying
from shop.orders.refunds import request_refund
from shop.orders.view import order_view
from shop.profile import kept_profile
from shop.settings import Settings
from tests.fakes.stripe_server import StripeFake, stripe_fake  # noqa: F401
from tests.integration.crash_child import order

ROOT = Path(__file__).resolve().parents[2]
CONTACT = Contact("Anna Berg", "anna@example.com", "Hauptstr. 5", "10115", "Berlin")


class Shop:
    """The shop's database, and its processes."""

    def __init__(self, database: Database, fake: StripeFake) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.environment = {
            "SHOP_DATABASE_URL": database.url,
            "SHOP_PORT": str(port),
            "SHOP_SECRET": "s",
            "SHOP_PAYMENT_PROVIDER": "stripe",
            "STRIPE_SECRET_KEY": fake.key,
            "STRIPE_WEBHOOK_SECRETS": fake.secrets[0],
            "STRIPE_API_URL": fake.url,
        }
        self.settings = Settings.from_environment(self.environment)
        self.database, self.fake = database, fake
        self.webhook = f"{self.settings.public_url}/webhooks/stripe"

    def start(self, *command: str, crash_at: str = "") -> subprocess.Popen[bytes]:
        environment = {**os.environ, **self.environment, "SHOP_CRASH_AT": crash_at}
        return subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment)

    def killed(self, *command: str, at: str) -> None:
        assert self.start(*command, crash_at=at).wait(120) == -signal.SIGKILL, f"it did not come to {at}"

    def fill_cart(self) -> None:
        with self.database.write() as session:
            Counter(session, self.settings).cart.add("anna", [OrderLine("cap", 2)])

    def order(self) -> str:
        self.fill_cart()
        return order(self.database, self.settings, "anna")

    def link_for(self, number: str) -> Any:
        return Paying(self.database, self.settings, kept_profile(self.settings.profile_folder)).link_for(number)

    def orders(self) -> list[Any]:
        with self.database.read() as session:
            return [order_view(row) for row in session.query(Order)]

    def count(self, table: Any) -> int:
        with self.database.read() as session:
            return session.query(table).count()

    def stock(self) -> tuple[int, int]:
        with self.database.read() as session:
            cap = session.query(Variant).one()
            return cap.stock, cap.held

    def pay(self) -> None:
        (session,) = [one for one in self.fake.sessions.values() if one["status"] == "open"]
        self.fake.pay(session["id"])


@pytest.fixture()
def shop(filled: Database, stripe_fake: StripeFake) -> Shop:  # noqa: F811
    return Shop(filled, stripe_fake)


@pytest.fixture()
def pages(shop: Shop) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """pages(crash_at="…") starts the pages with their background."""
    running: list[subprocess.Popen[bytes]] = []

    def start(crash_at: str = "") -> subprocess.Popen[bytes]:
        server = shop.start("shop", "serve-pages", crash_at=crash_at)
        running.append(server)
        for _ in range(600):
            if crash_at and server.poll() == -signal.SIGKILL:
                # The background came to that point before anybody asked.
                return server
            assert server.poll() is None
            try:
                if requests.get(f"{shop.settings.public_url}/health", timeout=1).ok:
                    return server
            except requests.ConnectionError:
                time.sleep(0.1)
        raise AssertionError("the pages do not answer")

    yield start
    for server in running:
        if server.poll() is None:
            server.kill()
        server.wait()


@pytest.mark.parametrize(
    ("point", "orders", "sessions"),
    [
        ("before_order_stored", 0, 0),
        ("before_link_called", 1, 0),
        ("after_link_called", 1, 1),
        ("after_link_stored", 1, 1),
    ],
)
def test_checkout(shop: Shop, point: str, orders: int, sessions: int) -> None:
    shop.fill_cart()
    shop.killed("tests.integration.crash_child", "anna", at=point)
    assert (len(shop.orders()), len(shop.fake.sessions)) == (orders, sessions)
    assert shop.stock() == (20, 2 * orders)
    if not orders:
        order(shop.database, shop.settings, "anna")  # the cart is still there: the shopper confirms again
    elif shop.orders()[0].payment_url is None:
        shop.link_for(shop.orders()[0].number)  # the shopper asks for the link again
    (placed,) = shop.orders()
    assert placed.payment_url and shop.stock() == (20, 2)
    assert len(shop.fake.sessions) == shop.count(PaymentLink) == 1


@pytest.mark.parametrize("point", ["before_payment_stored", "after_payment_stored"])
def test_payment(shop: Shop, pages: Callable[..., Any], point: str) -> None:
    number = shop.order()
    shop.pay()
    server = pages(crash_at=point)
    assert [answer.status for answer in shop.fake.deliver(shop.webhook)] != [200]
    assert server.wait(60) == -signal.SIGKILL
    pages()
    assert {answer.status for answer in shop.fake.deliver(shop.webhook, copies=3)} == {200}
    (paid,) = shop.orders()
    assert (paid.number, paid.status, paid.paid_total) == (number, "paid", paid.total)
    assert shop.stock() == (18, 0)
    assert [shop.count(table) for table in (Payment, Document, News)] == [1, 1, 1]


def test_a_payment_whose_event_is_lost_with_the_process_is_found_by_asking(
    shop: Shop, pages: Callable[..., Any]
) -> None:
    shop.order()
    shop.pay()
    pages()  # no event is ever delivered
    for _ in range(100):
        if shop.orders()[0].status == "paid":
            break
        time.sleep(0.2)
    assert shop.orders()[0].status == "paid" and shop.stock() == (18, 0) and shop.count(Payment) == 1


@pytest.mark.parametrize(
    ("point", "refunds"),
    [
        ("before_refund_called", 0),
        ("after_refund_called", 1),
        ("before_refund_stored", 1),
        ("after_refund_stored", 1),
    ],
)
def test_refund(shop: Shop, point: str, refunds: int) -> None:
    shop.order()
    shop.pay()
    shop.killed("shop", "work", "--once", at="before_payment_stored")
    with shop.database.write() as session:
        session.query(PaymentLink).update({"checked_at": None})
    assert shop.start("shop", "work", "--once").wait(120) == 0
    (paid,) = shop.orders()
    assert paid.status == "paid"
    with shop.database.write() as session:
        locked = locked_order(session, session.query(Order).one().id)
        request_refund(session, locked, 1000, "merchant", "k")
    shop.killed("shop", "work", "--once", at=point)
    assert len(shop.fake.refunds) == refunds
    with shop.database.write() as session:
        session.query(Refund).update({"next_try_at": paid.created_at})  # the pause is over
    assert shop.start("shop", "work", "--once").wait(120) == 0
    assert [refund["amount"] for refund in shop.fake.refunds.values()] == [1000]
    (view,) = shop.orders()
    assert (view.refunded_total, shop.count(Refund)) == (1000, 1)
    with shop.database.read() as session:
        assert [refund.state for refund in session.query(Refund)] == ["done"]
        assert [news.kind for news in session.query(News).order_by(News.id)] == ["order_paid", "refund_done"]
        assert [document.kind for document in session.query(Document).order_by(Document.id)] == [
            "invoice",
            "credit_note",
        ]
