"""Entry links: codes that can be typed, visits that are counted, and what they brought."""

from __future__ import annotations

import re

import pytest

from shop import links
from shop.links import NoEntryLink
from shop.links.codes import codes_in, new_code, plain_code
from shop.model import EntryLink, EntryVisit, Order, Product
from shop.model.sales import order_id_of
from shop.orders import apply
from shop.payments.provider import PaymentNotice
from shop.profile import DEMO_PROFILE, kept_profile


@pytest.fixture()
def make(database):
    def do(product="beanie", campaign="window"):
        with database.write() as session:
            return links.create(session, product, campaign)

    return do


@pytest.fixture()
def open_it(database):
    def do(code, channel="webchat", sender="anna"):
        with database.write() as session:
            return links.visit(session, code, channel, sender)

    return do


@pytest.fixture()
def reports(database):
    def do():
        with database.read() as session:
            return links.listing(session)

    return do


@pytest.fixture()
def buy(database, say):
    def do(shopper):
        shopper.add([say("beanie", 1, color="black")])
        order = shopper.place()
        notice = PaymentNotice(
            "demo", order.number, "paid", order.number, None, order.number, None, order.total, order.currency
        )
        with database.write() as session:
            apply(session, kept_profile(DEMO_PROFILE), notice)

    return do


def test_codes_are_short_unlike_each_other_and_neither_words_nor_numbers():
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    for code in codes:
        assert re.fullmatch(r"(?=.*\d)(?=.*[A-Z])[2-9B-DF-HJKMNP-TV-XZ]{6}", code), code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Hello! I am interested in Cap #K7Q2XW", ["K7Q2XW"]),
        ("#k7q2xw", ["K7Q2XW"]),
        ("(#K7Q2XW), please", ["K7Q2XW"]),
        ("#K7Q2XW #B2C3D4", ["K7Q2XW", "B2C3D4"]),
        ("K7Q2XW", []),
        ("#K7Q2XWW", []),
        ("x#K7Q2XW", []),
        ("#K7Q2X", []),
        ("#10023", []),
        ("#ORDER1", []),
        ("# K7Q2XW", []),
    ],
)
def test_a_code_is_found_in_a_text_and_nothing_else_is(text, codes):
    assert codes_in(text) == codes


@pytest.mark.parametrize("text", ["K7Q2XW", " k7q2xw\n", "#K7Q2XW"])
def test_a_code_is_read_in_any_form(text):
    assert plain_code(text) == "K7Q2XW"


@pytest.mark.parametrize("text", ["", "K7Q2X", "K7Q2XW'--", "K7Q2X\x00", "O01LI0", "K7Q2XWK7Q2XW"])
def test_what_is_no_code_is_none(text):
    assert plain_code(text) is None


def test_a_link_leads_to_its_product_and_counts_each_opening(make, open_it, reports):
    link = make()
    assert open_it(link.code.lower()) == link and link.product_key == "beanie"
    open_it(link.code, "whatsapp", "ben")
    open_it(link.code, "whatsapp", "ben")
    (report,) = reports()
    assert (report.link, report.visits, report.visitors, report.orders) == (link, {"webchat": 1, "whatsapp": 2}, 2, 0)


def test_a_link_may_lead_to_the_whole_shop(make, open_it):
    link = make(product=None)
    assert open_it(link.code).product_key is None


@pytest.mark.parametrize("code", ["ZZZ222", "", "' OR 1=1", "\x00"])
def test_an_unknown_code_opens_and_counts_nothing(make, open_it, database, code):
    make()
    assert open_it(code) is None
    with database.read() as session:
        assert session.query(EntryVisit).count() == 0


def test_a_product_is_named_by_key_or_sku(database):
    with database.write() as session:
        assert links.product_named(session, "beanie").key == "beanie"
        assert links.product_named(session, "hoodie-m-black-M").key == "hoodie-m"
        with pytest.raises(NoEntryLink, match="socken"):
            links.product_named(session, "socken")


def test_what_is_not_sold_any_more_gets_no_link_and_its_links_open_the_shop(make, open_it, database):
    link = make()
    with database.write() as session:
        session.query(Product).filter_by(key="beanie").one().active = False
    with pytest.raises(NoEntryLink, match="not sold"):
        make()
    assert open_it(link.code).product_key is None


@pytest.mark.parametrize("campaign", ["x" * 81, "two\nlines", "\x00"])
def test_a_campaign_is_a_name(make, campaign, database):
    with pytest.raises(NoEntryLink):
        make(campaign=campaign)
    with database.read() as session:
        assert session.query(EntryLink).count() == 0


def test_counts_paid_orders_of_visitors_after_their_visit_once(make, open_it, reports, buy, anna, ben, later):
    link, other = make(), make(campaign="newsletter")
    buy(anna)
    later(60)
    open_it(link.code)
    open_it(link.code)
    open_it(other.code, sender="ben")
    later(120)
    buy(anna)
    counted = {report.link.campaign: report.orders for report in reports()}
    assert counted == {"window": 1, "newsletter": 0}


def test_an_order_that_nobody_paid_counts_nothing(make, open_it, reports, anna, say, later, database):
    link = make()
    open_it(link.code)
    later(60)
    anna.add([say("beanie", 1, color="black")])
    number = anna.place().number
    with database.read() as session:
        assert session.get(Order, order_id_of(number)).paid_at is None
    assert reports()[0].orders == 0
