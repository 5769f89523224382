"""Which country an address is in: as the shopper says, or by what only one country can have; never guessed."""

from __future__ import annotations

import re

from shop.errors import CountryUnclear, InvalidPostalCode, NoDeliveryThere, PostalCodeOfAnotherCountry
from shop.pricing.places import folded, places
from shop.profile import Profile

# "A-1010", "A1010", "CH 8001"; behind a number, a single letter belongs to the house ("Ring 5 A 1010 Wien").
_PREFIXED = re.compile(r"(?<![\w-])(?:([A-Z]{1,3})-?|(?<!\d )([A-Z]{1,2}) )(\d{4,5})(?!\w)")
_POSTAL_CODE = re.compile(r"(?:([A-Za-z]{1,3})[- ]?)?(\d{4,5})")
# Regions that are called a Switzerland: "Sächsische Schweiz", "Holsteinische Schweiz".
_REGION = re.compile(r"\w+ischen? schweiz$")
_LONGEST_NAME = 5
_SHORTEST_MISTYPED = 6


def country_of(profile: Profile, country: str | None, postal_code: str, city: str) -> str:
    """The country (ISO 3166-1 alpha-2) of an address; `country` is a name or a code as it was said, or None.

    The postal code may have a country before it ("A-1010"), the city one behind it ("Wien, Österreich"). Raises
    NoDeliveryThere, PostalCodeOfAnotherCountry, CountryUnclear, or InvalidPostalCode for what is none anywhere.
    """
    match = _POSTAL_CODE.fullmatch(postal_code.strip())
    said = _said(country, match[1] if match else None, postal_code, city)
    if said is not None:
        return _checked(profile, said, match[2] if match else None, postal_code)
    if match is None:
        raise InvalidPostalCode()
    return _decided(profile, match[2], city)


def country_in(text: str) -> str | None:
    """The country that an address names at its end or before its postal code; None if it names none."""
    last = re.split(r"[,;\n]", text.strip().rstrip(".,;"))[-1]
    found = code_of(last) or split_country(last)[1]
    if found is not None:
        return found
    match = _PREFIXED.search(text)
    return _of_prefix(match[1] or match[2]) if match is not None else None


def split_country(city: str) -> tuple[str, str | None]:
    """A city without the country that was typed behind it, and that country: ("Wien", "AT") for "Wien, Österreich"."""
    words = city.split()
    for count in range(min(_LONGEST_NAME, len(words) - 1), 0, -1):
        name = folded(" ".join(words[-count:]))
        if _is_country(name, words[-1]) and not _REGION.search(folded(city)):
            return " ".join(words[:-count]).rstrip(" ,;(/-–"), places().names[name]
    return city, None


def code_of(country: str) -> str | None:
    """The code of a country's name in German or English, of a code, or of the letters before postal codes."""
    bare = re.sub(r"^(?:die|the|der|in|in der|nach) ", "", folded(country))
    known, typed = places(), country.strip()
    return known.names.get(bare) or known.names.get(typed.casefold()) or known.prefixes.get(typed.upper())


def code_nearly(word: str) -> str | None:
    """The code of the one country whose name is a letter away ("asutria"), or None; short names are not guessed."""
    from rapidfuzz.distance import OSA

    typed = folded(word)
    near = {
        code
        for name, code in places().names.items()
        if min(len(name), len(typed)) >= _SHORTEST_MISTYPED and OSA.distance(name, typed, score_cutoff=1) == 1
    }
    return near.pop() if len(near) == 1 else None


def _is_country(name: str, last_word: str) -> bool:
    # Two letters may be a canton ("Basel BS"), and saints give their names to places as well as to islands.
    if len(name) == 2:
        return last_word.strip("()") in places().postal_codes
    return name in places().names and not name.startswith("st ")


def _said(country: str | None, prefix: str | None, postal_code: str, city: str) -> str | None:
    """What was said, if it agrees."""
    by_word = None
    if country and country.strip():
        by_word = code_of(country)
        if by_word is None:
            raise CountryUnclear(attribute="country", postal_code=postal_code, city=city)
    by_prefix = _of_prefix(prefix) if prefix else None
    said = by_word or split_country(city)[1]
    if said is not None and by_prefix is not None and said != by_prefix:
        raise PostalCodeOfAnotherCountry(country=said, postal_code=postal_code)
    return said or by_prefix


def _of_prefix(letters: str) -> str | None:
    upper = letters.upper()
    known = places()
    return known.prefixes.get(upper) or (known.names.get(upper.casefold()) if len(upper) == 2 else None)


def _checked(profile: Profile, country: str, digits: str | None, postal_code: str) -> str:
    if profile.zone_of(country) is None:
        raise NoDeliveryThere(country=country)
    known = places()
    # Of other countries than these the shop does not know the codes, and believes the shopper.
    if country in known.postal_codes and digits is None:
        raise InvalidPostalCode()
    if country in known.postal_codes and country not in known.countries_with(digits or ""):
        raise PostalCodeOfAnotherCountry(country=country, postal_code=postal_code)
    return country


def _decided(profile: Profile, digits: str, city: str) -> str:
    possible = places().countries_with(digits)
    if not possible:
        raise InvalidPostalCode()
    country = possible[0] if len(possible) == 1 else places().country_of_city(city, digits)
    served = [code for code in possible if profile.zone_of(code) is not None]
    if country is None and served:
        raise CountryUnclear(attribute="country", choices=possible, postal_code=digits, city=city)
    if country not in served:
        raise NoDeliveryThere(country=country)
    return country
