"""Which format a file has."""

from __future__ import annotations

from pathlib import Path

import pytest

from shop.importers.formats import read_goods
from tests.unit.importers.exports import google, shopify, woocommerce

SHOPIFY = shopify({"Handle": "s", "Title": "Mug"})
WOOCOMMERCE = woocommerce({"SKU": "W", "Name": "Mug"})
GOOGLE = google({"id": "G", "title": "Mug"})
ATOM = b'<feed xmlns:g="http://base.google.com/ns/1.0"><entry><g:id>X</g:id><title>Mug</title><g:price>1</g:price></entry></feed>'


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("a.csv", SHOPIFY, "s"),
        ("a.csv", WOOCOMMERCE, "w"),
        ("a.csv", GOOGLE, "g"),
        ("a.TSV", GOOGLE, "g"),
        ("a.txt", GOOGLE, "g"),
        ("a.xml", ATOM, "x"),
        ("a.csv", b"sep=,\r\n" + SHOPIFY, "s"),
    ],
)
def test_the_columns_tell(tmp_path: Path, name: str, data: bytes, key: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    goods = read_goods(path)
    assert [product.key for product in goods.products] == [key]
    assert goods.digest


@pytest.mark.parametrize("name", ["a.csv", "a.xml", "a.tsv", "a.txt"])
@pytest.mark.parametrize("data", [b"", b"\0\0\0", b"just words", b"a,b\n1,2\n", b"\xff\xfe\x00", b"<a/>", b'"' * 99])
def test_a_file_of_no_format_is_a_problem_and_no_crash(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    goods = read_goods(path)
    assert goods.products == []
    assert goods.problems
