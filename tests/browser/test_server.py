"""The widget before the real server of the web chat, with a bot that does what it is told."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Chat, NewPage
from tests.fakes.chat_server import ChatServer
from tests.integration.webchat import chat_server


@pytest.fixture()
def server(tmp_path: Path) -> Iterator[ChatServer]:
    """The server of the web chat on fresh databases."""
    with chat_server(tmp_path) as running:
        yield running


@pytest.fixture()
def talk(server: ChatServer, new_page: NewPage) -> Chat:
    """Its page, under the policy that it sends with it."""
    return opened(server, new_page)


def test_answers_taps_and_keeps_it_all_over_a_reload(talk: Chat) -> None:
    talk.ask("choices")
    talk.chip("Size L").click()
    expect(talk.of("bot").last).to_contain_text('heard /inform{"size": "L"}')
    before = [message.inner_text() for message in talk.messages.all()]
    talk.page.reload()
    expect(talk.messages).to_have_count(4)
    assert [message.inner_text() for message in talk.messages.all()] == before
    talk.chip("Size M").click()
    expect(talk.of("bot").last).to_contain_text('heard /inform{"size": "M"}')


def test_two_shoppers_never_see_each_other(talk: Chat, server: ChatServer, new_page: NewPage) -> None:
    other = opened(server, new_page)
    talk.ask("I am Mia")
    other.ask("I am Tom")
    for chat, stranger in ((talk, "Tom"), (other, "Mia")):
        chat.page.reload()
        expect(chat.messages).to_have_count(2)
        expect(chat.log).not_to_contain_text(stranger)


def test_takes_photos(talk: Chat, server: ChatServer) -> None:
    talk.ask("hello")
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "PNG")
    talk.page.locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": picture.getvalue()}  # type: ignore[arg-type]
    )
    talk.say("do you have this?")
    expect(talk.of("bot").last).to_contain_text("heard do you have this?")
    assert server.bot.heard[-1].metadata["photo"]
    expect(talk.page.locator(".state")).to_have_count(0)


def test_follows_the_language_of_the_bot(talk: Chat) -> None:
    talk.ask("german")
    expect(talk.page.get_by_label("Deine Nachricht")).to_be_visible()
    talk.page.reload()
    expect(talk.page.get_by_label("Deine Nachricht")).to_be_visible()


def opened(server: ChatServer, new_page: NewPage) -> Chat:
    """Return a shopper's chat in a browser of its own."""
    page = new_page()
    page.goto(f"http://127.0.0.1:{server.port}/webhooks/webchat/")
    return Chat(page).ready()
