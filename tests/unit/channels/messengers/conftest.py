"""Telegram, Messenger and Twilio in one server, without a model; each test has shoppers whom nobody has seen before."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from channels.messenger import Messenger
from channels.settings import channel_settings
from channels.telegram import Telegram
from channels.twilio import Twilio
from shop.database import Database
from tests.fakes.api_server import FakeApi
from tests.fakes.messenger_api import FakeMessenger
from tests.fakes.phones import (
    MessengerPhone,
    TelegramPhone,
    TwilioPhone,
    messenger_variables,
    telegram_variables,
    twilio_variables,
)
from tests.fakes.telegram_api import FakeTelegram
from tests.fakes.twilio_api import FakeTwilio
from tests.mounted import Mounted, prepared

NAMES = ("telegram", "messenger", "twilio")
_people = itertools.count(10**9)


@dataclass
class Apis:
    telegram: FakeTelegram
    messenger: FakeMessenger
    twilio: FakeTwilio

    def all(self) -> tuple[FakeApi, ...]:
        return self.telegram, self.messenger, self.twilio


@pytest.fixture(scope="package")
def apis() -> Iterator[Apis]:
    apis = Apis(FakeTelegram(), FakeMessenger(), FakeTwilio())
    yield apis
    for api in apis.all():
        api.stop()


@pytest.fixture(scope="package")
def database(apis: Apis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    variables = {
        **telegram_variables(apis.telegram),
        **messenger_variables(apis.messenger),
        **twilio_variables(apis.twilio),
    }
    with pytest.MonkeyPatch.context() as patch:
        yield prepared(patch, tmp_path_factory.mktemp("shop"), variables)
    channel_settings.cache_clear()


def new_server() -> Mounted:
    """A server with all three, as after a restart."""
    return Mounted(Telegram(), Messenger(), Twilio())


@pytest.fixture(scope="package")
def server(database: Database) -> Iterator[Mounted]:
    server = new_server()
    yield server
    server.stop()


@pytest.fixture
def bot(server: Mounted, apis: Apis) -> Iterator[Mounted]:
    """The server, that has heard nothing yet and says "ok"."""
    server.settle()
    server.forget()
    for api in apis.all():
        api.reset()
    yield server
    server.settle()


def new_phone(name: str, bot: Mounted, apis: Apis) -> Any:
    """A shopper nobody has seen yet; no message has the id of another one's."""
    person = next(_people)
    if name == "telegram":
        return TelegramPhone(apis.telegram, bot.url, person, first_update=person * 100)
    if name == "messenger":
        return MessengerPhone(apis.messenger, bot.url, str(person))
    return TwilioPhone(apis.twilio, bot.url, f"+49{person}")


@pytest.fixture
def telegram(bot: Mounted, apis: Apis) -> TelegramPhone:
    return new_phone("telegram", bot, apis)


@pytest.fixture
def messenger(bot: Mounted, apis: Apis) -> MessengerPhone:
    return new_phone("messenger", bot, apis)


@pytest.fixture
def twilio(bot: Mounted, apis: Apis) -> TwilioPhone:
    return new_phone("twilio", bot, apis)


@pytest.fixture(params=NAMES)
def phone(request: pytest.FixtureRequest, bot: Mounted, apis: Apis) -> Any:
    """A phone of each messenger in turn."""
    return new_phone(request.param, bot, apis)
