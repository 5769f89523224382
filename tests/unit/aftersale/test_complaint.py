"""Complaints: kept in the shopper's words, solved at once where the merchant allows it, and always seen by a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shop.aftersale import Speaker, Wish, tickets
from shop.errors import (
    NotAPiece,
    NothingLeftToReturn,
    NothingSaid,
    OrderNotPaid,
    SolutionNotOffered,
    TicketClosed,
    UnknownLine,
    UnknownOrder,
    UnknownTicket,
)
from shop.model import News, Ticket

M = "hoodie-m-black-M"
WORDS = "Da ist ein Loch drin!"


@pytest.fixture()
def order(anna, say, sell):
    return sell(anna, say("hoodie", 3, color="black", size="M"))


@pytest.fixture()
def ticket(desk, order):
    return desk.complain(order, M, WORDS, "https://photos.example/1.jpg").ticket


def test_a_ticket_keeps_words_photo_and_line_and_tells_the_staff(desk, order, ticket) -> None:
    assert (ticket.number, ticket.words, ticket.sku, ticket.order_number) == ("T10001", WORDS, M, order)
    assert ticket.photo == "https://photos.example/1.jpg" and ticket.state == "open"
    with desk.open() as session:
        news = session.query(News).filter_by(kind="ticket_opened").one()
        assert (news.sender, news.content["ticket"], news.content["words"]) == ("staff", "T10001", WORDS)


@pytest.mark.parametrize(
    "photo", ["", "file:///etc/passwd", "javascript:alert(1)", "https://", "x" * 3000, "http://[", None]
)
def test_what_is_no_address_of_a_photo_is_left_out(desk, order, photo) -> None:
    assert desk.complain(order, M, WORDS, photo).ticket.photo is None


def test_refuses_what_cannot_be_complained_about(desk, anna, ben, say, sell, order) -> None:
    for nothing in ("", "  ", "\x00"):
        with pytest.raises(NothingSaid):
            desk.complain(order, M, nothing)
    with pytest.raises(UnknownLine):
        desk.complain(order, "beanie-black", WORDS)
    with pytest.raises(UnknownOrder):
        desk.complain(sell(ben, say("beanie", 1, color="black")), None, WORDS)
    with pytest.raises(OrderNotPaid):
        desk.complain(sell(anna, say("beanie", 1, color="black"), until="awaiting_payment"), None, WORDS)
    assert desk.complain(order, None, "a" * 9000 + "\ud800").ticket.sku is None


def test_offers_what_the_merchant_allows_and_the_stock_gives(desk, ticket, catalog) -> None:
    offered = desk.solutions(ticket.number, 1)
    assert [(one.kind, one.pieces, one.amount) for one in offered] == [
        ("replacement", 1, 0),
        ("partial_refund", 1, 798),
    ]
    assert [one.amount for one in desk.solutions(ticket.number)] == [0, 2394]
    catalog(M, stock=0)
    assert [one.kind for one in desk.solutions(ticket.number)] == ["partial_refund"]
    desk.profile = replace(desk.profile, quick_solutions=())
    assert desk.solutions(ticket.number) == ()
    with pytest.raises(NotAPiece):
        desk.solutions(ticket.number, 0.5)


def test_a_replacement_costs_nothing_and_the_goods_stay_those_of_the_first_order(desk, order, ticket, stock) -> None:
    taken = desk.take_solution(ticket.number, "replacement", 1)
    assert (taken.replacement.status, taken.replacement.total, taken.replacement.discount_total) == ("paid", 0, 3990)
    assert stock(M) == (16, 0)
    desk.deliver(taken.replacement.number)
    with pytest.raises(NothingLeftToReturn):
        desk.withdraw(taken.replacement.number)
    assert desk.preview_withdrawal(order).goods == 3 * 3990
    with desk.open() as session:
        assert session.query(News).filter_by(kind="ticket_solution").one().sender == "staff"
        assert session.query(Ticket).one().state == "open"


def test_a_partial_refund_comes_off_what_the_line_is_worth(desk, order, ticket) -> None:
    taken = desk.take_solution(ticket.number, "partial_refund")
    assert taken.solution.amount == 2394 and taken.replacement is None
    preview = desk.preview_withdrawal(order)
    assert preview.goods == 3 * 3990 - 2394 and preview.total == desk.order(order).total - 2394
    desk.send_refunds()
    assert desk.order(order).refunded_total == 2394


def test_only_one_quick_solution_for_a_line(desk, order, ticket) -> None:
    desk.take_solution(ticket.number, "partial_refund", 1)
    again = desk.complain(order, M, "noch eins").ticket
    for number in (ticket.number, again.number):
        assert desk.solutions(number) == ()
        for kind in ("replacement", "partial_refund"):
            with pytest.raises(SolutionNotOffered):
                desk.take_solution(number, kind, 1)


def test_a_cancelled_replacement_is_no_solution(desk, ticket, stock) -> None:
    taken = desk.take_solution(ticket.number, "replacement", 1)
    desk.cancel(taken.replacement.number)
    assert stock(M) == (17, 0)
    assert desk.ticket(ticket.number).solution is None and len(desk.solutions(ticket.number, 1)) == 2
    assert desk.take_solution(ticket.number, "replacement", 1).replacement.number != taken.replacement.number


def test_nothing_is_offered_for_what_came_back_or_is_too_old_or_too_many(desk, order, ticket, later) -> None:
    assert desk.solutions(ticket.number, 4) == ()
    desk.withdraw(order, [Wish(M, 2)])
    assert desk.solutions(ticket.number, 2) == () and len(desk.solutions(ticket.number, 1)) == 2
    later(3 * 365 * 86400)
    assert desk.solutions(ticket.number, 1) == ()


def test_a_ticket_of_somebody_else_is_unknown(desk, ticket) -> None:
    desk.sender = "ben"
    for number in (ticket.number, "T99999", "x", ""):
        with pytest.raises(UnknownTicket):
            desk.ticket(number)
        with pytest.raises(UnknownTicket):
            desk.take_solution(number, "replacement")


def test_an_answer_goes_to_the_shopper_once_and_closing_ends_it(desk, ticket) -> None:
    with desk.open() as session:
        for _ in range(2):
            tickets.answer(session, ticket.number, "Wir schicken dir eine neue.")
        answered = tickets.answer(session, ticket.number, "Ist unterwegs.", close_it=True)
        assert answered.ticket.state == "closed" and answered.ticket.closed_at is not None
        news = session.query(News).filter_by(kind="ticket_answered").order_by(News.id).all()
        assert [one.content["text"] for one in news] == ["Wir schicken dir eine neue.", "Ist unterwegs."]
        assert {one.sender for one in news} == {"anna"}
        for act in (tickets.answer, tickets.close):
            with pytest.raises(TicketClosed):
                act(session, ticket.number, "x")
    with pytest.raises(TicketClosed):
        desk.take_solution(ticket.number, "replacement")


def test_a_question_needs_no_order_and_is_answered_too(desk) -> None:
    with desk.open() as session:
        opened = tickets.open_ticket(session, "question", Speaker("anna", "telegram", "de"), "Habt ihr auch Schals?")
        tickets.answer(session, opened.ticket.number, "Bald!")
        news = session.query(News).filter_by(kind="ticket_answered").one()
        assert (news.sender, news.channel, news.language, news.order_id) == ("anna", "telegram", "de", None)
