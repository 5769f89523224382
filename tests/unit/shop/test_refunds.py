"""Money that goes back: never more than came in, once, by the provider that took it, whatever that one does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shop.errors import RefundTooLarge, UnknownOrder
from shop.model import Payment, Refund, Ticket


@pytest.fixture()
def paid(bought, till, bank):
    """An order of 79.80 that is paid."""
    order = bought()
    till.apply(bank.pay(order.payment_url))
    return order


def states(till):
    with till.database.read() as session:
        return [refund.state for refund in session.query(Refund).order_by(Refund.id)]


def test_a_part_goes_back_and_then_the_rest(till, bank, paid):
    till.advance(paid.number, "shipped")
    assert till.refund(paid.number, 1000, "one") == [1000]
    assert till.order(paid.number).refunded_total == 0, "not before the provider did it"
    till.send_refunds()
    view = till.order(paid.number)
    assert (view.status, view.refunded_total, bank.sent_back(paid.number)) == ("shipped", 1000, 1000)
    till.refund(paid.number, paid.total - 1000, "two")
    till.send_refunds()
    assert (till.order(paid.number).status, till.order(paid.number).refunded_total) == ("refunded", paid.total)
    assert till.news().count("refund_done") == 2


def test_more_than_was_paid_is_refused_whatever_is_on_its_way(till, bank, paid):
    with pytest.raises(RefundTooLarge):
        till.refund(paid.number, paid.total + 1)
    till.refund(paid.number, paid.total - 100, "one")
    with pytest.raises(RefundTooLarge) as refusal:
        till.refund(paid.number, 101, "two")
    assert refusal.value.details["available"] == "100"
    assert till.count(Refund) == 1


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_is_no_refund(till, paid, amount):
    with pytest.raises(ValueError, match="no refund"):
        till.refund(paid.number, amount)


def test_the_same_request_twice_is_one_refund(till, bank, paid):
    assert till.refund(paid.number, 1000, "k") == till.refund(paid.number, 1000, "k") == [1000]
    till.send_refunds()
    assert till.refund(paid.number, 1000, "k") == [1000] and bank.sent_back(paid.number) == 1000


def test_a_refund_that_exceeds_one_payment_comes_off_several(till, bank, paid):
    with till.database.write() as session:
        first = session.query(Payment).one()
        bank.payments["pay-x"] = replace(bank.payments[first.reference], amount=500, payment="pay-x")
        session.add(
            Payment(order_id=first.order_id, provider="stripe", reference="pay-x", amount=500, currency="EUR",
                    received_at=first.received_at)
        )  # fmt: skip
        first.order.paid_total += 500
    assert till.refund(paid.number, paid.total + 100, "both") == [500, paid.total - 400]
    assert till.refund(paid.number, paid.total + 100, "both") == [500, paid.total - 400]
    assert till.send_refunds() == 2 and bank.sent_back(paid.number) == paid.total + 100


@pytest.mark.parametrize("down", ["before", "after"])
def test_a_provider_that_is_down_is_asked_again_later_with_the_same_key(till, bank, paid, later, down):
    till.refund(paid.number, 1000, "k")
    bank.down = down
    assert till.send_refunds() == 0 and till.send_refunds() == 0
    bank.down = None
    assert till.send_refunds() == 0, "not at once"
    later(31)
    assert till.send_refunds() == 1
    assert bank.sent_back(paid.number) == 1000 and bank.asked.count("k") == 2 and len(bank.refunds) == 1


def test_a_person_is_told_of_a_refund_that_waits_for_a_day(till, bank, paid, later):
    till.refund(paid.number, 1000, "k")
    bank.down = "before"
    till.send_refunds()
    later(90_000)
    till.send_refunds()
    later(200_000)
    till.send_refunds()
    assert till.count(Ticket) == 1 and states(till) == ["requested"]


def test_a_person_is_told_of_a_refund_that_stays_pending(till, bank, paid, later):
    till.refund(paid.number, 1000, "k")
    bank.refund_state = "pending"
    for days in (0, 20, 41, 42):
        later(days * 86_400)
        till.send_refunds()
    assert states(till) == ["pending"] and till.count(Ticket) == 1


def test_a_refund_that_the_provider_refuses_can_be_made_otherwise(till, bank, paid):
    till.refund(paid.number, paid.total, "k")
    bank.refuses = True
    till.send_refunds()
    assert states(till) == ["failed"] and till.count(Ticket) == 1 and "failed" in till.order(paid.number).review
    bank.refuses = False
    assert till.refund(paid.number, paid.total, "again") == [paid.total]


def test_a_pending_refund_counts_when_it_is_done(till, bank, paid):
    bank.refund_state = "pending"
    till.refund(paid.number, 1000, "k")
    till.send_refunds()
    assert states(till) == ["pending"] and till.order(paid.number).refunded_total == 0
    (reference,) = bank.refunds
    bank.refunds[reference].state = "done"
    assert till.apply(bank.refund_notice(reference)).outcome == "refunded"
    assert till.apply(bank.refund_notice(reference)).repeated
    assert till.order(paid.number).refunded_total == 1000 and till.news().count("refund_done") == 1


def test_a_refund_that_fails_after_it_was_done_is_counted_back(till, bank, paid):
    till.refund(paid.number, 1000, "k")
    till.send_refunds()
    (reference,) = bank.refunds
    done = bank.refund_notice(reference)
    bank.refunds[reference].state = "failed"
    assert till.apply(bank.refund_notice(reference)).outcome == "refund_failed"
    till.apply(done)
    assert states(till) == ["failed"] and till.order(paid.number).refunded_total == 0 and till.count(Ticket) == 1
    assert till.refund(paid.number, paid.total, "again") == [paid.total]


def test_the_event_of_a_refund_can_be_faster_than_its_answer(till, bank, paid, later):
    till.refund(paid.number, 1000, "k")
    bank.down = "after"
    till.send_refunds()
    (reference,) = bank.refunds
    till.apply(bank.refund_notice(reference))
    bank.down = None
    later(31)
    assert till.send_refunds() == 0, "it is done"
    assert till.order(paid.number).refunded_total == 1000 and till.count(Refund) == 1


def test_which_of_two_equal_refunds_failed_is_not_guessed(till, bank, paid, later):
    till.refund(paid.number, 1000, "one")
    till.refund(paid.number, 1000, "two")
    bank.down = "after"
    till.send_refunds()
    second = list(bank.refunds)[1]
    bank.refunds[second].state, bank.down = "failed", None
    with pytest.raises(UnknownOrder):
        till.apply(bank.refund_notice(second))
    later(60)
    till.send_refunds()
    till.apply(bank.refund_notice(second))
    assert states(till) == ["done", "failed"]
    assert till.order(paid.number).refunded_total == bank.sent_back(paid.number) == 1000


def test_a_refund_on_the_providers_dashboard_is_booked_once(till, bank, paid):
    (payment,) = bank.payments
    notice = bank.refund_by_hand(payment, 700)
    till.apply(notice)
    till.apply(replace(notice, event_id="told again"))
    assert till.order(paid.number).refunded_total == 700 and till.count(Refund) == 1
    with pytest.raises(RefundTooLarge):
        till.refund(paid.number, paid.total - 699)


def test_a_dashboard_refund_beyond_the_payment_is_looked_at_by_a_person(till, bank, paid):
    (payment,) = bank.payments
    till.refund(paid.number, paid.total - 500, "k")
    assert till.apply(bank.refund_by_hand(payment, 700)).outcome == "review"
    assert till.count(Ticket) == 1 and till.order(paid.number).refunded_total == 0


@pytest.mark.parametrize(("reached", "tickets"), [((), 1), (("packed",), 1), (("shipped",), 0)])
def test_a_person_is_told_when_all_money_of_goods_that_are_still_here_went_back(till, bank, paid, reached, tickets):
    """As after a chargeback: nobody must ship them unknowingly."""
    (payment,) = bank.payments
    till.advance(paid.number, *reached)
    till.apply(bank.refund_by_hand(payment, 700))
    assert till.count(Ticket) == 0
    till.apply(bank.refund_by_hand(payment, paid.total - 700))
    assert till.count(Ticket) == tickets


def test_a_cancelled_order_is_refunded_to_the_cent(till, bank, paid, stock):
    till.cancel(paid.number)
    assert till.order(paid.number).status == "cancelled" and stock("hoodie-m-black-M") == (20, 0)
    till.send_refunds()
    view = till.order(paid.number)
    assert (view.status, view.refunded_total, bank.sent_back(paid.number)) == ("refunded", paid.total, paid.total)
