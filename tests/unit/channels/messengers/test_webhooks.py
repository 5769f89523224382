"""What holds for every messenger's webhook: who may speak, what is stored, and that nothing is handled twice."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import threading
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from channels.messenger import Messenger
from channels.settings import channel_settings
from channels.telegram import Telegram
from channels.twilio import Twilio
from channels.twilio.signature import signature
from shop.database import Database
from shop.model import Inbound
from tests.fakes import messenger_api, telegram_api, twilio_api
from tests.fakes.phones import APP_SECRET, MISSING, TWILIO_URL
from tests.mounted import Mounted
from tests.unit.channels.messengers.conftest import NAMES, Apis, new_phone, new_server

FORGED = ["", "wrong", "sha256=0000", "ä", MISSING]


def redeliverable(phone: Any, text: str) -> Any:
    """Return a message that can be delivered again and again."""
    message = phone.message(text) if hasattr(phone, "number") else phone.message(text=text)
    return phone.batch(message) if hasattr(phone, "batch") else message


@pytest.mark.parametrize("forged", FORGED, ids=["empty", "wrong", "of another kind", "not ASCII", "missing"])
def test_a_request_without_the_right_signature_is_refused_and_starts_no_turn(
    bot: Mounted, phone: Any, forged: Any, database: Database
) -> None:
    if forged == "ä":
        forged = "ä".encode()
    assert phone.post(redeliverable(phone, "hello"), forged).status_code == 403
    assert bot.told() == [] and stored(database, phone) == 0


def test_a_signature_of_other_words_is_refused(bot: Mounted, messenger: Any, twilio: Any) -> None:
    genuine = messenger.batch(messenger.message(text="one scarf"))
    raw = json.dumps(genuine).encode()
    signed = "sha256=" + hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()
    assert messenger.post(raw.replace(b"one", b"two"), signed).status_code == 403
    assert messenger.post(json.dumps(genuine, indent=1).encode(), signed).status_code == 403
    message = twilio.message("one scarf")
    old = signature(twilio_api.TOKEN, TWILIO_URL, message.items())
    assert twilio.post({**message, "Body": "two scarves"}, old).status_code == 403
    assert twilio.post(message, signature(twilio_api.TOKEN, TWILIO_URL + "&x=1", message.items())).status_code == 403
    assert bot.told() == []


def test_a_message_becomes_a_turn_of_its_shopper(bot: Mounted, phone: Any) -> None:
    assert phone.write("ein grauer Schal").status_code == 200
    heard = bot.settle()
    assert [(m.text, m.input_channel) for m in heard] == [("ein grauer Schal", channel_of(phone))]
    assert phone.sees() == ["ok"]


def test_a_message_that_is_delivered_again_changes_nothing(bot: Mounted, phone: Any) -> None:
    message = redeliverable(phone, "hello")
    for _ in range(3):
        assert phone.post(message).status_code == 200
    assert bot.told() == ["hello"] and phone.sees() == ["ok"]


def test_a_message_that_is_delivered_again_after_a_restart_changes_nothing(
    bot: Mounted, phone: Any, apis: Apis
) -> None:
    message = redeliverable(phone, "hello")
    phone.post(message)
    bot.settle()
    restarted = new_server()
    try:
        phone._url = restarted.url
        assert phone.post(message).status_code == 200
        assert restarted.told() == [] and phone.sees() == ["ok"]
    finally:
        restarted.stop()


def test_what_was_stored_when_the_process_ended_is_handled_by_the_next_one(
    bot: Mounted, phone: Any, apis: Apis, database: Database
) -> None:
    dying, begun = new_server(), threading.Event()

    async def hang(message: UserMessage) -> None:
        begun.set()
        await asyncio.sleep(3600)

    dying.before = hang
    phone._url = dying.url
    assert phone.write("hello").status_code == 200
    assert begun.wait(10)
    dying.stop()
    with database.write() as session:  # the lease is over
        session.query(Inbound).filter(Inbound.handled_at.is_(None)).update({"taken_until": Inbound.received_at})
    restarted = new_server()
    try:
        restarted.run(looked(restarted))
        assert restarted.told() == ["hello"] and phone.sees() == ["ok"]
    finally:
        restarted.stop()


async def looked(server: Mounted) -> None:
    for _ in range(500):
        if server.heard:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody looked into the inbox")


def test_answers_at_once_however_long_the_turn_takes(bot: Mounted, phone: Any) -> None:
    going_on = asyncio.Event()

    async def wait(message: UserMessage) -> None:
        await going_on.wait()

    bot.before = wait
    assert phone.write("hello").status_code == 200
    assert bot.heard == []
    bot.run(set_event(going_on))
    assert bot.told() == ["hello"]


async def set_event(event: asyncio.Event) -> None:
    event.set()


def test_messages_of_a_shopper_are_handled_in_their_order(bot: Mounted, phone: Any) -> None:
    texts = [f"message {number}" for number in range(8)]
    for text in texts:
        phone.write(text)
    assert bot.told() == texts


def test_shoppers_never_see_each_others_answers(bot: Mounted, apis: Apis) -> None:
    for name in NAMES:
        anna, bert = new_phone(name, bot, apis), new_phone(name, bot, apis)

        async def hello(message: UserMessage) -> None:
            bot.answers = [{"text": f"hello {message.text}"}]

        bot.before = hello
        anna.write("anna")
        bot.settle()
        bert.write("bert")
        bot.settle()
        assert recipients(name, apis) == [address(anna), address(bert)]
    assert len({message.sender_id for message in bot.heard}) == 6


@pytest.mark.parametrize("name", NAMES)
def test_a_channel_without_its_variables_is_not_mounted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in list(os.environ):
        if variable.startswith(("TELEGRAM_", "MESSENGER_", "TWILIO_")):
            monkeypatch.delenv(variable)
    channel_settings.cache_clear()
    server = new_server()
    try:
        assert server.request("POST", f"/webhooks/{name}/webhook", data=b"{}").status_code == 404
        assert server.request("GET", f"/webhooks/{name}/webhook").status_code == 404
        assert all(channel.get_output_channel() is None for channel in server.channels)
    finally:
        server.stop()
        monkeypatch.undo()
        channel_settings.cache_clear()


def test_logs_name_neither_words_nor_numbers_nor_tokens(
    bot: Mounted, phone: Any, apis: Apis, caplog: pytest.LogCaptureFixture
) -> None:
    bot.failing = True
    with caplog.at_level("INFO"):
        phone.write("my secret words")
        bot.settle()
        for api in apis.all():
            api.trouble("500", times=9)
        phone.write("my secret words")
        bot.settle()
    for api in apis.all():
        api.reset()
    tokens = (messenger_api.TOKEN, telegram_api.TOKEN, twilio_api.TOKEN)
    for secret in ("secret words", address(phone), *tokens):
        assert secret not in caplog.text


def test_every_channel_has_the_name_of_its_address() -> None:
    assert [channel.name() for channel in (Telegram, Messenger, Twilio)] == list(NAMES)


def channel_of(phone: Any) -> str:
    return {"TelegramPhone": "telegram", "MessengerPhone": "messenger", "TwilioPhone": "twilio"}[type(phone).__name__]


def address(phone: Any) -> str:
    return str(getattr(phone, "number", None) or getattr(phone, "person", None) or phone.chat)


def recipients(name: str, apis: Apis) -> list[str]:
    if name == "telegram":
        return [str(sent["chat"]["id"]) for sent in apis.telegram.sent]
    if name == "messenger":
        return [json.loads(a.body)["recipient"]["id"] for a in apis.messenger.asked if b'"message"' in a.body]
    return [sent["To"] for sent in apis.twilio.sent]


def stored(database: Database, phone: Any) -> int:
    with database.read() as session:
        rows = session.query(Inbound).filter(Inbound.channel == channel_of(phone)).all()
        return sum(1 for row in rows if row.handled_at is None)
