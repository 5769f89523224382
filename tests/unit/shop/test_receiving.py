"""Money that comes in: once, the right amount, never too late without an answer, never for another order."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from shop.errors import UnknownOrder
from shop.model import Discount, DiscountUse, Payment, PaymentEvent, Ticket
from shop.payments.provider import PaymentNotice


def test_a_payment_pays_books_and_tells_once(bought, till, bank, stock):
    order = bought()
    notice = bank.pay(order.payment_url)
    assert [till.apply(notice).outcome, till.apply(notice).repeated] == ["paid", True]
    same_payment_other_event = replace(notice, event_id="evt_2")
    assert till.apply(same_payment_other_event).outcome == "known"
    view = till.order(order.number)
    assert (view.status, view.paid_total, view.payment_url) == ("paid", order.total, None)
    assert stock("hoodie-m-black-M") == (18, 0)
    assert till.count(Payment) == 1 and till.count(PaymentEvent) == 2 and till.news() == ["order_paid"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"amount": 1}, "is due"),
        ({"currency": "USD"}, "is due"),
        ({"account": "somebody else"}, "somebody else"),
        ({"link_reference": "page-99"}, "page-99"),
    ],
)
def test_what_does_not_match_is_looked_at_by_a_person(bought, till, bank, stock, changed, reason):
    order = bought()
    notice = replace(bank.pay(order.payment_url), **changed)
    assert till.apply(notice, "me").outcome == "review"
    view = till.order(order.number)
    assert view.status == "awaiting_payment" and reason in view.review
    assert stock("hoodie-m-black-M") == (20, 2)
    assert till.count(Payment) == 1 and till.count(Ticket) == 1 and till.news() == ["payment_review"]


def test_late_words_about_a_link_never_undo_a_payment(bought, till, bank):
    order = bought()
    paid = bank.pay(order.payment_url)
    failed = replace(paid, kind="failed", event_id="f", payment_reference=None)
    expired = replace(paid, kind="expired", event_id="e", payment_reference=None)
    assert [till.apply(one).outcome for one in (failed, paid, expired)] == ["failed", "paid", "ignored"]
    assert till.order(order.number).status == "paid"


def test_an_unknown_order_is_an_error_so_that_the_provider_tries_again(till):
    with pytest.raises(UnknownOrder):
        till.apply(PaymentNotice("stripe", "e", "paid", "99999", "page", "pay", None, 100, "EUR"))
    with pytest.raises(UnknownOrder):
        till.apply(PaymentNotice("stripe", "e", "refunded", None, None, "pay", "ref", 100, "EUR"))


def test_an_event_that_is_faster_than_the_answer_finds_its_link(anna, till, bank, say):
    anna.settings = till.settings
    anna.add([say("beanie", 1, color="black")])
    number, bank.down = anna.place().number, "after"
    with pytest.raises(Exception, match="payment_unavailable"):
        till.paying.link_for(number)
    bank.down = None
    assert till.apply(bank.pay("page-1")).outcome == "paid"


def test_a_late_payment_takes_the_pieces_again(bought, till, bank, later, stock):
    order = bought()
    later(2101)
    assert till.apply(bank.pay(order.payment_url)).outcome == "paid"
    assert stock("hoodie-m-black-M") == (18, 0)


def test_a_payment_too_late_goes_back_and_the_shopper_is_told(bought, till, bank, ben, say, later, stock):
    order = bought(say("hoodie", 1, color="grey", size="L"))
    later(2101)
    ben.add([say("hoodie", 1, color="grey", size="L")])
    ben.place()
    assert till.apply(bank.pay(order.payment_url)).outcome == "late_payment"
    assert till.order(order.number).status == "cancelled" and stock("hoodie-m-grey-L") == (1, 1)
    assert till.news() == ["payment_too_late"]
    assert till.send_refunds() == 1 and bank.sent_back(order.number) == order.total
    view = till.order(order.number)
    assert (view.status, view.paid_total, view.refunded_total) == ("refunded", order.total, order.total)
    assert till.news() == ["payment_too_late", "refund_done"]


def test_a_late_payment_needs_the_use_of_its_discount_again(bought, anna, ben, till, bank, say, later, stock):
    with till.database.write() as session:
        session.add(Discount(code="ONE", kind="amount", value=500, max_uses=1))
    anna.settings = till.settings
    anna.add([say("beanie", 1, color="navy")])
    anna.use_code("one")
    order = till.paying.link_for(anna.place().number)
    assert (order.discount_code, order.discount_total, till.count(DiscountUse)) == ("ONE", 500, 1)
    later(2101)
    ben.add([say("beanie", 1, color="navy")])
    ben.use_code("ONE")
    assert ben.place().discount_total == 500
    assert till.apply(bank.pay(order.payment_url)).outcome == "late_payment"
    assert stock("beanie-navy") == (20, 1), "nothing is taken for the one who was late"


def test_a_second_payment_goes_back(bought, till, bank):
    order = bought()
    till.paying.link_for(order.number)
    bank.pages["page-1"].state = "open"  # a provider that did not close it
    assert till.apply(bank.pay("page-2")).outcome == "paid"
    assert till.apply(bank.pay("page-1")).outcome == "overpayment"
    till.send_refunds()
    view = till.order(order.number)
    assert (view.status, view.paid_total, view.refunded_total) == ("paid", 2 * order.total, order.total)
    assert [refund.payment for refund in bank.refunds.values()] == [bank.pages["page-1"].payment]


def test_a_payment_of_a_cancelled_order_goes_back(bought, till, bank, stock):
    order = bought()
    till.cancel(order.number)
    assert stock("hoodie-m-black-M") == (20, 0)
    assert till.apply(bank.pay(order.payment_url)).outcome == "late_payment"
    till.send_refunds()
    assert till.order(order.number).status == "refunded" and bank.sent_back(order.number) == order.total


def test_an_order_that_costs_nothing_needs_no_payment(anna, till, say, stock, monkeypatch):
    monkeypatch.setattr(sys.modules["shop.pricing.price"], "delivery_cost", lambda way, value: 0)
    with till.database.write() as session:
        session.add(Discount(code="GIFT", kind="percent", value=100))
    anna.settings = till.settings
    anna.add([say("hoodie", 2, color="black", size="M")])
    anna.use_code("GIFT")
    order = anna.place()
    assert (order.total, order.status) == (0, "paid") and till.news() == ["order_paid"]
    assert stock("hoodie-m-black-M") == (18, 0) and till.count(Payment) == 0
