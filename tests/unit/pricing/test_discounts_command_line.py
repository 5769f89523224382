"""`shop discounts add`, `list` and `stop`."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from shop.cli import app


@pytest.fixture()
def run(database, monkeypatch):
    monkeypatch.setenv("SHOP_DATABASE_URL", database.url)
    monkeypatch.delenv("SHOP_PROFILE", raising=False)

    def invoke(*arguments, ok=True):
        result = CliRunner().invoke(app, ["discounts", *arguments])
        assert (result.exit_code == 0) is ok, result.output
        return result.output

    return invoke


def test_adds_a_code_with_all_limits(run):
    given = ("--percent", "10", "--min-goods", "30", "--first-order", "--once", "--max-uses", "100")
    days = ("--from", "2026-03-01", "--until", "2026-03-29")
    added = json.loads(run("add", "spring-26", *given, *days, "--json"))
    assert added == {
        "code": "SPRING-26",
        "kind": "percent",
        "value": 10,
        "min_goods": 3000,
        "first_order_only": True,
        "once_per_shopper": True,
        # Midnights in Berlin: on the last day, the clocks went forward.
        "valid_from": "2026-02-28T23:00:00+00:00",
        "valid_until": "2026-03-29T22:00:00+00:00",
        "max_uses": 100,
        "uses": 0,
        "active": True,
        "public": False,
    }
    assert "2026-03-29" in run("list")


def test_amounts_are_read_in_the_shops_currency(run):
    assert json.loads(run("add", "FIVE", "--amount", "5,00", "--json"))["value"] == 500
    assert json.loads(run("add", "FREE", "--free-delivery", "--json"))["kind"] == "free_delivery"
    assert [row["code"] for row in json.loads(run("list", "--json"))] == ["FIVE", "FREE"]


def test_a_code_is_public_only_if_it_is_said(run):
    assert json.loads(run("add", "ALL", "--percent", "5", "--public", "--json"))["public"] is True
    assert "public" in run("list")
    run("stop", "ALL")
    assert "stopped" in run("list")


def test_stops_a_code(run):
    run("add", "FIVE", "--amount", "5")
    assert json.loads(run("stop", "five", "--json"))["active"] is False
    assert "stopped" in run("list")
    run("stop", "SIX", ok=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ("X", "--percent", "10"),
        ("MÜLL", "--percent", "10"),
        ("TEN",),
        ("TEN", "--percent", "10", "--amount", "1"),
        ("TEN", "--percent", "0"),
        ("TEN", "--percent", "101"),
        ("TEN", "--amount", "0"),
        ("TEN", "--amount", "-1"),
        ("TEN", "--amount", "1.005"),
        ("TEN", "--amount", "999999999"),
        ("TEN", "--percent", "10", "--until", "24.12.2026"),
        ("TEN", "--percent", "10", "--from", "2026-12-24", "--until", "2026-12-23"),
        ("TEN", "--percent", "10", "--until", "9999-12-31"),
        ("TEN", "--percent", "10", "--max-uses", "0"),
    ],
)
def test_refuses_what_makes_no_code(run, arguments):
    run("add", *arguments, ok=False)
    assert json.loads(run("list", "--json")) == []


def test_refuses_a_code_that_is_there(run):
    run("add", "TEN", "--percent", "10")
    run("add", "ten", "--percent", "20", ok=False)
    assert json.loads(run("list", "--json"))[0]["value"] == 10
