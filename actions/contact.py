"""Reading name, e-mail and address out of a message during checkout."""

from __future__ import annotations

import re

from actions.conversation import Message
from actions.terms import Terms
from shop.checkout.contact import clean_name, parse_address
from shop.errors import ShopError
from shop.pricing.countries import code_nearly, code_of, country_in, split_country

NAME, EMAIL = "checkout_name", "checkout_email"
STREET, POSTAL_CODE, CITY = "checkout_street", "checkout_postal_code", "checkout_city"
COUNTRY = "checkout_country"
CONTACT_SLOTS = (NAME, EMAIL, STREET, POSTAL_CODE, CITY)
ADDRESS_SLOTS = (STREET, POSTAL_CODE, CITY)

EMAIL_SHAPE = re.compile(r"\S+@\S*[^\s,;.!?]")
# Intents under which a bare datum arrives; the classifier cannot know every name.
ANSWERING = ("inform", "nlu_fallback", "out_of_scope", "")
# What no name is taken for, however unsure the classifier is of a mistyped one: "Jetzt kauefn".
NEVER_NAMES = ("place_order", "check_out", "thank", "affirm", "deny", "stop", "greet", "goodbye")
SURE = 0.8
UNSURE = 0.5


def is_answer(message: Message, requested: str) -> bool:
    """Tell whether a message can be an answer to the requested datum, and not a question in the middle.

    An answer is what was classified as one, or what has the shape of the datum while the classifier is not sure.
    """
    text = message.text.strip()
    if message.text.startswith("/") or not text:
        return False
    if EMAIL_SHAPE.search(text):
        return True
    if text.endswith("?"):
        return False
    if message.intent == "change_checkout_details":
        return has_address(text)
    unsure = message.confidence < UNSURE and message.value("product") is None
    no_name = requested == NAME and message.intent in NEVER_NAMES and not is_titled(_last_sentence(text))
    if message.intent in ANSWERING or unsure and not no_name:
        return True
    if requested in ADDRESS_SLOTS:
        return has_address(text)
    return requested == NAME and is_titled(text) and message.confidence < SURE


def is_titled(text: str) -> bool:
    """Tell whether two to five words all begin with a capital: a name, whatever it was classified as."""
    words = text.split()
    return 2 <= len(words) <= 5 and all(word[0].isupper() for word in words)


def has_address(text: str) -> bool:
    """Tell whether a postal code, or a street with its number, stands in the text."""
    address = parse_address(text)
    return bool(address.postal_code or address.street)


def country_said(message: Message) -> str | None:
    """Return the country that answers the question for it: a button's, or one that is named; None for a question."""
    given = message.value("country")
    if given is not None:
        return code_of(str(given)[:100])
    text = message.text.strip()
    if text.startswith("/") or text.endswith("?") or has_address(text):
        return None
    named = [code_of(word) or code_nearly(word) for word in re.findall(r"[^\W\d]{4,}", text)]
    return code_of(text) or country_in(text) or next((code for code in named if code), None)


def read_contact(text: str, requested: str, terms: Terms) -> dict[str, str]:
    """Return the data in a message by slot, unchecked, with the country that an address names."""
    found = _read_contact(text, requested, terms)
    if CITY not in found and POSTAL_CODE not in found:
        return found
    city, country = split_country(found.get(CITY, ""))
    country = country or country_in(text)
    if country and city and code_of(city) == country:  # "5 Rosenweg, 10115, Germany"
        city = ""
    rest = {slot: value for slot, value in found.items() if slot != CITY}
    return {**rest, **({CITY: city} if city else {}), **({COUNTRY: country} if country else {})}


def _read_contact(text: str, requested: str, terms: Terms) -> dict[str, str]:
    """ "Anna Berg, anna@example.com" fills two.

    What is left after the e-mail is an address if it holds a number, else a name if one was asked for.
    """
    email = EMAIL_SHAPE.search(text)
    rest = _rest(text.replace(email.group(), ",") if email else text, terms)
    if not email:
        return {EMAIL: rest} if requested == EMAIL or not rest else _name_and_address(rest, requested)
    found = {EMAIL: email.group()}
    # Beside an e-mail only what clearly is a datum counts: "no, my mail is anna@example.com" holds no name.
    if has_address(rest):
        return {**_name_and_address(rest, requested), **found}
    return {NAME: rest, **found} if is_titled(rest) or (requested == NAME and _is_name(rest)) else found


def _rest(text: str, terms: Terms) -> str:
    pieces = [piece.strip() for piece in re.split(r"[,;\n]", text) if piece.strip()]
    return _last_sentence(without_introduction(", ".join(pieces), terms))


def _last_sentence(text: str) -> str:
    """ "ok never mind. Nadine Krüger": what stands before a name is talk; "Dr. Nadine Krüger" is one name."""
    talk, _, name = text.rpartition(". ")
    return name if is_titled(name) and any(word[0].islower() for word in talk.split()) else text


def _name_and_address(rest: str, requested: str) -> dict[str, str]:
    """Split what is left into a name before the address and the address."""
    if not has_address(rest):
        return {requested: rest}
    first, _, others = rest.partition(",")
    found: dict[str, str] = {}
    if not any(char.isdigit() for char in first) and has_address(others) and _is_name(first) and requested != CITY:
        found[NAME] = first.strip()
        rest = others.strip()
    address = parse_address(rest)
    parts = {STREET: address.street, POSTAL_CODE: address.postal_code, CITY: address.city}
    return {**found, **{slot: part for slot, part in parts.items() if part}}


def _is_name(text: str) -> bool:
    try:
        clean_name(text)
    except ShopError:
        return False
    return True


def without_introduction(text: str, terms: Terms) -> str:
    """Return the text without "my name is" and its like before the datum."""
    for phrase in terms.phrases("introductions"):
        shortened = re.sub(rf"^\W*{re.escape(phrase)}\b[\s:]*", "", text, flags=re.IGNORECASE)
        if shortened != text:
            return shortened.strip()
    return text


def named_fields(text: str, terms: Terms) -> list[str]:
    """Return the slots that a correction names: "my e-mail is wrong" names the e-mail."""
    words = text.casefold()
    return [
        slot
        for slot in CONTACT_SLOTS
        if any(re.search(rf"\b{re.escape(phrase)}", words) for phrase in terms.phrases(slot))
    ]
