"""Which discount code and which way of delivery a message means, as people type it."""

from __future__ import annotations

import pytest

from actions.conversation import Message
from actions.offers import chosen_method, discount_code, drops_code, is_bare_code, names_code
from actions.terms import terms_of
from shop.profile import DEMO_PROFILE, load_profile

GERMANY = tuple(load_profile(DEMO_PROFILE).zones[0].methods.values())
AUSTRIA = tuple(load_profile(DEMO_PROFILE).zones[1].methods.values())


def said(text: str, **entities: object) -> Message:
    return Message(text, "", 0.9, tuple({"entity": name, "value": value} for name, value in entities.items()))


CODES = [
    ("de", "mein Code ist SOMMER10", "SOMMER10"),
    ("de", "SOMMER10", "SOMMER10"),
    ("de", "hab nen Gutschein: welcome5", "welcome5"),
    ("de", "rabattcode FREUNDE bitte", "FREUNDE"),
    ("de", "der code lautet herbst", "herbst"),
    ("de", "Mein Gutscheincode: „merci“.", "merci"),
    ("de", "auf der Karte steht GS-4412, gilt das", "GS-4412"),
    ("de", "nimm mal nikolaus24 dazu", "nikolaus24"),
    ("en", "my code is SUMMER10", "SUMMER10"),
    ("en", "got a voucher: welcome5", "welcome5"),
    ("en", "please use FRIENDS for the discount", "FRIENDS"),
    ("en", "the voucher nr is 8842-KLM", "8842-KLM"),
    ("en", "my promo code is sunshine", "sunshine"),
]


@pytest.mark.parametrize(("language", "text", "code"), CODES)
def test_reads_a_code_however_it_is_typed(language: str, text: str, code: str) -> None:
    assert discount_code(said(text), terms_of(language)) == code


NONE = [
    ("de", "hab nen gutschein"),
    ("de", "wo geb ich meinen rabattcode ein"),
    ("de", "mein code wird nicht abgezogen"),
    ("de", "mein gutschein ist abgelaufen"),
    ("de", "ich hab einen Gutschein über 20 Euro"),
    ("de", "gibts 10% wenn ich 3x kaufe"),
    ("en", "can I use a voucher"),
    ("en", "my code is expired"),
    ("en", "I have a 10 percent coupon"),
    ("en", "the 2nd code does not work"),
    ("en", '/apply_discount_code{"x": "CODE12"}'),
]


@pytest.mark.parametrize(("language", "text"), NONE)
def test_takes_no_other_word_for_a_code(language: str, text: str) -> None:
    assert discount_code(said(text), terms_of(language)) is None


def test_a_bare_word_is_a_code_once_it_was_asked_for() -> None:
    assert discount_code(said("freunde"), terms_of("de")) is None
    assert discount_code(said("freunde"), terms_of("de"), asked=True) == "freunde"
    assert discount_code(said("das ist nikolaus"), terms_of("de"), asked=True) == "nikolaus"


def test_a_button_carries_its_code_and_no_endless_one() -> None:
    assert discount_code(said("/apply_discount_code", discount_code="SOMMER10"), terms_of("de")) == "SOMMER10"
    assert len(discount_code(said("/apply_discount_code", discount_code="x" * 5000), terms_of("de")) or "") == 40
    assert discount_code(said("/apply_discount_code", discount_code={"a": 1}), terms_of("de")) is None


@pytest.mark.parametrize(
    ("text", "anything", "is_one"),
    [
        ("SOMMER10", False, True),
        ("sommer10", False, False),
        ("sommer10", True, True),
        ("Hauptstraße", True, False),
        ("10115", True, False),
        ("Anna", True, False),
        ("88a", True, False),
        ("SOMMER10 bitte", False, False),
    ],
)
def test_a_bare_code_is_told_from_an_answer(text: str, anything: bool, is_one: bool) -> None:
    assert is_bare_code(said(text), anything) is is_one


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Code wieder raus"),
        ("de", "bitte doch ohne gutschein"),
        ("de", "den rabattcode entfernen"),
        ("en", "remove the code"),
        ("en", "I'd rather not use the voucher"),
        ("en", "get rid of that coupon"),
    ],
)
def test_hears_that_a_code_shall_go(language: str, text: str) -> None:
    assert drops_code(said(text), terms_of(language)) and names_code(said(text), terms_of(language))


WAYS = [
    ("de", "mit Express bitte", "express"),
    ("de", "doch nur normaler Versand, kein express", "standard"),
    ("de", "express ist mir zu teuer, mach standard", "standard"),
    ("de", "statt standard lieber express", "express"),
    ("de", "die schnellste Lieferung", "express"),
    ("de", "kein express", "standard"),
    ("de", "welche Versandarten gibt es", None),
    ("en", "express delivery please", "express"),
    ("en", "i need it now by express", "express"),
    ("en", "no express, thanks", "standard"),
    ("en", "go with the normal delivery instead of express", "standard"),
    ("en", "not in a rush", "standard"),
    ("en", "change the delivery", None),
]


@pytest.mark.parametrize(("language", "text", "name"), WAYS)
def test_understands_how_it_shall_be_delivered(language: str, text: str, name: str | None) -> None:
    assert chosen_method(said(text), GERMANY, terms_of(language), language) == name


def test_express_is_understood_where_there_is_none_so_that_it_can_be_refused() -> None:
    assert chosen_method(said("mit Express bitte"), AUSTRIA, terms_of("de"), "de") == "express"
    assert chosen_method(said("dann ohne express"), AUSTRIA, terms_of("de"), "de") == "standard"
