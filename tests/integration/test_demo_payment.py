"""The demo payment end to end, over HTTP, with the page served as its users get it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.database import Database
from shop.model import Product, Variant
from shop.order_line import OrderLine
from shop.orders.paying import Paying
from shop.profile import kept_profile
from shop.settings import Settings
from shop.views import OrderView

_ROOT = Path(__file__).resolve().parents[2]
_SENDER = "anna"


@pytest.fixture()
def settings(tmp_path: Path) -> Settings:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {"SHOP_DATABASE_URL": f"sqlite:///{tmp_path / 'shop.db'}", "SHOP_PORT": str(port), "SHOP_SECRET": "s"}
    return Settings.from_environment(environment)


@pytest.fixture()
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    database.upgrade()
    with database.write() as session:
        cap = Product(key="cap", type="cap", title_en="Cap", title_de="Cap")
        cap.variants.append(Variant(sku="CAP-RED", color="red", price=1500, stock=4))
        session.add(cap)
    yield database
    database.close()


@pytest.fixture()
def pages(settings: Settings, database: Database) -> Iterator[str]:
    environment = {
        **os.environ,
        "SHOP_DATABASE_URL": settings.database_url,
        "SHOP_PORT": str(settings.port),
        "SHOP_SECRET": "s",
    }
    server = subprocess.Popen([sys.executable, "-m", "shop", "serve-pages"], cwd=_ROOT, env=environment)
    try:
        _wait_until_healthy(settings.public_url, server)
        yield settings.public_url
    finally:
        server.terminate()
        server.wait(timeout=10)


def test_an_order_is_paid_by_its_link_exactly_once(settings: Settings, database: Database, pages: str) -> None:
    order = _order(database, settings)
    assert order.payment_url is not None and order.payment_url.startswith(pages)

    page = requests.get(order.payment_url, timeout=10)
    assert page.status_code == 200 and order.number in page.text
    assert len(re.findall("<form", page.text)) == 1

    paid = requests.post(order.payment_url, timeout=10)
    assert paid.status_code == 200 and paid.url.endswith("/thanks")
    requests.post(order.payment_url, timeout=10)

    with database.read() as session:
        latest = Counter(session, settings).orders.latest(_SENDER)
        assert latest is not None and (latest.status, latest.payment_url) == ("paid", None)
        cap = session.query(Variant).one()
        assert (cap.stock, cap.held) == (2, 0)


def test_a_changed_link_is_not_found(settings: Settings, database: Database, pages: str) -> None:
    order = _order(database, settings)
    assert requests.post(f"{order.payment_url}x", timeout=10).status_code == 404
    with database.read() as session:
        latest = Counter(session, settings).orders.latest(_SENDER)
        assert latest is not None and latest.status == "awaiting_payment"


def _order(database: Database, settings: Settings) -> OrderView:
    contact = Contact("Anna Berg", "anna@example.com", "Hauptstr. 5", "10115", "Berlin")
    with database.write() as session:
        counter = Counter(session, settings)
        counter.cart.add(_SENDER, [OrderLine("cap", 2)])
        fingerprint = counter.checkout.summary(_SENDER, contact).fingerprint
        number = counter.checkout.place(_SENDER, contact, fingerprint, "en").order.number
    return Paying(database, settings, kept_profile(settings.profile_folder)).link_for(number)


def _wait_until_healthy(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert server.poll() is None, "the pages server has stopped"
        try:
            if requests.get(f"{url}/health", timeout=1).json() == {"status": "ok"}:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError("the pages server does not answer")
