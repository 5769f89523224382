"""Measure orders and webhooks per second, with 1, 10 and 50 at once, on SQLite and on a PostgreSQL of its own.

The payment provider is one in memory, so the figures are those of the shop and its database.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from unittest import mock

from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.database import Database
from shop.model import Product, Variant
from shop.order_line import Attributes, OrderLine
from shop.orders.paying import Paying
from shop.pages import create_app
from shop.payments.provider import PaymentNotice
from shop.profile import DEMO_PROFILE, kept_profile
from shop.settings import Settings
from tests import postgres
from tests.fakes.bank import Bank

AT_ONCE = (1, 10, 50)
RESULT = Path(__file__).resolve().parent.parent / "var" / "bench" / "orders.json"
CONTACT = Contact("Anna Berg", "anna@example.com", "Hauptstr. 5", "10115", "Berlin")
# A variant for each order, so that it is the shop that is measured and not the wait for one piece's row.
_VARIANTS = 500

Figures = dict[str, float]


class EchoBank(Bank):
    """A bank whose events are the notices themselves."""

    def read_event(self, headers: object, body: bytes) -> PaymentNotice:
        """The notice that the body is."""
        return PaymentNotice(**json.loads(body))


def main(arguments: list[str] | None = None) -> int:
    """Take all figures, print them and keep them; 0, also where there is no PostgreSQL."""
    parser = argparse.ArgumentParser(prog="bench_orders", description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=int, default=200, help="orders for each figure (at most 500)")
    parser.add_argument("--quick", action="store_true", help="50 orders for each figure")
    options, _others = parser.parse_known_args(arguments)
    count = 50 if options.quick else min(options.orders, _VARIANTS)
    found: dict[str, dict[str, Figures]] = {}
    for kind in ("sqlite", "postgresql"):
        try:
            with address(kind) as url:
                found[kind] = measured(url, count)
        except LookupError as missing:
            print(f"Not measured on {kind}: {missing}")
    print_table(found)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


@contextmanager
def address(kind: str) -> Iterator[str]:
    """The URL of an empty database that is gone afterwards."""
    if kind == "postgresql":
        with postgres.cluster() as url:
            yield url
        return
    with tempfile.TemporaryDirectory(prefix="tresen-bench-") as folder:
        yield f"sqlite:///{folder}/shop.db"


def measured(url: str, count: int) -> dict[str, Figures]:
    """The figures of one database: what is done, by how many at once."""
    database, bank = Database(url), EchoBank()
    settings = Settings(
        url, given_secret="s", payment_provider="stripe", stripe_secret_key="k", stripe_webhook_secrets=("s",)
    )
    database.upgrade()
    _fill(database)
    paying = Paying(database, settings, kept_profile(DEMO_PROFILE), bank)
    figures: dict[str, Figures] = {}
    try:
        with mock.patch("shop.pages.webhooks.provider_of", lambda settings: bank):
            app = create_app(settings)
        for workers in AT_ONCE:
            senders = [f"{workers}-{number}" for number in range(count)]
            confirmed = {sender: _cart(database, settings, sender, place) for place, sender in enumerate(senders)}
            order = partial(_order, database, settings, paying, confirmed)
            orders, figures[f"orders, {workers} at once"] = timed(senders, workers, order)
            bodies = [json.dumps(asdict(bank.pay(url))) for url in orders]
            _, figures[f"webhooks, {workers} at once"] = timed(
                bodies, workers, lambda body: app.test_client().post("/webhooks/stripe", data=body).status_code
            )
    finally:
        database.close()
    return figures


def timed(items: list[str], workers: int, work: Callable[[str], object]) -> tuple[list[str], Figures]:
    """Do all of it from `workers` threads; returns the results, and how many a second and how long each took."""
    results: list[str] = [""] * len(items)
    seconds = [0.0] * len(items)
    queue = iter(range(len(items)))
    taking = threading.Lock()

    def worker() -> None:
        while True:
            with taking:
                number = next(queue, None)
            if number is None:
                return
            began = time.perf_counter()
            results[number] = str(work(items[number]))
            seconds[number] = time.perf_counter() - began

    threads = [threading.Thread(target=worker) for _ in range(workers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - began
    if "" in results:
        raise RuntimeError("something failed while it was measured")
    return results, {"per_second": len(items) / passed, "p50_ms": at(seconds, 50), "p95_ms": at(seconds, 95)}


def at(seconds: list[float], percent: int) -> float:
    """The percentile in milliseconds, by nearest rank."""
    return sorted(seconds)[math.ceil(len(seconds) * percent / 100) - 1] * 1000


def print_table(found: dict[str, dict[str, Figures]]) -> None:
    """All figures, one in a row."""
    print(f"{'database':<12}{'what':<24}{'per second':>12}{'p50 ms':>10}{'p95 ms':>10}")
    for kind, figures in found.items():
        for name, values in figures.items():
            numbers = f"{values['per_second']:>12.1f}{values['p50_ms']:>10.1f}{values['p95_ms']:>10.1f}"
            print(f"{kind:<12}{name:<24}{numbers}")


def _fill(database: Database) -> None:
    with database.write() as session:
        cap = Product(key="cap", type="cap", title_en="Cap", title_de="Kappe")
        cap.variants = [
            Variant(sku=f"cap-{number}", size=str(number), price=1500, stock=1000) for number in range(_VARIANTS)
        ]
        session.add(cap)


def _cart(database: Database, settings: Settings, sender: str, place: int) -> str:
    with database.write() as session:
        counter = Counter(session, settings)
        counter.cart.add(sender, [OrderLine("cap", 1, Attributes(size=(str(place),)))])
        return counter.checkout.summary(sender, CONTACT).fingerprint


def _order(database: Database, settings: Settings, paying: Paying, confirmed: Mapping[str, str], sender: str) -> str:
    with database.write() as session:
        number = Counter(session, settings).checkout.place(sender, CONTACT, confirmed[sender], "en").order.number
    return str(paying.link_for(number).payment_url)


if __name__ == "__main__":
    sys.exit(main())
