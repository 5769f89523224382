"""Credit notes: they name the invoice, and together they never say more or less than was given back."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.documents import issue_credit_note, issue_invoice, render_pdf
from shop.documents.composing import correction_of, invoice_of
from shop.documents.content import Content
from shop.model import Document
from tests.unit.documents.samples import goods_return, item, order, refund


@pytest.fixture()
def credit(session, profile):
    """credit(order, amount, …) issues the credit note of a new refund."""

    def issue(made, amount, *arguments, invoiced=True, **more):
        session.add(made)
        session.flush()
        if invoiced:
            issue_invoice(session, profile, made)
        money = refund(made, amount, *arguments, **more)
        session.add(money)
        session.flush()
        return issue_credit_note(session, profile, money)

    return issue


def test_a_whole_refund_takes_the_whole_invoice_back(credit, pages_of):
    made = order()
    note = credit(made, made.total, "cancellation")
    (text,) = pages_of(render_pdf(note, "de"))
    assert (note.kind, note.content["number"]) == ("credit_note", "RK-10001")
    for expected in (
        "Rechnungskorrektur RK-10001",
        "Wir korrigieren unsere Rechnung RE-10001 vom 23.11.2026. Grund: Stornierung der Bestellung.",
        "Kapuzenjacke Hamburg",
        "Erstattung gesamt −142,06 €",
        "19 % −109,27 € −20,77 € −130,04 €",
        "7 % −11,23 € −0,79 € −12,02 €",
        "Du bekommst 142,06 € zurück",
        "PayPal",
    ):
        assert expected in text, expected


def test_a_return_names_the_lines_that_came_back(session, credit, pages_of):
    made = order()
    back = goods_return(made, {2: 1})
    session.add_all([made, back])
    session.flush()
    note = credit(made, back.amount, key=f"return:{back.id}:{made.id}")
    (text,) = pages_of(render_pdf(note, "de"))
    assert "Kleines Buch der Knoten" in text and "Kapuzenjacke" not in text
    assert "7 % −10,85 € −0,76 € −11,61 €" in text and "19 % −" not in text


def test_a_return_of_another_order_names_no_lines(session, credit):
    made, other = order(), order()
    back = goods_return(other, {2: 1})
    session.add_all([made, other, back])
    session.flush()
    assert credit(made, 500, key=f"return:{back.id}:{made.id}").content["lines"] in ((), [])


def test_a_reduction_is_spread_over_the_rates(credit, pages_of):
    (text,) = pages_of(render_pdf(credit(order(), 1000, "complaint"), "en"))
    assert "Credit note RK-10001" in text and "Amount refunded −€10.00" in text and "complaint" in text


def test_is_issued_once_for_each_refund(session, profile):
    made = order()
    session.add(made)
    session.flush()
    issue_invoice(session, profile, made)
    money = refund(made, 100)
    session.add(money)
    session.flush()
    first, again = (issue_credit_note(session, profile, money) for _ in range(2))
    assert first is again and session.query(Document).filter_by(kind="credit_note").count() == 1


@pytest.mark.parametrize("reason", ["late_payment", "overpayment"])
def test_money_that_no_invoice_speaks_of_corrects_none(credit, reason):
    assert credit(order(), 100, reason) is None


def test_without_an_invoice_there_is_nothing_to_correct(credit):
    assert credit(order(), 100, invoiced=False) is None


def test_never_credits_more_than_was_invoiced(session, credit):
    made = order()
    assert credit(made, made.total - 1).content["total"] == made.total - 1
    assert credit(made, 500).content["total"] == 1
    assert credit(made, 500) is None


ROWS = st.lists(
    st.tuples(st.integers(1, 99), st.integers(1, 99999), st.sampled_from([1900, 700, 0]), st.integers(0, 100)),
    min_size=1,
    max_size=6,
)


@given(ROWS, st.sampled_from([0, 490, 1490]), st.lists(st.integers(1, 400_000), max_size=6))
def test_all_credit_notes_of_an_order_add_up_to_its_invoice(profile, rows, delivery, amounts):
    items = [
        item(f"S{place}", quantity, price, vat_rate=rate, discount=quantity * price * percent // 100)
        for place, (quantity, price, rate, percent) in enumerate(rows)
    ]
    made = order(items, None, delivery_cost=delivery)
    made.id = 1
    invoice = invoice_of(profile, made, "RE-10001")
    assert sum(row.gross for row in invoice.vat_rows) == made.total
    assert sum(row.vat for row in invoice.vat_rows) == made.vat_included
    notes: list[Content] = []
    for amount in [*amounts, made.total]:
        left = made.total - sum(note.total for note in notes)
        if left == 0:
            break
        money = SimpleNamespace(
            amount=amount, reason="merchant", done_at=None, payment=SimpleNamespace(provider="demo")
        )
        note = correction_of(profile, money, "RK-10001", invoice, notes, ())
        assert note.total == min(amount, left) == sum(row.gross for row in note.vat_rows)
        assert all(0 <= row.vat <= row.gross and row.net + row.vat == row.gross for row in note.vat_rows)
        notes.append(note)
    for row in invoice.vat_rows:
        parts = [part for note in notes for part in note.vat_rows if part.rate == row.rate]
        assert (sum(part.gross for part in parts), sum(part.vat for part in parts)) == (row.gross, row.vat)
