"""What a shopper sees after a reload is what was on the screen before: titles, not payloads, and nothing internal."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from channels.content import screen_of
from channels.webchat.limits import HISTORY_MESSAGES
from channels.webchat.messages import bot_message, history_of, iso, shopper_message

M = '/inform{"size": "M"}'
BUTTONS = [{"title": "Size M", "payload": M}, {"title": "Size L", "payload": '/inform{"size": "L"}'}]
CARD = {
    "product": "#hoodie",
    "title": "Hoodie",
    "price": "€49",
    "button": {"title": "In M, please", "payload": "/add_m"},
}


def seal(payload: str) -> str:
    return f"{payload}~sealed"


def user(text: str, at: float, **more: Any) -> dict[str, Any]:
    return {"event": "user", "text": text, "timestamp": at, "message_id": f"id-{at}", "metadata": {}, **more}


def bot(text: str, at: float, language: str | None = "en", **metadata: Any) -> dict[str, Any]:
    buttons = metadata.pop("buttons", None)
    said = {"language": language} if language else {}
    return {
        "event": "bot",
        "text": text,
        "timestamp": at,
        "data": {"buttons": buttons},
        "metadata": {**said, **metadata},
    }


def texts(*events: dict[str, Any], asides: tuple[dict[str, Any], ...] = ()) -> list[str]:
    return [message["text"] for message in history_of(events, "en", seal, asides)]


def test_a_tap_is_shown_by_its_title_whatever_it_stood_on() -> None:
    cards = {"kind": "cards", "cards": [CARD]}
    assert texts(bot("Which size?", 1, buttons=BUTTONS), user(M, 2)) == ["Which size?", "Size M"]
    assert texts(bot("Look", 1, show=cards), user("/add_m", 2)) == ["Look", "In M, please"]


def test_the_last_title_of_a_payload_counts() -> None:
    german = [{"title": "Größe M", "payload": M}]
    assert texts(bot("?", 1, buttons=BUTTONS), user(M, 2), bot("?", 3, buttons=german), user(M, 4))[1::2] == [
        "Size M",
        "Größe M",
    ]


def test_nothing_internal_is_shown() -> None:
    events = [
        user("EXTERNAL: EXTERNAL_order_news", 1, metadata={"is_external": True}),
        bot("Your order is paid.", 2, None),
        user('/EXTERNAL_link_opened{"link": "spring"}', 3),
        user('/never_shown{"a": 1}', 4),
        {"event": "slot", "name": "language", "value": "de", "timestamp": 5},
        {"event": "user", "text": None, "timestamp": 6},
        {"event": "bot", "text": None, "timestamp": 7, "data": None, "metadata": None},
    ]
    assert texts(*events) == ["Your order is paid."]


def test_a_photo_without_words_is_shown() -> None:
    url = "https://pay.example/photos/1.x"
    event = user('/EXTERNAL_attachment_received{"attachment": "photo"}', 1, metadata={"photo": url})
    (message,) = history_of([event], "en", seal, ())
    assert (message["text"], message["show"], message["from"]) == ("", {"kind": "photo", "url": url}, "shopper")


def test_every_payload_is_sealed_anew() -> None:
    shown = bot("Look", 1, buttons=BUTTONS, show={"kind": "lookbook", "cards": [CARD]})
    (message,) = history_of([shown], "en", seal, ())
    assert message["choices"][0] == {"title": "Size M", "payload": f"{M}~sealed"}
    assert message["show"]["cards"][0]["button"]["payload"] == "/add_m~sealed"


def test_a_message_is_the_same_live_and_later() -> None:
    live = bot_message(screen_of({"text": "Hello", "language": "de", "buttons": []}), 1700000000.123456)
    (later,) = history_of([bot("Hello", 1700000000.123456, "de")], "en", seal, ())
    assert live == later and later["at"] == "2023-11-14T22:13:20.123456+00:00"


def test_news_are_in_the_language_that_was_spoken_before() -> None:
    messages = history_of([bot("Hallo", 1, "de"), bot("Bezahlt", 2, None)], "en", seal, ())
    assert [message["language"] for message in messages] == ["de", "de"]


def test_what_the_conversation_does_not_keep_stands_where_it_was_said() -> None:
    aside = shopper_message("lost", "are you there?", "en", 2.5)
    assert texts(bot("one", 1), bot("two", 2), bot("three", 3), asides=(aside,)) == [
        "one",
        "two",
        "are you there?",
        "three",
    ]


def test_only_the_last_messages_are_shown() -> None:
    many = [bot(str(number), float(number)) for number in range(HISTORY_MESSAGES + 30)]
    assert texts(*many) == [str(number) for number in range(30, HISTORY_MESSAGES + 30)]


@given(moments=st.lists(st.floats(0, 4e9), min_size=2, max_size=5))
def test_the_order_of_texts_is_the_order_of_time(moments: list[float]) -> None:
    assert sorted(map(iso, moments)) == list(map(iso, sorted(moments)))
