"""`shop catalog import`, and the revision of the database that it needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from typer.testing import CliRunner

import shop.migrations
from shop.catalog.vocabulary import version_of
from shop.cli import app
from shop.database import Database
from shop.model import metadata
from tests.unit.importers.exports import shopify

DATA = shopify(
    {"Handle": "mug", "Title": "Mug", "Type": "Mugs"}, {"Handle": "cup", "Title": "Cup", "Variant Price": "?"}
)
PROBLEM = "row 3: ? is no price"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    database = Database(f"sqlite:///{tmp_path}/shop.db")
    monkeypatch.setenv("SHOP_DATABASE_URL", database.url)
    monkeypatch.setenv("SHOP_SECRET", "test")
    return database


def test_the_command_says_what_was_read_learned_and_left_out(database: Database, tmp_path: Path) -> None:
    database.upgrade()
    path = tmp_path / "a.csv"
    path.write_bytes(DATA)
    first = CliRunner().invoke(app, ["catalog", "import", str(path)])
    assert first.exit_code == 0, first.output
    assert first.output.splitlines() == ["1 products, 1 variants, 2 new words.", "Not read:", f"- {PROBLEM}"]
    second = CliRunner().invoke(app, ["catalog", "import", str(path), "--json"])
    assert json.loads(second.output) == {
        "products": 1, "variants": 1, "unchanged": True, "problems": [PROBLEM], "words": 0,
    }  # fmt: skip


def test_a_file_of_which_nothing_can_be_read_is_a_failure(database: Database, tmp_path: Path) -> None:
    database.upgrade()
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,2\n")
    assert CliRunner().invoke(app, ["catalog", "import", str(path)]).exit_code == 1


def test_the_revision_keeps_the_goods_and_can_be_taken_back(database: Database) -> None:
    def to(revision: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(list(shop.migrations.__path__)[0])))
        with database.engine.begin() as connection:
            config.attributes["connection"] = connection
            step = command.downgrade if revision == "0001" and there() else command.upgrade
            step(config, revision)

    def there() -> list[str]:
        with database.engine.connect() as connection:
            return [row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))]

    to("0001")
    with database.engine.begin() as connection:
        connection.execute(text("INSERT INTO product (key, type, title_en, title_de) VALUES ('a', 'b', 'c', 'd')"))
        connection.execute(text("INSERT INTO variant (product_id, sku, price) VALUES (1, 'A', 100)"))
    to("head")
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    with database.read() as session:
        assert version_of(session) == 0
    to("0001")
    assert "catalog_word" not in there()
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT sku FROM variant")).scalar() == "A"
