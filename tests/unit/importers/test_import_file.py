"""Importing into a database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from shop.database import Database
from shop.importers import import_file, load_demo_catalog
from shop.model import Product, Variant

FILE = """
products:
- {key: tee, sku: TS, type: t-shirt, title: {en: Tee, de: T-Shirt}, price: 12.90, stock: 7, colors: [red, blue]}
- {key: bag, sku: BG, type: tote bag, title: {en: Bag, de: Tasche}, price: 5.00}
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    path = tmp_path / "goods.yml"
    path.write_text(FILE, encoding="utf-8")
    return path


def stocks(database: Database) -> dict[str, int]:
    with database.read() as session:
        return dict(session.execute(select(Variant.sku, Variant.stock)).all())


def sell(database: Database, sku: str, **values: int) -> None:
    with database.write() as session:
        session.execute(update(Variant).where(Variant.sku == sku).values(**values))


def test_an_import_reports_what_it_read(database: Database, catalog: Path) -> None:
    report = import_file(database, catalog)
    assert (report.products, report.variants, report.unchanged, report.problems) == (2, 3, False, [])
    assert stocks(database) == {"TS-RED": 7, "TS-BLU": 7, "BG": 0}


def test_an_unchanged_file_does_not_put_back_what_was_sold(database: Database, catalog: Path) -> None:
    import_file(database, catalog)
    sell(database, "TS-RED", stock=3)
    report = import_file(database, str(catalog))
    assert report.unchanged
    assert (report.products, report.variants) == (2, 3)
    assert stocks(database)["TS-RED"] == 3


def test_a_changed_file_sets_the_stock_that_it_says_and_no_other(database: Database, catalog: Path) -> None:
    import_file(database, catalog)
    sell(database, "TS-RED", stock=3)
    sell(database, "BG", stock=9)
    catalog.write_text(FILE.replace("12.90", "13.90"), encoding="utf-8")
    assert not import_file(database, catalog).unchanged
    assert stocks(database) == {"TS-RED": 7, "TS-BLU": 7, "BG": 9}
    with database.read() as session:
        assert session.execute(select(Variant.price).where(Variant.sku == "TS-BLU")).scalar_one() == 1390


def test_going_back_to_an_earlier_version_of_a_file_is_a_change(database: Database, catalog: Path) -> None:
    import_file(database, catalog)
    catalog.write_text(FILE.replace("stock: 7", "stock: 2"), encoding="utf-8")
    import_file(database, catalog)
    catalog.write_text(FILE, encoding="utf-8")
    assert not import_file(database, catalog).unchanged
    assert stocks(database)["TS-RED"] == 7


def test_the_same_goods_under_another_file_name_change_nothing(database: Database, catalog: Path) -> None:
    import_file(database, catalog)
    assert import_file(database, catalog.rename(catalog.with_name("other.yaml"))).unchanged


def test_pieces_held_for_open_orders_are_kept(database: Database, catalog: Path) -> None:
    import_file(database, catalog)
    sell(database, "TS-RED", held=4)
    catalog.write_text(FILE.replace("stock: 7", "stock: 2"), encoding="utf-8")
    report = import_file(database, catalog)
    assert "TS-RED" in report.problems[0]
    assert stocks(database) == {"TS-RED": 4, "TS-BLU": 2, "BG": 0}


def test_a_renamed_sku_does_not_double_the_variant(database: Database, catalog: Path) -> None:
    import_file(database, catalog)
    catalog.write_text(FILE.replace("sku: TS,", "sku: NEW,"), encoding="utf-8")
    assert len(import_file(database, catalog).problems) == 2
    assert set(stocks(database)) == {"TS-RED", "TS-BLU", "BG"}


def test_a_sku_of_another_product_is_not_taken_over(database: Database, catalog: Path) -> None:
    import_file(database, catalog)
    catalog.write_text(FILE.replace("key: bag", "key: sack"), encoding="utf-8")
    report = import_file(database, catalog)
    assert "BG belongs to another product" in report.problems[0]


@pytest.mark.parametrize(("name", "said"), [("goods.csv", ".yml, .yaml"), ("missing.yml", "cannot be read")])
def test_a_file_that_cannot_be_imported_is_named_with_what_can(
    database: Database, catalog: Path, name: str, said: str
) -> None:
    catalog.rename(catalog.with_suffix(".csv"))
    report = import_file(database, catalog.with_name(name))
    assert (report.products, report.variants, report.unchanged) == (0, 0, True)
    assert name in report.problems[0]
    assert said in report.problems[0]
    assert stocks(database) == {}


def test_a_failure_in_the_middle_leaves_nothing_behind(
    database: Database, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr("shop.importers.remember", fail)
        with pytest.raises(OSError, match="disk full"):
            import_file(database, catalog)
    assert stocks(database) == {}
    assert not import_file(database, catalog).unchanged


def test_the_demo_catalog_can_be_loaded_again_and_keeps_what_was_sold(database: Database) -> None:
    with database.write() as session:
        first = load_demo_catalog(session)
    sell(database, "TS-M-GRY-L", stock=1)
    with database.write() as session:
        second = load_demo_catalog(session)
        count = session.execute(select(func.count()).select_from(Product)).scalar_one()
    assert (first.unchanged, second.unchanged, second.problems) == (False, True, [])
    assert (second.products, second.variants) == (count, len(stocks(database)))
    assert stocks(database)["TS-M-GRY-L"] == 1
