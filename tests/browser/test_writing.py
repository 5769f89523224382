"""Writing: keys, lengths, languages, photos, and where the view stands while others write."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Chat, NewPage
from tests.fakes.webchat_stub import Stub

WORDS = {
    "de-AT": ("Deine Nachricht", "Einkaufsberatung"),
    "en-GB": ("Your message", "Shop assistant"),
    "fr-FR": ("Your message", "Shop assistant"),
}


def test_enter_sends_and_shift_enter_breaks_the_line(chat: Chat, stub: Stub) -> None:
    chat.input.press_sequentially("one")
    chat.input.press("Shift+Enter")
    chat.input.press_sequentially("two")
    chat.input.press("Enter")
    expect(chat.of("shopper").locator(".bubble")).to_have_text("one\ntwo")
    expect(chat.of("bot")).to_have_count(1)
    assert stub.said("say")[0]["text"] == "one\ntwo"
    expect(chat.input).to_have_value("")


def test_sends_nothing_when_there_is_nothing_to_say(chat: Chat, stub: Stub) -> None:
    chat.say("   \n ")
    chat.page.get_by_role("button", name="Send").click(force=True)
    chat.ask("hello")
    assert [data["text"] for data in stub.said("say")] == ["hello"]


def test_enter_that_ends_the_composing_of_a_word_does_not_send(chat: Chat, stub: Stub) -> None:
    chat.input.fill("にほん")
    for how in ("isComposing: true, keyCode: 13", "isComposing: false, keyCode: 229"):
        enter = f"new KeyboardEvent('keydown', {{key: 'Enter', bubbles: true, cancelable: true, {how}}})"
        chat.input.evaluate(f"input => input.dispatchEvent({enter})")
    expect(chat.input).to_have_value("にほん")
    chat.input.press("Enter")
    expect(chat.of("bot")).to_have_count(1)
    assert len(stub.said("say")) == 1


def test_the_field_grows_with_its_text_up_to_a_height(chat: Chat) -> None:
    height = "input => input.getBoundingClientRect().height"
    low = chat.input.evaluate(height)
    chat.input.fill("one\ntwo\nthree")
    higher = chat.input.evaluate(height)
    chat.input.fill("line\n" * 60)
    most = chat.input.evaluate(height)
    assert low < higher < most < 250


def test_counts_near_the_end_and_sends_no_more_than_a_thousand_characters(chat: Chat, stub: Stub) -> None:
    counter = chat.page.locator(".counter")
    chat.input.fill("x" * 899)
    expect(counter).to_be_hidden()
    chat.input.fill("x" * 960)
    expect(counter).to_have_text("40 characters left")
    chat.input.fill("x" * 1003)
    expect(counter).to_have_text("3 characters too many")
    chat.input.press("Enter")
    expect(chat.input).to_have_value("x" * 1003)
    chat.input.fill("🙂" * 1000)
    expect(counter).to_have_text("0 characters left")
    chat.input.press("Enter")
    expect(chat.of("bot")).to_have_count(1)
    assert [data["text"] for data in stub.said("say")] == ["🙂" * 1000]


@pytest.mark.parametrize("locale", WORDS)
def test_speaks_the_browsers_language_and_else_english(stub: Stub, new_page: NewPage, locale: str) -> None:
    page = new_page(locale=locale)
    page.goto(stub.url)
    label, title = WORDS[locale]
    expect(page.get_by_label(label)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page).to_have_title(title)
    expect(page.locator("html")).to_have_attribute("lang", locale[:2] if locale[:2] == "de" else "en")
    assert stub.auths[0]["language"] == ("de" if locale == "de-AT" else "en")


def test_speaks_the_language_that_the_web_page_wants(stub: Stub, new_page: NewPage) -> None:
    page = new_page(locale="en-US")
    page.goto(stub.host("german"))
    page.get_by_role("button", name="Chat öffnen").click()
    expect(page.get_by_role("dialog", name="Tante Emma")).to_be_visible()
    chat = Chat(page)
    chat.ask("Hallo")
    assert stub.auths[0]["language"] == "de"


def test_follows_the_language_of_the_conversation(chat: Chat) -> None:
    chat.ask("many")
    chat.ask("deutsch")
    expect(chat.page.get_by_label("Deine Nachricht")).to_be_visible()
    expect(chat.page.get_by_role("button", name="More (190)")).to_be_visible()
    chat.ask("cart").get_by_role("button", name="Warenkorb öffnen, 3 Stück").click()
    chat.page.get_by_role("button", name="Zur Kasse").click()
    expect(chat.of("shopper").last).to_contain_text("Zur Kasse")
    chat.page.reload()
    expect(chat.page.get_by_label("Deine Nachricht")).to_be_visible()


def test_uploads_a_photo_as_a_small_jpeg_with_its_caption(chat: Chat, stub: Stub) -> None:
    chat.ask("hello")
    chat.page.locator("input[type=file]").set_input_files(file("shelf.png", "image/png", picture(2400, 1200, "PNG")))
    expect(chat.page.locator(".preview img")).to_be_visible()
    chat.say("do you have this?")
    message = chat.of("shopper").last
    expect(message.get_by_role("img")).to_have_js_property("naturalWidth", 1600)
    expect(message).to_contain_text("do you have this?")
    expect(chat.of("bot").last).to_contain_text("do you have this?")
    token, body = stub.uploads[0]
    sent = Image.open(io.BytesIO(body))
    assert (sent.format, sent.size) == ("JPEG", (1600, 800))
    assert token in stub.talks
    assert stub.taken[-1]["key"] == "0"
    chat.page.reload()
    expect(chat.of("shopper").last.get_by_role("img")).to_have_js_property("naturalWidth", 1600)


def test_uploads_a_photo_from_a_web_page_of_another_origin(widget: Chat, stub: Stub) -> None:
    widget.ask("hello")
    widget.page.locator("input[type=file]").set_input_files(file("a.jpg", "image/jpeg", picture(40, 30, "JPEG")))
    widget.page.get_by_role("button", name="Send").click()
    expect(widget.of("shopper").last.get_by_role("img")).to_have_js_property("naturalWidth", 40)
    stub.wait_for("photo", 1)
    assert stub.said("photo")[0]["text"] == ""


def test_a_photo_can_be_taken_back_before_it_is_sent(chat: Chat, stub: Stub) -> None:
    chat.page.locator("input[type=file]").set_input_files(file("a.jpg", "image/jpeg", picture(40, 30, "JPEG")))
    chat.page.get_by_role("button", name="Remove photo").click()
    expect(chat.page.locator(".preview")).to_be_hidden()
    chat.ask("hello")
    assert (stub.uploads, stub.said("photo")) == ([], [])


@pytest.mark.parametrize(
    ("name", "type_", "words"),
    [("IMG_1.HEIC", "", "HEIC"), ("a.heic", "image/heic", "HEIC"), ("a.jpg", "image/jpeg", "not a picture I can open")],
)
def test_refuses_kindly_what_it_cannot_open(chat: Chat, stub: Stub, name: str, type_: str, words: str) -> None:
    chat.page.locator("input[type=file]").set_input_files(file(name, type_, b"no picture"))
    expect(chat.page.get_by_role("alert")).to_contain_text(words)
    chat.ask("hello")
    expect(chat.page.get_by_role("alert")).to_be_hidden()
    assert stub.uploads == []


def test_says_when_the_server_refuses_a_photo_and_tries_again_when_asked(chat: Chat, stub: Stub) -> None:
    chat.ask("hello")
    stub.refuse_photo = "too_large"
    chat.page.locator("input[type=file]").set_input_files(file("a.jpg", "image/jpeg", picture(40, 30, "JPEG")))
    chat.say("this one")
    expect(chat.page.get_by_role("alert")).to_contain_text("too large")
    chat.of("shopper").last.get_by_role("button", name="Send again").click()
    stub.wait_for("photo", 1)
    expect(chat.of("shopper")).to_have_count(2)
    expect(chat.page.locator(".state")).to_have_count(0)


def test_follows_new_messages_only_where_the_shopper_stands_at_the_end(chat: Chat, stub: Stub) -> None:
    for word in ("many", "cards", "lookbook", "hello"):
        chat.ask(word)
    chat.log.evaluate("log => (log.scrollTop = 0)")
    stub.push({"text": "Your parcel is on its way."})
    button = chat.page.get_by_role("button", name="New messages")
    expect(button).to_be_visible()
    assert chat.log.evaluate("log => log.scrollTop") == 0
    button.click()
    expect(chat.of("bot").last).to_be_in_viewport()
    expect(button).to_be_hidden()
    stub.push({"text": "It is there."})
    expect(chat.of("bot").last).to_be_in_viewport()


def test_shows_a_long_answer_from_its_beginning(chat: Chat) -> None:
    chat.ask("lookbook")
    chat.ask("all", 9)
    expect(chat.of("shopper").last).to_be_in_viewport()
    chat.page.get_by_role("button", name="New messages").click()
    expect(chat.of("bot").last).to_be_in_viewport()


def test_counts_what_comes_while_the_widget_is_closed(widget: Chat, stub: Stub) -> None:
    widget.ask("hello")
    widget.page.get_by_role("button", name="Close chat").click()
    stub.push({"text": "Your parcel is on its way."})
    expect(widget.page.get_by_role("button", name="Open chat, 1 new")).to_be_visible()
    widget.open()
    expect(widget.of("bot").last).to_be_in_viewport()


def test_connects_only_when_the_shopper_opens_it(stub: Stub, new_page: NewPage) -> None:
    page = new_page()
    page.goto(stub.host("plain"))
    chat = Chat(page)
    expect(chat.launcher).to_be_visible()
    assert stub.auths == []
    chat.open().ask("hello")
    page.reload()
    expect(chat.messages).to_have_count(2)
    assert len(stub.auths) == 2


@pytest.mark.parametrize(("name", "opened"), [("opened", True), ("early", False), ("twice", False)])
def test_starts_wherever_the_script_stands(stub: Stub, new_page: NewPage, name: str, opened: bool) -> None:
    page = new_page()
    page.goto(stub.host(name))
    chat = Chat(page)
    if not opened:
        chat.open()
    chat.ask("hello")
    expect(page.locator("tresen-chat")).to_have_count(1)


def picture(width: int, height: int, kind: str) -> bytes:
    """Return a picture as a camera or a screenshot has it."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, kind)
    return made.getvalue()


def file(name: str, type_: str, content: bytes):
    """Return a file as Playwright's choosers take it."""
    return {"name": name, "mimeType": type_, "buffer": content}
