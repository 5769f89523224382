"""A tiny shop on a temporary SQLite file, and short ways to talk to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shop import clock
from shop.cart.again import Again
from shop.cart.reorder import Reordered, reorder
from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.database import Database
from shop.model import News, Order, Product, Variant
from shop.model.sales import order_id_of
from shop.order_line import Attributes, OrderLine
from shop.orders import Applied, apply, states
from shop.orders.cancelling import cancel
from shop.orders.locking import locked_order
from shop.orders.news import Message
from shop.orders.paying import Paying
from shop.orders.poll import poll_open_links
from shop.orders.refund_runner import RefundRunner
from shop.orders.refunds import request_refund
from shop.orders.view import order_view
from shop.payments.provider import PaymentNotice
from shop.profile import kept_profile
from shop.settings import Settings
from shop.views import OrderView
from tests.fakes.bank import Bank

LETTERS = ("S", "M", "L")


def _product(
    key: str, kind: str, audience: str | None, price: int, variants: list[tuple[Any, ...]], **more: Any
) -> Product:
    product = Product(key=key, type=kind, title_en=f"{key} en", title_de=f"{key} de", audience=audience, **more)
    for color, size, stock in variants:
        sku = "-".join(part for part in (key, color, size) if part)
        product.variants.append(Variant(sku=sku, color=color, size=size, price=price, stock=stock))
    return product


def _grid(colors: tuple[str, ...], sizes: tuple[str | None, ...], stock: int = 20) -> list[tuple[Any, ...]]:
    return [(color, size, stock) for color in colors for size in sizes]


def tiny_catalog() -> list[Product]:
    """Every kind of question can arise here; one hoodie is the last piece, one is sold out."""
    hoodies = [*_grid(("black",), ("M", "L")), ("black", "S", 0), *_grid(("grey",), ("S", "M")), ("grey", "L", 1)]
    jeans = _grid(("blue",), ("32/30", "32/32", "32/34", "34/32"))
    kids = _grid(("grey",), ("98", "104"))
    return [
        _product("tee-w", "t-shirt", "women", 1990, _grid(("grey", "white"), LETTERS), material="cotton"),
        _product("tee-m", "t-shirt", "men", 1990, _grid(("grey", "white"), LETTERS), material="cotton"),
        _product("tee-k", "t-shirt", "kids", 990, kids, material="cotton"),
        _product("organic-m", "t-shirt", "men", 2490, _grid(("green",), LETTERS), material="organic cotton"),
        _product("hoodie-m", "hoodie", "men", 3990, hoodies, material="cotton", rating=45),
        _product("socks", "socks", None, 490, _grid(("black", "grey"), ("35-38", "39-42"))),
        _product("jeans-m", "jeans", "men", 5990, jeans, fit="slim"),
        _product("beanie", "beanie", None, 1290, _grid(("black", "navy"), (None,))),
        _product("belt-a", "belt", None, 2000, _grid(("brown",), ("M",))),
        _product("belt-b", "belt", None, 2200, _grid(("brown",), ("M",))),
    ]


@pytest.fixture()
def settings(tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'shop.db'}", given_secret="test", public_url="http://shop.test"
    )


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated and filled once; every test gets a copy."""
    path = tmp_path_factory.mktemp("template") / "shop.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    with database.write() as session:
        session.add_all(tiny_catalog())
    database.close()
    return path


@pytest.fixture()
def database(settings: Settings, filled_file: Path) -> Iterator[Database]:
    shutil.copy(filled_file, settings.database_url.removeprefix("sqlite:///"))
    database = Database(settings.database_url)
    yield database
    database.close()


class Shopper:
    """One sender; every call is a transaction of its own."""

    def __init__(self, database: Database, settings: Settings, sender: str = "anna") -> None:
        self.database, self.settings, self.sender = database, settings, sender
        self.contact = Contact("Anna Berg", "anna@example.com", "Hauptstr. 5", "10115", "Berlin")

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            with self.database.write() as session:
                return getattr(Counter(session, self.settings).cart, name)(self.sender, *arguments)

        return call

    def content(self) -> dict[str, int]:
        return {line.sku: line.quantity for line in self.view().lines}

    def order(self, language: str = "en") -> OrderView:
        number = self.place(language).number
        return self.paying().link_for(number)

    def place(self, language: str = "en") -> OrderView:
        """Order, without a link to pay by yet."""
        with self.database.write() as session:
            checkout = Counter(session, self.settings).checkout
            fingerprint = checkout.summary(self.sender, self.contact).fingerprint
            return checkout.place(self.sender, self.contact, fingerprint, language).order

    def paying(self, provider: Any = None) -> Paying:
        return Paying(self.database, self.settings, kept_profile(self.settings.profile_folder), provider)

    def latest(self) -> OrderView | None:
        with self.database.read() as session:
            return Counter(session, self.settings).orders.latest(self.sender)


@pytest.fixture()
def anna(database: Database, settings: Settings) -> Shopper:
    return Shopper(database, settings)


@pytest.fixture()
def ben(database: Database, settings: Settings) -> Shopper:
    return Shopper(database, settings, "ben")


@pytest.fixture()
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let seconds pass."""
    real = clock.now

    def pass_by(seconds: int) -> None:
        def moved() -> datetime:
            return real() + timedelta(seconds=seconds)

        monkeypatch.setattr(clock, "now", moved)

    return pass_by


@pytest.fixture()
def stock(database: Database) -> Callable[[str], tuple[int, int]]:
    """Stock and held pieces of a SKU, as stored."""

    def read(sku: str) -> tuple[int, int]:
        with database.read() as session:
            variant = session.query(Variant).filter_by(sku=sku).one()
            return variant.stock, variant.held

    return read


@pytest.fixture()
def say() -> Callable[..., OrderLine]:
    """say("hoodie", 2, color="black", size=("M", "L")) as an order line."""

    def line(product: str | None = None, quantity: float | None = None, **more: Any) -> OrderLine:
        wanted, excluded = more.pop("wanted", {}), more.pop("excluded", {})
        for name in ("color", "size", "material", "fit", "audience"):
            if name in more:
                wanted[name] = more.pop(name)

        def attributes(values: dict[str, Any]) -> Attributes:
            return Attributes(**{k: (v,) if isinstance(v, str) else v for k, v in values.items()})

        return OrderLine(product, quantity, attributes(wanted), attributes(excluded), **more)

    return line


@pytest.fixture()
def again(database, settings) -> Callable[..., Reordered]:
    """again(anna, line, …) reorders in a transaction of its own."""

    def do(shopper: Any, *lines: OrderLine, step: int = 0, number: str | None = None) -> Reordered:
        wishes = [Again(line, step) for line in lines or (OrderLine(words="the same again"),)]
        with database.write() as session:
            return reorder(Counter(session, settings).cart, shopper.sender, wishes, number)

    return do


@pytest.fixture()
def buy(database) -> Callable[..., str]:
    """buy(anna, line, …) orders and pays; returns the order number."""

    def do(shopper: Any, *lines: OrderLine, status: str = "paid") -> str:
        shopper.add(list(lines))
        number = shopper.order().number
        with database.write() as session:
            session.query(Order).order_by(Order.id.desc()).first().status = status
        return number

    return do


@pytest.fixture()
def catalog(database) -> Callable[..., None]:
    """catalog("tee-m-grey-M", price=2490) changes a variant; deleted=True takes it out."""

    def change(sku: str, deleted: bool = False, **values: Any) -> None:
        with database.write() as session:
            variant = session.query(Variant).filter_by(sku=sku).one()
            if deleted:
                session.delete(variant)
            for name, value in values.items():
                setattr(variant, name, value)

    return change


@pytest.fixture()
def bank() -> Bank:
    return Bank()


@pytest.fixture()
def with_bank(settings) -> Settings:
    """The shop takes its money by the bank, which goes by the name of Stripe."""
    return replace(settings, payment_provider="stripe", stripe_secret_key="k", stripe_webhook_secrets=("s",))


class Till:
    """Everything that happens to money, with a bank in memory."""

    def __init__(self, database: Database, settings: Settings, bank: Bank) -> None:
        self.database, self.settings, self.bank = database, settings, bank
        self.profile = kept_profile(settings.profile_folder)
        self.paying = Paying(database, settings, self.profile, bank)
        self.told: list[Message] = []

    def apply(self, notice: PaymentNotice, account: str | None = None) -> Applied:
        with self.database.write() as session:
            return apply(session, self.profile, notice, account)

    def refund(self, number: str, amount: int, key: str = "refund", reason: str = "merchant") -> list[int]:
        with self.database.write() as session:
            order = locked_order(session, order_id_of(number))
            return [refund.amount for refund in request_refund(session, order, amount, reason, key)]

    def send_refunds(self) -> int:
        return RefundRunner(self.database, self.profile, lambda name: self.bank).run_once()

    def poll(self) -> int:
        return poll_open_links(self.database, self.profile, self.bank)

    def advance(self, number: str, *statuses: str, **facts: Any) -> None:
        for status in statuses:
            with self.database.write() as session:
                states.advance(session, locked_order(session, order_id_of(number)), status, **facts)

    def cancel(self, number: str) -> None:
        with self.database.write() as session:
            cancel(session, locked_order(session, order_id_of(number)))

    def order(self, number: str) -> OrderView:
        with self.database.read() as session:
            return order_view(session.get(Order, order_id_of(number)))

    def news(self) -> list[str]:
        with self.database.read() as session:
            return [kind for (kind,) in session.query(News.kind).order_by(News.id)]

    def count(self, table: Any) -> int:
        with self.database.read() as session:
            return session.query(table).count()


@pytest.fixture()
def till(database, with_bank, bank) -> Till:
    return Till(database, with_bank, bank)


@pytest.fixture()
def bought(anna, till, say) -> Callable[..., OrderView]:
    """bought() orders two hoodies and brings the order with its link; bought(lines…) orders these."""

    def order(*lines: OrderLine) -> OrderView:
        anna.settings = till.settings
        anna.add(list(lines) or [say("hoodie", 2, color="black", size="M")])
        return till.paying.link_for(anna.place().number)

    return order
