"""What the merchant's profile says, in the words of a language: delivery, withdrawal, legal texts."""

from __future__ import annotations

from datetime import date

from babel.dates import format_skeleton
from babel.numbers import format_decimal

from actions.base import profile, settings
from actions.replies import Reply
from shop.checkout import legal_url
from shop.profile import DeliveryMethod, Profile, Zone


def facts(reply: Reply) -> dict[str, str]:
    """Return the blanks that answers about the shop may have."""
    shop = profile()
    listing = "; ".join
    return {
        "costs": listing(
            _zone(reply, zone, [_cost(reply, way) for way in zone.methods.values()]) for zone in shop.zones
        ),
        "times": listing(
            _zone(reply, zone, [_days(reply, way) for way in zone.methods.values()]) for zone in shop.zones
        ),
        "cut_off": str(shop.cut_off_hour),
        "days": str(shop.withdrawal_days),
        "withdrawal_url": legal_url(settings(), reply.language),
        "free_from": free_from(reply, shop),
    }


def free_from(reply: Reply, shop: Profile) -> str:
    """Return from which value delivery in the shop's own country is free, as a sentence; nothing if it never is."""
    zone = shop.zone_of(shop.country)
    usual = next(iter(zone.methods.values())) if zone is not None else None
    if usual is None or usual.free_from is None:
        return ""
    country = reply.terms.country(shop.country)
    return reply.terms.format("free_from", value=reply.money(usual.free_from), country=country)


def day(reply: Reply, moment: date) -> str:
    """Return a day as the language writes it, with the day of the week."""
    return str(format_skeleton("MMMEd", moment, locale=reply.language))


def window(reply: Reply, days: tuple[date, date]) -> str:
    """Return when a parcel is expected."""
    first, last = days
    if first == last:
        return reply.terms.format("day", day=day(reply, first))
    return reply.terms.format("days", first=day(reply, first), last=day(reply, last))


def percent(reply: Reply, hundredths: int) -> str:
    """Return a rate in hundredths of a percent as the language writes it: 1900 is "19"."""
    return str(format_decimal(hundredths / 100, format="0.##", locale=reply.language))


def _zone(reply: Reply, zone: Zone, methods: list[str]) -> str:
    countries = reply.terms.listing([reply.terms.country(code) for code in zone.countries])
    return reply.terms.format("zone", countries=countries, methods=", ".join(methods))


def _cost(reply: Reply, way: DeliveryMethod) -> str:
    blanks = {"method": way.titles[reply.language], "cost": reply.money(way.cost)}
    if way.free_from is None:
        return reply.terms.format("method_cost", **blanks)
    return reply.terms.format("method_free_from", value=reply.money(way.free_from), **blanks)


def _days(reply: Reply, way: DeliveryMethod) -> str:
    pattern = "method_one_day" if way.first_day == way.last_day == 1 else "method_days"
    return reply.terms.format(pattern, method=way.titles[reply.language], first=way.first_day, last=way.last_day)
