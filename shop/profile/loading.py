"""From the merchant's folder to a checked profile."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from shop.profile.fields import ProfileError, Section, read_section
from shop.profile.model import (
    LANGUAGES,
    LEGAL_TEXTS,
    QUICK_SOLUTIONS,
    VAT_CLASSES,
    Bank,
    CountryVat,
    DeliveryMethod,
    Profile,
    Seller,
    Zone,
)

_COUNTRY = "two capital letters of ISO 3166-1, such as DE"
_COUNTRY_FORM = r"[A-Z]{2}"
_HIGHEST_AMOUNT = 100_000_000
_MINOR = " minor units (490 is 4.90)"
# The law's shortest period (Section 355 BGB); whoever gives more writes more.
_SHORTEST_WITHDRAWAL = 14
_GERMAN_STATES = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")


def load_profile(folder: Path) -> Profile:
    """Read `shop.yml` and `legal/`; raises ProfileError for the first thing that is missing or wrong."""
    root = read_section(_read(folder / "shop.yml"), "shop.yml")
    seller = _seller(root.section("seller"))
    country = root.text("country", _COUNTRY, _COUNTRY_FORM)
    delivery, complaints = root.section("delivery"), root.section("complaints")
    profile = Profile(
        folder=folder,
        seller=seller,
        country=country,
        subdivision=_subdivision(root, country),
        currency=_currency(root),
        time_zone=_time_zone(root),
        terms_version=root.text("terms_version", 'a text of at most 40 characters, such as "2026-11"', r"\S.{0,39}"),
        withdrawal_days=root.whole("withdrawal_days", _SHORTEST_WITHDRAWAL, 365),
        vat=_vat(root.section("vat")),
        zones=_zones(delivery),
        cut_off_hour=delivery.whole("cut_off_hour", 0, 24),
        quick_solutions=complaints.texts("quick_solutions", " or ".join(QUICK_SOLUTIONS), "|".join(QUICK_SOLUTIONS)),
        partial_refund_percent=complaints.whole("partial_refund_percent", 1, 99),
        legal=_legal(folder / "legal"),
    )
    for section in (delivery, complaints, root):
        section.done()
    _check_vat_of_zones(root, profile)
    return profile


def _read(path: Path) -> str:
    name = path.name if path.parent.name != "legal" else f"legal/{path.name}"
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ProfileError(name, "", f"cannot be read in {path.parent}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ProfileError(name, "", "expected text in UTF-8") from error


def _seller(section: Section) -> Seller:
    bank = section.section("bank") if section.has("bank") else None
    seller = Seller(
        name=section.text("name"),
        represented_by=section.text("represented_by"),
        street=section.text("street"),
        postal_code=section.text("postal_code", "a postal code in quotes", r"[0-9A-Z][0-9A-Z -]{2,9}"),
        city=section.text("city"),
        country=section.text("country", _COUNTRY, _COUNTRY_FORM),
        email=section.text("email", "an e-mail address", r"[^@\s]+@[^@\s]+\.[^@\s]+"),
        phone=section.text("phone"),
        vat_id=section.text("vat_id", "a VAT id such as DE123456789", r"[A-Z]{2}[0-9A-Z]{2,13}"),
        register=section.text("register"),
        bank=None if bank is None else _bank(bank),
    )
    section.done()
    return seller


def _bank(section: Section) -> Bank:
    iban = re.sub(r"\s", "", section.text("iban"))
    if not _is_iban(iban):
        raise section.wrong("iban", "an IBAN whose check digits are right")
    bic = section.text("bic", "a BIC of 8 or 11 characters", r"[A-Z]{6}[0-9A-Z]{2}([0-9A-Z]{3})?")
    bank = Bank(section.text("holder"), section.text("name"), iban, bic)
    section.done()
    return bank


def _is_iban(iban: str) -> bool:
    # ISO 13616: the first four characters go to the end, letters count from A = 10, and the rest by 97 is 1.
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", iban):
        return False
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1


def _subdivision(root: Section, country: str) -> str | None:
    if country == "DE":
        return root.one_of("subdivision", _GERMAN_STATES)
    return root.text("subdivision", "a code of ISO 3166-2", r"[0-9A-Z]{1,3}") if root.has("subdivision") else None


def _currency(root: Section) -> str:
    from babel import Locale

    currency = root.text("currency", "three capital letters of ISO 4217, such as EUR", r"[A-Z]{3}")
    if currency not in Locale("en").currencies:
        raise root.wrong("currency", "a currency of ISO 4217, such as EUR")
    return currency


def _time_zone(root: Section) -> ZoneInfo:
    name = root.text("time_zone", "a time zone such as Europe/Berlin")
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise root.wrong("time_zone", "a time zone such as Europe/Berlin") from error


def _vat(section: Section) -> Mapping[str, CountryVat]:
    return MappingProxyType({country: _vat_of(section, country) for country in section.keys})


def _vat_of(section: Section, country: str) -> CountryVat:
    if not re.fullmatch(_COUNTRY_FORM, country):
        raise section.wrong(country, f"{_COUNTRY}, as the name of the field")
    if not section.has_fields(country):
        section.one_of(country, ("export",))
        return CountryVat(MappingProxyType({}), export=True)
    classes = section.section(country)
    unit = " in hundredths of a percent (1900 is 19 %)"
    rates = {name: classes.whole(name, 0, 5000, unit) for name in VAT_CLASSES}
    classes.done()
    return CountryVat(MappingProxyType(rates))


def _zones(delivery: Section) -> tuple[Zone, ...]:
    zones: list[Zone] = []
    for section in delivery.sections("zones"):
        countries = section.texts("countries", _COUNTRY, _COUNTRY_FORM)
        taken = {country for zone in zones for country in zone.countries}
        if not countries or taken & set(countries):
            raise section.wrong("countries", "at least one country that no other zone has")
        methods = section.section("methods")
        zones.append(Zone(countries, MappingProxyType({name: _method(methods, name) for name in methods.keys})))
        section.done()
    return tuple(zones)


def _method(methods: Section, name: str) -> DeliveryMethod:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
        raise methods.wrong(name, "small letters, digits and _ as the name of the field")
    section = methods.section(name)
    title = section.section("title")
    first, last = section.span("working_days", 0, 99, " working days")
    method = DeliveryMethod(
        name=name,
        titles=MappingProxyType({language: title.text(language) for language in LANGUAGES}),
        cost=section.whole("cost", 0, _HIGHEST_AMOUNT, _MINOR),
        free_from=section.whole_or_none("free_from", 0, _HIGHEST_AMOUNT, _MINOR),
        first_day=first,
        last_day=last,
    )
    title.done()
    section.done()
    return method


def _legal(folder: Path) -> Mapping[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for text in LEGAL_TEXTS:
        for language in LANGUAGES:
            content = _read(folder / f"{text}.{language}.md").strip()
            if not content:
                raise ProfileError(f"legal/{text}.{language}.md", "", "expected a text, but the file is empty")
            found[text, language] = content
    return MappingProxyType(found)


def _check_vat_of_zones(root: Section, profile: Profile) -> None:
    for country in (profile.country, *profile.countries):
        if country not in profile.vat:
            raise root.wrong("vat", f"rates for {country}, where the shop is or delivers")
