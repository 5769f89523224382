"""The demo profile, and databases with the shop's tables: SQLite for all tests, PostgreSQL where two act at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from shop.database import Database
from shop.model import Discount, DiscountUse, Order
from shop.profile import DEMO_PROFILE, Profile, load_profile
from tests import postgres

# A Wednesday, 11:00 in Berlin.
NOON = datetime(2026, 11, 25, 10, 0, tzinfo=timezone.utc)


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile(DEMO_PROFILE)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "shop.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture()
def database(tmp_path: Path, empty_file: Path) -> Iterator[Database]:
    shutil.copy(empty_file, tmp_path / "shop.db")
    database = Database(f"sqlite:///{tmp_path / 'shop.db'}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> Iterator[Database]:
    database = Database(postgres.own_database(postgres_server, "pricing"))
    database.upgrade()
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Both databases, one after the other, emptied of codes and orders."""
    name = "database" if request.param == "sqlite" else "postgres_database"
    database: Database = request.getfixturevalue(name)
    yield database
    with database.write() as session:
        for table in (DiscountUse, Order, Discount):
            session.query(table).delete()


@pytest.fixture()
def make_discount(database: Database) -> Callable[..., Discount]:
    return lambda code, **values: add_discount(database, code, **values)


def add_discount(database: Database, code: str, **values: Any) -> Discount:
    with database.write() as session:
        discount = Discount(**{"code": code, "kind": "amount", "value": 500, "uses": 0, "active": True, **values})
        session.add(discount)
    return discount


def add_order(database: Database, sender: str = "anna", **values: Any) -> Order:
    """An order that waits for its payment for another half hour."""
    usual: dict[str, Any] = {
        "sender": sender, "status": "awaiting_payment", "currency": "EUR", "goods_total": 3000, "delivery_cost": 490,
        "vat_included": 557, "total": 3490, "name": "Anna Berg", "email": "anna@example.com", "street": "Ring 5",
        "postal_code": "10115", "city": "Berlin", "summary_hash": "0" * 64, "terms_version": "1", "created_at": NOON,
        "hold_expires_at": NOON + timedelta(minutes=30),
    }  # fmt: skip
    with database.write() as session:
        order = Order(**{**usual, **values})
        session.add(order)
    return order
