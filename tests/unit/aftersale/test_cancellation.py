"""Cancelling before the goods leave."""

from __future__ import annotations

import pytest

from shop.errors import AlreadyCancelled, AlreadyShipped, UnknownOrder
from shop.model import Discount, DiscountUse, Refund


def test_an_unpaid_order_lets_go_of_pieces_and_discount(desk, anna, say, stock) -> None:
    with desk.open() as session:
        session.add(Discount(code="TEN", kind="percent", value=10, max_uses=1, uses=0, active=True))
    anna.add([say("hoodie", 2, color="black", size="M")])
    with desk.open() as session:
        from shop.model import Cart

        session.query(Cart).filter_by(sender="anna").one().discount_code = "TEN"
    number = anna.place().number
    with desk.open() as session:
        assert session.query(Discount).one().uses == 1
    assert stock("hoodie-m-black-M") == (20, 2)
    assert desk.preview_cancellation(number).refund == 0
    done = desk.cancel(number)
    assert (done.refund, done.order.status) == (0, "cancelled") and stock("hoodie-m-black-M") == (20, 0)
    with desk.open() as session:
        assert session.query(Discount).one().uses == 0 and session.query(DiscountUse).count() == 0


@pytest.mark.parametrize("path", [(), ("packed",)])
def test_a_paid_order_puts_pieces_back_and_pays_everything_back_once(desk, anna, say, sell, stock, path) -> None:
    number = sell(anna, say("hoodie", 1, color="black", size="M"), until="paid")
    desk.move(number, *path)
    assert stock("hoodie-m-black-M") == (19, 0)
    total = desk.order(number).total
    assert desk.preview_cancellation(number).refund == total == 3990 + 490
    assert desk.cancel(number).refund == total
    assert stock("hoodie-m-black-M") == (20, 0)
    with pytest.raises(AlreadyCancelled):
        desk.cancel(number)
    desk.send_refunds()
    order = desk.order(number)
    assert (order.status, order.refunded_total) == ("refunded", total)
    with pytest.raises(AlreadyCancelled):
        desk.preview_cancellation(number)
    with desk.open() as session:
        assert session.query(Refund).count() == 1


@pytest.mark.parametrize("until", ["shipped", "delivered"])
def test_what_left_the_shop_is_withdrawn_not_cancelled(desk, anna, say, sell, until) -> None:
    number = sell(anna, say("beanie", 1, color="black"), until=until)
    for act in (desk.preview_cancellation, desk.cancel):
        with pytest.raises(AlreadyShipped):
            act(number)


def test_an_order_of_somebody_else_is_unknown(desk, ben, say, sell) -> None:
    number = sell(ben, say("beanie", 1, color="black"), until="paid")
    for act in (desk.preview_cancellation, desk.cancel):
        with pytest.raises(UnknownOrder):
            act(number)


def test_a_payment_after_the_cancellation_goes_back(desk, anna, say, sell, stock) -> None:
    number = sell(anna, say("beanie", 1, color="black"), until="awaiting_payment")
    desk.cancel(number)
    assert desk.pay(number) == "late_payment"
    desk.send_refunds()
    order = desk.order(number)
    assert order.refunded_total == order.paid_total == order.total and stock("beanie-black") == (20, 0)
