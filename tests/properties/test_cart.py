"""What holds for every sequence of cart edits."""

from __future__ import annotations

import itertools
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.database import Database
from shop.order_line import OrderLine
from tests.properties.edits import STEADY, Cart, Edit, edits, goods
from tests.properties.origin import unexplained

_numbers = itertools.count(1)

EITHER = pytest.mark.parametrize("catalog", ["demo", "tiny"])


def new_cart(catalogs: dict[str, Database], catalog: str) -> Cart:
    return Cart(catalogs[catalog], f"shopper-{next(_numbers)}")


@lru_cache(maxsize=4)
def _known(database: Database, catalog: str) -> list[OrderLine]:
    return goods(database, catalog)


def known(catalogs: dict[str, Database], catalog: str) -> list[OrderLine]:
    return _known(catalogs[catalog], catalog)


@EITHER
@STEADY
@given(data=st.data())
def test_n_undos_lead_back_to_the_state_n_effective_steps_before(
    catalogs: dict[str, Database], catalog: str, data: st.DataObject
) -> None:
    cart = new_cart(catalogs, catalog)
    states = [cart.state()]
    for number, edit in enumerate(data.draw(edits(catalog, known(catalogs, catalog)))):
        if data.draw(st.integers(0, 5)) == 0:  # an undo in the middle is no step itself
            assert cart.undo() == (len(states) > 1)
            states = states[:-1] or states
        else:
            cart.do(edit, f"message {number}")
            now = cart.state()
            if now != states[-1]:
                states.append(now)
        assert cart.state() == states[-1]
    while len(states) > 1:
        states.pop()
        assert cart.undo()
        assert cart.state() == states[-1]
    assert not cart.undo()


@EITHER
@STEADY
@given(data=st.data())
def test_every_line_has_the_words_it_came_from(
    catalogs: dict[str, Database], catalog: str, data: st.DataObject
) -> None:
    cart = new_cart(catalogs, catalog)
    given_words = set()
    for number, edit in enumerate(data.draw(edits(catalog, known(catalogs, catalog)))):
        given_words.add(words := f"message {number}")
        cart.do(edit, words)
        for line in cart.call("view").lines:
            assert line.words
            assert set(line.words.split("\n")) <= given_words


@EITHER
@STEADY
@given(data=st.data())
def test_no_line_has_an_attribute_that_the_shopper_did_not_give(
    catalogs: dict[str, Database], catalog: str, data: st.DataObject
) -> None:
    cart = new_cart(catalogs, catalog)
    said: dict[str, Edit] = {}
    for number, edit in enumerate(data.draw(edits(catalog, known(catalogs, catalog), most=6))):
        said[f"message {number}"] = edit
        cart.do(edit, f"message {number}")
        with catalogs[catalog].read() as session:
            for line in cart.call("view").lines:
                spoken = [said[words] for words in line.words.split("\n")]
                assert not unexplained(session, line, spoken), f"{line} came from {spoken}"
