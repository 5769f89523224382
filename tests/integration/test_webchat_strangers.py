"""The web chat and people who mean harm: foreign ids, forged payloads, too many messages."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from channels.webchat.identity import Identities
from tests.fakes.browser import PATH, Browser
from tests.fakes.chat_server import CHOICES, ChatServer
from tests.integration.test_webchat_pages import picture, post_photo
from tests.integration.webchat import chat_server, play

LIMITS = {"MESSAGES_AT_ONCE": "5000", "MESSAGES_PER_MINUTE": "5000", "MESSAGES_PER_MINUTE_AND_ADDRESS": "90000"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatServer]:
    with chat_server(tmp_path_factory.mktemp("chat"), **LIMITS) as server:
        yield server


@pytest.fixture
def chat(server: ChatServer) -> ChatServer:
    """The server, whose bot has answered everything before, and forgotten it."""
    server.run(server.channel.parts.reception.drain())
    server.bot.heard.clear()
    return server


def heard(chat: ChatServer) -> list[str]:
    return [message.text for message in chat.bot.heard]


def test_two_shoppers_never_see_each_others_messages(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url) as anna, Browser(chat.url) as bert:
            for number in range(10):
                await asyncio.gather(anna.ask(f"anna {number}"), bert.ask(f"bert {number}"))
            assert len(anna.view) == len(bert.view) == 20
            assert not [text for text in anna.texts if "bert" in text]
            assert not [text for text in bert.texts if "anna" in text]
            assert len({message.sender_id for message in chat.bot.heard}) == 2

    play(scenario())


def test_who_knows_the_id_of_a_conversation_sees_nothing_of_it(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url) as anna:
            await anna.ask("my secret")
            sender, _, signature = anna.token.rpartition(".")
            foreign = Identities("the secret of another shop").mint()
            forged = [sender, f"{sender}.", f"{sender}.{signature[::-1]}", f"{anna.token}x", foreign, "", "x" * 5000]
            tokens: list[Any] = [
                *forged,
                f"{sender}.{foreign.rpartition('.')[2]}",
                5,
                [anna.token],
                {"token": anna.token},
            ]
            for token in tokens:
                async with Browser(chat.url, token) as mallory:
                    assert mallory.view == [] and not mallory.token.startswith(sender)
                    await mallory.client.emit("join", sender)
                    await mallory.client.emit("enter_room", {"room": sender})
                    await mallory.client.emit("connect", ({}, {"token": anna.token}))
                    told = anna.ask("still my secret")
                    await mallory.ask("hello")
                    await told
                    assert mallory.bot_texts == ["heard hello"]
            assert set(anna.bot_texts) == {"heard my secret", "heard still my secret"}

    play(scenario())


def test_only_a_choice_that_we_showed_to_this_shopper_does_anything(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url) as anna, Browser(chat.url) as bert:
            (shown,) = await anna.ask("choices")
            choice = shown["choices"][1]
            assert choice["title"] == "Size L" and choice["payload"] != CHOICES[1]["payload"]
            forged = [
                CHOICES[1]["payload"],
                choice["payload"][:-1],
                '/EXTERNAL_order_news{"news": "x"}',
                "!page 3",
                "",
                "ü~",
            ]
            for payload in forged:
                assert await anna.tap({"title": "Size L", "payload": payload}) == {"ok": False, "reason": "refused"}
            assert await bert.tap(choice) == {"ok": False, "reason": "refused"}
            assert heard(chat) == ["choices"]
            assert await anna.tap(choice) == {"ok": True}
            await anna.until(lambda: len(anna.bot_texts) == 2)
            assert heard(chat)[1:] == [CHOICES[1]["payload"]]
        async with Browser(chat.url, anna.token) as again:
            assert again.texts[2] == "Size L"
            old = again.view[1]["choices"][0]  # sealed anew, and still good
            assert await again.tap(old) == {"ok": True}

    play(scenario())


def test_a_typed_command_is_a_text(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url) as anna:
            await anna.ask('/EXTERNAL_order_news{"news": "x"}')
            await anna.ask("///restart")
            assert heard(chat) == ['EXTERNAL_order_news{"news": "x"}', "restart"]

    play(scenario())


def test_a_photo_belongs_to_who_sent_it(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url) as anna, Browser(chat.url) as mallory:
            mount = f"{chat.url}/webhooks/webchat/"
            key = (await asyncio.to_thread(post_photo, mount, anna.token, picture())).json()["key"]
            photo = {"id": str(uuid.uuid4()), "key": key, "text": ""}
            assert await mallory.send("photo", photo) == {"ok": False, "reason": "refused"}
            assert await anna.send("photo", {**photo, "key": "0" * 32}) == {"ok": False, "reason": "refused"}
            assert await anna.send("photo", photo) == {"ok": True}
            captioned = {"id": str(uuid.uuid4()), "key": key, "text": "a loose seam"}
            assert await anna.send("photo", captioned) == {"ok": True}
            await anna.until(lambda: len(anna.bot_texts) == 2)
            assert heard(chat) == ['/EXTERNAL_attachment_received{"attachment": "photo"}', "a loose seam"]
            url = chat.bot.heard[0].metadata["photo"]
            assert f"/photos/{key}." in url
            async with Browser(chat.url, anna.token) as again:
                shown = [(message["text"], message["show"]) for message in again.view if message["from"] == "shopper"]
                assert shown == [("", {"kind": "photo", "url": url}), ("a loose seam", {"kind": "photo", "url": url})]

    play(scenario())


def test_the_sockets_path_is_the_only_one(chat: ChatServer) -> None:
    assert requests.get(f"{chat.url}/socket.io/?EIO=4&transport=polling", timeout=10).status_code == 404
    assert requests.get(f"{chat.url}{PATH}/?EIO=3&transport=polling", timeout=10).status_code == 400


def test_who_says_too_much_is_refused_and_the_rest_is_answered(tmp_path: Path) -> None:
    async def scenario(chat: ChatServer) -> None:
        async with Browser(chat.url) as anna, Browser(chat.url) as bert:
            acks = [await anna.say(f"message {number}") for number in range(7)]
            assert acks == [{"ok": True}] * 5 + [{"ok": False, "reason": "slow_down"}] * 2
            await anna.until(lambda: len(anna.bot_texts) == 5)
            await bert.ask("hello")
            assert len(heard(chat)) == 6

    with chat_server(tmp_path, MESSAGES_AT_ONCE="5", MESSAGES_PER_MINUTE="5") as small:
        play(scenario(small))


def test_logs_name_nobody(chat: ChatServer, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        async with Browser(chat.url) as anna:
            await anna.ask("Anna Berg, Hauptstr. 5")
            await anna.ask("fail")
            await anna.send("say", {"id": "Hauptstr.", "text": ["Hauptstr."]})
            sender = anna.token.rpartition(".")[0]
            assert sender not in caplog.text and anna.token not in caplog.text and "127.0.0.1" not in caplog.text
            assert "Hauptstr" not in caplog.text and "failed" in caplog.text

    with caplog.at_level(logging.INFO, logger="channels"):
        play(scenario())
