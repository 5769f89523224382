"""The web chat with the trained model, its actions and the shop: what shoppers say there ends in their own carts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions import base
from channels.settings import channel_settings
from channels.webchat import WebChat
from scripts.chat_shoppers import Shopper, judged, wishes
from shop.counter import Counter
from shop.model import News
from shop.orders.delivering import deliver_of, delivered_channels
from shop.orders.news import Sender
from tests.conversations import aftersale, house
from tests.conversations.talk import InProcessActions, load
from tests.fakes.browser import Browser
from tests.fakes.chat_server import TOKEN, ChatServer


@pytest.fixture(scope="module")
def chat(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatServer]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in house.settings_for(tmp_path_factory.mktemp("shop")).items():
            patch.setenv(name, value)
        patch.setenv("SHOP_PUSH_CHANNELS", "webchat")
        channel_settings.cache_clear()
        house.open_shop()
        server = ChatServer(WebChat, lambda loop: load(model, InProcessActions(), loop))
        yield server
        server.stop()
    house.forget_shop()
    channel_settings.cache_clear()


def play(scenario: Coroutine[Any, Any, None]) -> None:
    """Let a scenario happen; a machine may be slow, but not that slow."""
    asyncio.run(asyncio.wait_for(scenario, 300))


def cart(sender: str) -> dict[str, int]:
    with base.database().read() as session:
        lines = Counter(session, base.settings()).cart.view(sender).lines
    return {line.sku: line.quantity for line in lines}


def sender_of(browser: Browser) -> str:
    return browser.token.rpartition(".")[0]


def test_goods_go_into_the_cart_of_who_asked_also_by_a_tap(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url) as anna, Browser(chat.url) as bert:
            answers = await anna.ask("a black hoodie in L")
            women = next(choice for message in answers for choice in message["choices"] if choice["title"] == "women")
            assert await bert.tap(women) == {"ok": False, "reason": "refused"}
            assert await anna.tap(women) == {"ok": True}
            await anna.until(lambda: anna.typing.count(False) == 2)
            assert cart(sender_of(anna)) == {"HO-W-BLK-L": 1} and cart(sender_of(bert)) == {}
            async with Browser(chat.url, anna.token) as again:
                assert again.texts == anna.texts and "women" in again.texts

    play(scenario())


def test_the_first_words_are_in_the_language_of_the_browser(chat: ChatServer) -> None:
    async def scenario() -> None:
        for language in ("de", "en"):
            async with Browser(chat.url, language=language) as anna:
                (first, *_) = await anna.ask("38")
                assert first["language"] == language
                assert ("Bot" in first["text"]) == (language == "de")  # it says what it is, in German with a capital

    play(scenario())


def test_news_of_an_order_are_told_in_the_open_tab_and_kept_for_a_closed_one(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url, language="de") as anna, Browser(chat.url) as bert:
            await anna.ask("hallo")
            await bring_news(chat, sender_of(anna))
            await anna.until(lambda: "Zahlung" in anna.bot_texts[-1])
            assert bert.view == []
        await bring_news(chat, sender_of(anna))
        async with Browser(chat.url, anna.token) as again:
            assert sum("Zahlung" in text for text in again.bot_texts) == 2

    play(scenario())


async def bring_news(chat: ChatServer, sender: str) -> None:
    """Let an order of this shopper be paid, and the shop's sender tell it over Rasa's API."""

    def work() -> int:
        aftersale.sell(sender, [{"product": "scarf", "color": "grey"}], "paid", "de")
        with base.database().write() as session:
            session.query(News).filter(News.sender == sender).update({"channel": "webchat"})
        settings = replace(base.settings(), chat_url=chat.url, chat_token=TOKEN, push_channels=("webchat",))
        return Sender(base.database(), deliver_of(settings), delivered_channels(settings)).run_once()

    assert await asyncio.to_thread(work) == 1


def test_ten_shoppers_at_once_lose_nothing_and_see_nothing_of_each_other(chat: ChatServer) -> None:
    async def scenario() -> None:
        shoppers = [Shopper(chat.url, wish) for wish in wishes(10)]
        await asyncio.gather(*(shopper.browser.connect() for shopper in shoppers))
        until = time.monotonic() + 20
        await asyncio.gather(*(shopper.shop(5, until) for shopper in shoppers))
        verdict = judged(shoppers, cart)
        assert (verdict.lost, verdict.crossed, verdict.wrong_carts) == (0, 0, 0)
        assert verdict.messages >= 10
        for shopper in shoppers:
            async with Browser(chat.url, shopper.browser.token) as again:
                assert again.texts == shopper.browser.texts[-60:]
            await shopper.browser.close()

    play(scenario())
