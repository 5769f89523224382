"""Totals, contacts, placing an order, and who gets the last piece."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from shop.catalog.counting import HeldPieces, set_stock
from shop.catalog.stock import hold
from shop.checkout.contact import (
    Address,
    clean_city,
    clean_email,
    clean_name,
    clean_postal_code,
    clean_street,
    parse_address,
)
from shop.counter import Counter
from shop.errors import CartEmpty, InvalidEmail, NotEnoughStock, OutOfStock, ShopError, SummaryOutdated
from shop.model import Variant
from shop.money import format_money
from shop.views import OrderView


def summary_of(shopper):
    with shopper.database.read() as session:
        return Counter(session, shopper.settings).checkout.summary(shopper.sender, shopper.contact)


def place(shopper, fingerprint):
    with shopper.database.write() as session:
        return Counter(session, shopper.settings).checkout.place(shopper.sender, shopper.contact, fingerprint, "en")


def test_sums_up_goods_delivery_and_contained_vat(anna, say):
    anna.add([say("hoodie", 1, color="black", size="M")])
    summary = summary_of(anna)
    assert (summary.goods_total, summary.delivery_cost, summary.total) == (3990, 490, 4480)
    assert [(row.rate, row.vat) for row in summary.price.vat_rows] == [(1900, 715)] and summary.vat_included == 715


def test_prices_look_as_the_language_writes_them():
    assert format_money(123490, "EUR", "en") == "€1,234.90"
    assert format_money(123490, "EUR", "de") == "1.234,90\xa0€"


@pytest.mark.parametrize("name", ["Anna Berg", "李 小", "<script>alert(1)</script>", "Robert'); DROP TABLE cart;--"])
def test_a_name_is_kept_as_text(name):
    assert clean_name(f"  {name} ") == name


@pytest.mark.parametrize("name", ["", "   ", "Ö", "😀", "12345", "a@b.de", "x" * 101])
def test_refuses_what_is_no_name(name):
    with pytest.raises(ShopError) as refusal:
        clean_name(name)
    assert refusal.value.code == "invalid_name"


@pytest.mark.parametrize("text", ["anna@example.com", "my mail is anna@EXAMPLE.com.", "<anna@example.com>"])
def test_finds_the_email_in_what_was_said(text):
    assert clean_email(text) == "anna@example.com"


@pytest.mark.parametrize(
    "text", ["", "anna", "anna@", "@example.com", "anna@@example.com", "a@x.de or b@x.de", "a b@c"]
)
def test_refuses_what_is_no_email(text):
    with pytest.raises(InvalidEmail):
        clean_email(text)


@pytest.mark.parametrize(
    ("text", "street", "code", "city"),
    [
        ("Hauptstr. 5, 10115 Berlin", "Hauptstr. 5", "10115", "Berlin"),
        ("Hauptstraße 5\n10115 Berlin", "Hauptstraße 5", "10115", "Berlin"),
        ("10115 Berlin, Hauptstr. 5", "Hauptstr. 5", "10115", "Berlin"),
        ("Main Street 5, 10115 Berlin", "Main Street 5", "10115", "Berlin"),
        ("12 Rose Lane, 10115 Berlin", "12 Rose Lane", "10115", "Berlin"),
        ("Am Alten Markt 12a 50667 Köln", "Am Alten Markt 12a", "50667", "Köln"),
        ("10115 Berlin Hauptstr. 5", "Hauptstr. 5", "10115", "Berlin"),
        ("Ringstr. 7, 1010 Wien", "Ringstr. 7", "1010", "Wien"),
        ("Hauptstr. 5, D-10115 Berlin, Germany", "Hauptstr. 5", "10115", "Berlin"),
        ("Meine Adresse ist Hauptstr. 5, 10115 Berlin", "Hauptstr. 5", "10115", "Berlin"),
        ("my address is 12 Rose Lane, 10115 Berlin", "12 Rose Lane", "10115", "Berlin"),
        ("Hauptstr. 5, Bad Homburg, 61348", "Hauptstr. 5", "61348", "Bad Homburg"),
        ("Lange Straße 1234, 10115 Berlin", "Lange Straße 1234", "10115", "Berlin"),
        ("Hauptstr. 5", "Hauptstr. 5", None, None),
        ("10115 Berlin", None, "10115", "Berlin"),
        ("10115", None, "10115", None),
        ("hello", None, None, None),
        ("", None, None, None),
    ],
)
def test_finds_the_parts_of_an_address(text, street, code, city):
    assert parse_address(text) == Address(street, code, city)


@pytest.mark.parametrize(
    ("clean", "text", "code"),
    [(clean_street, "Hauptstraße", "invalid_street"), (clean_street, "5", "invalid_street")]
    + [(clean_postal_code, "123", "invalid_postal_code"), (clean_postal_code, "123456", "invalid_postal_code")]
    + [
        (clean_city, "1", "invalid_city"),
        (clean_city, "Berlin 5", "invalid_city"),
        (clean_street, "", "invalid_street"),
    ],
)
def test_refuses_wrong_parts_of_an_address(clean, text, code):
    with pytest.raises(ShopError) as refusal:
        clean(text)
    assert refusal.value.code == code


def test_placing_holds_the_stock_freezes_the_order_and_empties_the_cart(anna, say, stock):
    anna.add([say("hoodie", 2, color="black", size="M")])
    order = anna.order("de")
    assert (order.status, order.total, order.language) == ("awaiting_payment", 7980, "de")
    assert order.number.isdigit() and order.payment_url.startswith("http://shop.test/pay/")
    assert stock("hoodie-m-black-M") == (20, 2)
    assert anna.content() == {}
    with pytest.raises(ShopError, match="nothing_to_undo"):
        anna.undo()


def test_an_empty_cart_cannot_be_ordered(anna):
    with pytest.raises(CartEmpty):
        summary_of(anna)


def test_a_wrong_contact_cannot_be_ordered_with(anna, say):
    anna.add([say("beanie", 1, color="black")])
    anna.contact = replace(anna.contact, email="nowhere")
    with pytest.raises(InvalidEmail):
        summary_of(anna)


def test_a_summary_of_another_cart_or_contact_is_outdated(anna, say):
    anna.add([say("beanie", 1, color="black")])
    confirmed = summary_of(anna).fingerprint
    anna.contact = replace(anna.contact, city="Hamburg")
    with pytest.raises(SummaryOutdated):
        place(anna, confirmed)
    confirmed = summary_of(anna).fingerprint
    anna.change(say("beanie", 2))
    with pytest.raises(SummaryOutdated):
        place(anna, confirmed)
    assert anna.latest() is None and anna.content() == {"beanie-black": 2}


def test_what_was_sold_meanwhile_is_refused_and_the_cart_stays(anna, ben, say):
    for shopper in (anna, ben):
        shopper.add([say("hoodie", 1, color="grey", size="L")])
    ben.order()
    with pytest.raises(OutOfStock):
        anna.order()
    assert anna.content() == {"hoodie-m-grey-L": 1}


def test_only_one_of_many_shoppers_gets_the_last_piece(anna, ben, say, stock):
    shoppers = [type(anna)(anna.database, anna.settings, f"shopper {number}") for number in range(6)]
    for shopper in shoppers:
        shopper.add([say("hoodie", 1, color="grey", size="L")])
    start, outcomes = threading.Barrier(len(shoppers)), []

    def buy(shopper) -> None:
        start.wait()
        try:
            outcomes.append(shopper.order())
        except (OutOfStock, NotEnoughStock) as refusal:
            outcomes.append(refusal)

    threads = [threading.Thread(target=buy, args=(shopper,)) for shopper in shoppers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 6 and sum(isinstance(outcome, OrderView) for outcome in outcomes) == 1
    assert stock("hoodie-m-grey-L") == (1, 1)


def test_an_expired_hold_is_free_for_the_next_shopper(anna, ben, say, later, stock):
    anna.add([say("hoodie", 1, color="grey", size="L")])
    anna.order()
    assert [r.code for r in ben.add([say("hoodie", 1, color="grey", size="L")]).refusals] == ["out_of_stock"]
    later(1801)
    with ben.database.read() as session:
        found = Counter(session, ben.settings).catalog.look(say("hoodie", color="grey", size="L"))
    assert found.status == "available" and stock("hoodie-m-grey-L") == (1, 1)
    assert ben.add([say("hoodie", 1, color="grey", size="L")]).refusals == []
    assert stock("hoodie-m-grey-L") == (1, 0)


def test_no_piece_is_held_twice(database):
    with database.write() as session:
        piece = session.query(Variant).filter_by(sku="hoodie-m-grey-L").one().id
        assert [hold(session, piece, 1), hold(session, piece, 1)] == [True, False]


def test_stock_is_never_set_below_what_is_held(anna, say):
    anna.add([say("beanie", 3, color="black")])
    anna.order()
    with pytest.raises(HeldPieces), anna.database.write() as session:
        set_stock(session, "beanie-black", 2)


def test_the_catalog_says_what_is_there(anna, say):
    def look(line):
        with anna.database.read() as session:
            return Counter(session, anna.settings).catalog.look(line)

    assert look(say("pizza")).status == "unknown_product"
    assert look(say("hoodie", color="pink")).status == "not_carried"
    sold_out = look(say("hoodie", color="black", size="S"))
    assert sold_out.status == "sold_out"
    assert (sold_out.alternatives.colors, sold_out.alternatives.sizes) == (("grey",), ("M", "L"))
    there = look(say("hoodie", color="black"))
    assert (there.items[0].sizes, there.items[0].price_from, there.items[0].rating) == (("M", "L"), 3990, 4.5)
    assert [item.key for item in look(say("t-shirt", max_price=1000)).items] == ["tee-k"]
