"""Who orders and where it goes. Everything is kept as text: whoever shows it escapes it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from shop.checkout.address import Address, parse_address
from shop.errors import InvalidCity, InvalidEmail, InvalidName, InvalidPostalCode, InvalidStreet

__all__ = [
    "Address",
    "Contact",
    "clean_city",
    "clean_contact",
    "clean_email",
    "clean_name",
    "clean_postal_code",
    "clean_street",
    "parse_address",
]

_LONGEST = {"name": 100, "street": 150, "city": 80}
_AROUND_EMAIL = "<>()[]{}\"',;:!?. "
_LONG_NUMBER = re.compile(r"\d{4,}")
# Germany has five digits, Austria and Switzerland four; a country prefix may stand before them.
_POSTAL_CODE = re.compile(r"(?:(?:DE|D|AT|A|CH)[- ]?)?(\d{5}|\d{4})", re.IGNORECASE)


@dataclass(frozen=True)
class Contact:
    """What an order needs to know about the shopper.

    `country` is as the shopper said it, None if the address alone must tell, and a code (ISO 3166-1) once it is known.
    """

    name: str
    email: str
    street: str
    postal_code: str
    city: str
    country: str | None = None


def clean_contact(contact: Contact) -> Contact:
    """The contact with every part checked; raises the refusal of the first that is wrong."""
    return Contact(
        clean_name(contact.name),
        clean_email(contact.email),
        clean_street(contact.street),
        clean_postal_code(contact.postal_code),
        clean_city(contact.city),
        contact.country,
    )


def clean_name(text: str) -> str:
    """A person's name; raises InvalidName."""
    name = _one_line(text)
    letters = sum(character.isalpha() for character in name)
    if letters < 2 or len(name) > _LONGEST["name"] or "@" in name or _LONG_NUMBER.search(name):
        raise InvalidName()
    return name


def clean_email(text: str) -> str:
    """The one e-mail address in the text, normalized; raises InvalidEmail. Nobody is asked whether it exists."""
    from email_validator import EmailNotValidError, validate_email

    found = [word.removeprefix("mailto:").strip(_AROUND_EMAIL) for word in text.split() if "@" in word]
    if len(found) != 1:
        raise InvalidEmail()
    try:
        return str(validate_email(found[0], check_deliverability=False).normalized)
    except EmailNotValidError as error:
        raise InvalidEmail() from error


def clean_street(text: str) -> str:
    """Street and house number; raises InvalidStreet."""
    street = _one_line(text)
    has_name = any(character.isalpha() for character in street)
    has_number = any(character.isdigit() for character in street)
    if not (has_name and has_number) or len(street) > _LONGEST["street"] or "@" in street:
        raise InvalidStreet()
    return street


def clean_postal_code(text: str) -> str:
    """Five digits (Germany) or four (Austria, Switzerland); raises InvalidPostalCode."""
    match = _POSTAL_CODE.fullmatch(_one_line(text).rstrip(".,;!"))
    if match is None:
        raise InvalidPostalCode()
    return match[1]


def clean_city(text: str) -> str:
    """The name of a city; raises InvalidCity."""
    city = _one_line(text)
    letters = sum(character.isalpha() for character in city)
    if letters < 2 or len(city) > _LONGEST["city"] or "@" in city or any(character.isdigit() for character in city):
        raise InvalidCity()
    return city


def _one_line(text: str) -> str:
    visible = (" " if unicodedata.category(character) in ("Cc", "Cf") else character for character in str(text))
    return " ".join("".join(visible).split()).strip(" ,;")
