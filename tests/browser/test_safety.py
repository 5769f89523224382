"""Nothing that is said becomes markup, script or an address to follow; nothing of the page around reaches the chat."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Chat, NewPage
from tests.fakes.webchat_content import INJECTIONS
from tests.fakes.webchat_stub import MOUNT, Stub

# Elements that the chat makes; whatever else is in it came out of a text.
OWN = {
    "LINK", "SECTION", "DIV", "BUTTON", "svg", "path", "SPAN", "H1", "H2", "P", "FORM", "INPUT", "TEXTAREA", "TIME",
    "ARTICLE", "TABLE", "CAPTION", "TBODY", "TR", "TH", "TD", "A", "I", "IMG",
}  # fmt: skip
# How many tenths of a second a connection may take.
CONNECTS = 100
ALL = "document.querySelector('tresen-chat').shadowRoot.querySelectorAll('*')"
# Every property of every element, in order; what depends on time or on the scrolled place of the page is left out.
STYLES = f"""() => JSON.stringify([...{ALL}].filter((element) => element.tagName !== "LINK").map((element) => {{
  const style = getComputedStyle(element), found = {{}};
  for (const name of style) if (!name.startsWith("--")) found[name] = style.getPropertyValue(name);
  return [element.tagName + "." + element.getAttribute("class"), found];
}}))"""


def test_keeps_what_looks_like_markup_as_text_in_every_field_of_every_kind(chat: Chat, stub: Stub) -> None:
    chat.ask("inject", 8)
    assert_harmless(chat.page)
    expect(chat.of("bot").first.locator(".bubble")).to_have_text(" ".join(INJECTIONS))
    for chip in chat.page.locator(".chip, .card .button").all():
        chip.click()
    chat.page.locator(".cart-open").click()
    expect(chat.page.locator(".cart-panel")).to_contain_text(INJECTIONS[0])
    assert_harmless(chat.page)


def test_keeps_a_shoppers_own_markup_as_text_also_after_a_reload(chat: Chat) -> None:
    for text in INJECTIONS:
        chat.ask(text)
    assert_harmless(chat.page)
    chat.page.reload()
    expect(chat.messages).to_have_count(2 * len(INJECTIONS))
    expect(chat.of("shopper").first).to_contain_text(INJECTIONS[0])
    assert_harmless(chat.page)


def test_keeps_markup_in_titles_of_the_page_and_reasons_of_the_server_as_text(stub: Stub, new_page: NewPage) -> None:
    page = new_page()
    title = INJECTIONS[0].replace('"', "&quot;")
    stub.hosts["bad"] = stub.hosts["plain"].replace(" async", f' async data-title="{title}" data-open')
    page.goto(stub.host("bad"))
    chat = Chat(page).ready()
    expect(page.get_by_role("dialog")).to_contain_text(INJECTIONS[0])
    chat.ask("hello")
    stub.refuse = "<img src=x onerror=\"window.hacked='reason'\">"
    chat.say("again")
    expect(chat.of("shopper").last).to_contain_text("Not sent.")
    assert_harmless(page)


def test_looks_the_same_in_a_page_that_styles_everything(stub: Stub, new_page: NewPage) -> None:
    plain, *others = (looks(new_page(), stub, name) for name in ("plain", "hostile", "buttons"))
    for other in others:
        assert [name for name, _ in other] == [name for name, _ in plain]
        differing = [
            (name, key, mine[key], other_look[key])
            for (name, mine), (_, other_look) in zip(plain, other, strict=True)
            for key in mine
            if mine[key] != other_look[key]
        ]
        assert differing == []


def test_leaves_the_page_around_alone(stub: Stub, new_page: NewPage) -> None:
    page = new_page()
    page.goto(stub.host("plain"))
    mine = page.get_by_role("button", name="Mine")
    look = "button => [...getComputedStyle(button)].map((key) => getComputedStyle(button).getPropertyValue(key))"
    before, globals_before = mine.evaluate(look), page.evaluate("() => Object.keys(window).length")
    Chat(page).open().ask("cards")
    assert mine.evaluate(look) == before
    assert page.evaluate("() => Object.keys(window).length") == globals_before
    assert page.evaluate("() => document.body.lastElementChild.tagName") == "TRESEN-CHAT"


def test_loads_only_from_its_own_server(stub: Stub, new_page: NewPage) -> None:
    """That no page asks anybody but this machine is checked by new_page; here that the widget asks only its own."""
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(stub.host("plain"))
    Chat(page).open().ask("all", 9)
    own = stub.url.removesuffix(MOUNT)
    assert [url for url in asked if not url.startswith((own, stub.host("plain"), "data:"))] == []
    assert page.context.cookies() == []


def test_never_asks_for_anothers_conversation(stub: Stub, new_page: NewPage) -> None:
    mine, other = new_page(), new_page()
    mine.goto(stub.url)
    Chat(mine).ask("my secret")
    other.goto(stub.url)
    expect(Chat(other).ready().log.get_by_text("Hi! Write what")).to_be_visible()
    # The greeting is there before the connection: on a busy machine the second one may still be on its way.
    for _ in range(CONNECTS):
        if len(stub.auths) > 1:
            break
        other.wait_for_timeout(100)
    assert [auth["token"] for auth in stub.auths] == [None, None]


def assert_harmless(page: Page) -> None:
    """Nothing has run, nothing is there that the chat did not make, and every link leads to the web."""
    found: dict[str, Any] = page.evaluate(
        f"""() => ({{
          hacked: window.hacked ?? null,
          tags: [...new Set([...{ALL}].map((element) => element.tagName))],
          handlers: [...{ALL}].flatMap((e) => [...e.attributes].map((a) => a.name)).filter((a) => a.startsWith("on")),
          addresses: [...{ALL}].flatMap((e) => [e.getAttribute("href"), e.getAttribute("src")]).filter(Boolean),
        }})"""
    )
    assert found["hacked"] is None
    assert set(found["tags"]) - OWN == set()
    assert found["handlers"] == []
    assert [url for url in found["addresses"] if not url.startswith(("http://", "https://"))] == []


def looks(page: Page, stub: Stub, name: str) -> list[Any]:
    """Return how everything in the chat looks, in a page of this name."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(stub.host(name))
    chat = Chat(page)
    expect(chat.launcher).to_be_visible()
    closed = json.loads(page.evaluate(STYLES))
    chat.open()
    for word in ("cards", "cart", "summary", "choices"):
        chat.ask(word)
    # The time of day is of different width from minute to minute.
    page.evaluate(
        f"() => [...{ALL}].filter((e) => e.tagName === 'TIME').forEach((time) => (time.textContent = '12:00'))"
    )
    page.wait_for_function(f"() => [...{ALL}].filter((e) => e.tagName === 'IMG').every((image) => image.complete)")
    chat.log.evaluate("log => (log.scrollTop = 0)")
    expect(page.locator(".to-end")).to_be_visible()
    return [*closed, *json.loads(page.evaluate(STYLES))]
