"""WooCommerce exports."""

from __future__ import annotations

import pytest

from shop.importers.goods import ReadVariant
from shop.importers.woocommerce import is_woocommerce, read_woocommerce
from tests.unit.importers.exports import Cells, attributes, table, woocommerce


def test_variations_belong_to_their_parent_wherever_it_stands() -> None:
    variation = {"Type": "variation", "Parent": "SB-1", "Stock": 4}
    data = woocommerce(
        variation | {"Name": "x", "SKU": "SB-1-M"} | attributes(("Farbe", "Blau"), ("Größe", "M")),
        {"Type": "variable", "SKU": "SB-1", "Name": "Schlafsack Polar", "Categories": "Camping > Schlafsäcke, Neu"}
        | {"Regular price": ""}
        | attributes(("Farbe", "Blau, Rot"), ("Größe", "M, L")),
        variation | {"Parent": "id:2"} | attributes(("Farbe", "Rot"), ("Größe", "L")) | {"Sale price": "8,50"},
    )
    assert is_woocommerce(data)
    goods = read_woocommerce(data)
    assert goods.problems == []
    (product,) = goods.products
    assert (product.key, product.type, product.title_en) == ("sb-1", "schlafsack", "Schlafsack Polar")
    assert product.variants == (
        ReadVariant("SB-1-M", "blue", "M", 1000, 4),
        ReadVariant("SB-1-RED-L", "red", "L", 850, 4),
    )


def test_a_simple_product_has_the_attributes_that_leave_no_choice() -> None:
    data = woocommerce(
        {"SKU": "A", "Name": "Zelt Fjell"} | attributes(("Farbe", "Grün"), ("Material", "Nylon")),
        {"SKU": "B", "Name": "Zelt Berg"} | attributes(("Farbe", "Grün, Rot"), ("Marke", "Nordby")),
    )
    one, other = read_woocommerce(data).products
    assert (one.variants[0].color, one.material) == ("green", "nylon")
    assert (other.variants[0].color, other.brand, other.variants[0].size) == (None, "Nordby", None)


@pytest.mark.parametrize(
    ("said", "stock"),
    [
        ({"Stock": 3}, 3),
        ({"Stock": ""}, 999),
        ({"Stock": 3, "In stock?": 0}, 0),
        ({"In stock?": "", "Stock": ""}, None),
    ],
)
def test_stock(said: Cells, stock: int | None) -> None:
    assert read_woocommerce(woocommerce({"Name": "Zelt", **said})).products[0].variants[0].stock == stock


@pytest.mark.parametrize(("published", "active"), [("1", True), ("0", False), ("-1", False)])
def test_drafts_are_not_sold(published: str, active: bool) -> None:
    assert read_woocommerce(woocommerce({"Name": "Zelt", "Published": published})).products[0].active is active


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"Type": "grouped", "Name": "Set"}, "row 3: grouped"),
        ({"Type": "variation", "Name": "x", "Parent": "NOPE"}, "row 3: the parent nope"),
        ({"Name": "Zelt", "Regular price": ""}, "row 3: no price"),
        ({"Name": "Zelt", "SKU": "a"}, "row 3: a is used twice"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_row(row: Cells, said: str) -> None:
    goods = read_woocommerce(woocommerce({"SKU": "A", "Name": "Kocher"}, row))
    assert [product.key for product in goods.products] == ["a"]
    assert [problem[: len(said)] for problem in goods.problems] == [said]


def test_german_headers_are_understood() -> None:
    row: Cells = {"ID": 7, "Typ": "simple", "Artikelnummer": "T", "Name": "Trinkflasche", "Veröffentlicht": 1}
    row |= {"Regulärer Preis": "19,90", "Vorrätig?": 1, "Kategorien": "Trinkflaschen", "Gewicht (kg)": "0,3"}
    row |= {"Attribut 1 Name": "Farbe", "Attribut 1 Wert(e)": "Schwarz"}
    data = table(row, separator=";")
    assert is_woocommerce(data)
    (product,) = read_woocommerce(data).products
    assert (product.type, product.weight_grams) == ("trinkflasche", 300)
    assert product.variants == (ReadVariant("T", "black", None, 1990, 999),)
