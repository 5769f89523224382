"""Numbers follow each other without a gap, whoever asks at once and whatever is taken back. On both databases."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from shop.documents import issue_credit_note, issue_invoice
from shop.documents.numbering import document_number, take
from shop.model import Document, Order, Refund
from tests.unit.documents.samples import order, refund


class TakenBackError(Exception):
    """What goes wrong after a number was taken."""


def orders(database, count):
    with database.write() as session:
        made = [order() for _ in range(count)]
        session.add_all(made)
        session.flush()
        return [one.id for one in made]


def at_once(jobs):
    """Run all jobs behind one barrier; returns their results in order, exceptions among them."""
    barrier = threading.Barrier(len(jobs))

    def run(job):
        barrier.wait()
        try:
            return job()
        except TakenBackError as error:
            return error

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(run, job) for job in jobs]]


def numbers(database, kind="invoice"):
    with database.read() as session:
        return sorted(row.sequence for row in session.query(Document).filter_by(kind=kind))


def issue(database, profile, order_id, fails=False):
    with database.write() as session:
        document = issue_invoice(session, profile, session.get(Order, order_id))
        if fails:
            raise TakenBackError
        return document.id


def test_every_number_is_taken_once_when_many_issue_at_once(either_database, profile):
    ids = orders(either_database, 20)
    at_once([lambda one=one: issue(either_database, profile, one) for one in ids])
    assert numbers(either_database) == list(range(1, 21))


def test_a_number_that_is_taken_back_is_taken_by_the_next(either_database, profile):
    ids = orders(either_database, 20)
    fails = set(random.Random(4).sample(ids, 8))
    at_once([lambda one=one: issue(either_database, profile, one, one in fails) for one in ids])
    assert numbers(either_database) == list(range(1, 13))
    for one in ids:
        issue(either_database, profile, one)
    assert numbers(either_database) == list(range(1, 21))


def test_one_order_has_one_invoice_however_often_it_is_asked_for_at_once(either_database, profile):
    (only,) = orders(either_database, 1)
    found = at_once([lambda: issue(either_database, profile, only)] * 12)
    assert len(set(found)) == 1 and numbers(either_database) == [1]


def test_one_refund_has_one_credit_note_with_numbers_of_its_own(either_database, profile):
    (only,) = orders(either_database, 1)
    issue(either_database, profile, only)
    with either_database.write() as session:
        money = refund(session.get(Order, only), 500)
        session.add(money)
        session.flush()
        refund_id = money.id

    def credit():
        with either_database.write() as session:
            return issue_credit_note(session, profile, session.get(Refund, refund_id)).content["number"]

    assert set(at_once([credit] * 8)) == {"RK-10001"}
    assert (numbers(either_database), numbers(either_database, "credit_note")) == ([1], [1])


def test_credit_notes_of_one_order_at_once_credit_no_more_than_its_invoice(either_database, profile):
    (only,) = orders(either_database, 1)
    issue(either_database, profile, only)
    with either_database.write() as session:
        made = session.get(Order, only)
        parts = [refund(made, made.total // 2 + 1) for _ in range(4)]
        session.add_all(parts)
        session.flush()
        total, ids = made.total, [one.id for one in parts]

    def credit(refund_id):
        with either_database.write() as session:
            note = issue_credit_note(session, profile, session.get(Refund, refund_id))
            return note.content["total"] if note else 0

    assert sum(at_once([lambda one=one: credit(one) for one in ids])) == total
    assert numbers(either_database, "credit_note") == [1, 2]


def test_the_first_number_can_be_asked_for_by_many_at_once(either_database):
    def one():
        with either_database.write() as session:
            return take(session, "invoice")

    assert sorted(at_once([one] * 10)) == list(range(1, 11))


@pytest.mark.parametrize(("kind", "number"), [("invoice", "RE-10001"), ("credit_note", "RK-10001")])
def test_numbers_look_the_same_in_every_language(kind, number):
    assert document_number(kind, 1) == number
