"""A real browser for tests of the web chat, and a hand for a shopper's clicks.

`Chat` drives the widget wherever it is: on the page of its own or in another web page, before the stub or the real
server.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.browser.hosts import hosts
from tests.fakes.webchat_stub import Stub

ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
LOCAL = ("127.0.0.1", "localhost")
# Patience with a busy machine, not a promise of the widget.
PATIENCE_MS = 15_000
PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 860}

expect.set_options(timeout=PATIENCE_MS)
NewPage = Callable[..., Page]


class Chat:
    """What a shopper does with the chat, and what is to be seen of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.messages = page.locator(".message")
        self.log = page.get_by_role("log")
        self.input = page.locator("textarea")
        self.panel = page.locator(".panel")
        self.launcher = page.locator(".launcher")

    def open(self) -> Chat:
        """Press the button that opens the widget."""
        self.launcher.click()
        expect(self.panel).to_be_visible()
        return self

    def say(self, text: str) -> Chat:
        """Type and send."""
        self.input.fill(text)
        self.input.press("Enter")
        return self

    def ask(self, word: str, count: int = 1) -> Locator:
        """Say something, wait for the server to take it and for `count` answers; returns the last of them."""
        before = self.of("bot").count()
        self.say(word)
        expect(self.of("bot")).to_have_count(before + count)
        expect(self.page.locator(".typing")).to_be_hidden()
        return self.of("bot").nth(before + count - 1)

    def of(self, source: str) -> Locator:
        """Return the messages of "bot" or "shopper"."""
        return self.page.locator(f".message.{source}")

    def chip(self, title: str) -> Locator:
        """Return the newest choice of this title."""
        return self.page.locator(".chip").get_by_text(title, exact=True).last

    def ready(self) -> Chat:
        """Wait until the chat is there to be written in."""
        expect(self.input).to_be_visible()
        return self


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Without it nothing is known of the web chat, so its tests fail.

    Not for the whole session: Playwright's loop runs in the main thread as long as it is there, and no other may then.
    """
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("There is no chromium. Install it (apt-get install chromium): it is the browser of these tests.")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture()
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Make pages, each of a browser of its own, with no storage of another. Options as Playwright's contexts have.

    At the end: no page has asked anybody but this machine, and none has met an error of its own.
    """
    contexts: list[BrowserContext] = []
    strangers: list[str] = []
    errors: list[str] = []

    def make(**options: object) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-US", **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: strangers.extend(_stranger(request.url)))
        page.on("websocket", lambda socket: strangers.extend(_stranger(socket.url)))
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert strangers == []
    assert errors == []


def _stranger(url: str) -> list[str]:
    parts = urlsplit(url)
    return [url] if parts.scheme not in ("data", "blob") and parts.hostname not in LOCAL else []


@pytest.fixture()
def stub() -> Iterator[Stub]:
    """A server with canned answers, started."""
    server = Stub().start()
    server.hosts = hosts(server.url)
    yield server
    server.stop()


@pytest.fixture()
def chat(stub: Stub, new_page: NewPage) -> Chat:
    """The page of its own, in English, on a desktop."""
    page = new_page()
    page.goto(stub.url)
    return Chat(page).ready()


@pytest.fixture()
def widget(stub: Stub, new_page: NewPage) -> Chat:
    """The widget in a web page of another origin, opened, in English, on a desktop."""
    page = new_page()
    page.goto(stub.host("plain"))
    return Chat(page).open()
