"""The catalog that the project ships keeps the promises of the demo shop."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

import pytest

from shop.importers.demo import read_demo_catalog
from shop.importers.goods import Goods, ReadProduct, ReadVariant

LETTERS = {"XS", "S", "M", "L", "XL", "XXL"}
HEIGHTS = {str(height) for height in range(98, 165, 6)}
BASIC_COLORS = {"black", "white", "grey", "navy"}
COLORS = BASIC_COLORS | {
    *("blue", "light blue", "red", "burgundy", "green", "olive"),
    *("beige", "brown", "pink", "yellow", "orange", "purple"),
}
MATERIALS = {
    *("cotton", "organic cotton", "merino", "wool", "linen", "denim", "leather", "cashmere", "polyester"),
}
FOR_WOMEN_AND_MEN = {
    *("t-shirt", "long-sleeve shirt", "polo shirt", "shirt", "sweater", "hoodie", "sweatshirt", "cardigan"),
    *("jacket", "coat", "blazer", "sweatpants", "shorts", "briefs"),
}
FOR_WOMEN = {"blouse", "skirt", "dress", "leggings"}
BY_WAIST = {"jeans", "chinos"}
ONE_SIZE = {"beanie", "cap", "scarf", "tie", "backpack", "tote bag"}
ALL_TYPES = {
    *FOR_WOMEN_AND_MEN,
    *FOR_WOMEN,
    *BY_WAIST,
    *ONE_SIZE,
    *("socks", "boxer shorts", "gloves", "belt", "sneakers"),
}
CLOTHING = (
    [(product, audience, LETTERS) for product in FOR_WOMEN_AND_MEN for audience in ("women", "men")]
    + [(product, "women", LETTERS) for product in FOR_WOMEN]
    + [("boxer shorts", "men", LETTERS), ("socks", None, {"35-38", "39-42", "43-46"})]
    + [("sneakers", "women", {str(size) for size in range(36, 43)})]
    + [("sneakers", "men", {str(size) for size in range(40, 47)})]
    + [
        (product, audience, {f"{waist}/{length}" for waist in range(28, 35) for length in (30, 32, 34)})
        for product in BY_WAIST
        for audience in ("women", "men")
    ]
)


@functools.lru_cache(maxsize=1)
def demo() -> Goods:
    return read_demo_catalog()


def pairs() -> Iterator[tuple[ReadProduct, ReadVariant]]:
    return ((product, variant) for product in demo().products for variant in product.variants)


def test_every_seed_file_is_read_without_a_problem() -> None:
    assert demo().problems == []


def test_it_stocks_at_least_90_products_in_3000_variants() -> None:
    assert len(demo().products) >= 90
    assert demo().variant_count >= 3000


def test_keys_skus_and_titles_are_unique_over_all_files() -> None:
    products = demo().products
    for names in (
        [product.key for product in products],
        [product.title_en for product in products],
        [product.title_de for product in products],
        [variant.sku for _, variant in pairs()],
    ):
        assert [name for name, count in Counter(names).items() if count > 1] == []


def test_it_stocks_every_product_type_and_only_canonical_values() -> None:
    products = demo().products
    assert {product.type for product in products} == ALL_TYPES
    assert {product.material for product in products} == MATERIALS
    assert {product.fit for product in products} == {"slim", "regular", "relaxed", None}
    assert {product.audience for product in products} == {"women", "men", "kids", None}
    assert {variant.color for _, variant in pairs()} == COLORS


@pytest.mark.parametrize(("product_type", "audience", "sizes"), CLOTHING)
def test_clothing_comes_in_the_basic_colors_and_two_more_in_all_sizes(
    product_type: str, audience: str | None, sizes: set[str]
) -> None:
    sizes_of: dict[str | None, set[str | None]] = defaultdict(set)
    for product, variant in pairs():
        if product.type == product_type and product.audience == audience:
            sizes_of[variant.color].add(variant.size)
    complete = {color for color, there in sizes_of.items() if there >= sizes}
    assert complete >= BASIC_COLORS
    assert len(complete - BASIC_COLORS) >= 2


@pytest.mark.parametrize("product_type", sorted(ONE_SIZE | {"gloves", "belt"}))
def test_accessories_come_in_black_grey_and_navy_for_everybody(product_type: str) -> None:
    found = [(product, variant) for product, variant in pairs() if product.type == product_type]
    assert {variant.color for _, variant in found} >= {"black", "grey", "navy"}
    assert {product.audience for product, _ in found} == {None}
    assert {variant.size is None for _, variant in found} == {product_type in ONE_SIZE}


def test_children_wear_at_least_ten_types_in_all_heights() -> None:
    heights: dict[tuple[str, str | None], set[str | None]] = defaultdict(set)
    for product, variant in pairs():
        if product.audience == "kids" and product.type != "socks":
            heights[product.type, variant.color].add(variant.size)
    assert len({product_type for product_type, _ in heights}) >= 10
    assert all(there == HEIGHTS for there in heights.values())


def test_one_fully_described_thing_is_one_variant() -> None:
    carried: Counter[tuple[str, str, str | None, str | None]] = Counter()
    for product, variant in pairs():
        for audience in [product.audience] if product.audience else ["women", "men"]:
            carried[product.type, audience, variant.color, variant.size] += 1
    assert [thing for thing, count in carried.items() if count > 1] == []


def test_prices_use_the_whole_range() -> None:
    prices = [variant.price for _, variant in pairs()]
    assert (min(prices), max(prices)) == (390, 18900)


def test_scarcity_shows_but_never_in_the_basics() -> None:
    stocks = Counter(variant.stock for _, variant in pairs())
    assert 20 <= stocks[1] + stocks[2] <= 45
    assert 20 <= stocks[0] <= 45
    assert max(stock for stock in stocks if stock is not None) <= 60
    scarce = [variant.sku for _, variant in pairs() if variant.color in BASIC_COLORS and (variant.stock or 0) < 20]
    assert scarce == []


def test_both_languages_are_written_and_differ() -> None:
    for product in demo().products:
        for english, german in (
            (product.title_en, product.title_de),
            (product.description_en, product.description_de),
            (product.care_en, product.care_de),
        ):
            assert english and german
            assert english != german or product.type in {"cap"}, product.key


def test_every_product_has_a_weight_a_rating_and_an_arrival_date_of_the_last_18_months() -> None:
    for product in demo().products:
        assert product.weight_grams, product.key
        assert product.rating is not None and 36 <= product.rating <= 49, product.key
        assert product.arrived_on and date(2025, 5, 1) <= product.arrived_on < date(2026, 11, 1), product.key


def test_skus_that_were_sold_keep_their_names() -> None:
    skus = {variant.sku for _, variant in pairs()}
    assert {"TS-M-GRY-L", "TS-W-LBL-XS", "JE-M-BLK-32-34", "SX-NVY-39-42", "TB-BLK", "HO-K-WHT-128"} <= skus
