"""Whatever a screen holds, WhatsApp takes it, and no word and no choice is lost."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from channels.content import Choice, Screen, sealed
from channels.rendering.pages import page_named
from channels.whatsapp.rendering import said_of, whole
from tests.unit.channels.whatsapp.judge import CATALOG, SEAL, SENDER, all_words, rendered, taps

WORDS = [
    "T-Shirt",
    "blau",
    "size",
    "XXL",
    "19,90 €",
    "Größe",
    "👕",
    "👩‍👩‍👧‍👦",
    "🇩🇪",
    "قميص",
    "חולצה",
    "e\u0301",
    "~" * 30,
    "a" * 70,
]
SOUP = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
ANY = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=120)
TITLES = st.one_of(st.sampled_from(["", " ", "M", "Ja", "M"]), ANY, SOUP)
TEXTS = st.one_of(ANY, SOUP, st.lists(SOUP, max_size=12).map("\n".join))
PAYLOADS = st.one_of(st.sampled_from(["/affirm", '/inform{"size": "M"}', "/x" * 200, ""]), ANY)
CHOICES = st.builds(Choice, TITLES, PAYLOADS)
LANGUAGE = st.sampled_from(["en", "de"])
PICTURES = st.sampled_from(
    [
        None,
        "https://shop.example/p.jpg",
        "data:image/png;base64,AAAA",
        "/p.jpg",
        "https://",
        "http://[",
        "http://localhost/p.jpg",
        "https://a b",
    ]
)
SKUS = st.one_of(st.none(), st.integers(1, 40).map("TS-{}".format))
CARDS = st.builds(
    lambda product, sku, title, price, facts, picture, button: {
        "product": product, "sku": sku, "title": title, "price": price, "facts": facts, "picture": picture,
        "button": {"title": button[0], "payload": button[1]} if button else None,
    },
    ANY, SKUS, TITLES, st.sampled_from(["19,90 €", "€5"]),
    st.lists(TITLES, max_size=3), PICTURES, st.one_of(st.none(), st.tuples(TITLES, PAYLOADS)),
)  # fmt: skip
SHOWS = st.one_of(
    st.none(),
    st.builds(lambda cards: {"kind": "cards", "cards": cards}, st.lists(CARDS, max_size=14)),
    st.builds(lambda url, title: {"kind": "link", "url": url, "title": title}, PICTURES, TITLES),
    st.builds(lambda url, name: {"kind": "document", "url": url, "name": name, "mime": "x"}, PICTURES, TITLES),
)


def as_sent(screen: Screen) -> Screen:
    return sealed(screen, lambda payload: SEAL.put(payload, SENDER))


def reached(screen: Screen) -> list[str]:
    """The payloads that come back from all pages, as the door opens them."""
    found, first = [], 0
    while True:
        opened = [SEAL.open(choice.payload, SENDER) or "" for choice in taps(rendered(screen, first))]
        following = [page_named(payload) for payload in opened if page_named(payload) is not None]
        found += [payload for payload in opened if page_named(payload) is None]
        if not following:
            return found
        assert len(following) == 1 and (following[0] or 0) > first
        first = following[0] or 0


@given(TEXTS, st.lists(CHOICES, max_size=25), LANGUAGE)
@settings(max_examples=150, deadline=None)
@example("", [Choice("", "")], "en")
@example("Which size?", [Choice("M", "/a")] * 200, "de")
@example("x" * 5000, [Choice("T-Shirt mit langem Namen " + "🎽" * 30, "/a" * 300)] * 3, "de")
@example("a" * 1025, [], "en")
def test_every_choice_can_be_reached_and_read(text: str, choices: list[Choice], language: str) -> None:
    screen = as_sent(Screen(text, tuple(choices), language=language))
    assert reached(screen) == [choice.payload for choice in choices]
    pages = [rendered(screen, first) for first in range(0, max(1, len(choices)), 9)]
    said = whole(" ".join(all_words(page) for page in pages))
    for choice in choices:
        assert whole(choice.title) in said


@given(TEXTS, SHOWS, st.lists(CHOICES, max_size=12), LANGUAGE)
@settings(max_examples=150, deadline=None)
def test_no_word_and_no_choice_of_cards_is_lost(
    text: str, show: dict | None, choices: list[Choice], language: str
) -> None:
    screen = as_sent(Screen(text, tuple(choices), show, language))
    messages = rendered(screen)
    said = "".join(all_words(messages).split())
    for word in text.split():
        assert word in said
    for card in screen.cards:
        assert all("".join(line.split()) in said for line in said_of(card).split("\n"))
    wanted = [card.choice.payload for card in screen.cards if card.choice]
    wanted += [choice.payload for choice in screen.choices[:9]]
    tapped = [choice.payload for choice in taps(messages)]
    assert all(payload in tapped for payload in wanted)


@given(TEXTS, st.lists(CARDS, min_size=1, max_size=35), LANGUAGE)
@settings(max_examples=60, deadline=None)
def test_native_products_keep_text_and_choices_too(text: str, cards: list[dict], language: str) -> None:
    screen = as_sent(Screen(text, show={"kind": "cards", "cards": cards}, language=language))
    messages = rendered(screen, catalog=CATALOG)
    said = "".join(all_words(messages).split())
    assert all(word in said for word in text.split())
    tapped = [choice.payload for choice in taps(messages)]
    assert all(card.choice.payload in tapped for card in screen.cards if card.choice)
