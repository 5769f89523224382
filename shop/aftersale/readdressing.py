"""Another delivery address for an order that is not packed yet.

Country and cost stay what was agreed on: VAT and delivery depend on the country, so an address in another one is a new
order. The invoice keeps the address that it was issued with.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from shop.checkout.contact import clean_city, clean_postal_code, clean_street
from shop.errors import AddressFixed, CountryUnclear, OtherCountry
from shop.model import Order
from shop.model.sales import AWAITING_PAYMENT, PAID
from shop.orders.news import tell_staff
from shop.pricing.countries import country_of, split_country
from shop.profile import Profile


@dataclass(frozen=True)
class NewAddress:
    """Where an order shall go instead. `country` is as it was said, None if it was not."""

    street: str
    postal_code: str
    city: str
    country: str | None = None


def check(profile: Profile, order: Order, address: NewAddress) -> NewAddress:
    """The address as it would be kept.

    Raises AddressFixed once the order is packed, OtherCountry, NoDeliveryThere, CountryUnclear, or a refusal of the
    part that is wrong.
    """
    if order.status not in (AWAITING_PAYMENT, PAID):
        raise AddressFixed(number=order.number)
    street, postal_code = clean_street(address.street), clean_postal_code(address.postal_code)
    city, named = split_country(clean_city(address.city))
    country = _country(profile, order, address.country or named, postal_code, city)
    if country != order.country:
        raise OtherCountry(number=order.number)
    return NewAddress(street, postal_code, city, country)


def change(session: Session, profile: Profile, order: Order, address: NewAddress) -> NewAddress:
    """Send a locked order to another address; the people of the shop are told. Raises what `check` raises."""
    checked = check(profile, order, address)
    order.street, order.postal_code, order.city = checked.street, checked.postal_code, checked.city
    session.flush()
    text = f"{checked.street}, {checked.postal_code} {checked.city}"
    tell_staff(session, "address_changed", order, f"address_changed:{order.id}:{text}"[:120], address=text)
    return checked


def _country(profile: Profile, order: Order, said: str | None, postal_code: str, city: str) -> str:
    """Four digits can be Austria or Switzerland: of a new address for the same order, it is the country of before."""
    try:
        return country_of(profile, said, postal_code, city)
    except CountryUnclear:
        return country_of(profile, order.country, postal_code, city)
