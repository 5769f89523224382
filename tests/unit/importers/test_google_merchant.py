"""Google's product feeds."""

from __future__ import annotations

import pytest

from shop.importers.goods import ReadVariant
from shop.importers.google_merchant import is_google_table, is_google_xml, read_google_table, read_google_xml
from tests.unit.importers.exports import Cells, google

ITEM = """<g:id>A1</g:id><g:item_group_id>SOFA</g:item_group_id>{title}<g:price>899.00 EUR</g:price>
<g:availability>in stock</g:availability><g:color>Grey</g:color><g:product_type>Home &gt; Sofas</g:product_type>"""
RSS = """<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title>
<item>{}</item></channel></rss>""".format(ITEM.format(title="<title>Lund Sofa</title>"))
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Shop</title>
<entry>{}</entry></feed>""".format(ITEM.format(title="<title>Lund Sofa</title>"))


def test_a_group_is_one_product() -> None:
    data = google(
        {
            "title": "Lund Sofa",
            "item_group_id": "SOFA",
            "color": "Grey",
            "brand": "Lund",
            "product_type": "Home > Sofas",
        },
        {"title": "Lund Sofa", "item_group_id": "SOFA", "color": "Navy", "availability": "out_of_stock"},
        {"title": "Rug", "size": "80 x 150 cm", "google_product_category": "598"},
    )
    assert is_google_table(data)
    goods = read_google_table(data)
    sofa, rug = goods.products
    assert goods.problems == []
    assert (sofa.key, sofa.type, sofa.brand) == ("sofa", "sofa", "Lund")
    assert sofa.variants == (ReadVariant("A1", "grey", None, 1000, 999), ReadVariant("A2", "navy", None, 1000, 0))
    assert (rug.key, rug.type, rug.variants[0].size) == ("a3", "rug", "80 x 150 cm")


@pytest.mark.parametrize("text", [RSS, ATOM])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_feeds_in_xml(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert is_google_xml(data)
    goods = read_google_xml(data)
    assert goods.problems == []
    assert [(p.key, p.type, p.title_en) for p in goods.products] == [("sofa", "sofa", "Lund Sofa")]
    assert goods.products[0].variants == (ReadVariant("A1", "grey", None, 89900, 999),)


@pytest.mark.parametrize(
    ("said", "price"),
    [
        ({"price": "12.90 EUR"}, 1290),
        ({"price": "12.90 EUR", "sale_price": "9.90 EUR"}, 990),
        ({"sale_price": "9", "sale_price_effective_date": "2001-01-01T00:00+0100/2001-02-01T00:00+0100"}, 1000),
        ({"sale_price": "9", "sale_price_effective_date": "2001-01-01T00:00Z/2991-02-01T00:00Z"}, 900),
    ],
)
def test_a_sale_price_counts_while_the_sale_lasts(said: Cells, price: int) -> None:
    assert read_google_table(google({"title": "Rug", **said})).products[0].variants[0].price == price


@pytest.mark.parametrize(
    ("gender", "age", "audience"),
    [("female", "adult", "women"), ("male", "", "men"), ("unisex", "adult", None), ("female", "toddler", "kids")],
)
def test_whom_it_is_for(gender: str, age: str, audience: str | None) -> None:
    product = read_google_table(google({"title": "Jacket", "gender": gender, "age_group": age})).products[0]
    assert product.audience == audience


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"title": "Rug", "price": "12.00 GBP"}, "row 3: the shop sells in EUR, not in GBP"),
        ({"title": "Rug", "id": "A1"}, "row 3: id A1 is used twice"),
        ({"title": "", "id": "B"}, "row 3: b has no title"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_row(row: Cells, said: str) -> None:
    goods = read_google_table(google({"title": "Lamp"}, row))
    assert len(goods.products) == 1
    assert [problem[: len(said)] for problem in goods.problems] == [said]


@pytest.mark.parametrize(
    "text",
    [
        "<rss><channel>",
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><rss><item><title>&b;</title></item></rss>',
        "<rss/>",
    ],
)
def test_a_feed_that_is_none_is_a_problem_and_no_crash(text: str) -> None:
    assert read_google_xml(text.encode()).products == []
