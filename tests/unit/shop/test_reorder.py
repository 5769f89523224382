"""Buying again: from own paid orders, with what is said otherwise, and nothing silently replaced."""

from __future__ import annotations

import pytest

from shop.cart.reorder import has_paid_order, was_bought
from shop.counter import Counter
from shop.errors import NothingToReorder, OrderNotPaid, QuantityUnclear, UnknownOrder

TEE_M = {"color": "grey", "size": "M", "audience": "men"}


@pytest.mark.parametrize("status", ["paid", "packed", "shipped", "delivered"])
def test_the_whole_latest_paid_order_comes_again_with_the_words_of_now(anna, say, buy, again, status):
    buy(anna, say("hoodie", 1, color="grey", size="M"))
    number = buy(anna, say("t-shirt", 2, words="then", **TEE_M), say("socks", 3, color="black", size="39-42"),
                 status=status)  # fmt: skip
    done = again(anna)
    assert anna.content() == {"tee-m-grey-M": 2, "socks-black-39-42": 3}
    assert [order.number for order in done.orders] == [number]
    assert {line.words for line in anna.view().lines} == {"the same again"}
    assert done.refused == () and done.price_changes == ()


@pytest.mark.parametrize("status", ["awaiting_payment", "cancelled", "refunded"])
def test_what_was_not_paid_is_no_past(anna, say, buy, again, database, settings, status):
    number = buy(anna, say("beanie", 1, color="black"), status=status)
    with database.read() as session:
        assert not has_paid_order(Counter(session, settings).cart, "anna")
    with pytest.raises(NothingToReorder):
        again(anna)
    with pytest.raises(OrderNotPaid):
        again(anna, number=number)


def test_orders_of_others_are_never_seen(anna, ben, say, buy, again, database, settings):
    number = buy(anna, say("beanie", 1, color="black"))
    buy(ben, say("beanie", 2, color="navy"))
    with pytest.raises(UnknownOrder):
        again(ben, number=number)
    again(ben)
    assert ben.content() == {"beanie-navy": 2}
    with database.read() as session:
        assert not was_bought(Counter(session, settings).cart, "ben", say("beanie", color="black"))


def test_a_number_takes_exactly_that_order(anna, say, buy, again):
    first = buy(anna, say("beanie", 1, color="black"))
    buy(anna, say("beanie", 2, color="navy"))
    again(anna, number=first)
    assert anna.content() == {"beanie-black": 1}


def test_reordering_is_one_step_for_undo(anna, say, buy, again):
    buy(anna, say("t-shirt", 2, **TEE_M), say("beanie", 1, color="black"))
    anna.add([say("beanie", 1, color="navy")])
    again(anna)
    anna.undo()
    assert anna.content() == {"beanie-navy": 1}


def test_size_and_audience_come_from_the_order_and_the_quantity_from_the_shopper(anna, say, buy, again):
    buy(anna, say("t-shirt", 5, **TEE_M))
    again(anna, say("t-shirt", 2, color="grey", words="noch mal zwei"))
    assert [(line.sku, line.quantity, line.words) for line in anna.view().lines] == [
        ("tee-m-grey-M", 2, "noch mal zwei")
    ]


@pytest.mark.parametrize(("plural", "quantity"), [(True, 3), (False, 1)])
def test_without_a_number_a_plural_means_as_many_as_then_and_a_singular_one(anna, say, buy, again, plural, quantity):
    buy(anna, say("t-shirt", 3, **TEE_M))
    again(anna, say("t-shirt", plural=plural))
    assert anna.content() == {"tee-m-grey-M": quantity}


def test_what_fits_better_wins_over_what_is_newer_and_then_the_newest(anna, say, buy, again):
    buy(anna, say("t-shirt", 1, color="grey", size="S", audience="women"))
    buy(anna, say("t-shirt", 1, **TEE_M))
    buy(anna, say("t-shirt", 1, color="white", size="L", audience="men"))
    again(anna, say("t-shirt", 2, color="grey"))
    assert anna.content() == {"tee-m-grey-M": 2}


@pytest.mark.parametrize(
    ("said", "sku"),
    [
        ({"size": "L"}, "tee-m-grey-L"),
        ({"color": "white"}, "tee-m-white-M"),
        ({"color": "white", "size": "S"}, "tee-m-white-S"),
        ({"audience": "women"}, "tee-w-grey-M"),
        ({"excluded": {"color": "grey"}}, "tee-m-white-M"),
    ],
)
def test_what_is_said_now_wins(anna, say, buy, again, said, sku):
    buy(anna, say("t-shirt", 1, **TEE_M))
    again(anna, say("t-shirt", 1, **said))
    assert anna.content() == {sku: 1}


def test_the_same_product_does_not_become_another_because_of_a_color(anna, say, buy, again):
    buy(anna, say("t-shirt", 1, **TEE_M))
    done = again(anna, say("t-shirt", 1, color="green"))  # only organic-m is green
    assert [refused.refusal.code for refused in done.refused] == ["not_carried"] and anna.content() == {}
    assert done.refused[0].refusal.titles["en"] == "tee-m en"
    assert done.refused[0].refusal.choices == ("white", "grey")


def test_another_waist_keeps_the_length(anna, say, buy, again):
    buy(anna, say("jeans", 1, size="32/32"))
    again(anna, say("jeans", size="34"))
    assert anna.content() == {"jeans-m-blue-34/32": 1}


def test_asks_one_short_question_between_equals(anna, say, buy, again):
    buy(anna, say("t-shirt", 1, **TEE_M), say("t-shirt", 1, color="grey", size="L", audience="men"))
    question = again(anna, say("t-shirt", 2, color="grey", words="two again")).change.question
    assert (question.kind, question.choices, question.line.product) == ("size", ("M", "L"), "t-shirt")
    assert anna.content() == {}
    assert anna.answer(say(size="L", words="L")).question is None
    assert anna.content() == {"tee-m-grey-L": 2}
    assert anna.view().lines[0].words == "two again\nL"


def test_equals_that_shall_become_the_same_need_no_question(anna, say, buy, again):
    buy(anna, say("t-shirt", 1, **TEE_M), say("t-shirt", 1, color="grey", size="L", audience="men"))
    assert again(anna, say("t-shirt", 2, size="S")).change.question is None
    assert anna.content() == {"tee-m-grey-S": 2}


@pytest.mark.parametrize(
    ("left_out", "kept"),
    [
        ({"excluded_products": ("socks",)}, {"hoodie-m-black-M": 1, "tee-m-grey-M": 2}),
        ({"excluded": {"color": "black"}}, {"tee-m-grey-M": 2, "socks-grey-39-42": 1}),
        (
            {"excluded_products": ("socks",), "excluded": {"color": "black"}},
            {"hoodie-m-black-M": 1, "tee-m-grey-M": 2, "socks-grey-39-42": 1},
        ),
        (
            {"excluded_products": ("t-shirt",), "excluded": {"color": "black"}},
            {"hoodie-m-black-M": 1, "socks-grey-39-42": 1, "socks-black-39-42": 1},
        ),
    ],
)
def test_leaves_out_what_is_excluded(anna, say, buy, again, left_out, kept):
    socks = [say("socks", 1, color=color, size="39-42") for color in ("grey", "black")]
    buy(anna, say("hoodie", 1, color="black", size="M"), say("t-shirt", 2, **TEE_M), *socks)
    again(anna, say(**left_out))
    assert anna.content() == kept


def test_an_order_of_which_nothing_is_left_is_said(anna, say, buy, again):
    buy(anna, say("socks", 1, color="grey", size="39-42"))
    with pytest.raises(NothingToReorder):
        again(anna, say(excluded_products=("socks",)))


@pytest.mark.parametrize(
    ("bought", "step", "sku"),
    [
        ({"product": "t-shirt", **TEE_M}, 1, "tee-m-grey-L"),
        ({"product": "t-shirt", **TEE_M}, -1, "tee-m-grey-S"),
        ({"product": "jeans", "size": "32/32"}, 1, "jeans-m-blue-34/32"),
        ({"product": "beanie", "color": "navy"}, 1, "beanie-navy"),
    ],
)
def test_a_size_step_follows_the_sizes_of_the_product(anna, say, buy, again, bought, step, sku):
    buy(anna, say(quantity=2, **bought))
    again(anna, step=step)
    assert anna.content() == {sku: 2}


@pytest.mark.parametrize("step", [2, -2, 99])
def test_a_size_beyond_the_last_is_refused_with_the_sizes_there_are(anna, say, buy, again, step):
    buy(anna, say("t-shirt", 2, **TEE_M), say("beanie", 1, color="navy"))
    done = again(anna, step=step)
    assert [refused.refusal.code for refused in done.refused] == ["no_next_size"]
    assert done.refused[0].refusal.choices == ("S", "M", "L")
    assert anna.content() == {"beanie-navy": 1}


def test_a_number_alone_fits_an_order_of_one_line_only(anna, say, buy, again):
    buy(anna, say("t-shirt", 1, **TEE_M))
    again(anna, say(None, 3))
    assert anna.content() == {"tee-m-grey-M": 3}
    buy(anna, say("beanie", 1, color="navy"))
    with pytest.raises(QuantityUnclear) as refusal:
        again(anna, say(None, 3))
    assert refusal.value.choices == ("t-shirt", "beanie")


def test_the_black_ones_and_the_same_in_black(anna, say, buy, again):
    buy(anna, say("hoodie", 1, color="grey", size="M"), say("socks", 2, color="black", size="39-42"))
    again(anna, say(None, 5, color="black"))
    assert anna.content() == {"socks-black-39-42": 5}
    anna.empty()
    again(anna, say(size="S"))  # socks have no S and stay as they were
    assert anna.content() == {"hoodie-m-grey-S": 1, "socks-black-39-42": 2}
