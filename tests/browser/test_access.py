"""Usable without a mouse, without eyes, on a small phone, in the dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Chat, NewPage
from tests.fakes.webchat_stub import Stub

SCHEMES = ("light", "dark")
FOCUSED = """() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.getAttribute("aria-label") || element?.textContent.trim() || element?.tagName;
}"""
# Wider than the screen, of the page or of anything in the chat that is not meant to be swiped.
TOO_WIDE = """() => {
  const root = document.querySelector("tresen-chat").shadowRoot;
  const wide = [...root.querySelectorAll("*")].filter((element) => !element.closest(".lookbook-row, .spoken, svg"))
    .map((element) => [`${element.tagName}.${element.className}`, element.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.right > innerWidth + 1 || box.left < -1))
    .map(([name]) => name);
  const log = root.querySelector(".log");
  if (document.documentElement.scrollWidth > innerWidth) wide.push("page");
  if (log.scrollWidth > log.clientWidth) wide.push("log");
  return wide;
}"""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_the_page_with_every_kind(stub: Stub, new_page: NewPage, scheme: str) -> None:
    page = new_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto(stub.url)
    chat = Chat(page).ready()
    expect(page.locator(".log .empty")).to_be_visible()
    assert_clean(page)
    chat.ask("all", 9)
    chat.ask("many")
    chat.ask("choices")
    chat.log.evaluate("log => (log.scrollTop = 0)")
    assert_clean(page)
    page.locator(".cart-open").click()
    assert_clean(page)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_a_web_page_with_the_widget(stub: Stub, new_page: NewPage, scheme: str) -> None:
    page = new_page(color_scheme=scheme, reduced_motion="reduce", viewport=PHONE)
    page.goto(stub.host("plain"))
    chat = Chat(page)
    expect(chat.launcher).to_be_visible()
    assert_clean(page)
    chat.open().ask("all", 9)
    stub.refuse = "slow_down"
    chat.say("refused")
    expect(chat.of("shopper").last).to_contain_text("Not sent")
    chat.input.fill("x" * 1001)
    assert_clean(page)


def test_axe_finds_nothing_while_offline_and_after_a_refused_photo(chat: Chat, stub: Stub) -> None:
    chat.page.emulate_media(reduced_motion="reduce")
    chat.ask("hello")
    photo = {"name": "photo.heic", "mimeType": "image/heic", "buffer": b"no picture"}
    chat.page.locator("input[type=file]").set_input_files(photo)  # type: ignore[arg-type]
    expect(chat.page.get_by_role("alert")).to_be_visible()
    stub.stop()
    expect(chat.page.locator(".offline")).to_contain_text("No connection")
    chat.say("later")
    assert_clean(chat.page)
    stub.start()


def test_a_whole_talk_by_keyboard_alone(stub: Stub, new_page: NewPage) -> None:
    page = new_page()
    page.goto(stub.host("plain"))
    chat, keys = Chat(page), page.keyboard
    expect(chat.launcher).to_be_visible()
    tab_to(page, "Open chat")
    keys.press("Enter")
    expect(chat.input).to_be_focused()
    keys.type("lookbook")
    keys.press("Enter")
    expect(chat.of("bot")).to_have_count(1)
    tab_to(page, "Products", backwards=True)
    keys.press("ArrowRight")
    expect(page.locator(".lookbook-row")).not_to_have_js_property("scrollLeft", 0)
    tab_to(page, "Add to cart: Linen Shirt")
    keys.press("Enter")
    expect(chat.of("bot")).to_have_count(2)
    chat.input.focus()
    keys.type("cart")
    keys.press("Enter")
    expect(chat.of("bot")).to_have_count(3)
    tab_to(page, "Open cart, pieces: 3", backwards=True)
    keys.press("Space")
    expect(page.get_by_role("heading", name="Cart")).to_be_focused()
    keys.press("Escape")
    expect(page.get_by_role("region", name="Cart")).to_be_hidden()
    assert page.evaluate(FOCUSED) == "Open cart, pieces: 3"
    keys.press("Escape")
    expect(chat.panel).to_be_hidden()
    assert page.evaluate(FOCUSED) == "Open chat"
    assert [tap["title"] for tap in stub.said("tap")] == ["Add to cart"]


def test_the_keyboard_reaches_nothing_behind_the_open_cart(chat: Chat) -> None:
    chat.ask("choices")
    chat.ask("cart")
    chat.page.locator(".cart-open").click()
    reached = set()
    for _ in range(12):
        chat.page.keyboard.press("Tab")
        reached.add(chat.page.evaluate(FOCUSED))
    assert "Checkout" in reached
    assert reached.isdisjoint({"Green", "Blue", "Your message", "Messages"})


def test_every_focus_is_to_be_seen(chat: Chat) -> None:
    chat.ask("cards")
    chat.ask("choices")
    for _ in range(14):
        chat.page.keyboard.press("Shift+Tab")
        outline = chat.page.evaluate(
            """() => { const root = document.activeElement.shadowRoot; const focused = root?.activeElement;
                 return focused ? parseFloat(getComputedStyle(focused).outlineWidth) : 9; }"""
        )
        assert outline >= 2


def test_screen_readers_hear_new_messages_and_not_the_old_ones_again(chat: Chat) -> None:
    expect(chat.log).to_have_attribute("aria-label", "Messages")
    chat.ask("hello")
    assert chat.of("bot").first.locator(".spoken").inner_text() == "Shop:"
    chat.page.evaluate(
        """() => { window.added = []; const root = document.querySelector("tresen-chat").shadowRoot;
          const added = (changes) => changes.flatMap((one) => [...one.addedNodes].map((node) => node.textContent));
          new MutationObserver((changes) => window.added.push(...added(changes)))
            .observe(root.querySelector(".messages"), {childList: true}); }"""
    )
    chat.ask("again")
    added = chat.page.evaluate("() => window.added")
    assert len(added) == 2
    assert not any("hello" in text for text in added)


def test_every_word_is_in_the_language_that_it_is_said_to_be_in(chat: Chat) -> None:
    chat.ask("hello")
    chat.ask("deutsch")
    expect(chat.of("bot").last).to_have_attribute("lang", "de")
    expect(chat.of("bot").first).to_have_attribute("lang", "en")
    expect(chat.page.locator("html")).to_have_attribute("lang", "de")


@pytest.mark.parametrize("where", ["page", "widget"])
def test_nothing_is_wider_than_a_phone_of_360_pixels(stub: Stub, new_page: NewPage, where: str) -> None:
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True, locale="de-DE", reduced_motion="reduce")
    page.goto(stub.url if where == "page" else stub.host("plain"))
    chat = Chat(page)
    if where == "widget":
        expect(chat.launcher).to_be_visible()
        assert page.evaluate(TOO_WIDE) == []
        chat.open()
        assert chat.panel.bounding_box() == {"x": 0, "y": 0, **PHONE}
    chat.ready().ask("all", 9)
    assert page.evaluate(TOO_WIDE) == []
    chat.ask("long", 7)
    chat.ask("many")
    assert page.evaluate(TOO_WIDE) == []
    page.locator(".cart-open").click()
    assert page.evaluate(TOO_WIDE) == []


def test_what_is_tapped_on_a_phone_is_large_enough_for_a_thumb(stub: Stub, new_page: NewPage) -> None:
    # Without movements: what is still growing would be measured.
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page.goto(stub.url)
    Chat(page).ready().ask("all", 9)
    small = page.evaluate(
        """() => [...document.querySelector("tresen-chat").shadowRoot.querySelectorAll("button, .button, .document")]
          .map((button) => [button.textContent, button.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.width < 40 || box.height < 40)).map(([text]) => text)"""
    )
    assert small == []


def test_is_dark_where_the_shopper_wants_it_dark(stub: Stub, new_page: NewPage) -> None:
    brightness = {}
    for scheme in SCHEMES:
        page = new_page(color_scheme=scheme)
        page.goto(stub.url)
        Chat(page).ready()
        color = page.locator(".panel").evaluate("panel => getComputedStyle(panel).backgroundColor")
        brightness[scheme] = sum(int(part) for part in color.removeprefix("rgb(").removesuffix(")").split(","))
    assert brightness["dark"] < 150
    assert brightness["light"] > 650


def test_nothing_moves_where_the_shopper_wants_it_still(stub: Stub, new_page: NewPage) -> None:
    page = new_page(reduced_motion="reduce")
    page.goto(stub.url)
    chat = Chat(page).ready()
    stub.typing_seconds = 1
    chat.say("hello")
    expect(page.locator(".typing")).to_be_visible()
    moving = "() => document.querySelector('tresen-chat').shadowRoot.getAnimations().length"
    assert page.evaluate(moving) == 0
    expect(chat.of("bot")).to_have_count(1)
    assert page.evaluate(moving) == 0


def tab_to(page: Page, name: str, backwards: bool = False) -> None:
    """Go with the Tab key to what has this name. Raises AssertionError if it is not reached."""
    for _ in range(40):
        if page.evaluate(FOCUSED) == name:
            return
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"{name} is not reached by keyboard")


def assert_clean(page: Page) -> None:
    """All rules of axe, also its best practices."""
    results = Axe().run(page)
    found = [
        (violation["id"], violation["impact"], [node["html"][:200] for node in violation["nodes"]])
        for violation in results.response["violations"]
    ]
    assert found == []
