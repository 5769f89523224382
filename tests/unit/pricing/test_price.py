"""What an order costs, to the cent."""

from __future__ import annotations

from datetime import date

import pytest

from shop.errors import CartEmpty, DeliveryMethodUnknown, DiscountUnknown, NoDeliveryThere
from shop.money import decimals, format_money, minor_units
from shop.pricing import PricedLine, VatRow, contained_vat, delivery_options, delivery_rows, price
from tests.unit.pricing.conftest import NOON

HOODIE = PricedLine("hoodie", 1, 3990)
BOOKS = PricedLine("book", 2, 1000, "reduced")


@pytest.fixture()
def reckon(database, profile):
    def priced(lines, country="DE", method="standard", code=None):
        with database.read() as session:
            return price(session, profile, lines, country, method, code, "anna", NOON)

    return priced


def test_goods_delivery_and_vat_of_one_rate(reckon):
    found = reckon([HOODIE])
    assert (found.goods_total, found.discount, found.delivery_cost, found.total) == (3990, None, 490, 4480)
    # 3990 * 19 / 119 = 637.06, 490 * 19 / 119 = 78.24
    assert found.vat_rows == (VatRow(1900, 3765, 715, 4480),)
    assert found.vat_included == 715


def test_delivery_is_split_among_the_rates_of_the_goods(reckon):
    found = reckon([HOODIE, PricedLine("book", 1, 1000, "reduced")])
    # 490 * 3990 / 4990 = 391.80, 490 * 1000 / 4990 = 98.20
    assert [(row.rate, row.gross) for row in found.delivery_rows] == [(1900, 392), (700, 98)]
    assert [(row.rate, row.gross, row.vat) for row in found.vat_rows] == [(1900, 4382, 637 + 63), (700, 1098, 65 + 6)]
    assert found.total == 5480


def test_delivery_is_free_from_fifty_euros_after_the_discount(reckon, make_discount):
    make_discount("ONE", value=1)
    assert reckon([PricedLine("a", 1, 5000)]).delivery_cost == 0
    assert reckon([PricedLine("a", 1, 4999)]).delivery_cost == 490
    assert reckon([PricedLine("a", 1, 5000)], code="one").delivery_cost == 490


def test_express_is_never_free(reckon):
    found = reckon([PricedLine("a", 1, 50_000)], method="express")
    assert (found.delivery_method, found.delivery_cost) == ("express", 990)


def test_austria_pays_the_same_price_with_its_own_vat(reckon):
    found = reckon([HOODIE, BOOKS], "AT")
    assert (found.goods_total, found.delivery_cost, found.total) == (5990, 990, 6980)
    assert [row.rate for row in found.vat_rows] == [2000, 1000]


def test_switzerland_pays_the_same_price_without_vat(reckon):
    found = reckon([HOODIE, BOOKS], "CH")
    assert (found.total, found.vat_included, found.export) == (5990 + 1490, 0, True)
    assert found.vat_rows == (VatRow(0, 7480, 0, 7480),)
    assert not reckon([HOODIE]).export


def test_a_percentage_is_spread_over_the_lines(reckon, make_discount):
    make_discount("TEN", kind="percent", value=10)
    found = reckon([PricedLine("a", 1, 333), PricedLine("b", 1, 333), PricedLine("c", 1, 333)], code="ten")
    # 10 % of 9.99 is 99.9 cents.
    assert (found.discount_total, found.discount.per_line) == (100, (34, 33, 33))
    assert [line.total for line in found.lines] == [299, 300, 300]


def test_an_amount_never_takes_more_than_the_goods_cost(reckon, make_discount):
    make_discount("BIG", value=10_000)
    found = reckon([HOODIE, BOOKS], code="BIG")
    assert (found.discount_total, found.total, found.delivery_cost) == (5990, 490, 490)
    assert [line.total for line in found.lines] == [0, 0]
    # Nothing is left to be proportional to: the highest rate.
    assert [(row.rate, row.gross) for row in found.delivery_rows] == [(1900, 490)]


def test_free_delivery_takes_nothing_off_the_goods(reckon, make_discount):
    make_discount("FREE", kind="free_delivery", value=0)
    found = reckon([HOODIE], "CH", code="free")
    assert (found.discount.code, found.discount_total, found.delivery_cost, found.total) == ("FREE", 0, 0, 3990)


def test_vat_is_rounded_half_up():
    assert [contained_vat(amount, 1900) for amount in (119, 11900, 1990, 3)] == [19, 1900, 318, 0]
    # 21 * 2000 / 12000 = 3.5
    assert (contained_vat(21, 2000), contained_vat(-21, 2000)) == (4, -4)


def test_no_delivery_cost_has_no_rows():
    assert delivery_rows(0, [(1900, 100)]) == ()


def test_refuses_what_cannot_be_delivered(reckon):
    with pytest.raises(CartEmpty):
        reckon([])
    with pytest.raises(NoDeliveryThere):
        reckon([HOODIE], "FR")
    with pytest.raises(DeliveryMethodUnknown) as refusal:
        reckon([HOODIE], "AT", "express")
    assert refusal.value.choices == ("standard",)


@pytest.mark.parametrize("code", ["NOPE", "\0", "ß", "x" * 500, "'; DROP TABLE discount; --", "\ud800"])
def test_refuses_a_code_that_nobody_made(reckon, code):
    with pytest.raises(DiscountUnknown):
        reckon([HOODIE], code=code)


def test_offers_the_ways_of_a_country_with_cost_and_dates(profile):
    standard, express = delivery_options(profile, "DE", 6000, NOON)
    assert (standard.method.name, standard.cost, standard.window) == (
        "standard", 0, (date(2026, 11, 27), date(2026, 12, 1)),
    )  # fmt: skip
    assert (express.method.titles["de"], express.cost, express.window[1]) == ("Expressversand", 990, date(2026, 11, 26))


def test_amounts_have_the_decimals_of_their_currency():
    assert [decimals(currency) for currency in ("EUR", "JPY", "KWD")] == [2, 0, 3]
    assert format_money(123490, "EUR", "de") == "1.234,90\xa0€"
    assert format_money(1990, "JPY", "en") == "¥1,990"
    assert [minor_units(text, "EUR") for text in ("4.90", "4,9", "5", "0")] == [490, 490, 500, 0]
    assert minor_units("1990", "JPY") == 1990


@pytest.mark.parametrize("text", ["", "-1", "4.905", "1e3", "NaN", "١", "4.90 €", "1.234,90"])
def test_refuses_what_is_no_amount(text):
    with pytest.raises(ValueError):
        minor_units(text, "EUR")
