"""An import is understood without training and without a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from components import vocabulary
from components.reading.lexicon import Lexicon
from components.reading.reader import Reader
from components.vocabulary import Vocabulary
from shop.database import Database
from shop.importers import import_file

HEADER = "Handle,Title,Type,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price\n"


@pytest.fixture(scope="module")
def general() -> Lexicon:
    return Lexicon.from_files()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/shop.db")
    database.upgrade()
    return database


@pytest.fixture(autouse=True)
def looks_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "FRESH_SECONDS", 0.0)


def sells(database: Database, folder: Path, *rows: str) -> None:
    file = folder / "goods.csv"
    file.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    import_file(database, file)


def understood(reader: Reader, message: str) -> dict[str, object]:
    return {mention.entity: mention.value for mention in reader.read(message)}


def test_goods_imported_while_the_server_runs_are_understood(
    general: Lexicon, database: Database, tmp_path: Path
) -> None:
    words = Vocabulary(general, database)
    assert "product" not in understood(words.reader(), "two zithers in plum wine please")
    sells(database, tmp_path, "alpina,Alpina Zither,Zithers,Color,Plum Wine,Z-1,3,99.00")
    found = understood(words.reader(), "two zithers in plum wine please")
    assert found == {"quantity": 2, "product": "zither", "color": "plum wine"}


def test_a_catalog_leaves_the_words_of_the_languages_alone(
    general: Lexicon, database: Database, tmp_path: Path
) -> None:
    sells(database, tmp_path, "alpina,Alpina Zither,Zithers,Color,Plum Wine,Z-1,3,99.00")
    Vocabulary(general, database).reader()
    assert "zither" not in general.forms
    assert "product" not in understood(Reader(general), "two zithers")


def test_words_of_a_catalog_that_is_away_stay_known(general: Lexicon, database: Database, tmp_path: Path) -> None:
    sells(database, tmp_path, "alpina,Alpina Zither,Zithers,Color,Plum Wine,Z-1,3,99.00")
    words = Vocabulary(general, database)
    words.reader()
    database.engine.dispose()
    with database.write() as session:
        session.execute(text("DROP TABLE catalog_version"))
    assert understood(words.reader(), "a zither please")["product"] == "zither"


def test_many_words_are_learned_beside_the_talk(
    general: Lexicon, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "AT_ONCE", 0)
    words = Vocabulary(general, database)
    words.reader()
    sells(database, tmp_path, "alpina,Alpina Zither,Zithers,Color,Plum Wine,Z-1,3,99.00")
    words.reader()
    learner = next((t for t in vocabulary.threading.enumerate() if t.daemon and "_read_with" in t.name), None)
    if learner is not None:
        learner.join(30)
    assert understood(words.reader(), "a zither please")["product"] == "zither"
