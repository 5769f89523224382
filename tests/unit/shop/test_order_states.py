"""Orders move forward only; who follows them is told once, in the order's language."""

from __future__ import annotations

import pytest

from shop.errors import WrongState
from shop.model import News
from shop.orders.news import MOST_TRIES, Sender


@pytest.fixture()
def paid(bought, till, bank):
    order = bought()
    till.apply(bank.pay(order.payment_url))
    return order


@pytest.fixture()
def sender(till):
    """A sender whose channel is down as often as `failing` says."""

    def deliver(message):
        if sender.failing:
            sender.failing -= 1
            raise ConnectionError("the channel is down")
        till.told.append(message)

    sender = Sender(till.database, deliver)
    sender.failing = 0
    return sender


def test_every_step_is_kept_with_its_time_and_told_once(till, paid, sender):
    till.advance(paid.number, "packed")
    till.advance(paid.number, "shipped", carrier="DHL", tracking_url="https://dhl.test/1")
    till.advance(paid.number, "delivered")
    view = till.order(paid.number)
    assert (view.status, view.carrier, view.tracking_url) == ("delivered", "DHL", "https://dhl.test/1")
    assert view.shipped_at and view.delivered_at
    assert sender.run_once() == 4 and sender.run_once() == 0
    assert [message.kind for message in till.told] == ["order_paid", "order_packed", "order_shipped", "order_delivered"]
    shipped = till.told[2]
    assert (shipped.sender, shipped.language, shipped.order_number) == ("anna", "en", paid.number)
    assert shipped.content == {"number": paid.number, "carrier": "DHL", "tracking_url": "https://dhl.test/1"}


@pytest.mark.parametrize(
    ("reached", "wanted"),
    [
        ((), "packed"),
        ((), "shipped"),
        (("shipped",), "packed"),
        (("shipped",), "cancelled"),
        (("delivered",), "shipped"),
        (("cancelled",), "packed"),
        (("packed",), "paid"),
        (("shipped",), "awaiting_payment"),
    ],
)
def test_no_way_leads_back(till, bought, bank, reached, wanted):
    order = bought()
    if reached:
        till.apply(bank.pay(order.payment_url))
    till.advance(order.number, *reached)
    before = till.order(order.number)
    with pytest.raises(WrongState) as refusal:
        till.advance(order.number, wanted)
    assert refusal.value.details["status"] == before.status and till.order(order.number) == before


def test_a_step_that_nobody_reported_is_passed_over(till, paid):
    till.advance(paid.number, "delivered")
    assert till.order(paid.number).status == "delivered"


def test_an_unpaid_order_that_is_cancelled_lets_go_of_its_pieces(till, bought, stock):
    order = bought()
    till.cancel(order.number)
    assert stock("hoodie-m-black-M") == (20, 0) and till.news() == ["order_cancelled"]


def test_what_is_not_delivered_is_tried_again_later_and_in_order(till, paid, sender, later):
    till.advance(paid.number, "packed")
    sender.failing = 2
    assert sender.run_once() == 0, "the second waits for the first"
    assert sender.run_once() == 0, "not at once"
    later(11)
    assert sender.run_once() == 0
    later(40)
    assert sender.run_once() == 2
    assert [message.kind for message in till.told] == ["order_paid", "order_packed"]
    with till.database.read() as session:
        first = session.query(News).order_by(News.id).first()
        assert first.tries == 3 and first.error is None and first.sent_at is not None


def test_news_that_never_arrive_hold_up_others_only_for_so_long(till, paid, sender):
    with till.database.write() as session:
        session.query(News).one().tries = MOST_TRIES
    till.advance(paid.number, "packed")
    assert sender.run_once() == 1 and [message.kind for message in till.told] == ["order_packed"]


def test_news_of_a_sender_that_died_are_taken_over(till, paid, sender, later):
    claimed = sender._claim()
    assert claimed is not None and sender.run_once() == 0
    later(301)
    assert sender.run_once() == 1
