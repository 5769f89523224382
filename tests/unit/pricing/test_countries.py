"""Which country an address is in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.errors import CountryUnclear, InvalidPostalCode, NoDeliveryThere, PostalCodeOfAnotherCountry, ShopError
from shop.pricing.countries import code_nearly, code_of, country_in, country_of, split_country


@pytest.mark.parametrize(
    ("country", "postal_code", "city", "found"),
    [
        (None, "10115", "Berlin", "DE"),
        (None, "01067", "Dresden", "DE"),
        (None, "D-10115", "Berlin", "DE"),
        (None, "1010", "Wien", "AT"),
        (None, "1030", "Wien Landstraße", "AT"),
        (None, "8001", "Zürich", "CH"),
        (None, "8001", "zuerich", "CH"),
        (None, "8001", "ZURICH", "CH"),
        (None, "A-4810", "Gmunden", "AT"),
        (None, "a4810", "Gmunden", "AT"),
        (None, "CH 8953", "Nirgendwil", "CH"),
        # Names that both have: the first digits decide.
        (None, "2500", "Baden", "AT"),
        (None, "5400", "Baden", "CH"),
        (None, "9000", "Sankt Gallen", "CH"),
        (None, "1700", "Freiburg", "CH"),
        # No Swiss code is that high.
        (None, "9900", "Lienz", "AT"),
        ("Österreich", "4810", "Gmunden", "AT"),
        ("oesterreich", "4810", "Gmunden", "AT"),
        ("die Schweiz", "3000", "Bern", "CH"),
        ("Switzerland", "3000", "Bern", "CH"),
        ("at", "4810", "Gmunden", "AT"),
        ("BRD", "10115", "Berlin", "DE"),
        (None, "4810", "Gmunden, Österreich", "AT"),
        (None, "4810", "Gmunden (Austria)", "AT"),
        (None, "4810", "Gmunden AT", "AT"),
        (None, "4001", "Basel BS", "CH"),
        (None, "01814", "Bad Schandau Sächsische Schweiz", "DE"),
        # A German town that is called like an Austrian city.
        (None, "56479", "Salzburg", "DE"),
    ],
)
def test_finds_the_country(profile, country, postal_code, city, found):
    assert country_of(profile, country, postal_code, city) == found


@pytest.mark.parametrize(
    ("country", "postal_code", "city", "refusal"),
    [
        (None, "4810", "Gmunden", CountryUnclear),
        (None, "8933", "St. Gallen", CountryUnclear),
        (None, "1234", "Bad Ischl", CountryUnclear),
        ("Atlantis", "10115", "Berlin", CountryUnclear),
        ("DE", "4810", "Gmunden", PostalCodeOfAnotherCountry),
        ("Österreich", "10115", "Berlin", PostalCodeOfAnotherCountry),
        (None, "A-10115", "Berlin", PostalCodeOfAnotherCountry),
        (None, "CH-1010", "Wien, Österreich", PostalCodeOfAnotherCountry),
        ("CH", "9900", "Lienz", PostalCodeOfAnotherCountry),
        ("CH", "9490", "Vaduz", PostalCodeOfAnotherCountry),
        (None, "9490", "Vaduz", NoDeliveryThere),
        ("Frankreich", "75001", "Paris", NoDeliveryThere),
        (None, "75001", "Paris, France", NoDeliveryThere),
        (None, "F-75001", "Paris", NoDeliveryThere),
        ("UK", "SW1A 1AA", "London", NoDeliveryThere),
        (None, "00815", "Nirgends", InvalidPostalCode),
        (None, "0815", "Nirgends", InvalidPostalCode),
        (None, "123456", "Nirgends", InvalidPostalCode),
        ("AT", "Gmunden", "Gmunden", InvalidPostalCode),
    ],
)
def test_asks_or_refuses_rather_than_guessing(profile, country, postal_code, city, refusal):
    with pytest.raises(ShopError) as error:
        country_of(profile, country, postal_code, city)
    assert type(error.value) is refusal


def test_names_the_countries_to_choose_from(profile):
    with pytest.raises(CountryUnclear) as error:
        country_of(profile, None, "4810", "Gmunden")
    assert (error.value.attribute, error.value.choices) == ("country", ("AT", "CH"))


def test_a_shop_that_delivers_to_germany_only_does_not_ask_between_others(profile):
    german = replace(profile, zones=profile.zones[:1])
    for city in ("Wien", "Gmunden"):
        with pytest.raises(NoDeliveryThere):
            country_of(german, None, "1010", city)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ring 5, A-1010 Wien", "AT"),
        ("Ring 5, 1010 Wien, Österreich", "AT"),
        ("Ring 5\n8001 Zürich\nSchweiz", "CH"),
        ("Bahnhofstr. 1, CH 8001 Zürich", "CH"),
        ("Ring 5, 1010 Wien, AT", "AT"),
        ("Ring 5 A 1010 Wien", None),
        ("Hauptstr. 5, 10115 Berlin", None),
        ("Schweizer Str. 3, 01069 Dresden", None),
        ("", None),
    ],
)
def test_reads_the_country_that_an_address_names(text, found):
    assert country_in(text) == found


def test_takes_the_country_off_the_city():
    assert split_country("Wien, Österreich") == ("Wien", "AT")
    assert split_country("Wien (Österreich)") == ("Wien", "AT")
    assert split_country("Bad Ischl") == ("Bad Ischl", None)
    assert split_country("Österreich") == ("Österreich", None)
    assert split_country("Markt St. Martin") == ("Markt St. Martin", None)


def test_knows_no_country_that_is_none():
    assert [code_of(text) for text in ("", "Europäische Union", "xx", "!!")] == [None] * 4


@given(country=st.none() | st.text(max_size=20), postal_code=st.text(max_size=12), city=st.text(max_size=30))
def test_anything_gets_a_country_or_a_refusal(profile, country, postal_code, city):
    with suppress(ShopError):
        assert country_of(profile, country, postal_code, city) in profile.countries
    country_in(postal_code + city)


@pytest.mark.parametrize(("word", "code"), [("asutria", "AT"), ("schwiez", "CH"), ("Östereich", "AT"), ("iran", None)])
def test_a_mistyped_country_is_understood_if_it_can_be_no_other(word: str, code: str | None) -> None:
    assert code_nearly(word) == code
