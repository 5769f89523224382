"""Withdrawing: in time, by whole pieces, to the cent, and only from one's own orders."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from shop import clock
from shop.aftersale import Wish, returns
from shop.aftersale.withdrawal import declare
from shop.errors import (
    NotAPiece,
    NothingLeftToReturn,
    OrderNotPaid,
    ReturnSettled,
    TooManyToReturn,
    UnknownLine,
    UnknownOrder,
    UnknownReturn,
    WithdrawalTooLate,
)
from shop.model import News, Order, Return

SOCKS, BEANIE = "socks-black-39-42", "beanie-black"


@pytest.fixture()
def order(desk, anna, say, sell):
    return sell(anna, say("socks", 3, color="black", size="39-42"), say("beanie", 1, color="black"))


def received(desk, number, damaged=False):
    with desk.open() as session:
        return returns.receive(session, number, damaged)


def test_a_statement_changes_nothing_and_its_confirmation_is_dated(desk, order) -> None:
    wishes = [Wish(SOCKS, 2)]
    preview = desk.preview_withdrawal(order, wishes)
    assert (preview.goods, preview.delivery, preview.total, preview.whole) == (980, 0, 980, False)
    with desk.open() as session:
        assert session.query(Return).count() == 0
    declared = desk.withdraw(order, wishes, words="passt nicht")
    assert declared.content == preview and declared.declared_at <= clock.now()
    assert (declared.name, declared.email, declared.words) == ("Anna Berg", "anna@example.com", "passt nicht")
    assert declared.return_number == "R10001"


def test_the_whole_order_brings_the_delivery_cost_back_and_the_goods_into_the_stock(desk, order, stock) -> None:
    total = desk.order(order).total
    declared = desk.withdraw(order)
    assert (declared.content.goods, declared.content.delivery, declared.content.whole) == (2760, 490, True)
    assert declared.content.total == total
    done = received(desk, declared.return_number)
    assert (done.refund, done.restocked, done.kind) == (total, True, "withdrawal")
    assert stock(SOCKS) == (20, 0) and stock(BEANIE) == (20, 0)
    desk.send_refunds()
    assert desk.order(order).status == "refunded"


def test_piece_by_piece_the_last_return_brings_the_delivery_cost(desk, order) -> None:
    amounts = []
    for wish in (Wish(SOCKS, 1), Wish(BEANIE), Wish(SOCKS, 1), Wish(SOCKS, 1)):
        declared = desk.withdraw(order, [wish])
        amounts.append(declared.content.total)
        received(desk, declared.return_number)
    assert amounts == [490, 1290, 490, 490 + 490] and sum(amounts) == desk.order(order).total
    with pytest.raises(NothingLeftToReturn):
        desk.withdraw(order)


def test_of_an_express_delivery_only_the_usual_cost_comes_back(desk, order) -> None:
    with desk.open() as session:
        row = session.query(Order).one()
        row.delivery_method, row.delivery_cost, row.total = "express", 990, row.total + 500
    assert desk.preview_withdrawal(order).delivery == 490


def test_damaged_goods_are_paid_back_and_not_sold_again(desk, order, stock) -> None:
    declared = desk.withdraw(order, [Wish(BEANIE)])
    assert received(desk, declared.return_number, damaged=True).restocked is False
    assert stock(BEANIE) == (19, 0)


def test_an_arrival_counts_once_and_is_told_once(desk, order) -> None:
    number = desk.withdraw(order, [Wish(BEANIE)]).return_number
    received(desk, number)
    with pytest.raises(ReturnSettled):
        received(desk, number)
    for unknown in ("R99999", "x", "", "10001 1"):
        with pytest.raises(UnknownReturn):
            received(desk, unknown)
    with desk.open() as session:
        news = session.query(News).filter_by(kind="return_confirmed").one()
        assert (news.sender, news.content["amount"]) == ("anna", 1290)


@pytest.mark.parametrize("quantity", [0.5, 0, -1, 1.5, float("nan"), float("inf"), True, "1"])
def test_one_sock_of_a_pair_is_no_piece(desk, order, quantity) -> None:
    with pytest.raises(NotAPiece):
        desk.preview_withdrawal(order, [Wish(SOCKS, quantity)])


def test_no_more_comes_back_than_was_bought(desk, order) -> None:
    with pytest.raises(TooManyToReturn):
        desk.withdraw(order, [Wish(SOCKS, 2), Wish(SOCKS, 2)])
    desk.withdraw(order, [Wish(SOCKS, 2)])
    with pytest.raises(TooManyToReturn) as refusal:
        desk.withdraw(order, [Wish(SOCKS, 2)])
    assert refusal.value.details == {"left": "1"}
    desk.withdraw(order, [Wish(SOCKS)])
    with pytest.raises(NothingLeftToReturn):
        desk.withdraw(order, [Wish(SOCKS, 1)])
    with pytest.raises(UnknownLine):
        desk.withdraw(order, [Wish("hoodie-m-black-M")])


def test_after_the_deadline_it_is_too_late_and_the_last_second_counts(desk, anna, say, sell) -> None:
    number = sell(anna, say("beanie", 1, color="black"), at=datetime(2026, 11, 3, 11, tzinfo=timezone.utc))
    end = datetime(2026, 11, 17, 23, tzinfo=timezone.utc)
    assert desk.preview_withdrawal(number, moment=end - timedelta(seconds=1)).total > 0
    for act in (desk.preview_withdrawal, desk.withdraw):
        with pytest.raises(WithdrawalTooLate) as refusal:
            act(number, moment=end)
        assert refusal.value.details == {"number": number, "deadline": "2026-11-17"}
    with desk.open() as session:
        order = session.query(Order).one()
        assert declare(session, desk.profile, order, moment=end - timedelta(seconds=1)).declared_at < end


def test_before_the_delivery_there_is_no_deadline(desk, anna, say, sell) -> None:
    number = sell(anna, say("beanie", 1, color="black"), until="shipped")
    shown = desk.what_can_come_back(number)
    assert shown.deadline is None and shown.in_time and [line.quantity for line in shown.lines] == [1]
    assert desk.withdraw(number).content.cancels is False


def test_somebody_elses_order_is_unknown(desk, ben, say, sell) -> None:
    number = sell(ben, say("beanie", 1, color="black"))
    for act in (desk.what_can_come_back, desk.preview_withdrawal, desk.withdraw):
        for wanted in (number, f"#{number}", "99999", "x"):
            with pytest.raises(UnknownOrder):
                act(wanted)


def test_an_unpaid_order_is_cancelled_not_withdrawn_from(desk, anna, say, sell) -> None:
    number = sell(anna, say("beanie", 1, color="black"), until="awaiting_payment")
    with pytest.raises(OrderNotPaid):
        desk.withdraw(number)


def test_what_never_left_is_cancelled_at_once(desk, anna, say, sell, stock) -> None:
    number = sell(anna, say("beanie", 2, color="black"), until="paid")
    declared = desk.withdraw(number)
    assert declared.content.cancels and declared.content.total == desk.order(number).total
    assert stock(BEANIE) == (20, 0) and desk.order(number).status == "cancelled"
    with pytest.raises(ReturnSettled):
        received(desk, declared.return_number)


def test_a_part_taken_out_before_shipping_is_not_put_back_twice(desk, anna, say, sell, stock) -> None:
    number = sell(anna, say("beanie", 2, color="black"), until="paid")
    received(desk, desk.withdraw(number, [Wish(BEANIE, 1)]).return_number)
    assert stock(BEANIE) == (19, 0)
    desk.cancel(number)
    desk.send_refunds()
    order = desk.order(number)
    assert stock(BEANIE) == (20, 0) and order.refunded_total == order.paid_total


def test_a_gift_before_is_taken_off_the_last_return_only(desk, order) -> None:
    from shop.orders.refunds import request_refund

    with desk.open() as session:
        request_refund(session, session.query(Order).one(), 1000, "merchant", "gift")
    assert desk.preview_withdrawal(order, [Wish(BEANIE)]).total == 1290
    preview = desk.preview_withdrawal(order)
    assert (preview.total, preview.paid_back_before) == (desk.order(order).total - 1000, 1000)


def test_a_discount_is_split_to_the_cent(desk, anna, say, sell) -> None:
    number = sell(anna, say("socks", 3, color="black", size="39-42"))
    with desk.open() as session:
        row = session.query(Order).one()
        row.discount_total, row.total = 100, row.total - 100
        row.items[0].discount = 100
    amounts = []
    for _ in range(3):
        declared = desk.withdraw(number, [Wish(SOCKS, 1)])
        amounts.append(declared.content.goods)
    assert amounts == [457, 457, 456]


def test_a_free_replacement_does_not_stay_when_the_goods_are_given_back(desk, sell, anna, say, stock) -> None:
    number = sell(anna, say("hoodie", 1, color="black", size="M"))
    ticket = desk.complain(number, "hoodie-m-black-M", "a hole").ticket.number
    replacement = desk.take_solution(ticket, "replacement").replacement
    back = desk.withdraw(number)
    total = desk.order(number).total
    with desk.open() as session:
        assert returns.receive(session, back.return_number).refund == total
    assert desk.order(replacement.number).status == "cancelled"


def test_a_replacement_on_its_way_has_to_come_back_as_well(desk, sell, anna, say) -> None:
    number = sell(anna, say("hoodie", 1, color="black", size="M"))
    ticket = desk.complain(number, "hoodie-m-black-M", "a hole").ticket.number
    replacement = desk.take_solution(ticket, "replacement").replacement
    desk.move(replacement.number, "shipped")
    desk.withdraw(number)
    with desk.open() as session:
        told = session.query(News).filter_by(kind="replacement_to_return").one()
        assert (told.sender, told.content["number"]) == ("staff", replacement.number)


def test_an_exchange_that_was_never_paid_does_not_stand_in_the_way(desk, sell, anna, say, later, catalog) -> None:
    number = sell(anna, say("hoodie", 1, color="black", size="M"))
    catalog("hoodie-m-black-L", price=4990)
    preview = desk.preview_exchange(number, "hoodie-m-black-M", "hoodie-m-black-L", 1)
    exchange = desk.exchange(number, "hoodie-m-black-M", "hoodie-m-black-L", 1, preview.fingerprint, "")
    with pytest.raises(NothingLeftToReturn):
        desk.preview_withdrawal(number)
    later(86_400)
    assert desk.withdraw(number).content.total > 0
    assert desk.order(exchange.order.number).status == "cancelled"
