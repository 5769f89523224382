"""What binds: exactly what was shown, with its law, its delivery and its discount; a change is named."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from shop.counter import Counter
from shop.errors import CountryUnclear, DiscountUnknown, NoDeliveryThere, SummaryOutdated
from shop.model import Discount, Order
from shop.profile import DEMO_PROFILE, kept_profile


def summary_of(shopper, method=None):
    with shopper.database.read() as session:
        return Counter(session, shopper.settings).checkout.summary(shopper.sender, shopper.contact, method)


def place(shopper, summary, **more):
    shown = json.loads(json.dumps(summary.shown))  # as it comes back from a slot
    with shopper.database.write() as session:
        checkout = Counter(session, shopper.settings).checkout
        arguments = (shopper.sender, shopper.contact, summary.fingerprint, "de")
        return checkout.place(*arguments, **{"shown": shown, "channel": "rest", **more}).order


@pytest.fixture()
def ready(anna, say):
    anna.add([say("beanie", 2, color="black")])
    return anna


def test_the_order_keeps_what_was_shown(ready):
    summary = summary_of(ready, "express")
    number = place(ready, summary, method="express").number
    with ready.database.read() as session:
        order = session.query(Order).one()
        assert order.number == number and order.summary_hash == summary.fingerprint and len(order.summary_hash) == 64
        assert order.terms_version == kept_profile(DEMO_PROFILE).terms_version == summary.terms_version
        assert (order.delivery_method, order.delivery_cost, order.country) == ("express", 990, "DE")
        assert (order.delivery_earliest, order.delivery_latest) == summary.price.delivery_window
        assert (order.channel, order.language) == ("rest", "de")
        (item,) = order.items
        assert (item.vat_rate, item.vat, item.discount) == (1900, 412, 0)
    assert summary.legal_urls["de"] == "http://shop.test/legal/de/withdrawal"


def changes(ready, summary, **more):
    with pytest.raises(SummaryOutdated) as refusal:
        place(ready, summary, **more)
    return refusal.value.details.get("changed")


def test_a_changed_price_is_named(ready, catalog):
    summary = summary_of(ready)
    catalog("beanie-black", price=1390)
    assert changes(ready, summary) == "price"


def test_a_changed_cart_is_named(ready, say):
    summary = summary_of(ready)
    ready.change(say("beanie", 3))
    assert changes(ready, summary) == "quantity"


def test_a_changed_discount_delivery_and_contact_are_named(ready):
    summary = summary_of(ready)
    with ready.database.write() as session:
        session.add(Discount(code="FIVE", kind="amount", value=500))
    ready.use_code("five")
    assert changes(ready, summary) == "discount"
    ready.drop_code()
    assert changes(ready, summary, method="express") == "delivery"
    ready.contact = replace(ready.contact, city="Hamburg")
    assert changes(ready, summary) == "contact"


@pytest.mark.parametrize("shown", [None, {}, [], "x", {"lines": []}])
def test_what_was_shown_cannot_be_made_up(ready, catalog, shown):
    summary = summary_of(ready)
    catalog("beanie-black", price=1390)
    assert changes(ready, summary, shown=shown) is None


def test_a_code_that_does_not_count_is_left_out_with_its_reason(ready):
    with ready.database.write() as session:
        session.add(Discount(code="FIVE", kind="amount", value=500))
    ready.use_code(" five ")
    assert summary_of(ready).discount_total == 500
    with ready.database.write() as session:
        session.query(Discount).one().active = False
    summary = summary_of(ready)
    assert (summary.discount_total, summary.discount_refusal.code) == (0, "discount_expired")
    with pytest.raises(DiscountUnknown):
        ready.use_code("NOPE")
    assert ready.view().discount_code == "FIVE"
    assert place(ready, summary).discount_total == 0 and ready.view().discount_code is None


def test_the_country_is_known_or_asked_for(ready):
    ready.contact = replace(ready.contact, postal_code="1010", city="Wien")
    assert summary_of(ready).contact.country == "AT"
    ready.contact = replace(ready.contact, postal_code="1234", city="Irgendwo")
    with pytest.raises(CountryUnclear):
        summary_of(ready)
    ready.contact = replace(ready.contact, postal_code="75001", city="Paris", country="Frankreich")
    with pytest.raises(NoDeliveryThere):
        summary_of(ready)
