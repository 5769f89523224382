"""What shoppers see: recorded screens, and any screen at all within the limits of each messenger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.content import Choice, Screen
from channels.rendering.texts import split, utf16_length
from channels.rendering.titles import distinct, shortened
from shop.database import Database
from tests.mounted import Mounted
from tests.unit.channels.messengers.conftest import NAMES, Apis
from tests.unit.channels.messengers.showing import FIXED, addressed, sent_by

PAYLOADS = Path(__file__).parents[3] / "payloads"
RECORDED = [(name, file) for name in NAMES for file in sorted((PAYLOADS / name / "showing").glob("*.json"))]


class Stage:
    """Says something to a fixed shopper of a messenger."""

    def __init__(self, name: str, bot: Mounted, api: Any) -> None:
        self.name, self.bot, self.api = name, bot, api
        self.channel = bot.channels[NAMES.index(name)]

    def say(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        self.api.reset()
        self.bot.run(self.channel.output_to(FIXED[self.name]).send_response(FIXED[self.name], message))
        assert self.api.refused == []
        return sent_by(self.api)

    def show(self, screen: Screen, first: int = 0) -> list[dict[str, Any]]:
        self.api.reset()
        self.bot.run(self.channel.output_to(FIXED[self.name]).show(screen, first))
        assert self.api.refused == []
        return sent_by(self.api)


@pytest.fixture(params=NAMES)
def stage(request: pytest.FixtureRequest, bot: Mounted, apis: Apis, database: Database) -> Stage:
    addressed(database, apis.telegram, apis.messenger)
    return Stage(request.param, bot, getattr(apis, request.param))


@pytest.mark.parametrize(("name", "file"), RECORDED, ids=[f"{name} {file.stem}" for name, file in RECORDED])
def test_shows_a_screen_as_it_was_recorded(name: str, file: Path, bot: Mounted, apis: Apis, database: Database) -> None:
    addressed(database, apis.telegram, apis.messenger)
    recorded = json.loads(file.read_text(encoding="utf-8"))
    assert Stage(name, bot, getattr(apis, name)).say(recorded["says"]) == recorded["sent"]


def test_the_same_screens_are_recorded_for_each_messenger() -> None:
    names = {name: {file.stem for channel, file in RECORDED if channel == name} for name in NAMES}
    assert len(names["telegram"]) >= 14 and names["telegram"] == names["messenger"] == names["twilio"]


# Letters, long words, emoji of one, two and seven code points, Arabic and Hebrew with marks of direction, broken ones.
SIGNS = st.sampled_from(
    ["a", "ß", "W", "…", "😀", "👍🏽", "👩‍👩‍👧", "🇩🇪", "é", "مقاس", "גודל", "\u202e", "\u200f", "\n", "~", "/"]
)
NAMES_OF_THINGS = st.lists(SIGNS | st.just(" "), min_size=1, max_size=200).map("".join)
LONG_TEXTS = st.builds(
    lambda piece, times: (piece * times)[:9000],
    st.lists(SIGNS | st.just(" "), min_size=1).map("".join),
    st.integers(1, 900),
)
QUICKLY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
CARDS = st.lists(
    st.fixed_dictionaries(
        {
            "product": st.just("#scarf"),
            "title": NAMES_OF_THINGS,
            "price": st.sampled_from(["19,90 €", "€1,234.50", ""]),
            "facts": st.lists(NAMES_OF_THINGS, max_size=4),
            "picture": st.sampled_from(["https://shop.example.com/1.jpg", "http://127.0.0.1:5080/1.jpg", None, "x"]),
            "link": st.sampled_from(["https://shop.example.com/1", "http://localhost/1", None]),
            "button": st.none() | st.builds(lambda t: {"title": t, "payload": "/x" + t}, NAMES_OF_THINGS),
        }
    ),
    max_size=25,
)
BUTTONS = st.lists(
    st.builds(lambda t, p: {"title": t, "payload": "/" + p}, NAMES_OF_THINGS, NAMES_OF_THINGS), max_size=20
)
SHOWS = (
    st.none()
    | st.builds(lambda cards, kind: {"kind": kind, "cards": cards}, CARDS, st.sampled_from(["cards", "lookbook"]))
    | st.builds(lambda title: {"kind": "link", "url": "https://shop.example.com/pay", "title": title}, NAMES_OF_THINGS)
    | st.builds(
        lambda name: {"kind": "document", "url": "https://shop.example.com/d.pdf", "name": name}, NAMES_OF_THINGS
    )
)


@QUICKLY
@given(text=LONG_TEXTS, buttons=BUTTONS, show=SHOWS, language=st.sampled_from(["en", "de", None]))
def test_any_screen_is_within_the_limits_and_loses_no_word(
    stage: Stage, text: str, buttons: list[dict[str, Any]], show: dict[str, Any] | None, language: str | None
) -> None:
    sent = stage.say({"text": text, "buttons": buttons, "show": show, "language": language})
    assert without_space(text) in without_space("".join(words(sent)))


@pytest.mark.parametrize("count", [1, 3, 4, 10, 11, 13, 14, 200])
def test_every_one_of_many_choices_can_be_reached(stage: Stage, count: int) -> None:
    choices = tuple(Choice(f"Größe {number} für große Füße und breite", f"/inform{number}") for number in range(count))
    screen = Screen("Welche?", choices)
    if stage.name == "twilio":
        lines = "\n".join(words(stage.show(screen))).split("\n")
        assert [line for line in lines if line[0].isdigit()] == [f"{i}. {c.title}" for i, c in enumerate(choices, 1)]
        return
    found: list[str] = []
    first: int | None = 0
    while first is not None:
        page = [
            stage.bot.door.seal.open(data, FIXED[stage.name]) for _, data in buttons_of(stage.show(screen, first)[-1:])
        ]
        found += [payload for payload in page if payload and not payload.startswith("!page")]
        first = next((int(payload.split()[1]) for payload in page if payload and payload.startswith("!page")), None)
    assert found == [choice.payload for choice in choices]


@QUICKLY
@given(titles=st.lists(NAMES_OF_THINGS, min_size=2, max_size=10))
def test_no_two_buttons_say_the_same(stage: Stage, titles: list[str]) -> None:
    screen = Screen("?", tuple(Choice(title, f"/x{number}") for number, title in enumerate(titles)))
    shown = [title for title, _ in buttons_of(stage.show(screen))]
    assert len(set(shown)) == len(shown) and all(title.strip() for title in shown)


@QUICKLY
@given(text=LONG_TEXTS, limit=st.integers(16, 700))
def test_a_text_is_cut_without_losing_anything(text: str, limit: int) -> None:
    parts = split(text, limit, utf16_length)
    assert all(part.strip() and utf16_length(part) <= limit for part in parts)
    assert without_space("".join(parts)) == without_space(text)


def test_a_text_is_cut_between_lines_then_words_and_never_inside_a_sign() -> None:
    assert split("one two\nthree four", 12) == ["one two", "three four"]
    assert split("one two three", 8) == ["one two", "three"]
    assert split("👍🏽" * 3, 9, utf16_length) == ["👍🏽👍🏽", "👍🏽"]
    assert split("🇩🇪" * 3, 9, utf16_length) == ["🇩🇪🇩🇪", "🇩🇪"]
    assert split("   \n ", 5) == []


@QUICKLY
@given(titles=st.lists(NAMES_OF_THINGS, max_size=30), limit=st.integers(12, 40))
def test_titles_are_within_the_limit_as_the_messenger_counts(titles: list[str], limit: int) -> None:
    short = distinct(titles, limit, utf16_length)
    assert all(utf16_length(title) <= limit for title in short) and len(set(short)) == len(short)
    assert shortened("😀" * 30, 21, utf16_length) == "😀" * 10 + "…"


def test_pictures_that_cannot_be_fetched_cost_no_words(bot: Mounted, apis: Apis, database: Database) -> None:
    addressed(database, apis.telegram, apis.messenger)
    recorded = json.loads((PAYLOADS / "telegram" / "showing" / "cards.json").read_text(encoding="utf-8"))
    for cards in (recorded["says"]["show"]["cards"], recorded["says"]["show"]["cards"][:1]):
        message = {**recorded["says"], "show": {"kind": "cards", "cards": cards}}
        apis.telegram.reset()
        apis.telegram.broken_pictures = True
        try:
            bot.run(bot.channels[0].output_to("tg-42").send_response("tg-42", message))
        finally:
            apis.telegram.broken_pictures = False
        assert words(apis.telegram.sent) == [message["text"]] and buttons_of(apis.telegram.sent)


def without_space(text: str) -> str:
    return "".join(text.split())


def words(sent: list[dict[str, Any]]) -> list[str]:
    return list(_words(sent))


def _words(sent: list[dict[str, Any]]) -> Iterator[str]:
    for message in sent:
        payload = (message.get("attachment") or {}).get("payload") or {}
        text = message.get("text") or message.get("Body") or payload.get("text")
        # A caption below a picture of several repeats what the text says; below one it is the text.
        yield text or (message.get("caption") if "reply_markup" in message or len(sent) == 1 else "") or ""


def buttons_of(sent: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return what can be tapped: title and payload, in their order."""
    found: list[tuple[str, str]] = []
    for message in sent:
        for row in (message.get("reply_markup") or {}).get("inline_keyboard", ()):
            found += [(button["text"], button.get("callback_data", "")) for button in row]
        payload = (message.get("attachment") or {}).get("payload") or {}
        found += [(button["title"], button.get("payload", "")) for button in payload.get("buttons") or ()]
        found += [(reply["title"], reply["payload"]) for reply in message.get("quick_replies") or ()]
    return found
