"""Name, e-mail and address are read out of whatever the shopper writes during checkout."""

from __future__ import annotations

import pytest

from actions.contact import CITY, EMAIL, NAME, POSTAL_CODE, STREET, is_answer, named_fields, read_contact
from actions.conversation import Message
from actions.terms import terms_of

EVERYTHING = {
    NAME: "Anna Berg",
    EMAIL: "anna@example.com",
    STREET: "Hauptstr. 5",
    POSTAL_CODE: "10115",
    CITY: "Berlin",
}


@pytest.mark.parametrize(
    ("language", "requested", "text", "expected"),
    [
        ("en", NAME, "Anna Berg", {NAME: "Anna Berg"}),
        ("en", NAME, "my name is Anna Berg", {NAME: "Anna Berg"}),
        ("de", NAME, "ich heiße anna berg", {NAME: "anna berg"}),
        ("de", NAME, "Anna Berg, anna@example.com", {NAME: "Anna Berg", EMAIL: "anna@example.com"}),
        ("en", NAME, "Anna Berg, anna@example.com, Hauptstr. 5, 10115 Berlin", EVERYTHING),
        ("de", NAME, "Anna Berg\nanna@example.com\nHauptstr. 5\n10115 Berlin", EVERYTHING),
        ("en", EMAIL, "anna@example.com", {EMAIL: "anna@example.com"}),
        ("en", EMAIL, "it's anna@example.com.", {EMAIL: "anna@example.com"}),
        ("en", EMAIL, "anna at example", {EMAIL: "anna at example"}),
        ("de", STREET, "nein, die Mail stimmt nicht, richtig ist anna@example.com", {EMAIL: "anna@example.com"}),
        ("de", STREET, "Hauptstr. 5, 10115 Berlin", {STREET: "Hauptstr. 5", POSTAL_CODE: "10115", CITY: "Berlin"}),
        ("de", STREET, "Hauptstr. 5", {STREET: "Hauptstr. 5"}),
        ("de", POSTAL_CODE, "10115 Berlin", {POSTAL_CODE: "10115", CITY: "Berlin"}),
        ("de", CITY, "Bad Tölz", {CITY: "Bad Tölz"}),
        ("de", STREET, "Rosenweg 4 in 99084 Erfurt", {STREET: "Rosenweg 4", POSTAL_CODE: "99084", CITY: "Erfurt"}),
        ("de", NAME, "ok egal. Nadine Krüger", {NAME: "Nadine Krüger"}),
        ("de", NAME, "Dr. Nadine Krüger", {NAME: "Dr. Nadine Krüger"}),
    ],
)
def test_reads_what_a_message_holds(language: str, requested: str, text: str, expected: dict[str, str]) -> None:
    assert read_contact(text, requested, terms_of(language)) == expected


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "requested", "expected"),
    [
        ("Anna Berg", "greet", 0.4, NAME, True),
        ("Rose Black", "search_product", 0.5, NAME, True),
        ("show cart", "show_cart", 0.9, NAME, False),
        ("Jetzt kauefn", "place_order", 0.49, NAME, False),
        ("thannk you", "thank", 0.4, NAME, False),
        ("ok egal. Nadine Krüger", "stop", 0.41, NAME, True),
        ("What does delivery cost?", "ask_shipping_cost", 0.9, NAME, False),
        ("how long does it take", "ask_delivery_time", 0.9, STREET, False),
        ("Seestr. 12b, 8002 Zürich", "check_order_status", 0.4, STREET, True),
        ("anna@", "ask_help", 0.9, EMAIL, False),
        ("anna@example.com", "ask_help", 0.9, EMAIL, True),
        ("<b>Robert'); DROP TABLE orders;--</b>", "cancel_order", 0.4, NAME, True),
        ("/inform", "inform", 1.0, NAME, False),
        ("", "inform", 1.0, NAME, False),
    ],
)
def test_tells_an_answer_from_a_question_in_the_middle(
    text: str, intent: str, confidence: float, requested: str, expected: bool
) -> None:
    assert is_answer(Message(text, intent, confidence, ()), requested) is expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "my e-mail is wrong", [EMAIL]),
        ("de", "der Name stimmt nicht", [NAME]),
        ("de", "andere Straße bitte", [STREET]),
        ("en", "something is wrong", []),
    ],
)
def test_finds_the_datum_that_a_correction_names(language: str, text: str, expected: list[str]) -> None:
    assert named_fields(text, terms_of(language)) == expected
