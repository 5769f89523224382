"""A text that holds the code of an entry link opens it; the database is asked about nothing else."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from channels.arrival import ATTACHMENTS, LINK, PHOTO, TEXT, Arrival
from channels.content import Screen
from channels.door.door import Door
from channels.door.entry import entered
from channels.output import ShopOutput
from channels.settings import ChannelSettings
from shop import links
from shop.database import Database
from shop.links.addresses import greeting
from tests.unit.shop.conftest import database, filled_file, settings  # noqa: F401  # fixtures


class NoDatabase:
    def read(self) -> None:
        raise AssertionError("the database was asked")


@pytest.fixture()
def link(database: Database) -> links.EntryView:  # noqa: F811
    with database.write() as session:
        return links.create(session, "beanie", "window")


def arrived(text: str, kind: str = TEXT, **more: Any) -> Arrival:
    return Arrival("whatsapp", "wa-49170", kind, text, **more)


def take_in(arrival: Arrival, database: Any) -> Arrival:  # noqa: F811
    return asyncio.run(entered(arrival, database))


@pytest.mark.parametrize("form", ["#{}", "Hi! #{} please", "hello\n#{}.", "Guten Tag, (#{})"])
def test_a_code_anywhere_in_a_text_opens_its_link(link, database, form) -> None:  # noqa: F811
    for code in (link.code, link.code.lower()):
        opened = take_in(arrived(form.format(code)), database)
        assert (opened.kind, opened.text, opened.sender) == (LINK, link.code, "wa-49170")


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_ready_text_brings_its_language(link, database, language) -> None:  # noqa: F811
    assert take_in(arrived(greeting(link, "Mütze", language)), database).extra["language"] == language


def test_a_code_that_is_none_stays_a_text(link, database) -> None:  # noqa: F811
    arrival = arrived("do you ship to #BCD234?")
    assert take_in(arrival, database) is arrival


@pytest.mark.parametrize("text", ["two black beanies in M", "where is #10023?", "#summer", "", "/stop", "#" * 5000])
def test_the_database_is_asked_about_nothing_else(text) -> None:
    arrival = arrived(text)
    assert take_in(arrival, NoDatabase()) is arrival


@pytest.mark.parametrize("kind", [PHOTO, LINK, *ATTACHMENTS])
def test_only_texts_are_looked_at(link, kind) -> None:
    arrival = arrived(f"#{link.code}", kind)
    assert take_in(arrival, NoDatabase()) is arrival


class Silent(ShopOutput):
    async def render(self, screen: Screen, first: int = 0) -> None:
        pass


def test_the_door_tells_the_conversation_that_a_link_was_opened(link, settings) -> None:  # noqa: F811
    heard: list[Any] = []

    async def nobody(sender: str) -> None:
        return None

    async def handle(message: Any) -> None:
        heard.append(message.text)

    async def talk() -> None:
        door = Door(ChannelSettings(shop=settings), nobody)
        await door.take(arrived(greeting(link, "Mütze", "de")), Silent("wa-49170", door.seal), handle)
        await door.take(arrived("", LINK, extra={"language": "xx"}), Silent("wa-49170", door.seal), handle)

    asyncio.run(talk())
    intent, _, entities = heard[0].partition("{")
    assert intent == "/EXTERNAL_link_opened"
    assert json.loads("{" + entities) == {"link": link.code, "language": "de"}
    assert json.loads(heard[1].removeprefix("/EXTERNAL_link_opened")) == {"link": ""}
