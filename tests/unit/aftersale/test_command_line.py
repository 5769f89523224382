"""`shop orders` and `shop tickets`: JSON that others build on, readable refusals, exit codes."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from shop.aftersale import Wish
from shop.cli import app
from shop.model import Payment, Refund
from shop.orders import apply
from shop.payments.provider import PaymentNotice
from shop.profile import DEMO_PROFILE, kept_profile


@pytest.fixture()
def run(database, settings, monkeypatch):
    monkeypatch.setenv("SHOP_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SHOP_SECRET", "test")

    def invoke(*arguments, code=0):
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == code, result.output
        return result.output

    return invoke


@pytest.fixture()
def order(anna, say, sell):
    return sell(anna, say("beanie", 2, color="black"), until="paid")


def test_an_order_goes_its_way_and_shows_it(run, order) -> None:
    assert json.loads(run("orders", "pack", order, "--json"))["status"] == "packed"
    link = "https://carrier.example/1"
    shipped = json.loads(run("orders", "ship", order, "--carrier", "DHL", "--tracking", link, "--json"))
    assert (shipped["status"], shipped["carrier"], shipped["tracking_url"]) == ("shipped", "DHL", link)
    run("orders", "deliver", order)
    shown = json.loads(run("orders", "show", order, "--json"))
    assert shown["terms_version"] == kept_profile(DEMO_PROFILE).terms_version
    assert shown["status"] == "delivered" and shown["delivered_at"].endswith("+00:00")
    assert (shown["paid_total"], shown["refunds"], shown["returns"], shown["tickets"]) == (3070, [], [], [])
    text = run("orders", "show", f"#{order}")
    assert "Hauptstr. 5" in text and "€30.70" in text and link in text


def test_listing_stays_as_it_was(run, order) -> None:
    assert [one["number"] for one in json.loads(run("orders", "--json"))] == [order]
    assert json.loads(run("orders", "--sender", "nobody", "--json")) == []
    assert order in run("orders")


def test_cancelling_pays_back_and_is_refused_after_shipping(run, anna, say, sell, order) -> None:
    assert [one["amount"] for one in json.loads(run("orders", "cancel", order, "--json"))["refunds"]] == [3070]
    assert "cancelled already" in run("orders", "cancel", order, code=1)
    other = sell(anna, say("beanie", 1, color="black"), until="shipped")
    assert "only returned" in run("orders", "cancel", other, code=1)


def test_a_refund_is_at_most_what_was_paid(run, order) -> None:
    assert json.loads(run("orders", "refund", order, "10,50", "--json"))["refunds"][0]["amount"] == 1050
    assert "2020" in run("orders", "refund", order, "20.21", code=1)
    for wrong in ("0", "1.234", "x", "1e3", "nan"):
        run("orders", "refund", order, wrong, code=1)
    assert len(json.loads(run("orders", "show", order, "--json"))["refunds"]) == 1


def test_a_refund_comes_off_the_payment_that_is_named(run, desk, order) -> None:
    notice = PaymentNotice("demo", "twice", "paid", order, None, "a second payment", None, 3070, "EUR")
    with desk.open() as session:
        assert apply(session, desk.profile, notice).outcome == "overpayment"
        session.query(Refund).delete()
        session.query(Payment).update({"refunded": 0})
    first, second = json.loads(run("orders", "show", order, "--json"))["payments"]
    assert (first["amount"], first["refunded"], first["provider"]) == (3070, 0, "demo")
    assert second["reference"] == "a second payment"
    done = json.loads(run("orders", "refund", order, "10.50", "--payment", str(first["number"]), "--json"))
    assert [(one["amount"], one["payment"]) for one in done["refunds"]] == [(1050, first["number"])]
    assert [one["refunded"] for one in done["payments"]] == [1050, 0]
    assert f"payment {first['number']} of €30.70 by demo" in run("orders", "show", order)
    # What is left of the others does not help.
    assert "2020" in run("orders", "refund", order, "20.21", "--payment", str(first["number"]), code=1)


def test_a_payment_of_another_order_is_none_of_this(run, anna, say, sell, order) -> None:
    other = sell(anna, say("beanie", 1, color="black"), until="paid")
    (foreign,) = json.loads(run("orders", "show", other, "--json"))["payments"]
    for number in (foreign["number"], 0, -1, 10**12):
        said = run("orders", "refund", order, "1", f"--payment={number}", code=1)
        assert f"Order {order} has no payment {number}" in said and f"shop orders show {order}" in said
    assert json.loads(run("orders", "show", order, "--json"))["refunds"] == []


def test_a_return_is_received_once(run, desk, order) -> None:
    desk.deliver(order)
    number = desk.withdraw(order, [Wish("beanie-black", 1)], "zu warm").return_number
    shown = json.loads(run("orders", "show", order, "--json"))["returns"][0]
    assert (shown["number"], shown["state"], shown["words"]) == (number, "announced", "zu warm")
    assert number in run("orders", "show", order)
    done = json.loads(run("orders", "return-received", number, "--damaged", "--json"))
    assert (done["refund"], done["restocked"]) == (1290, False)
    assert "settled already" in run("orders", "return-received", number, code=1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("orders", "show", "99999"),
        ("orders", "pack", "x"),
        ("orders", "return-received", "R99999"),
        ("tickets", "show", "T99999"),
        ("tickets", "list", "--state", "lost"),
    ],
)
def test_what_is_not_there_is_said(run, arguments) -> None:
    output = run(*arguments, code=1)
    assert output.strip() and "Traceback" not in output


def test_steps_that_cannot_be_are_refused(run, order) -> None:
    run("orders", "deliver", order)
    assert "is delivered" in run("orders", "pack", order, code=1)
    for wrong in ("carrier.example", "javascript:alert(1)", "https://"):
        run("orders", "ship", order, "--tracking", wrong, code=1)


def test_a_database_without_tables_gives_advice(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("SHOP_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    for arguments in (["orders"], ["tickets", "list"]):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 1 and "shop db upgrade" in result.output


def test_tickets_are_listed_answered_and_closed(run, desk, order) -> None:
    ticket = desk.complain(order, "beanie-black", "[bold]kratzt").ticket.number
    listed = json.loads(run("tickets", "list", "--json"))
    assert [(one["number"], one["words"], one["order_number"]) for one in listed] == [(ticket, "[bold]kratzt", order)]
    assert ticket in run("tickets", "list")
    assert "kratzt" in run("tickets", "show", ticket)
    assert "Das tut uns leid" in json.loads(run("tickets", "answer", ticket, "Das tut uns leid.", "--json"))["note"]
    run("tickets", "answer", ticket, " ", code=1)
    assert json.loads(run("tickets", "close", ticket, "--note", "neue geschickt", "--json"))["state"] == "closed"
    assert "is closed" in run("tickets", "answer", ticket, "x", code=1)
    assert json.loads(run("tickets", "list", "--json")) == []
    assert len(json.loads(run("tickets", "list", "--state", "all", "--json"))) == 1
