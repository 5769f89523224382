"""A purchase in Telegram, Messenger and by SMS: the trained model, Rasa's server, the shop, and strict APIs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.base import database, settings
from channels.messenger import Messenger
from channels.settings import channel_settings
from channels.telegram import Telegram
from channels.twilio import Twilio
from shop.counter import Counter
from shop.model import Contact, Variant
from tests.conversations import house
from tests.conversations.talk import InProcessActions, load
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
from tests.mounted import Mounted

APIS = {"telegram": FakeTelegram, "messenger": FakeMessenger, "twilio": FakeTwilio}
PHONES = {"telegram": TelegramPhone, "messenger": MessengerPhone, "twilio": TwilioPhone}


@pytest.fixture(scope="module")
def apis() -> Iterator[dict[str, Any]]:
    apis = {name: api() for name, api in APIS.items()}
    yield apis
    for api in apis.values():
        api.stop()


@pytest.fixture(scope="module")
def shop(model: Path, apis: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mounted]:
    variables = {
        **house.settings_for(tmp_path_factory.mktemp("shop")),
        **telegram_variables(apis["telegram"]),
        **messenger_variables(apis["messenger"]),
        **twilio_variables(apis["twilio"]),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        channel_settings.cache_clear()
        house.open_shop()
        server = Mounted(Telegram(), Messenger(), Twilio(), agent_of=lambda loop: load(model, InProcessActions(), loop))
        yield server
        server.stop()
    house.forget_shop()
    channel_settings.cache_clear()


@pytest.fixture(params=APIS)
def phone(request: pytest.FixtureRequest, shop: Mounted, apis: dict[str, Any]) -> Any:
    apis[request.param].reset()
    return PHONES[request.param](apis[request.param], shop.url)


def sender_of(phone: Any) -> str:
    if not isinstance(phone, TwilioPhone):
        return str(phone.sender)
    with database().read() as session:
        return str(session.query(Contact.sender).filter(Contact.address == phone.number).scalar())


def cart(phone: Any) -> list[tuple[str, int]]:
    with database().read() as session:
        lines = Counter(session, settings()).cart.view(sender_of(phone)).lines
        return [(line.sku, line.quantity) for line in lines]


def pick(phone: Any, title: str) -> None:
    """Tap a choice, or answer with its number where there is nothing to tap."""
    if not isinstance(phone, TwilioPhone):
        phone.tap(title)
        return
    line = next(row for row in phone.sees()[-1].split("\n") if row.endswith(f". {title}"))
    phone.write(line.partition(".")[0])


def test_a_cart_line_is_bought_in_words_and_with_taps_or_numbers(shop: Mounted, phone: Any) -> None:
    phone.write("Ich hätte gern zwei T-Shirts in Schwarz")
    shop.settle()
    for choice in ("M", "Herren"):
        assert cart(phone) == []
        pick(phone, choice)
        shop.settle()
    ((sku, quantity),) = cart(phone)
    with database().read() as session:
        variant = session.query(Variant).filter(Variant.sku == sku).one()
        assert (quantity, variant.size, variant.color) == (2, "M", "black")
    assert phone.api.refused == []
