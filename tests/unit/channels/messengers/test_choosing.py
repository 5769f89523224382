"""What shoppers tap: what we issued to them, long payloads, further pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from shop.database import Database
from shop.model import KeptPayload
from tests.mounted import Mounted
from tests.unit.channels.messengers.conftest import Apis, new_phone
from tests.unit.channels.messengers.showing import QUESTION


@pytest.mark.parametrize("name", ["telegram", "messenger"])
def test_a_tap_reaches_the_conversation_as_what_we_issued(name: str, bot: Mounted, apis: Apis) -> None:
    phone = new_phone(name, bot, apis)
    bot.answers = [QUESTION]
    phone.write("a scarf")
    bot.settle()
    phone.tap("M")
    assert bot.told() == ["a scarf", '/inform{"size": "M"}']


@pytest.mark.parametrize("name", ["telegram", "messenger"])
def test_a_long_payload_survives_the_small_button(name: str, bot: Mounted, apis: Apis, database: Database) -> None:
    phone = new_phone(name, bot, apis)
    long = "/add_to_cart" + json.dumps({"order": "x" * 1200})
    bot.answers = [
        {"text": "This one?", "buttons": [{"title": "Yes", "payload": long}, {"title": "No", "payload": "/deny"}]}
    ]
    phone.write("hello")
    bot.settle()
    phone.tap("Yes")
    assert bot.told() == ["hello", long]
    with database.read() as session:
        kept = session.query(KeptPayload).filter(KeptPayload.sender == phone.sender).all()
    assert len(kept) == 1


def test_a_tap_with_somebody_elses_payload_does_nothing(bot: Mounted, apis: Apis) -> None:
    for name in ("telegram", "messenger"):
        anna, eve = new_phone(name, bot, apis), new_phone(name, bot, apis)
        bot.answers = [QUESTION]
        anna.write("a scarf")
        bot.settle()
        bot.heard.clear()
        if name == "telegram":
            stolen = apis.telegram.sent[-1]["reply_markup"]["inline_keyboard"][0][1]["callback_data"]
            eve.post(eve.tapped(stolen, {"message_id": 3, "date": 0, "chat": {"id": eve.chat, "type": "private"}}))
            assert bot.told() == [] and "button" in eve.sees()[-1]
        else:
            payload = apis.messenger.sent[-1]["attachment"]["payload"]["buttons"][1]["payload"]
            eve.write("M", quick_reply={"payload": payload})
            assert bot.told() == ["M"]  # what the button said is but a text
        assert not any(text.startswith("/") for text in bot.told())


def test_a_typed_payload_is_text(bot: Mounted, phone: Any) -> None:
    phone.write('/EXTERNAL_order_news{"news": "x"}')
    phone.write("!page 3")
    assert not any(text.startswith(("/", "!page 3~")) for text in bot.told())


def test_more_choices_come_with_a_tap_and_start_no_turn(bot: Mounted, telegram: Any, messenger: Any) -> None:
    buttons = [{"title": f"Color {n}", "payload": f"/c{n}"} for n in range(30)]
    bot.answers = [{"text": "Which?", "buttons": buttons}]
    for phone in (telegram, messenger):
        bot.tracker = DialogueStateTracker.from_events(
            phone.sender, [UserUttered("hi"), BotUttered("Which?", {"buttons": buttons})]
        )
        phone.write("hi")
        bot.settle()
        seen = list(phone.buttons())
        while "More …" in phone.buttons():
            phone.tap("More …")
            bot.settle()
            seen += phone.buttons()
        assert [title for title in seen if title != "More …"] == [button["title"] for button in buttons]
    assert bot.told() == ["hi", "hi"]


def test_telegram_is_told_that_its_tap_arrived_and_that_an_answer_comes(
    bot: Mounted, telegram: Any, apis: Apis
) -> None:
    bot.answers = [QUESTION]
    telegram.write("a scarf")
    bot.settle()
    assert apis.telegram.methods() == ["sendChatAction", "sendMessage"]
    telegram.tap("M")
    bot.settle()
    assert sorted(apis.telegram.methods()[2:]) == ["answerCallbackQuery", "sendChatAction", "sendMessage"]
