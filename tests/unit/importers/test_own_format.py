"""Reading the project's own format."""

from __future__ import annotations

import pytest

from shop.importers.goods import ReadVariant
from shop.importers.own_format import read_own_format

GOOD = """
currency: EUR
size_runs: {letters: [S, M]}
care_texts: {warm: {en: Wash warm., de: Warm waschen.}}
products:
- key: tee
  sku: TS
  type: t-shirt
  title: {en: Tee, de: T-Shirt}
  care: warm
  rating: 4.3
  price: 12.9
  prices: {M: "13.95"}
  stock: 7
  colors: [light blue, türkis]
  sizes: letters
  exceptions:
  - {color: türkis, size: M, stock: 1, price: 10, sku: OWN-1}
"""


def test_variants_are_colors_times_sizes_with_exceptions() -> None:
    goods = read_own_format(GOOD.encode())
    assert goods.problems == []
    assert goods.products[0].rating == 43
    assert (goods.products[0].care_en, goods.products[0].care_de) == ("Wash warm.", "Warm waschen.")
    assert goods.products[0].variants == (
        ReadVariant("TS-LBL-S", "light blue", "S", 1290, 7),
        ReadVariant("TS-LBL-M", "light blue", "M", 1395, 7),
        ReadVariant("TS-TURKIS-S", "türkis", "S", 1290, 7),
        ReadVariant("OWN-1", "türkis", "M", 1000, 1),
    )


def test_waists_and_lengths_become_sizes() -> None:
    text = GOOD.replace("letters: [S, M]", "letters: {waist: [31, 32], length: [30]}").split("  prices")[0]
    goods = read_own_format((text + "  sizes: letters\n").encode())
    assert [variant.size for variant in goods.products[0].variants] == ["31/30", "32/30"]


def test_without_colors_sizes_and_stock_there_is_one_variant_and_no_stock_said() -> None:
    goods = read_own_format(b"products: [{key: bag, type: tote bag, title: {en: Bag, de: Tasche}, price: 5}]")
    assert goods.products[0].variants == (ReadVariant("BAG", None, None, 500, None),)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("price: 12.9", "price: -1", "price must be"),
        ("price: 12.9", "price: 12.999", "price must be"),
        ("price: 12.9", "price: .nan", "price must be"),
        ("price: 12.9", "price: 1e999999999", "price must be"),
        ("price: 12.9", "color: red", "price is missing"),
        ("stock: 7", "stock: 1.5", "stock must be"),
        ("stock: 7", "stock: true", "stock must be"),
        ("stock: 7", "stock: 99999999999", "stock must be"),
        ("rating: 4.3", "rating: 5.1", "rating must be"),
        ("rating: 4.3", "colour: red", "unknown field colour"),
        ("rating: 4.3", "audience: dogs", "audience must be"),
        ("rating: 4.3", "arrived_on: yesterday", "arrived_on must be"),
        ("de: T-Shirt", "fr: T-shirt", "unknown field fr"),
        (", de: T-Shirt", "", "both en and de"),
        ("care: warm", "care: cold", "care must have"),
        ("sizes: letters", "sizes: numbers", "sizes must be"),
        ("[light blue, türkis]", "[red, red]", "same value twice"),
        ("[light blue, türkis]", "[no]", "must be text"),
        ("color: türkis, size: M", "color: pink", "pink"),
        ("prices: {M:", "prices: {XL:", "XL"),
        ("sku: OWN-1", "sku: TS-LBL-S", "used twice"),
        ("size: M, stock", "stock", "exactly one"),
    ],
)
def test_a_product_with_a_mistake_is_left_out_and_named(old: str, new: str, said: str) -> None:
    assert old in GOOD
    other = "- {key: bag, type: tote bag, title: {en: Bag, de: Tasche}, price: 5}\n"
    goods = read_own_format((GOOD.replace(old, new, 1) + other).encode())
    assert [product.key for product in goods.products] == ["bag"]
    assert len(goods.problems) == 1
    assert goods.problems[0].startswith("tee: ")
    assert said in goods.problems[0]


def test_a_key_that_comes_twice_counts_once() -> None:
    goods = read_own_format((GOOD + GOOD.split("products:\n")[1]).encode())
    assert len(goods.products) == 1
    assert "twice" in goods.problems[0]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"a: [",
        b"just words",
        b"[1, 2]",
        b"products: {}",
        b"products: []",
        b"currency: USD\nproducts: [1]",
        b"products: [{arrived_on: 2026-13-45}]",
        b"!!python/object/apply:os.getcwd []",
        b"a: &a [*a]\nproducts: *a",
        b"[" * 5000,
    ],
)
def test_a_file_that_is_no_catalog_is_a_problem_and_no_crash(data: bytes) -> None:
    goods = read_own_format(data)
    assert goods.products == []
    assert goods.problems and all(goods.problems)


def test_nested_aliases_do_not_blow_up_the_report() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    bomb = "size_runs: {" + ", ".join(lines) + "}\nproducts: [{key: x}]"
    problems = read_own_format(bomb.encode()).problems
    assert len(problems) == 1
    assert len(problems[0]) < 1000
