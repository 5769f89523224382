"""What goes into the cart, what is asked, and what is refused."""

from __future__ import annotations

import pytest


def codes(change):
    return [refusal.code for refusal in change.refusals]


def test_puts_in_at_once_what_means_exactly_one_variant(anna, say):
    change = anna.add([say("hoodie", 2, color="black", size="M"), say("socks", 3, color="black", size="39-42")])
    assert change.question is None
    assert anna.content() == {"hoodie-m-black-M": 2, "socks-black-39-42": 3}
    assert change.cart.total == 2 * 3990 + 3 * 490


def test_asks_size_then_audience_and_chooses_neither_itself(anna, say):
    asked = anna.add([say("t-shirt", 2, color="grey")]).question
    assert (asked.kind, asked.choices, asked.open_count) == ("size", ("S", "M", "L"), 1)
    asked = anna.answer(say(size="M")).question
    assert (asked.kind, asked.choices) == ("audience", ("women", "men"))
    assert anna.content() == {}
    assert anna.answer(say(audience="men")).question is None
    assert anna.content() == {"tee-m-grey-M": 2}


def test_understands_a_childs_size_that_was_not_offered(anna, say):
    anna.add([say("t-shirt", 1, color="grey")])
    assert anna.answer(say(size="104")).question is None
    assert anna.content() == {"tee-k-grey-104": 1}


def test_takes_all_missing_values_in_one_answer_in_any_order(anna, say):
    anna.add([say("t-shirt")])
    anna.answer(say(None, 4, audience="women", size="L", color="white"))
    assert anna.content() == {"tee-w-white-L": 4}


def test_asks_how_many_only_after_a_bare_plural(anna, say):
    assert anna.add([say("beanie", color="navy")]).question.kind == "quantity"
    anna.answer(say(None, 2))
    anna.add([say("beanie", color="black", plural=False)])
    assert anna.content() == {"beanie-navy": 2, "beanie-black": 1}


def test_asks_among_exactly_the_alternatives(anna, say):
    asked = anna.add([say("t-shirt", 1, color=("white", "grey"), size="M", audience="men")]).question
    assert (asked.kind, asked.choices) == ("color", ("white", "grey"))


def test_leaves_out_what_is_excluded(anna, say):
    anna.add([say("beanie", 1, excluded={"color": "black"})])
    assert anna.content() == {"beanie-navy": 1}


def test_a_lone_number_is_the_waist_and_then_the_length_is_asked(anna, say):
    asked = anna.add([say("jeans", 1, size="32")]).question
    assert (asked.kind, asked.choices) == ("size", ("32/30", "32/32", "32/34"))
    anna.answer(say(size="34"))
    assert anna.content() == {"jeans-m-blue-32/34": 1}


def test_a_number_answers_the_question_for_the_size(anna, say):
    anna.add([say("jeans", 1)])
    asked = anna.answer(say(None, 32)).question
    assert asked.choices == ("32/30", "32/32", "32/34")
    assert asked.line.quantity == 1


def test_asks_which_product_when_nothing_else_tells_them_apart(anna, say):
    asked = anna.add([say("belt", 1)]).question
    assert asked.kind == "product" and len(asked.options) == 2
    anna.answer(say(asked.choices[1]))
    assert anna.content() == {"belt-b-brown-M": 1}


def test_asks_for_the_goods_when_only_attributes_were_said(anna, say):
    asked = anna.add([say(None, 1, color="navy")]).question
    assert asked is None and anna.content() == {"beanie-navy": 1}
    asked = anna.add([say(None, 1, color="black")]).question
    assert (asked.kind, asked.choices) == ("product", ("beanie", "hoodie", "socks"))
    anna.answer(say("beanie"))
    assert anna.content() == {"beanie-navy": 1, "beanie-black": 1}


def test_one_refused_line_does_not_stop_the_others(anna, say):
    change = anna.add([say("pizza", 1), say("beanie", 1, color="black"), say("t-shirt", 1, color="grey")])
    assert codes(change) == ["unknown_product"]
    assert anna.content() == {"beanie-black": 1}
    assert change.question.kind == "size"


@pytest.mark.parametrize(
    ("quantity", "code"),
    [(0, "invalid_quantity"), (-2, "invalid_quantity"), (1.5, "invalid_quantity"), (float("inf"), "invalid_quantity")]
    + [(float("nan"), "invalid_quantity"), ("three", "invalid_quantity"), (True, "invalid_quantity")]
    + [(100, "quantity_too_large"), (10000, "quantity_too_large"), (1_000_000, "quantity_too_large")],
)
def test_refuses_what_is_no_quantity_and_keeps_the_cart(anna, say, quantity, code):
    change = anna.add([say("beanie", quantity, color="black")])
    assert codes(change) == [code]
    assert anna.content() == {} and change.question is None


def test_sums_up_the_same_variant_but_never_beyond_the_limit(anna, say):
    anna.add([say("beanie", 8, color="black"), say("beanie", 2, color="black")])
    assert anna.content() == {"beanie-black": 10}
    change = anna.add([say("beanie", 90, color="black")])
    assert codes(change) == ["quantity_too_large"] and change.refusals[0].details["maximum"] == "99"
    assert anna.content() == {"beanie-black": 10}


def test_refuses_more_than_there_is_and_keeps_the_cart(anna, say):
    anna.add([say("beanie", 15, color="black")])
    change = anna.add([say("beanie", 6, color="black")])
    assert codes(change) == ["not_enough_stock"] and change.refusals[0].details["available"] == "20"
    assert anna.content() == {"beanie-black": 15}


def test_says_what_is_there_when_a_color_or_a_size_is_not_carried(anna, say):
    change = anna.add([say("hoodie", 1, color="pink", size="M"), say("t-shirt", 1, color="grey", size="38")])
    assert codes(change) == ["not_carried", "not_carried"]
    assert [refusal.choices for refusal in change.refusals] == [("black", "grey"), ("S", "M", "L")]
    assert change.refusals[0].details["choices"] == "black, grey"


def test_says_what_is_there_instead_of_what_is_sold_out(anna, say):
    refusal = anna.add([say("hoodie", 1, color="black", size="S")]).refusals[0]
    assert (refusal.code, refusal.attribute, refusal.choices) == ("out_of_stock", "color", ("grey",))
    assert refusal.titles == {"en": "hoodie-m en", "de": "hoodie-m de"}


def test_does_not_choose_what_merely_is_the_last_one_left(anna, say):
    asked = anna.add([say("hoodie", 1, size="S")]).question
    assert (asked.kind, asked.choices) == ("color", ("grey",))
    assert anna.content() == {}


def test_an_impossible_answer_is_refused_and_the_question_stays(anna, say):
    anna.add([say("t-shirt", 1, color="grey")])
    change = anna.answer(say(size="XXXL"))
    assert codes(change) == ["not_carried"] and change.question.kind == "size"
    anna.answer(say(size="S", audience="women"))
    assert anna.content() == {"tee-w-grey-S": 1}


def test_other_goods_in_an_answer_are_a_new_wish(anna, say):
    anna.add([say("t-shirt", 1, color="grey")])
    change = anna.answer(say("beanie", 1, color="navy"))
    assert anna.content() == {"beanie-navy": 1}
    assert change.question.product == "t-shirt"


def test_goes_through_open_lines_in_order(anna, say):
    first = anna.add([say("t-shirt", 1, color="grey"), say("socks", 1, color="grey")]).question
    assert (first.product, first.open_count) == ("t-shirt", 2)
    second = anna.answer(say(size="M", audience="men")).question
    assert (second.product, second.open_count) == ("socks", 1)
    assert anna.drop_open().question is None and anna.content() == {"tee-m-grey-M": 1}


def test_a_general_material_covers_its_kinds_only_when_nothing_else_fits(anna, say):
    anna.add([say("t-shirt", 1, color="green", size="M", material="cotton")])
    assert anna.content() == {"organic-m-green-M": 1}


def test_quotes_the_words_that_a_line_came_from(anna, say):
    anna.add([say("t-shirt", 1, color="grey", words="a grey tee please")])
    anna.answer(say(size="M", audience="men", words="M, for men"))
    assert anna.why(say("t-shirt")).words == "a grey tee please\nM, for men"


def test_carts_of_two_shoppers_are_apart(anna, ben, say):
    anna.add([say("beanie", 1, color="black")])
    assert ben.content() == {} and ben.question() is None


def test_an_answer_that_only_a_later_open_line_can_take_goes_there(anna, say):
    anna.add([say("t-shirt", 2, color="grey", size="M"), say("socks", 3, color="black")])
    change = anna.answer(say(size="39-42"))
    assert change.refusals == []
    assert [(line.product, line.size) for line in change.added] == [("socks", "39-42")]
    assert change.question.kind == "audience"


def test_an_answer_that_names_a_later_open_line_goes_there(anna, say):
    anna.add([say("t-shirt", 2, color="grey"), say("socks", 3, color="black")])
    change = anna.answer(say("socks", size="39-42"))
    assert [(line.product, line.quantity) for line in change.added] == [("socks", 3)]
