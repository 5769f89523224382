"""Buying again what cannot be had as it was: named, with the nearest offered, never silently replaced."""

from __future__ import annotations

import pytest

from shop.cart.reorder import Reordered, was_bought
from shop.counter import Counter
from shop.model import Product

TEE_M = {"color": "grey", "size": "M", "audience": "men"}


def codes(done: Reordered) -> list[str]:
    return [refused.refusal.code for refused in done.refused]


def test_names_a_changed_price(anna, say, buy, again, catalog):
    buy(anna, say("t-shirt", 2, **TEE_M), say("beanie", 1, color="navy"))
    catalog("tee-m-grey-M", price=2190)
    (change,) = again(anna).price_changes
    assert (change.line.sku, change.old_price, change.line.unit_price) == ("tee-m-grey-M", 1990, 2190)


def test_sold_out_goods_are_named_with_the_nearest_and_the_rest_goes_in(anna, say, buy, again, catalog):
    buy(anna, say("t-shirt", 2, **TEE_M), say("beanie", 1, color="navy"))
    catalog("tee-m-grey-M", stock=0, held=0)
    done = again(anna)
    substitute = done.refused[0].substitute
    assert codes(done) == ["out_of_stock"] and anna.content() == {"beanie-navy": 1}
    assert (substitute.key, substitute.line.sku, substitute.line.quantity) == ("tee-m", "tee-m-white-M", 2)
    catalog("tee-m-white-M", stock=0)
    assert again(anna).refused[0].substitute.line.sku == "tee-m-grey-L"


def test_the_next_size_is_offered_although_the_wanted_one_is_gone(anna, say, buy, again, catalog):
    buy(anna, say("jeans", 1, size="32/32"))
    catalog("jeans-m-blue-32/32", deleted=True)
    assert again(anna).refused[0].substitute.line.sku == "jeans-m-blue-32/34"


def test_the_next_size_in_stock_is_offered_and_nothing_if_there_is_none(anna, say, buy, again, catalog):
    buy(anna, say("t-shirt", 1, color="green", size="S"))
    catalog("organic-m-green-S", stock=0, held=0)
    catalog("organic-m-green-M", stock=0)
    assert again(anna).refused[0].substitute.line.sku == "organic-m-green-L"
    for sku in ("organic-m-green-L", *(f"tee-m-{color}-{size}" for color in ("grey", "white") for size in "SML")):
        catalog(sku, stock=0)
    assert again(anna).refused[0].substitute is None


def test_an_excluded_color_is_no_substitute(anna, say, buy, again, catalog):
    buy(anna, say("t-shirt", 2, **TEE_M))
    catalog("tee-m-grey-M", stock=0, held=0)
    done = again(anna, say("t-shirt", excluded={"color": "white"}))
    assert done.refused[0].substitute.line.sku == "tee-m-grey-L"


def test_a_vanished_variant_is_named_and_another_size_of_it_can_be_had(anna, say, buy, again, catalog):
    buy(anna, say("t-shirt", 2, **TEE_M))
    catalog("tee-m-grey-M", deleted=True)
    done = again(anna)
    assert codes(done) == ["no_longer_sold"] and anna.content() == {}
    assert done.refused[0].substitute.line.sku == "tee-m-white-M"
    again(anna, say("t-shirt", size="L"))
    assert anna.content() == {"tee-m-grey-L": 2}


def test_between_equals_a_vanished_one_is_not_replaced_by_the_other(anna, say, buy, again, catalog):
    buy(anna, say("t-shirt", 1, **TEE_M), say("t-shirt", 1, color="grey", size="L", audience="men"))
    catalog("tee-m-grey-M", deleted=True)
    done = again(anna, say("t-shirt", 2, color="grey"))
    assert codes(done) == ["no_longer_sold"] and anna.content() == {}
    assert done.refused[0].substitute.line.sku == "tee-m-grey-L"


def test_of_a_vanished_product_the_nearest_of_its_kind_is_offered(anna, say, buy, again, database):
    buy(anna, say("t-shirt", 1, color="green", size="M"))
    with database.write() as session:
        session.query(Product).filter_by(key="organic-m").one().active = False
    done = again(anna)
    assert codes(done) == ["no_longer_sold"] and anna.content() == {}
    assert done.refused[0].substitute.line.sku == "tee-m-white-M"


def test_a_sku_that_stands_for_something_else_now_is_not_what_was_bought(anna, say, buy, again, catalog):
    buy(anna, say("beanie", 1, color="navy"))
    catalog("beanie-navy", color="pink")
    assert codes(again(anna)) == ["no_longer_sold"] and anna.content() == {}


def test_too_few_pieces_are_said(anna, say, buy, again, catalog):
    buy(anna, say("t-shirt", 2, **TEE_M))
    catalog("tee-m-grey-M", stock=1, held=0)
    done = again(anna)
    assert codes(done) == ["not_enough_stock"] and done.refused[0].refusal.details["available"] == "1"
    assert done.refused[0].wish.quantity is None and anna.content() == {}


def test_what_was_never_bought_is_an_ordinary_wish(anna, say, buy, again):
    buy(anna, say("t-shirt", 2, **TEE_M))
    done = again(anna, say("beanie", 1, color="black"), say("t-shirt", 1))
    assert anna.content() == {"beanie-black": 1, "tee-m-grey-M": 1}
    assert [one.line.product for one in done.never_bought] == ["beanie"]


def test_a_product_named_by_reference_is_called_by_its_title(anna, say, buy, again):
    buy(anna, say("t-shirt", 2, **TEE_M))
    done = again(anna, say("#hoodie-m", 1, color="pink"), say("#tee-m", 1, color="white"))
    assert done.never_bought[0].titles["en"] == done.refused[0].refusal.titles["en"] == "hoodie-m en"
    assert anna.content() == {"tee-m-white-M": 1}


@pytest.mark.parametrize("quantity", [0, -5, 2.5, 100])
def test_an_impossible_quantity_is_refused(anna, say, buy, again, quantity):
    buy(anna, say("t-shirt", 2, **TEE_M))
    assert codes(again(anna, say("t-shirt", quantity)))[0] in ("invalid_quantity", "quantity_too_large")
    assert anna.content() == {}


def test_a_general_word_for_the_material_fits_what_was_bought(anna, say, buy, again):
    buy(anna, say("t-shirt", 1, color="green", size="M"))
    again(anna, say("t-shirt", 2, material="cotton"))
    assert anna.content() == {"organic-m-green-M": 2}


def test_was_bought_only_if_everything_fits(anna, say, buy, database, settings):
    buy(anna, say("t-shirt", 1, **TEE_M))
    with database.read() as session:
        cart = Counter(session, settings).cart
        assert was_bought(cart, "anna", say("t-shirt", 2, color="grey"))
        assert not was_bought(cart, "anna", say("t-shirt", color="white"))
        assert not was_bought(cart, "anna", say("socks"))
        assert not was_bought(cart, "anna", say(color="grey"))
