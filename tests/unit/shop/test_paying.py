"""Links to pay by: the provider is called between two transactions, and an order survives whatever it does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shop.errors import AlreadyPaid, NothingToPay, OutOfStock, PaymentUnavailable, UnknownOrder
from shop.model import PaymentLink


def links(till):
    with till.database.read() as session:
        rows = session.query(PaymentLink).order_by(PaymentLink.id)
        return [(link.attempt, link.state, link.url is not None) for link in rows]


def test_the_link_is_what_the_provider_answered(bought, till, bank):
    order = bought()
    assert order.payment_url == "https://bank.test/page-1"
    request = bank.pages["page-1"].request
    assert (request.order_number, request.amount, request.attempt) == (order.number, order.total, 1)
    assert request.return_url.endswith("/back") and request.cancel_url.endswith("/cancelled")


def test_the_provider_is_called_outside_of_any_transaction(anna, till, bank, say):
    anna.settings = till.settings
    anna.add([say("beanie", 1, color="black")])
    create = bank.create_link

    def writing_meanwhile(request):
        with till.database.write():  # would wait for a transaction that is open
            return create(request)

    bank.create_link = writing_meanwhile
    assert till.paying.link_for(anna.place().number).payment_url


@pytest.mark.parametrize("down", ["before", "after"])
def test_an_order_outlives_a_provider_that_is_down_and_asks_again_with_the_same_key(anna, till, bank, say, stock, down):
    anna.settings = till.settings
    anna.add([say("hoodie", 2, color="black", size="M")])
    number, bank.down = anna.place().number, down
    for _ in range(2):
        with pytest.raises(PaymentUnavailable) as refusal:
            till.paying.link_for(number)
    assert refusal.value.details["number"] == number
    assert stock("hoodie-m-black-M") == (20, 2) and links(till) == [(1, "open", False)]
    bank.down = None
    assert till.paying.link_for(number).payment_url
    assert len(set(bank.asked)) == 1 and len(bank.pages) == 1


def test_an_attempt_that_is_too_old_to_be_asked_for_becomes_another_one(anna, till, bank, say, later):
    anna.settings = till.settings
    anna.add([say("beanie", 1, color="black")])
    number, bank.down = anna.place().number, "before"
    with pytest.raises(PaymentUnavailable):
        till.paying.link_for(number)
    bank.down = None
    later(301)  # less than the half hour that Stripe wants is left
    assert till.paying.link_for(number).payment_url
    assert links(till) == [(1, "failed", False), (2, "open", True)] and len(set(bank.asked)) == 2


def test_asking_again_replaces_the_link_and_closes_the_old_one(bought, till, bank):
    order = bought()
    fresh = till.paying.link_for(order.number)
    assert fresh.payment_url != order.payment_url
    assert [page.state for page in bank.pages.values()] == ["expired", "open"]


def test_asking_again_finds_out_that_it_was_paid(bought, till, bank):
    order = bought()
    bank.pay(order.payment_url)
    with pytest.raises(AlreadyPaid):
        till.paying.link_for(order.number)
    assert till.order(order.number).status == "paid" and len(bank.pages) == 1


def test_a_link_that_comes_too_late_for_its_order_is_closed(anna, till, bank, say):
    anna.settings = till.settings
    anna.add([say("beanie", 1, color="black")])
    number = anna.place().number
    create = bank.create_link

    def cancelled_meanwhile(request):
        till.cancel(number)
        return create(request)

    bank.create_link = cancelled_meanwhile
    with pytest.raises(NothingToPay):
        till.paying.link_for(number)
    assert [page.state for page in bank.pages.values()] == ["expired"]


def test_a_new_link_holds_the_pieces_again_or_says_that_they_are_gone(bought, till, bank, ben, say, later, stock):
    order = bought(say("hoodie", 1, color="grey", size="L"))
    later(2101)
    assert till.paying.link_for(order.number).payment_url and stock("hoodie-m-grey-L") == (1, 1)
    later(2101 * 2)
    ben.add([say("hoodie", 1, color="grey", size="L")])
    ben.place()
    with pytest.raises(OutOfStock):
        till.paying.link_for(order.number)
    assert stock("hoodie-m-grey-L") == (1, 1)


def test_nobody_gets_a_link_for_an_order_that_is_not_there(till):
    with pytest.raises(UnknownOrder):
        till.paying.link_for("99999")


def test_lost_events_are_found_by_asking(bought, till, bank):
    order = bought()
    assert till.poll() == 0
    bank.pay(order.payment_url)
    assert till.poll() == 0, "it was asked a moment ago"


def test_polling_asks_again_after_a_while_and_then_never_again(bought, till, bank, later):
    order = bought()
    till.poll()
    bank.pay(order.payment_url)
    later(61)
    assert till.poll() == 1 and till.order(order.number).status == "paid"
    later(7200)
    assert till.poll() == 0


def test_polling_closes_links_that_nobody_needs(bought, till, bank, later):
    order = bought()
    till.cancel(order.number)
    assert till.poll() == 1 and bank.pages["page-1"].state == "expired"
    assert links(till) == [(1, "expired", True)]


def test_polling_outlives_a_provider_that_is_down(bought, till, bank, later):
    order = bought()
    notice, bank.down = bank.pay(order.payment_url), "before"
    assert till.poll() == 0
    bank.down = None
    later(61)
    assert till.poll() == 1 and till.apply(notice).repeated


def test_a_payment_whose_first_event_named_no_link_is_not_asked_after_for_ever(bought, till, bank, later):
    order = bought()
    till.apply(replace(bank.pay(order.payment_url), event_id="its own", link_reference=None))
    later(86_400)
    assert till.poll() == 1 and links(till) == [(1, "paid", True)]
    later(2 * 86_400)
    assert till.poll() == 0


def test_money_that_went_back_before_the_shop_heard_of_it_keeps_nobody_from_paying_anew(
    bought, till, bank, later, monkeypatch
):
    order = bought()
    bank.pay(order.payment_url)
    told = bank.notice
    monkeypatch.setattr(bank, "notice", lambda one: replace(told(one), kind="refunded", event_id=f"refunded {one}"))
    assert till.paying.look_up("page-1") is False
    assert till.paying.link_for(order.number).payment_url.endswith("page-3")
    later(20 * 86_400)
    till.poll()
    assert links(till)[0] == (1, "expired", True), "nobody asks after it any more"
