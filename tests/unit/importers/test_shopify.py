"""Shopify exports, tidy and untidy."""

from __future__ import annotations

import pytest

from shop.importers.goods import Goods, ReadProduct
from shop.importers.shopify import is_shopify, read_shopify
from tests.unit.importers.exports import Cells, options, shopify


def read_one(*rows: Cells) -> ReadProduct:
    goods = read_shopify(shopify(*({"Handle": "one", **row} for row in rows)))
    assert goods.problems == []
    (product,) = goods.products
    return product


def described(goods: Goods) -> list[tuple[str, str | None, str | None]]:
    return [(v.sku, v.color, v.size) for product in goods.products for v in product.variants]


def test_rows_of_a_handle_are_one_product_and_picture_rows_are_none() -> None:
    product = read_one(
        {
            "Title": "Camp Mug",
            "Type": "Mugs",
            "Vendor": "Fernhill",
            "Image Src": "https://shop.example/a.jpg",
            "Variant SKU": "C-1",
        }
        | options(("Colour", "Grey"))
        | {"Body (HTML)": "<p>Light &amp; tough.</p><ul><li>350&nbsp;ml</li></ul><script>x()</script>"},
        {"Variant SKU": "C-2", "Option1 Value": "Matte  Black"},
        {"Variant Price": "", "Variant Inventory Qty": "", "Image Src": "https://shop.example/b.jpg"},
    )
    assert (product.key, product.type, product.brand) == ("one", "mug", "Fernhill")
    assert [(v.sku, v.color) for v in product.variants] == [("C-1", "grey"), ("C-2", "matte black")]
    assert product.description_en == product.description_de == "Light & tough.\n350 ml"
    assert product.title_en == product.title_de == "Camp Mug"
    assert product.pictures == ["https://shop.example/a.jpg", "https://shop.example/b.jpg"]


def test_the_only_variant_of_a_product_without_options_has_no_color_and_no_size() -> None:
    product = read_one({"Title": "Teapot"} | options(("Title", "Default Title")))
    assert [(v.color, v.size, v.price, v.stock) for v in product.variants] == [(None, None, 1000, 5)]


@pytest.mark.parametrize(
    ("kind", "title", "stored"),
    [
        ("T-Shirts", "Logo", "t-shirt"),
        ("Pullover", "Logo", "sweater"),
        ("Espresso Machines", "Barista", "espresso machine"),
        ("Home > Kitchen > Mugs", "Logo", "mug"),
        ("Men's T-Shirts", "Logo", "t-shirt"),
        ("Cups & Mugs", "Camp Mug", "mug"),
        ("Kitchen Scissors", "Sharp", "kitchen scissors"),
        ("Shelves", "Oak", "shelf"),
        ("", "Yellow Wool Jumper", "sweater"),
        ("women", "Classic Varsity Top", "top"),
        ("", "Stoneware Teapot with Infuser", "teapot"),
        ("", "Enamel Mug 350 ml", "mug"),
        ("", "Chef Knife Set", "knife set"),
        ("Jackets", "Coat", "jacket"),
    ],
)
def test_a_type_is_canonical_or_the_merchants_own_in_the_singular(kind: str, title: str, stored: str) -> None:
    assert read_one({"Title": title, "Type": kind}).type == stored


def test_a_blank_type_is_one_of_the_files_own_types_if_the_title_says_so() -> None:
    goods = read_shopify(shopify({"Title": "Alto", "Type": "Espresso Machines"}, {"Title": "Bravo Espresso Machine"}))
    assert [product.type for product in goods.products] == ["espresso machine"] * 2
    assert [v.color for product in goods.products for v in product.variants] == [None, None]


@pytest.mark.parametrize("option", ["Color", "Colour", "Farbe", "COLOR"])
def test_a_color_option_has_many_names(option: str) -> None:
    product = read_one({"Title": "Mug"} | options((option, "Grau")))
    assert (product.variants[0].color, product.color_label) == ("grey", None)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Medium", "M"),
        ("x-large", "XL"),
        ("32W x 30L", "32/30"),
        ("W32 L30", "32/30"),
        ("EU 42", "42"),
        ("250g", "250 g"),
        ("Queen", "queen"),
        ("L / XL", "L/XL"),
        ("35-38", "35-38"),
        ("One Size", None),
    ],
)
def test_a_size_is_canonical_or_the_merchants_own(written: str, stored: str | None) -> None:
    assert read_one({"Title": "Thing"} | options(("Größe", written))).variants[0].size == stored


@pytest.mark.parametrize(
    ("row", "color"),
    [
        ({"Title": "Ocean Blue Shirt"}, "blue"),
        ({"Title": "Teapot", "Tags": "kitchen, grey"}, "grey"),
        ({"Title": "Teapot", "Tags": "color:Grey"}, "grey"),
        ({"Title": "Teapot", "Tags": "grey, black"}, None),
        ({"Title": "Grey Teapot", **options(("Color", "Black"))}, "black"),
    ],
)
def test_a_color_may_be_said_only_by_title_or_tags(row: Cells, color: str | None) -> None:
    assert read_one(row).variants[0].color == color


@pytest.mark.parametrize(
    ("row", "audience"),
    [
        ({"Title": "Women's Jacket"}, "women"),
        ({"Title": "Jacke Herren"}, "men"),
        ({"Title": "Jacket", "Tags": "sale, women"}, "women"),
        ({"Title": "Jacket", "Type": "men"}, "men"),
        ({"Title": "Jacket", "Tags": "women, men"}, None),
        ({"Title": "Jacket", "Google Shopping / Gender": "female"}, "women"),
        ({"Title": "Jacket", "Google Shopping / Gender": "male", "Google Shopping / Age Group": "kids"}, "kids"),
        ({"Title": "Men's Jacket", "Google Shopping / Gender": "unisex"}, None),
        ({"Title": "Jacket"}, None),
    ],
)
def test_whom_it_is_for(row: Cells, audience: str | None) -> None:
    assert read_one(row).audience == audience


def test_colors_that_languages_know_as_one_stay_apart_in_the_whole_file() -> None:
    goods = read_shopify(
        shopify(
            {"Handle": "a", "Title": "Mug"} | options(("Color", "Forest Green")),
            {"Handle": "a", "Option1 Value": "Sage"},
            {"Handle": "b", "Title": "Cup"} | options(("Color", "Forest Green")),
            {"Handle": "c", "Title": "Bowl"} | options(("Color", "Emerald")),
        )
    )
    assert [color for _, color, _ in described(goods)] == ["forest green", "sage", "forest green", "green"]


def test_the_first_two_other_options_stand_in_for_size_and_color_and_a_third_is_reported() -> None:
    row = {"Title": "Sidamo", "Type": "Coffee"}
    goods = read_shopify(shopify(row | options(("Weight", "250g"), ("Grind", "Espresso"), ("Roast", "Dark"))))
    product = goods.products[0]
    assert described(goods) == [("P1-ESPRESSO-250-G", "espresso", "250 g")]
    assert (product.size_label, product.color_label) == ("Weight", "Grind")
    assert len(goods.problems) == 1
    assert "row 2" in goods.problems[0] and "Roast" in goods.problems[0]


def test_another_option_beside_a_size_takes_the_place_of_the_color() -> None:
    product = read_one({"Title": "Jeans"} | options(("Size", "32/30"), ("Style", "Bootcut")))
    assert [(v.color, v.size) for v in product.variants] == [("bootcut", "32/30")]
    assert (product.size_label, product.color_label) == (None, "Style")


def test_a_material_that_all_variants_share_is_of_the_product() -> None:
    shared = read_one(
        {"Title": "Rug"} | options(("Material", "Baumwolle"), ("Size", "S")),
        {"Option1 Value": "Baumwolle", "Option2 Value": "M"},
    )
    assert (shared.material, [v.size for v in shared.variants], shared.size_label) == ("cotton", ["S", "M"], None)
    chosen = read_one({"Title": "Rug"} | options(("Material", "Jute")), {"Option1 Value": "Wool"})
    assert (chosen.material, [v.size for v in chosen.variants]) == (None, ["jute", "wool"])
    assert chosen.size_label == "Material"


@pytest.mark.parametrize(
    ("said", "active"),
    [
        ({}, True),
        ({"Status": "active", "Published": "true"}, True),
        ({"Status": "draft"}, False),
        ({"Status": "archived"}, False),
        ({"Published": "FALSE"}, False),
    ],
)
def test_only_what_is_published_and_active_is_sold(said: Cells, active: bool) -> None:
    assert read_one({"Title": "Mug", **said}).active is active


@pytest.mark.parametrize(
    ("said", "stock"),
    [
        ({"Variant Inventory Qty": 7}, 7),
        ({"Variant Inventory Qty": -2}, 0),
        ({"Variant Inventory Qty": ""}, None),
        ({"Variant Inventory Tracker": "", "Variant Inventory Qty": 0}, 999),
        ({"Variant Inventory Qty": 0, "Variant Inventory Policy": "continue"}, 999),
    ],
)
def test_what_is_not_counted_is_there(said: Cells, stock: int | None) -> None:
    assert read_one({"Title": "Mug", **said}).variants[0].stock == stock


def test_a_blank_sku_is_derived_and_does_not_depend_on_the_order_of_rows() -> None:
    rows: list[Cells] = [
        {"Handle": "mug", "Title": "Mug", **options(("Color", color)), "Variant SKU": sku}
        for color, sku in (("Grey", ""), ("Red", ""), ("Blue", "MUG-GRY"))
    ]
    one = {color: sku for sku, color, _ in described(read_shopify(shopify(*rows)))}
    other = {color: sku for sku, color, _ in described(read_shopify(shopify(*reversed(rows))))}
    assert one == other
    assert (one["red"], one["blue"]) == ("MUG-RED", "MUG-GRY")
    assert one["grey"] != "MUG-GRY"


def test_a_sku_that_is_used_twice_is_replaced_and_reported() -> None:
    goods = read_shopify(shopify({"Title": "Mug", "Variant SKU": "X"}, {"Title": "Cup", "Variant SKU": "X"}))
    assert [sku for sku, _, _ in described(goods)] == ["X", "P2"]
    assert goods.problems == ["row 3: SKU X is used twice; this one is called P2"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"Title": "Cup", "Variant Price": "", "Variant SKU": "C"}, "row 3: no price"),
        ({"Title": "Cup", "Variant Price": "free"}, "row 3: free is no price"),
        ({"Title": "Cup", "Variant Price": "12 USD"}, "row 3: the shop sells in EUR, not in USD"),
        ({"Title": "Cup", "Handle": ""}, "row 3: no handle"),
        ({"Title": ""}, "row 3: p2 has no title"),
        ({"Title": "Cup", **options(("Color", "x" * 41))}, "longer than 40"),
        ({"Handle": "p1"}, "row 3: has the color and size of row 2; left out"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_named_with_its_row(row: Cells, said: str) -> None:
    goods = read_shopify(shopify({"Title": "Mug"}, row))
    assert [product.key for product in goods.products] == ["p1"]
    assert len(goods.products[0].variants) == 1
    assert len(goods.problems) == 1
    assert said in goods.problems[0]


def test_gift_cards_are_goods_with_denominations() -> None:
    product = read_one({"Title": "Gift Card", "Type": "Gift Cards"} | options(("Denominations", "€25")))
    assert (product.type, product.variants[0].size, product.size_label) == ("gift card", "€25", "Denominations")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_encoding_and_separator(encoding: str, separator: str) -> None:
    data = shopify({"Title": "Grüne Tasse, groß"}, separator=separator).decode().encode(encoding)
    assert is_shopify(data)
    goods = read_shopify(data)
    assert [product.title_en for product in goods.products] == ["Grüne Tasse, groß"]
    assert goods.problems == []


def test_columns_of_the_newer_export_are_understood() -> None:
    head = "URL handle,Title,Description,Vendor,Type,Status,SKU,Option1 name,Option1 value,Price,Inventory quantity\n"
    data = (head + "mug,Mug,Nice,Fern,Mugs,Active,M-1,Color,Grey,9.50,3\n").encode()
    assert is_shopify(data)
    (product,) = read_shopify(data).products
    assert (product.type, product.active, product.variants[0].color) == ("mug", True, "grey")
    assert (product.variants[0].sku, product.variants[0].price, product.variants[0].stock) == ("M-1", 950, 3)


def test_german_words_are_read_as_german_in_a_german_file() -> None:
    rows: list[Cells] = [
        {"Title": "Das Shirt für die Reise", "Type": "Shirts", **options(("Farbe", "Blau"))},
        {"Title": "Kissen aus Leinen", "Type": "Kissen"},
        {"Title": "Hemd mit Kragen", "Type": "Herrenhemden"},
    ]
    products = read_shopify(shopify(*rows)).products
    assert [(p.type, p.audience) for p in products] == [("t-shirt", None), ("kissen", None), ("shirt", "men")]
    assert read_one({"Title": "The shirt for you", "Type": "Shirts"}).type == "shirt"
