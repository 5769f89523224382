"""A migrated database without goods, the demo profile, and what a PDF says."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shop import clock
from shop.database import Database
from shop.model import Document, Order, OrderItem, Payment, Refund, Sequence
from shop.profile import DEMO_PROFILE, Profile, kept_profile
from shop.settings import Settings
from tests import postgres
from tests.unit.documents.samples import PAID


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: PAID)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once; every test gets a copy."""
    path = tmp_path_factory.mktemp("documents") / "shop.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture()
def settings(tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'shop.db'}", given_secret="test", public_url="http://shop.test"
    )


@pytest.fixture()
def database(settings: Settings, empty_file: Path) -> Iterator[Database]:
    shutil.copy(empty_file, settings.database_url.removeprefix("sqlite:///"))
    database = Database(settings.database_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> Iterator[Database]:
    database = Database(postgres.own_database(postgres_server, "documents"))
    database.upgrade()
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Both databases, one after the other, without documents, orders and numbers."""
    database: Database = request.getfixturevalue("database" if request.param == "sqlite" else "postgres_database")
    yield database
    with database.write() as session:
        for table in (Document, Sequence, Refund, Payment, OrderItem, Order):
            session.query(table).delete()


@pytest.fixture()
def session(database: Database) -> Iterator[object]:
    with database.write() as session:
        yield session


@pytest.fixture(scope="session")
def profile() -> Profile:
    return kept_profile(DEMO_PROFILE)


@pytest.fixture(scope="session")
def pages_of() -> Callable[[bytes], list[str]]:
    """The texts of a PDF's pages, each on one line with plain spaces."""
    from pypdf import PdfReader

    def read(file: bytes) -> list[str]:
        return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(file)).pages]

    return read
