"""Discount codes: who may use one, and how often, also when many do at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from shop.errors import (
    DiscountExhausted,
    DiscountExpired,
    DiscountFirstOrderOnly,
    DiscountMinimum,
    DiscountNotYetValid,
    DiscountUsed,
    ShopError,
)
from shop.model import Discount, DiscountUse, Order
from shop.pricing import discounts
from tests.unit.pricing.conftest import NOON, add_discount, add_order

SECOND = timedelta(seconds=1)
AT_ONCE = 12


def take(database, order, code="CODE"):
    with database.write() as session:
        discounts.take(session, session.get(Order, order.id), discounts.find(session, code))


def let_go(database, order):
    with database.write() as session:
        discounts.let_go(session, session.get(Order, order.id))


def retake(database, order):
    with database.write() as session:
        return discounts.retake(session, session.get(Order, order.id))


def check(database, sender="anna", goods=3000, moment=NOON, code="CODE"):
    with database.read() as session:
        discounts.check(session, discounts.find(session, code), sender, goods, moment)


def counted(database, code="CODE"):
    """The counter, and the rows that it must agree with."""
    with database.read() as session:
        discount = session.query(Discount).filter_by(code=code).one()
        return discount.uses, session.query(DiscountUse).filter_by(discount_id=discount.id).count()


def all_at_once(work: Callable[[int], None], count: int = AT_ONCE) -> list[str]:
    """The outcome of each: "done" or the code of the refusal."""
    barrier, outcomes = threading.Barrier(count), [""] * count

    def run(index: int) -> None:
        barrier.wait()
        try:
            work(index)
            outcomes[index] = "done"
        except ShopError as refusal:
            outcomes[index] = refusal.code

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


@pytest.mark.parametrize("typed", ["CODE", "code", " Co de\n"])
def test_finds_a_code_however_it_is_typed(database, make_discount, typed):
    make_discount("CODE")
    with database.read() as session:
        assert discounts.find(session, typed).code == "CODE"


def test_is_valid_from_its_first_moment_until_before_its_last(database, make_discount):
    make_discount("CODE", valid_from=NOON, valid_until=NOON + SECOND)
    check(database, moment=NOON)
    with pytest.raises(DiscountNotYetValid) as refusal:
        check(database, moment=NOON - SECOND)
    assert refusal.value.details["starts"] == "2026-11-25T10:00:00+00:00"
    with pytest.raises(DiscountExpired):
        check(database, moment=NOON + SECOND)


def test_a_stopped_code_is_over(database, make_discount):
    make_discount("CODE", active=False)
    with pytest.raises(DiscountExpired):
        check(database)


def test_needs_its_minimum_before_the_discount(database, make_discount):
    make_discount("CODE", min_goods=3000)
    check(database, goods=3000)
    with pytest.raises(DiscountMinimum) as refusal:
        check(database, goods=2999)
    assert refusal.value.details["minimum"] == "3000"


def test_a_first_order_code_is_for_those_who_never_ordered(database, make_discount):
    make_discount("CODE", first_order_only=True)
    check(database)
    order = add_order(database)
    with pytest.raises(DiscountFirstOrderOnly):
        check(database)
    check(database, sender="ben")
    # Its hold is over and nobody paid: there was no order.
    check(database, moment=order.hold_expires_at)


def test_a_cancelled_order_was_no_first_order(database, make_discount):
    make_discount("CODE", first_order_only=True)
    add_order(database, status="cancelled", hold_expires_at=None)
    check(database)


def test_a_cancelled_order_whose_money_is_back_was_no_first_order(database, make_discount):
    make_discount("CODE", first_order_only=True)
    add_order(database, status="refunded", hold_expires_at=None, cancelled_at=NOON)
    check(database)


def test_one_per_shopper_is_used_until_its_order_lets_go(database, make_discount):
    make_discount("CODE", once_per_shopper=True)
    order = add_order(database)
    take(database, order)
    with pytest.raises(DiscountUsed):
        check(database)
    check(database, sender="ben")
    check(database, moment=order.hold_expires_at)
    let_go(database, order)
    check(database)


def test_is_used_up_while_living_orders_have_it(database, make_discount):
    make_discount("CODE", max_uses=1)
    order = add_order(database)
    take(database, order)
    with pytest.raises(DiscountExhausted):
        check(database, sender="ben")
    check(database, sender="ben", moment=order.hold_expires_at)


def test_taking_and_letting_go_twice_counts_once(either_database):
    add_discount(either_database, "CODE", max_uses=1)
    order = add_order(either_database)
    take(either_database, order)
    take(either_database, order)
    assert counted(either_database) == (1, 1)
    let_go(either_database, order)
    let_go(either_database, order)
    assert counted(either_database) == (0, 0)


def test_a_refused_use_leaves_nothing_behind(either_database):
    add_discount(either_database, "CODE", once_per_shopper=True)
    first, second = add_order(either_database), add_order(either_database)
    take(either_database, first)
    with either_database.write() as session:
        with pytest.raises(DiscountUsed):
            discounts.take(session, session.get(Order, second.id), discounts.find(session, "CODE"))
        # The transaction goes on: the refusal took only its own part back.
        session.get(Order, second.id).discount_code = None
    assert counted(either_database) == (1, 1)


def test_a_stopped_code_cannot_be_taken(database, make_discount):
    make_discount("CODE", active=False)
    with pytest.raises(DiscountExhausted):
        take(database, add_order(database))
    assert counted(database) == (0, 0)


def test_a_late_payment_takes_the_use_again_if_one_is_left(database, make_discount):
    make_discount("CODE", max_uses=1, valid_until=NOON)
    late, other = add_order(database, discount_code="CODE"), add_order(database, "ben", discount_code="CODE")
    take(database, late)
    let_go(database, late)
    assert retake(database, late) and retake(database, late)
    assert counted(database) == (1, 1)
    let_go(database, late)
    take(database, other)
    assert not retake(database, late)
    assert counted(database) == (1, 1)
    assert retake(database, add_order(database, "cem"))


def test_many_at_once_get_a_code_as_often_as_there_are_uses(either_database):
    add_discount(either_database, "CODE", max_uses=5)
    orders = [add_order(either_database, f"shopper {index}") for index in range(AT_ONCE)]
    outcomes = all_at_once(lambda index: take(either_database, orders[index]))
    assert sorted(outcomes) == ["discount_exhausted"] * (AT_ONCE - 5) + ["done"] * 5
    assert counted(either_database) == (5, 5)


@pytest.mark.parametrize("limit", ["once_per_shopper", "first_order_only"])
def test_one_shopper_gets_it_once_however_many_orders_come_at_once(either_database, limit):
    add_discount(either_database, "CODE", **{limit: True})
    orders = [add_order(either_database) for _ in range(AT_ONCE)]
    outcomes = all_at_once(lambda index: take(either_database, orders[index]))
    assert sorted(outcomes) == ["discount_used"] * (AT_ONCE - 1) + ["done"]
    assert counted(either_database) == (1, 1)


def test_one_order_counts_once_however_often_it_is_taken_at_once(either_database):
    add_discount(either_database, "CODE", max_uses=5)
    order = add_order(either_database)
    all_at_once(lambda index: take(either_database, order))
    assert counted(either_database) == (1, 1)


def test_a_use_is_given_back_once_however_many_let_go_at_once(either_database):
    add_discount(either_database, "CODE", max_uses=5)
    order, other = add_order(either_database), add_order(either_database, "ben")
    take(either_database, order)
    take(either_database, other)
    assert set(all_at_once(lambda index: let_go(either_database, order))) == {"done"}
    assert counted(either_database) == (1, 1)


def test_uses_come_and_go_at_once_and_the_limit_holds(either_database):
    add_discount(either_database, "CODE", max_uses=3)
    orders = [add_order(either_database, f"shopper {index}", discount_code="CODE") for index in range(AT_ONCE)]

    def work(index: int) -> None:
        for _ in range(3):
            if retake(either_database, orders[index]):
                assert counted(either_database)[0] <= 3
                let_go(either_database, orders[index])

    assert set(all_at_once(work)) == {"done"}
    assert counted(either_database) == (0, 0)


def test_a_shopper_is_told_of_the_public_codes_that_count_for_them(database):
    day = timedelta(days=1)
    add_discount(database, code="ALL", public=True)
    add_discount(database, code="BIG", public=True, min_goods=5000)
    add_discount(database, code="FIRST", public=True, first_order_only=True)
    add_discount(database, code="SECRET")
    add_discount(database, code="OVER", public=True, valid_until=NOON - day)
    add_discount(database, code="SOON", public=True, valid_from=NOON + day)
    add_discount(database, code="STOPPED", public=True, active=False)
    add_discount(database, code="GONE", public=True, max_uses=0)
    add_order(database, sender="ben", status="paid")

    def told(sender):
        with database.read() as session:
            return [one.code for one in discounts.public(session, sender, NOON)]

    assert told("anna") == ["ALL", "BIG", "FIRST"]
    assert told("ben") == ["ALL", "BIG"]
