"""Pictures and links of goods: only what a messenger can open, in the order of the file, and nothing lost silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from shop.database import Database
from shop.importers import import_file
from shop.importers.addresses import MOST_PICTURES, listed, web_address
from shop.importers.google_merchant import read_google_table, read_google_xml
from shop.importers.own_format import read_own_format
from shop.importers.shopify import read_shopify
from shop.importers.woocommerce import read_woocommerce
from shop.model import Product
from tests.unit.importers.exports import google, shopify, woocommerce

A, B, C = (f"https://shop.example/{name}.jpg" for name in "abc")

OWN = """
products:
- key: tee
  type: t-shirt
  title: {{en: Tee, de: Shirt}}
  price: 10
  {field}
"""


@pytest.mark.parametrize(
    "text",
    [
        "", "a.jpg", "ftp://shop.example/a", "javascript:alert(1)", "https://", "https://user@shop.example/a",
        "https://shop.example/a b", "https://shop.example/<b>", 'https://shop.example/"x',
        "https://shop.example/" + "x" * 500, "https://[::1/a", "data:image/png;base64,AAAA", "//shop.example/a.jpg",
    ],
)  # fmt: skip
def test_what_no_messenger_can_open_is_no_address(text: str) -> None:
    assert web_address(text) is None


def test_an_address_may_hold_commas() -> None:
    assert listed(f"{A}, https://cdn.example/w_400,h_300/b.jpg,{C}") == [A, "https://cdn.example/w_400,h_300/b.jpg", C]


def test_shopify_brings_a_picture_with_every_row() -> None:
    goods = read_shopify(
        shopify(
            {"Handle": "one", "Title": "Mug", "Image Src": A},
            {"Handle": "one", "Image Src": B, "Variant Price": "", "Variant Inventory Qty": ""},
            {"Handle": "one", "Image Src": A, "Variant Price": "", "Variant Inventory Qty": ""},
            {"Handle": "one", "Image Src": "c.jpg", "Variant Price": "", "Variant Inventory Qty": ""},
        )
    )
    assert [product.pictures for product in goods.products] == [[A, B]]
    assert goods.problems == ["row 5: the picture 'c.jpg' is no web address; left out"]


def test_woocommerce_lists_pictures_and_variations_add_theirs() -> None:
    goods = read_woocommerce(
        woocommerce(
            {"Type": "variable", "SKU": "M", "Name": "Mug", "Images": f"{A}, {B}"},
            {"Type": "variation", "SKU": "M-1", "Parent": "M", "Name": "Mug", "Images": C},
        )
    )
    assert [product.pictures for product in goods.products] == [[A, B, C]]


def test_google_names_the_first_picture_the_others_and_the_page() -> None:
    row = {"title": "Mug", "image_link": A, "additional_image_link": f"{B},{C}", "link": "https://shop.example/mug"}
    (product,) = read_google_table(google(row)).products
    assert (product.pictures, product.link) == ([A, B, C], "https://shop.example/mug")


def test_googles_xml_may_repeat_the_element_of_further_pictures() -> None:
    item = "<g:id>1</g:id><title>Mug</title><g:price>10 EUR</g:price><g:availability>in_stock</g:availability>"
    pictures = f"<g:image_link>{A}</g:image_link>" + "".join(
        f"<g:additional_image_link>{one}</g:additional_image_link>" for one in (B, C)
    )
    feed = (
        '<rss xmlns:g="http://base.google.com/ns/1.0"><channel>'
        f"<item>{item}{pictures}<link>https://shop.example/mug</link></item></channel></rss>"
    )
    (product,) = read_google_xml(feed.encode()).products
    assert (product.pictures, product.link) == ([A, B, C], "https://shop.example/mug")


def test_a_link_that_is_none_is_reported_and_the_goods_are_not_lost() -> None:
    goods = read_google_table(google({"title": "Mug", "link": "shop.example/mug"}))
    assert [product.link for product in goods.products] == [None]
    assert goods.problems == ["row 2: the link 'shop.example/mug' is no web address; left out"]


def test_no_file_fills_the_database_with_pictures() -> None:
    many = ",".join(f"https://shop.example/{number}.jpg" for number in range(200))
    (product,) = read_google_table(google({"title": "Mug", "image_link": A, "additional_image_link": many})).products
    assert product.pictures is not None and len(product.pictures) == MOST_PICTURES


def test_the_own_format_names_both() -> None:
    goods = read_own_format(OWN.format(field=f"pictures: [{A}, {B}]\n  link: https://shop.example/tee").encode())
    assert [(product.pictures, product.link) for product in goods.products] == [([A, B], "https://shop.example/tee")]


@pytest.mark.parametrize("field", ["pictures: [tee.jpg]", "pictures: {a: b}", "pictures: [1]", "link: tee", "link: []"])
def test_the_own_format_refuses_what_is_no_address(field: str) -> None:
    goods = read_own_format(OWN.format(field=field).encode())
    assert goods.products == [] and len(goods.problems) == 1 and field.partition(":")[0] in goods.problems[0]


def test_the_shop_keeps_them_and_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'shop.db'}")
    database.upgrade()
    for name, expected in (("one.yml", False), ("two.yml", True)):
        file = tmp_path / name
        file.write_text(OWN.format(field=f"pictures: [{A}]\n  link: https://shop.example/tee"), encoding="utf-8")
        assert import_file(database, file).unchanged is expected
    with database.read() as session:
        product = session.query(Product).one()
        assert (product.pictures, product.link) == ([A], "https://shop.example/tee")
    database.close()
