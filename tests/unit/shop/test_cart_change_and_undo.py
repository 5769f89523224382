"""Changing, removing, and taking steps back."""

from __future__ import annotations

import random

import pytest

from shop.errors import NoSuchLine, NothingToUndo


def test_changes_quantity_of_the_line_touched_last(anna, say):
    anna.add([say("beanie", 1, color="black"), say("hoodie", 1, color="black", size="M")])
    anna.change(say(None, 3))
    assert anna.content() == {"beanie-black": 1, "hoodie-m-black-M": 3}


def test_changes_the_size_and_keeps_the_rest(anna, say):
    anna.add([say("hoodie", 2, color="black", size="M")])
    change = anna.change(say(size="L"))
    assert [line.sku for line in change.changed] == ["hoodie-m-black-L"]
    assert anna.content() == {"hoodie-m-black-L": 2}


def test_the_described_item_decides_which_line_is_changed(anna, say):
    anna.add([say("hoodie", 1, color="grey", size="M"), say("hoodie", 1, color="black", size="M")])
    anna.change(say("hoodie", 3, color="grey"))
    assert anna.content() == {"hoodie-m-grey-M": 3, "hoodie-m-black-M": 1}


def test_asks_which_line_is_meant_and_changes_the_answered_one(anna, say):
    anna.add([say("hoodie", 1, color="grey", size="M"), say("hoodie", 1, color="black", size="M")])
    asked = anna.change(say("hoodie", 2)).question
    assert (asked.kind, asked.choices) == ("which", ("hoodie-m-grey-M", "hoodie-m-black-M"))
    assert anna.answer(say(color="grey")).question is None
    assert anna.content() == {"hoodie-m-grey-M": 2, "hoodie-m-black-M": 1}
    anna.change(say("hoodie", 5))
    anna.answer(say("hoodie-m-black-M"))
    assert anna.content() == {"hoodie-m-grey-M": 2, "hoodie-m-black-M": 5}


def test_a_changed_line_joins_the_one_that_is_already_like_this(anna, say):
    anna.add([say("hoodie", 1, color="black", size="M"), say("hoodie", 2, color="black", size="L")])
    anna.change(say("hoodie", size="L"))
    assert anna.content() == {"hoodie-m-black-L": 3}


def test_another_color_may_bring_another_material(anna, say):
    anna.add([say("t-shirt", 1, color="grey", size="M", audience="men")])
    anna.change(say(color="green"))
    assert anna.content() == {"organic-m-green-M": 1}


def test_another_waist_keeps_the_length(anna, say):
    anna.add([say("jeans", 1, size="32/32")])
    anna.change(say(size="34"))
    assert anna.content() == {"jeans-m-blue-34/32": 1}


def test_an_open_choice_in_a_change_is_asked_and_the_line_waits(anna, say):
    anna.add([say("t-shirt", 1, color="green", size="M")])
    asked = anna.change(say(color=("grey", "white"))).question
    assert (asked.kind, asked.choices) == ("color", ("white", "grey"))
    assert anna.content() == {"organic-m-green-M": 1}
    anna.answer(say(color="white"))
    assert anna.content() == {"tee-m-white-M": 1}


@pytest.mark.parametrize(
    ("wish", "code"),
    [({"quantity": 21}, "not_enough_stock"), ({"quantity": 0}, "invalid_quantity"), ({"color": "pink"}, "not_carried")]
    + [({"size": "S"}, "out_of_stock"), ({"product": "socks", "quantity": 2}, "no_such_line")],
)
def test_a_refused_change_leaves_the_line_as_it_was(anna, say, wish, code):
    anna.add([say("hoodie", 1, color="black", size="M")])
    assert [refusal.code for refusal in anna.change(say(**wish)).refusals] == [code]
    assert anna.content() == {"hoodie-m-black-M": 1}


def test_changes_the_open_line_when_nothing_else_is_meant(anna, say):
    anna.add([say("t-shirt", 1, color="grey")])
    asked = anna.change(say(None, 3, color="white")).question
    assert (asked.kind, asked.line.quantity, asked.line.wanted.color) == ("size", 3, ("white",))


def test_takes_out_as_many_as_said_or_the_whole_line(anna, say):
    anna.add([say("beanie", 5, color="black"), say("hoodie", 1, color="black", size="M")])
    change = anna.remove(say("beanie", 2))
    assert [(line.sku, line.quantity) for line in change.removed] == [("beanie-black", 2)]
    assert anna.content() == {"beanie-black": 3, "hoodie-m-black-M": 1}
    anna.remove(say("beanie"))
    assert anna.content() == {"hoodie-m-black-M": 1}


def test_removes_nothing_that_was_not_described(anna, say):
    anna.add([say("hoodie", 1, color="grey", size="M")])
    assert [refusal.code for refusal in anna.remove(say("hoodie", color="black")).refusals] == ["no_such_line"]
    assert anna.content() == {"hoodie-m-grey-M": 1}


def test_a_plural_takes_all_of_a_kind_and_a_singular_asks_which(anna, say):
    anna.add([say("socks", 1, color="black", size="39-42"), say("socks", 1, color="grey", size="39-42")])
    assert anna.remove(say("socks", plural=False)).question.kind == "which"
    assert len(anna.content()) == 2
    anna.remove(say("socks"))
    assert anna.content() == {} and anna.question() is None


def test_removes_an_open_line(anna, say):
    anna.add([say("t-shirt", 1, color="grey")])
    change = anna.remove(say("t-shirt"))
    assert change.question is None and change.refusals == []


def test_undo_brings_back_lines_words_and_the_open_question(anna, say):
    anna.add([say("t-shirt", 2, color="grey", words="two grey tees")])
    anna.answer(say(size="M", audience="men"))
    anna.empty()
    change = anna.undo()
    assert [(line.sku, line.words) for line in change.added] == [("tee-m-grey-M", "two grey tees")]
    assert anna.undo().question.kind == "size"
    assert anna.undo().question is None
    with pytest.raises(NothingToUndo):
        anna.undo()


def test_what_was_refused_is_no_step(anna, say):
    anna.add([say("beanie", 1, color="black")])
    anna.add([say("pizza", 1)])
    anna.undo()
    assert anna.content() == {}


def test_any_edits_followed_by_as_many_undos_restore_the_cart(anna, say):
    chance = random.Random(7)
    edits = [
        lambda: anna.add([say("beanie", chance.randint(1, 3), color="black")]),
        lambda: anna.add([say("t-shirt", 1, color="grey"), say("hoodie", 1, color="grey", size="M")]),
        lambda: anna.answer(say(size="M", audience="women")),
        lambda: anna.change(say(None, chance.randint(1, 9))),
        lambda: anna.remove(say("beanie")),
        lambda: anna.change(say("hoodie", color="black")),
        lambda: anna.empty(),
    ]
    states = [(anna.view(), anna.question())]
    for _ in range(40):
        chance.choice(edits)()
        state = (anna.view(), anna.question())
        if state != states[-1]:
            states.append(state)
    assert len(states) > 15
    for state in reversed(states[:-1]):
        anna.undo()
        while (anna.view(), anna.question()) != state:
            anna.undo()  # a step may change an open line that is not the one asked about


def test_why_names_nothing_that_is_not_there(anna, say):
    with pytest.raises(NoSuchLine):
        anna.why(say("hoodie"))
