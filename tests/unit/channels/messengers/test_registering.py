"""Telling the messengers where we are, and the one HTTP client with which we speak to them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from channels.api import Api, NotDelivered
from channels.messenger.register import FIELDS
from channels.messenger.register import register as register_messenger
from channels.settings import ChannelSettings, channel_settings
from channels.telegram.register import register as register_telegram
from shop.database import Database
from shop.errors import SettingsError
from tests.fakes.phones import TELEGRAM_SECRET
from tests.fakes.telegram_api import USERNAME
from tests.unit.channels.messengers.conftest import Apis


@pytest.fixture
def settings(database: Database, apis: Apis) -> ChannelSettings:
    for api in apis.all():
        api.reset()
    return replace(channel_settings(), chat_public_url="https://chat.example.com")


def test_telegram_learns_our_address_our_secret_and_what_we_want(settings: ChannelSettings, apis: Apis) -> None:
    assert asyncio.run(register_telegram(settings)) == USERNAME
    assert apis.telegram.webhook == {
        "url": "https://chat.example.com/webhooks/telegram/webhook",
        "secret": TELEGRAM_SECRET,
        "updates": ["message", "edited_message", "callback_query", "my_chat_member"],
    }


@pytest.mark.parametrize("url", ["http://127.0.0.1:5005", "https://chat.example.com:5005"])
def test_telegram_is_not_told_an_address_that_it_cannot_reach(settings: ChannelSettings, url: str, apis: Apis) -> None:
    with pytest.raises(SettingsError):
        asyncio.run(register_telegram(replace(settings, chat_public_url=url)))
    assert apis.telegram.asked == []


def test_a_secret_that_telegram_refuses_is_said_before_it_is_asked(settings: ChannelSettings, apis: Apis) -> None:
    assert settings.telegram is not None
    with pytest.raises(SettingsError, match="TELEGRAM_SECRET"):
        asyncio.run(register_telegram(replace(settings, telegram=replace(settings.telegram, secret="ä b"))))
    with pytest.raises(SettingsError):
        asyncio.run(register_telegram(replace(settings, telegram=None)))
    assert apis.telegram.asked == []


def test_a_page_gets_its_button_and_its_events(settings: ChannelSettings, apis: Apis) -> None:
    asyncio.run(register_messenger(settings))
    assert apis.messenger.profile["get_started"] == {"payload": "GET_STARTED"}
    assert apis.messenger.profile["subscribed_fields"] == ",".join(FIELDS)
    with pytest.raises(SettingsError):
        asyncio.run(register_messenger(replace(settings, messenger=None)))


def test_a_file_that_is_too_large_is_not_taken(apis: Apis) -> None:
    async def load(most: int) -> bytes:
        async with Api(apis.messenger.url) as api:
            return (await api.download(f"{apis.messenger.url}/large", most))[0]

    apis.messenger.files["/large"] = (b"x" * 5000, "image/jpeg")
    assert len(asyncio.run(load(5000))) == 5000
    with pytest.raises(NotDelivered, match="4999"):
        asyncio.run(load(4999))


def test_an_error_names_its_code_and_neither_token_nor_text(settings: ChannelSettings, apis: Apis) -> None:
    async def send() -> None:
        async with Api(apis.messenger.url, parameters={"access_token": "wrong token"}) as api:
            await api.post("/v25.0/me/messages", json={"message": {"text": "my secret words"}})

    with pytest.raises(NotDelivered) as caught:
        asyncio.run(send())
    assert (caught.value.status, caught.value.code) == (401, 190)
    assert "token" not in str(caught.value) and "secret" not in str(caught.value)
