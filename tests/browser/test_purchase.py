"""Whole purchases in a real browser, with the real bot: in both languages, on a desktop and on a phone.

With TRESEN_SCREENSHOTS=folder the pictures of docs/ are taken on the way.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shop.cart import Carts
from shop.database import Database
from shop.orders import Orders
from tests.browser.conftest import PHONE, Chat, NewPage
from tests.browser.shop import RealShop


@pytest.fixture(scope="module")
def shop(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealShop]:
    real = RealShop(tmp_path_factory.mktemp("real-shop"), model)
    try:
        real.start()
        yield real
    finally:
        real.stop()


@pytest.fixture(scope="module")
def database(shop: RealShop) -> Iterator[Database]:
    opened = Database(shop.environment["SHOP_DATABASE_URL"])
    yield opened
    opened.close()


def chat_at(shop: RealShop, page: Page) -> Chat:
    page.goto(shop.chat_url)
    return Chat(page).ready()


def picture(page: Page, name: str) -> None:
    """Keep what is to be seen, if somebody wants it."""
    folder = os.environ.get("TRESEN_SCREENSHOTS")
    if folder:
        page.wait_for_timeout(2500)  # pictures of goods are loaded, movements have ended
        page.screenshot(path=f"{folder}/{name}.png")


def answered(chat: Chat) -> None:
    """Wait until the bot has nothing more to say."""
    expect(chat.page.locator(".typing")).to_be_hidden()


def says(chat: Chat, text: str, answer: str) -> None:
    """Type something; one of the messages that come for it must say this."""
    before = chat.of("bot").count()
    chat.say(text)
    expect_new(chat, before, answer)


def taps(chat: Chat, title: str, answer: str) -> None:
    """Tap a choice; one of the messages that come for it must say this."""
    before = chat.of("bot").count()
    chat.chip(title).click()
    expect_new(chat, before, answer)


def expect_new(chat: Chat, before: int, answer: str) -> None:
    expect(chat.of("bot").nth(before)).to_be_visible()
    answered(chat)
    told = "\n".join(chat.of("bot").all_inner_texts()[before:])
    assert re.search(answer, told), told


def pay(chat: Chat, button: str) -> None:
    """Open the payment page from the chat and press its one button."""
    with chat.page.expect_popup() as opened:
        chat.of("bot").last.get_by_role("link").last.click()
    page = opened.value
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()
    page.close()


def orders_of(database: Database, name: str) -> list[str]:
    """The states of the orders of whoever gave this e-mail address."""
    from sqlalchemy import select

    from shop.model import Order

    with database.read() as session:
        rows = session.execute(select(Order).where(Order.email == name)).scalars()
        return [order.status for row in rows for order in Orders(session).list(row.sender)]


def test_buys_in_english_on_a_desktop(shop: RealShop, database: Database, new_page: NewPage) -> None:
    chat = chat_at(shop, new_page())
    says(chat, "what hoodies do you have?", "oodie")
    picture(chat.page, "web-chat")
    says(chat, "two grey t-shirts", "size")
    taps(chat, "M", "men")
    taps(chat, "men", "25.80")
    says(chat, "checkout", "name")
    says(chat, "Anna Schmidt", "e-mail")
    says(chat, "anna-en@example.com", "address|go")
    says(chat, "Hauptstr. 5, 10115 Berlin", "30.70")
    picture(chat.page, "web-chat-summary")
    taps(chat, "Buy now", "pay")
    pay(chat, "Pay")
    expect(chat.of("bot").last).to_contain_text("paid")
    assert orders_of(database, "anna-en@example.com") == ["paid"]


def test_buys_in_german_on_a_phone(shop: RealShop, database: Database, new_page: NewPage) -> None:
    chat = chat_at(shop, new_page(viewport=PHONE, locale="de-DE", has_touch=True))
    says(chat, "zeig mal Mützen", "ütze")
    picture(chat.page, "web-chat-phone")
    says(chat, "zwei schwarze Mützen und ein Paar graue Socken in 39-42", "Warenkorb")
    says(chat, "zur Kasse", "heißt")
    says(chat, "Jürgen Weiß", "E-Mail")
    says(chat, "juergen@example.com", "Straße|Wohin")
    says(chat, "Hauptstr. 5, 10115 Berlin", "Gesamt")
    taps(chat, "Jetzt kaufen", "bezahlen|Bezahlen")
    pay(chat, "ezahlen")
    expect(chat.of("bot").last).to_contain_text("bezahlt")
    assert orders_of(database, "juergen@example.com") == ["paid"]


def test_two_shoppers_never_see_each_other(shop: RealShop, database: Database, new_page: NewPage) -> None:
    anna, bob = chat_at(shop, new_page()), chat_at(shop, new_page())
    says(anna, "one red beanie", "beanie|Beanie")
    says(bob, "a navy cap", "cap|Cap")
    says(anna, "show my cart", "Beanie|beanie")
    says(bob, "show my cart", "Cap|cap")
    assert "Cap" not in anna.log.inner_text() and "eanie" not in bob.log.inner_text()


def test_a_reload_and_another_tab_show_the_same_conversation(shop: RealShop, new_page: NewPage) -> None:
    chat = chat_at(shop, new_page())
    says(chat, "three pairs of white socks in 43-46", "Socks|socks")
    texts = chat.messages.all_inner_texts()
    chat.page.reload()
    chat.ready()
    expect(chat.messages).to_have_count(len(texts))
    other = chat_at(shop, chat.page.context.new_page())
    expect(other.messages).to_have_count(len(texts))
    says(other, "make that five", "5 ×")
    expect(chat.of("bot").filter(has_text="5 ×")).to_have_count(1)


def test_nothing_is_lost_when_the_server_dies(shop: RealShop, database: Database, new_page: NewPage) -> None:
    chat = chat_at(shop, new_page())
    says(chat, "a grey beanie", "eanie")
    shop.kill("rasa")
    chat.say("and another one in navy")
    shop.start_again("rasa")
    expect(chat.of("bot").filter(has_text="navy")).to_have_count(1, timeout=60_000)
    says(chat, "show my cart", "navy")
    with database.read() as session:
        from sqlalchemy import select

        from shop.model import Cart

        carts = [Carts(session).view(sender) for sender in session.execute(select(Cart.sender)).scalars()]
    colors = [sorted(str(line.color) for line in cart.lines) for cart in carts]
    assert ["grey", "navy"] in colors
