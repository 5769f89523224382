"""The merchant's commands and the JSON that others build on."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from shop.cli import app
from shop.settings import Settings, anchored

LINE_KEYS = ["sku", "product", "title", "color", "size", "audience", "material", "fit"] + [
    "quantity",
    "unit_price",
    "total",
]


@pytest.fixture()
def run(database, settings, monkeypatch):
    monkeypatch.setenv("SHOP_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SHOP_SECRET", "test")

    def invoke(*arguments, code=0):
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == code, result.output
        return result.output

    return invoke


def test_cart_json_has_exactly_the_promised_keys(run, anna, say):
    anna.add([say("hoodie", 2, color="black", size="M")])
    cart = json.loads(run("cart", "anna", "--json"))
    assert list(cart) == ["sender", "currency", "total", "lines"]
    assert (cart["sender"], cart["currency"], cart["total"]) == ("anna", "EUR", 7980)
    assert [list(line) for line in cart["lines"]] == [LINE_KEYS]
    assert cart["lines"][0]["title"] == "hoodie-m en"


def test_an_unknown_sender_has_an_empty_cart(run):
    assert json.loads(run("cart", "nobody", "--json")) == {
        "sender": "nobody",
        "currency": "EUR",
        "total": 0,
        "lines": [],
    }


def test_orders_json_is_newest_first_with_exactly_the_promised_keys(run, anna, ben, say):
    for shopper in (anna, ben):
        shopper.add([say("beanie", 1, color="black")])
        shopper.order()
    orders = json.loads(run("orders", "--json"))
    assert [order["sender"] for order in orders] == ["ben", "anna"]
    keys = ["number", "sender", "status", "currency", "total", "email", "payment_url", "created_at", "lines"]
    assert list(orders[0]) == keys and list(orders[0]["lines"][0]) == LINE_KEYS
    assert [order["sender"] for order in json.loads(run("orders", "--sender", "anna", "--json"))] == ["anna"]


def test_stock_is_shown_and_set(run, anna, say):
    anna.add([say("beanie", 2, color="black")])
    anna.order()
    shown = json.loads(run("stock", "beanie-black", "--json"))
    assert shown == {"sku": "beanie-black", "stock": 20, "held": 2, "available": 18}
    assert json.loads(run("stock", "beanie-black", "--set", "5", "--json"))["available"] == 3
    assert "held" in run("stock", "beanie-black", "--set", "1", code=1)
    assert "no variant" in run("stock", "nothing", code=1)


def test_the_catalog_is_listed_by_product_color_and_size(run):
    found = json.loads(run("catalog", "list", "--product", "hoodie", "--color", "black", "--size", "L", "--json"))
    keys = ["sku", "product", "title", "color", "size", "audience", "material", "fit", "price", "stock", "available"]
    assert [list(variant) for variant in found] == [keys]
    assert found[0]["sku"] == "hoodie-m-black-L"
    assert len(json.loads(run("catalog", "list", "--product", "jeans", "--size", "32", "--json"))) == 3


def test_tables_are_for_people(run, anna, say):
    anna.add([say("beanie", 2, color="black")])
    assert "€25.80" in run("cart", "anna")
    assert "beanie-black" in run("catalog", "list", "--product", "beanie")


def test_a_missing_file_is_said(run):
    assert "no file" in run("catalog", "import", "/nowhere/x.yml", code=1)


def test_a_database_without_tables_gives_advice(monkeypatch, tmp_path):
    monkeypatch.setenv("SHOP_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    result = CliRunner().invoke(app, ["cart", "anna"])
    assert result.exit_code == 1 and "shop db upgrade" in result.output


def test_settings_have_defaults_and_a_private_secret(tmp_path):
    settings = Settings.from_environment({"SHOP_PORT": "6000"})
    assert settings.public_url == "http://127.0.0.1:6000" and settings.database_url.endswith("/var/shop.db")
    assert anchored("sqlite:////absolute/x.db") == "sqlite:////absolute/x.db"
    kept = Settings(database_url="sqlite://", secret_file=tmp_path / "var" / "secret")
    assert kept.secret() == kept.secret() and len(kept.secret()) > 40
    assert kept.secret_file.stat().st_mode & 0o777 == 0o600
