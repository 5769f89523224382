"""Shops on both databases, for what happens at the same time and for what gets killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shop.database import Database
from shop.model import Product, Variant, metadata
from tests import postgres


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> str:
    return postgres.own_database(postgres_server, "integration")


@pytest.fixture(params=["sqlite", "postgresql"])
def either_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, on one kind and then on the other."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture()
def filled(either_url: str) -> Iterator[Database]:
    """A shop with 20 caps, which can be filled and emptied again on PostgreSQL."""
    database = Database(either_url)
    database.upgrade()
    with database.write() as session:
        for table in reversed(metadata.sorted_tables):
            if table.name != "sequence" and not table.name.startswith("catalog"):
                session.execute(table.delete())
        cap = Product(key="cap", type="cap", title_en="Cap", title_de="Kappe")
        cap.variants = [Variant(sku="cap", price=1500, stock=20)]
        session.add(cap)
    yield database
    database.close()


@pytest.fixture()
def at_once() -> Callable[[int, Callable[[int], Any]], list[Any]]:
    """at_once(80, work) calls work(0) … work(79) from threads that start together; refusals are outcomes."""
    import threading

    def run(count: int, work: Callable[[int], Any]) -> list[Any]:
        start, outcomes = threading.Barrier(count), [None] * count

        def one(number: int) -> None:
            start.wait()
            try:
                outcomes[number] = work(number)
            except Exception as error:  # the test looks at it
                outcomes[number] = error

        threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return outcomes

    return run
