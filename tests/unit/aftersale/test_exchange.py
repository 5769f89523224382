"""Another size or color, with the price difference."""

from __future__ import annotations

import pytest

from shop.aftersale import Wish, returns
from shop.errors import (
    ExchangeNotArrived,
    NotAPiece,
    NothingLeftToReturn,
    NotShippedYet,
    OtherProduct,
    OutOfStock,
    SameGoods,
    SummaryOutdated,
    TooManyToReturn,
    UnknownLine,
    UnknownOrder,
)
from shop.model import Order, Return

M, L, S, GREY_L = "hoodie-m-black-M", "hoodie-m-black-L", "hoodie-m-black-S", "hoodie-m-grey-L"


@pytest.fixture()
def order(anna, say, sell):
    return sell(anna, say("hoodie", 2, color="black", size="M"))


def received(desk, number):
    with desk.open() as session:
        return returns.receive(session, number)


def state_of(desk, number):
    with desk.open() as session:
        found = session.get(Return, int(number[1:]) - 10_000)
        return found.kind, found.state


def test_another_size_at_the_same_price_costs_nothing_and_is_booked_at_once(desk, order, stock) -> None:
    preview = desk.preview_exchange(order, M, L, 1)
    assert (preview.price, preview.due, preview.refund) == (3990, 0, 0)
    done = desk.exchange(order, M, L, 1, preview.fingerprint, "zu klein")
    assert (done.order.status, done.order.total, done.order.discount_total) == ("paid", 0, 3990)
    assert done.order.discount_code == done.return_number
    assert stock(L) == (19, 0) and stock(M) == (18, 0)
    settled = received(desk, done.return_number)
    assert (settled.refund, settled.replacement) == (0, done.order.number) and stock(M) == (19, 0)
    assert desk.order(order).status == "delivered"


def test_a_discount_goes_along(desk, order) -> None:
    with desk.open() as session:
        row = session.query(Order).one()
        row.discount_total, row.total, row.items[0].discount = 799, row.total - 799, 799
        row.discount_code = "TEN"
    assert [desk.preview_exchange(order, M, L, pieces).due for pieces in (1, 2)] == [0, 0]


def test_a_dearer_one_waits_for_the_difference_which_a_link_pays(desk, anna, order, catalog, stock) -> None:
    catalog(L, price=4490)
    done = desk.exchange(order, M, L, 1)
    assert (done.content.due, done.order.total, done.order.status) == (500, 500, "awaiting_payment")
    assert stock(L) == (20, 1)
    assert anna.paying().link_for(done.order.number).payment_url
    assert desk.pay(done.order.number) == "paid" and stock(L) == (19, 0)
    assert received(desk, done.return_number).refund == 0


def test_a_late_difference_takes_the_pieces_again(desk, anna, order, catalog, stock, later) -> None:
    catalog(L, price=4490)
    done = desk.exchange(order, M, L, 1)
    later(10_000)
    assert anna.paying().link_for(done.order.number).payment_url and stock(L) == (20, 1)
    later(20_000)
    assert desk.pay(done.order.number) == "paid" and stock(L) == (19, 0)


def test_of_a_cheaper_one_the_difference_goes_back_on_arrival(desk, order, catalog) -> None:
    catalog(L, price=2990)
    done = desk.exchange(order, M, L, 2)
    assert (done.content.due, done.content.refund, done.order.total) == (0, 2000, 0)
    assert received(desk, done.return_number).refund == 2000
    desk.send_refunds()
    assert desk.order(order).refunded_total == 2000
    with pytest.raises(NothingLeftToReturn):
        desk.withdraw(order)


def test_what_an_exchange_brought_is_paid_back_from_the_first_payment_and_the_difference(desk, order, catalog) -> None:
    catalog(L, price=4490)
    done = desk.exchange(order, M, L, 2)
    number = done.order.number
    desk.pay(number)
    desk.deliver(number)
    second = desk.withdraw(number)
    assert (second.content.goods, second.content.delivery, second.content.total) == (8980, 0, 8980)
    with pytest.raises(ExchangeNotArrived):
        received(desk, second.return_number)
    received(desk, done.return_number)
    assert received(desk, second.return_number).refund == 8980
    desk.send_refunds()
    assert desk.order(order).refunded_total == 7980 and desk.order(number).refunded_total == 1000


def test_a_chain_of_exchanges_keeps_the_money(desk, order, stock) -> None:
    first = desk.exchange(order, M, L, 2)
    received(desk, first.return_number)
    desk.deliver(first.order.number)
    second = desk.exchange(first.order.number, L, M, 1)
    assert second.content.due == second.content.refund == 0
    received(desk, second.return_number)
    desk.deliver(second.order.number)
    for number, pieces in ((first.order.number, 1), (second.order.number, 1)):
        declared = desk.withdraw(number)
        assert (declared.content.lines[0].quantity, declared.content.total) == (pieces, 3990)
        assert received(desk, declared.return_number).refund == 3990
    desk.send_refunds()
    order_row = desk.order(order)
    assert order_row.refunded_total == 7980 and stock(M) == (20, 0) and stock(L) == (20, 0)


def test_cancelling_the_new_order_before_the_goods_are_back_ends_the_exchange(desk, order, stock) -> None:
    done = desk.exchange(order, M, L, 2)
    assert desk.preview_cancellation(done.order.number).refund == 0
    desk.cancel(done.order.number)
    assert stock(L) == (20, 0) and state_of(desk, done.return_number) == ("exchange", "cancelled")
    assert desk.preview_withdrawal(order, [Wish(M)]).goods == 7980
    # The parcel was on its way all the same: what is here is paid back.
    assert received(desk, done.return_number).refund == 7980
    assert state_of(desk, done.return_number) == ("withdrawal", "settled")
    with pytest.raises(NothingLeftToReturn):
        desk.withdraw(order)


def test_cancelling_the_new_order_after_the_goods_are_back_pays_them_back(desk, order, catalog) -> None:
    catalog(L, price=4490)
    done = desk.exchange(order, M, L, 2)
    desk.pay(done.order.number)
    received(desk, done.return_number)
    assert desk.preview_cancellation(done.order.number).refund == 8980
    assert desk.cancel(done.order.number).refund == 8980
    desk.send_refunds()
    assert desk.order(order).refunded_total == 7980 and desk.order(done.order.number).refunded_total == 1000


def test_goods_that_arrive_before_the_difference_is_paid_are_a_withdrawal(desk, order, catalog, stock) -> None:
    catalog(L, price=4490)
    done = desk.exchange(order, M, L, 1)
    settled = received(desk, done.return_number)
    assert (settled.kind, settled.refund, settled.replacement) == ("withdrawal", 3990, None)
    assert desk.order(done.order.number).status == "cancelled" and stock(L) == (20, 0)
    assert desk.pay(done.order.number) == "late_payment"


@pytest.mark.parametrize(
    ("wanted", "quantity", "refusal"),
    [
        (S, 1, OutOfStock),
        (M, 1, SameGoods),
        ("beanie-black", 1, OtherProduct),
        ("nothing", 1, OtherProduct),
        (L, 0.5, NotAPiece),
        (L, 3, TooManyToReturn),
    ],
)
def test_refuses_what_is_no_exchange(desk, order, wanted, quantity, refusal) -> None:
    for act in (desk.preview_exchange, desk.exchange):
        with pytest.raises(refusal):
            act(order, M, wanted, quantity)
    with desk.open() as session:
        assert session.query(Return).count() == 0 and session.query(Order).count() == 1


def test_more_than_there_is_keeps_everything(desk, order, stock) -> None:
    with pytest.raises(Exception) as refusal:
        desk.exchange(order, M, GREY_L, 2)
    assert refusal.value.code == "not_enough_stock" and stock(GREY_L) == (1, 0)


def test_only_own_goods_that_left_the_shop(desk, ben, anna, say, sell) -> None:
    number = sell(ben, say("hoodie", 1, color="black", size="M"))
    with pytest.raises(UnknownOrder):
        desk.exchange(number, M, L)
    waiting = sell(anna, say("hoodie", 1, color="black", size="M"), until="paid")
    with pytest.raises(NotShippedYet):
        desk.exchange(waiting, M, L)
    desk.deliver(waiting)
    with pytest.raises(UnknownLine):
        desk.exchange(waiting, L, M)


def test_a_price_that_changed_after_the_preview_is_shown_again(desk, order, catalog) -> None:
    preview = desk.preview_exchange(order, M, L, 1)
    catalog(L, price=4490)
    with pytest.raises(SummaryOutdated):
        desk.exchange(order, M, L, 1, preview.fingerprint)


def test_offers_the_other_variants_of_the_product_that_are_there(desk, order) -> None:
    assert [one.sku for one in desk.exchange_choices(order, M)] == [
        L, GREY_L, "hoodie-m-grey-M", "hoodie-m-grey-S",
    ]  # fmt: skip
