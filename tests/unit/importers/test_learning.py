"""The words that a catalog teaches."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from shop.catalog.vocabulary import LearnedWord, version_of, words_of
from shop.database import Database
from shop.importers import ImportReport, import_file, load_demo_catalog
from shop.model import CatalogWord, Product
from tests.unit.importers.exports import Cells, options, shopify

OWN = """
words:
  product: {sofa: {de: [Couch, Sofa], en: [couch, settee, Sofa]}}
  color: {walnut: {de: Nussbaum}}
products:
- {key: lund, type: sofa, title: {en: Sofa, de: Sofa}, price: 900, colors: [walnut], size_label: Seats, sizes: [two]}
"""
Import = Callable[[str, "bytes | str"], ImportReport]


@pytest.fixture
def imported(database: Database, tmp_path: Path) -> Import:
    def write_and_import(name: str, content: bytes | str) -> ImportReport:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_file(database, path)

    return write_and_import


def learned(database: Database, entity: str = "") -> set[tuple[str, str]]:
    with database.read() as session:
        return {(word.value, word.word) for word in words_of(session) if entity in ("", word.entity)}


def names(database: Database) -> set[tuple[str, str]]:
    return {(value, word) for value, word in learned(database, "product") if value.startswith("#")}


def version(database: Database) -> int:
    with database.read() as session:
        return version_of(session)


def mug(**more: object) -> Cells:
    return {"Title": "Mug", "Type": "Mugs", "Vendor": "Fernhill", **options(("Color", "Matte Black")), **more}


def test_the_merchants_own_types_colors_sizes_and_brands_are_learned(database: Database, imported: Import) -> None:
    report = imported("a.csv", shopify(mug() | options(("Color", "Matte Black"), ("Size", "250g"))))
    with database.read() as session:
        assert words_of(session) == [
            LearnedWord("brand", "Fernhill", "Fernhill", None),
            LearnedWord("color", "matte black", "matte black", None),
            LearnedWord("product", "mug", "Mugs", None),
            LearnedWord("product", "mug", "mug", None),
            LearnedWord("size", "250 g", "250 g", None),
            LearnedWord("size", "250 g", "250g", None),
        ]
    assert (report.words, report.unchanged) == (6, False)


def test_words_that_the_languages_know_for_the_same_value_are_not(database: Database, imported: Import) -> None:
    row: Cells = {"Title": "Women's Cotton T-Shirt grey", "Type": "T-Shirts"}
    report = imported("a.csv", shopify(row | options(("Color", "Grau"), ("Size", "Medium"))))
    assert learned(database) == set()
    assert (report.words, version(database)) == (0, 0)


def test_tags_are_no_synonyms(database: Database, imported: Import) -> None:
    imported("a.csv", shopify(mug(Tags="beaker, cup")))
    assert {word for _, word in learned(database, "product")} == {"Mugs", "mug"}


def test_a_common_word_never_becomes_a_brand(database: Database, imported: Import) -> None:
    imported("a.csv", shopify(mug(Vendor="On"), mug(Vendor="Only")))
    assert learned(database, "brand") == set()


def test_the_distinctive_part_of_a_title_names_the_product(database: Database, imported: Import) -> None:
    rows: list[Cells] = [
        {"Handle": "varsity", "Title": "Classic Varsity Top"},
        {"Handle": "yirga", "Title": "Yirgacheffe", "Type": "Coffee"},
        {"Handle": "pot", "Title": "Stoneware Teapot with Infuser"},
        {"Handle": "draft", "Title": "Zephyr Kettle", "Status": "draft"},
    ]
    imported("a.csv", shopify(*rows))
    assert names(database) == {
        ("#varsity", "Classic Varsity Top"),
        ("#varsity", "Classic Varsity"),
        ("#varsity", "Varsity Top"),
        ("#yirga", "Yirgacheffe"),
        ("#yirga", "Yirgacheffe coffee"),
        ("#pot", "Stoneware Teapot with Infuser"),
        ("#pot", "Stoneware Teapot"),
    }


@pytest.mark.parametrize(
    ("title", "kind", "brand"),
    [
        ("Men's T-Shirt grey", "", ""),
        ("Fernhill Mug 350 ml", "Mugs", "Fernhill"),
        ("Herren Jacke", "", ""),
        ("Espresso Machine", "Espresso Machines", ""),
        ("The Classic Mug", "Mugs", ""),
    ],
)
def test_a_title_without_one_names_nothing(
    database: Database, imported: Import, title: str, kind: str, brand: str
) -> None:
    imported("a.csv", shopify({"Title": title, "Type": kind, "Vendor": brand}))
    assert names(database) == set()


def test_a_name_that_two_products_share_is_none(database: Database, imported: Import) -> None:
    imported("a.csv", shopify({"Title": "Fjellvind Mug"}, {"Title": "Fjellvind Mug"}, {"Title": "Fjellvind Cup"}))
    assert names(database) == {("#p3", "Fjellvind Cup")}


def test_a_name_goes_when_another_file_brings_a_twin(database: Database, imported: Import) -> None:
    imported("a.csv", shopify({"Handle": "a", "Title": "Fjellvind Mug"}))
    assert ("#a", "Fjellvind") in names(database)
    imported("b.csv", shopify({"Handle": "b", "Title": "Fjellvind Mug"}))
    assert names(database) == set()


def test_the_merchants_synonyms_are_learned_with_their_language(database: Database, imported: Import) -> None:
    report = imported("a.yml", OWN)
    assert report.problems == []
    with database.read() as session:
        words = words_of(session)
        product = session.execute(select(Product)).scalar_one()
        assert (product.size_label, product.color_label) == ("Seats", None)
    assert {(word.word, word.language) for word in words if word.value == "sofa"} == {
        ("couch", None), ("settee", "en"), ("sofa", None),
    }  # fmt: skip
    assert ("Nussbaum", "de") in {(word.word, word.language) for word in words if word.value == "walnut"}


def test_a_file_replaces_the_synonyms_that_it_lists_and_no_others(database: Database, imported: Import) -> None:
    imported("a.yml", OWN)
    imported(
        "a.yml", OWN.replace("Couch, ", "").replace("couch, ", "").replace("  color: {walnut: {de: Nussbaum}}\n", "")
    )
    assert ("sofa", "couch") not in learned(database)
    assert ("sofa", "settee") in learned(database)
    assert ("walnut", "Nussbaum") in learned(database)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("color: {walnut", "colour: {walnut", "words: colour must be one of"),
        ("de: Nussbaum", "fr: noyer", "fr must be one of en, de"),
        ("{de: Nussbaum}", "Nussbaum", "must have lists of words"),
        ("de: Nussbaum", "de: {a: b}", "de must be a list"),
        ("de: Nussbaum", "de: [[a]]", "must be text"),
    ],
)
def test_a_mistake_in_the_words_is_named_and_the_goods_are_imported(
    imported: Import, old: str, new: str, said: str
) -> None:
    assert old in OWN
    report = imported("a.yml", OWN.replace(old, new))
    assert report.products == 1
    assert len(report.problems) == 1 and said in report.problems[0]


def test_the_version_rises_with_the_words_and_only_then(database: Database, imported: Import) -> None:
    imported("a.csv", shopify(mug()))
    assert version(database) == 1
    assert imported("a.csv", shopify(mug())).unchanged
    imported("a.csv", shopify(mug(**{"Variant Price": "11"})))
    assert version(database) == 1
    assert imported("a.csv", shopify(mug(Vendor="Hollin"))).words == 1
    assert version(database) == 2


def test_words_of_values_that_are_gone_are_forgotten(database: Database, imported: Import) -> None:
    imported("a.csv", shopify(mug()))
    imported("a.csv", shopify(mug(Title="Cup", Vendor="Hollin", Type="Cups")))
    assert learned(database, "brand") == {("Hollin", "Hollin")}
    assert {value for value, _ in learned(database, "product")} == {"cup"}


def test_a_shop_from_before_the_words_learns_from_an_unchanged_file(database: Database, imported: Import) -> None:
    imported("a.csv", shopify(mug()))
    before = learned(database)
    with database.write() as session:
        session.execute(delete(CatalogWord))
    report = imported("a.csv", shopify(mug()))
    assert not report.unchanged and report.words == len(before)
    assert learned(database) == before


def test_a_failure_leaves_neither_goods_nor_words(
    database: Database, imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr("shop.importers.learn", fail)
    with pytest.raises(OSError, match="disk full"):
        imported("a.csv", shopify(mug()))
    with database.read() as session:
        assert session.execute(select(Product)).first() is None
    assert (learned(database), version(database)) == (set(), 0)


def test_the_demo_catalog_teaches_next_to_nothing(database: Database) -> None:
    with database.write() as session:
        load_demo_catalog(session)
    assert {value for value, _ in learned(database)} <= {
        "#organic-boxer-shorts-men",
        "#organic-briefs-women",
        "#woven-belt",
    }


def test_a_catalog_of_the_same_goods_is_the_same_whatever_the_order_of_rows(
    database: Database, imported: Import
) -> None:
    rows = [mug(), mug(Title="Fjellvind Mug"), mug(Type="", Title="Old Mug", **options(("Color", "Sage")))]
    imported("a.csv", shopify(*({"Handle": f"h{n}", **row} for n, row in enumerate(rows))))
    before = learned(database)
    again = imported("b.csv", shopify(*reversed([{"Handle": f"h{n}", **row} for n, row in enumerate(rows)])))
    assert (again.unchanged, learned(database)) == (True, before)
