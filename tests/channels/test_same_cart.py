"""The same twenty conversations through every channel end in the same cart."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions import base
from channels.settings import channel_settings
from shop.cart import Carts
from tests.channels.lines import Line, PhoneLine, RestLine, ShellLine, SmsLine, WebLine, WhatsAppLine
from tests.channels.server import WholeServer, environment_of
from tests.conversations import house
from tests.fakes.graph_server import FakeGraph
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

CONVERSATIONS = yaml.safe_load((Path(__file__).parent / "conversations.yml").read_text(encoding="utf-8"))
CHANNELS = ("rest", "shell", "webchat", "whatsapp", "telegram", "messenger", "sms")
FEATURES = ("product", "color", "size", "audience", "quantity")

_numbers = itertools.count(1)
Connect = Callable[[str], Line]


@pytest.fixture(scope="module")
def connect(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connect]:
    """Return a function that connects a new shopper over a channel."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        graph = stack.enter_context(FakeGraph())
        telegram, messenger, twilio = FakeTelegram(), FakeMessenger(), FakeTwilio()
        for api in (telegram, messenger, twilio):
            stack.callback(api.stop)
        variables = {**graph.environment(), **telegram_variables(telegram), **messenger_variables(messenger)}
        environment_of(patch, tmp_path_factory.mktemp("shop"), {**variables, **twilio_variables(twilio)})
        server = WholeServer(model)

        def url(path: str) -> str:
            return server.url + path

        def line(channel: str) -> Line:
            number = next(_numbers)
            return {
                "rest": lambda: RestLine(server),
                "shell": lambda: ShellLine(server),
                "webchat": lambda: WebLine(server),
                "whatsapp": lambda: WhatsAppLine(server, graph),
                "telegram": lambda: PhoneLine(server, TelegramPhone(telegram, url, number, first_update=number * 1000)),
                "messenger": lambda: PhoneLine(server, MessengerPhone(messenger, url, str(24680 + number))),
                "sms": lambda: SmsLine(server, TwilioPhone(twilio, url, f"+4917012{number:06}")),
            }[channel]()

        yield line
        server.stop()
    channel_settings.cache_clear()
    house.forget_shop()


@pytest.fixture(scope="module")
def stock(connect: Connect) -> house.Stock:
    return house.Stock()


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda item: item["name"])
def test_ends_in_the_same_cart(
    connect: Connect, stock: house.Stock, conversation: dict[str, Any], channel: str
) -> None:
    stock.put_back()
    line = connect(channel)
    for turn in conversation["turns"]:
        if "order" in turn:
            line.order(list(turn["order"].items()), turn["typed"])
        elif "tap" in turn:
            line.tap(turn["tap"])
        else:
            line.say(turn["say"])
    line.hang_up()
    assert cart_of(line.sender) == sorted(map(wanted, conversation["cart"]))
    if isinstance(line, ShellLine):
        assert (
            line.printed.strip() and "{" not in line.printed.replace('{"', "") and "custom" not in line.printed.lower()
        )


def wanted(line: dict[str, Any]) -> tuple[str, ...]:
    return tuple(f"{name}={line[name]}" for name in FEATURES if name in line)


def cart_of(sender: str) -> list[tuple[str, ...]]:
    """The cart with what shoppers chose; goods without a size or an audience have none in the conversations either."""
    with base.database().read() as session:
        lines = Carts(session).view(sender).lines
    return sorted(
        tuple(f"{name}={getattr(line, name)}" for name in FEATURES if getattr(line, name) is not None) for line in lines
    )
