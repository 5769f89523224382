"""The tiny shop of tests/unit/shop, with orders that are paid, shipped and delivered as providers and carriers say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from shop import clock
from shop.aftersale import AfterSale
from shop.database import Database
from shop.model import Order
from shop.model.sales import order_id_of
from shop.orders import apply, states
from shop.orders.refund_runner import RefundRunner
from shop.payments.demo import DemoProvider
from shop.payments.provider import PaymentNotice
from shop.profile import Profile, kept_profile
from shop.settings import Settings
from tests.unit.shop.conftest import (  # noqa: F401  # fixtures
    anna,
    ben,
    catalog,
    database,
    filled_file,
    later,
    say,
    settings,
    stock,
)


class Desk:
    """The shop after the sale; every call is a transaction of its own."""

    def __init__(self, database: Database, settings: Settings, sender: str = "anna") -> None:  # noqa: F811
        self.database, self.settings, self.sender = database, settings, sender
        self.profile: Profile = kept_profile(settings.profile_folder)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            with self.database.write() as session:
                return getattr(AfterSale(session, self.settings, self.profile), name)(self.sender, *arguments, **named)

        return call

    @contextmanager
    def open(self) -> Iterator[Any]:
        with self.database.write() as session:
            yield session

    def order(self, number: str) -> Order:
        with self.database.write() as session:
            order = session.get(Order, order_id_of(number))
            assert order is not None
            _ = [*order.items, *order.payments]
            return order

    def pay(self, number: str, amount: int | None = None) -> str:
        order = self.order(number)
        notice = PaymentNotice(
            "demo", f"event {number}", "paid", number, None, f"payment {number}", None,
            order.total if amount is None else amount, order.currency,
        )  # fmt: skip
        with self.database.write() as session:
            return apply(session, self.profile, notice).outcome

    def move(self, number: str, *path: str, at: datetime | None = None) -> None:
        with self.database.write() as session:
            order = session.get(Order, order_id_of(number))
            for status in path:
                states.advance(session, order, status, at=at)

    def deliver(self, number: str, at: datetime | None = None) -> str:
        self.move(number, "shipped", "delivered", at=at or clock.now())
        return number

    def send_refunds(self) -> int:
        return RefundRunner(self.database, self.profile, lambda _name: DemoProvider(self.settings)).run_once()


@pytest.fixture()
def desk(database: Database, settings: Settings) -> Desk:  # noqa: F811
    return Desk(database, settings)


@pytest.fixture()
def sell(desk: Desk) -> Callable[..., str]:
    """sell(anna, line, …) orders, pays and delivers; returns the number. `until` is the last step."""

    def do(shopper: Any, *lines: Any, until: str = "delivered", at: datetime | None = None) -> str:
        shopper.add(list(lines))
        number = str(shopper.place().number)
        if until != "awaiting_payment":
            assert desk.pay(number) == "paid"
        if until in ("shipped", "delivered"):
            desk.move(number, "shipped", at=at)
        if until == "delivered":
            desk.move(number, "delivered", at=at)
        return number

    return do
