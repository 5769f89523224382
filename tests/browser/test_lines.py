"""Losing the line, reloading, restarting the server: nothing is lost, nothing is said twice."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Chat, NewPage
from tests.fakes.webchat_stub import Stub


def test_shows_the_conversation_again_after_a_reload(chat: Chat, stub: Stub) -> None:
    chat.ask("hello")
    chat.ask("cart")
    before = [message.inner_text() for message in chat.messages.all()]
    chat.page.reload()
    expect(chat.messages).to_have_count(4)
    assert [message.inner_text() for message in chat.messages.all()] == before
    expect(chat.page.locator(".cart-open .badge")).to_have_text("3")
    assert stub.auths[0]["token"] is None
    assert stub.auths[1]["token"] in stub.talks


def test_shows_it_in_a_second_tab_and_both_hear_what_is_said(chat: Chat, stub: Stub) -> None:
    chat.ask("hello")
    second = Chat(chat.page.context.new_page())
    second.page.goto(stub.url)
    expect(second.messages).to_have_count(2)
    second.ask("from the second tab")
    expect(chat.messages).to_have_count(4)
    expect(chat.of("shopper").last).to_contain_text("from the second tab")


def test_sends_what_was_not_acknowledged_after_a_restart_and_the_server_takes_it_once(chat: Chat, stub: Stub) -> None:
    chat.ask("hello")
    stub.lose = 1
    chat.say("are you there?")
    expect(chat.of("bot").last).to_contain_text("are you there?")
    stub.stop()
    expect(chat.page.locator(".offline")).to_contain_text("No connection")
    stub.start()
    expect(chat.page.locator(".offline")).to_be_empty()
    chat.ask("still here")
    sent = [data for data in stub.said("say") if data["text"] == "are you there?"]
    assert len(sent) == 2
    assert sent[0]["id"] == sent[1]["id"]
    assert [data["text"] for data in stub.taken] == ["hello", "are you there?", "still here"]
    assert [text(message) for message in chat.of("shopper").all()] == ["hello", "are you there?", "still here"]


def test_keeps_what_is_said_without_a_line_in_its_order_and_sends_it_later(chat: Chat, stub: Stub) -> None:
    chat.ask("hello")
    stub.stop()
    expect(chat.page.locator(".offline")).to_contain_text("No connection")
    for word in ("one", "two", "three"):
        chat.say(word)
    expect(chat.of("shopper").last).to_contain_text("Will be sent once you are online again")
    stub.start()
    expect(chat.of("bot")).to_have_count(4)
    assert [data["text"] for data in stub.taken] == ["hello", "one", "two", "three"]
    expect(chat.page.locator(".state")).to_have_count(0)
    assert [text(message) for message in chat.of("shopper").all()] == ["hello", "one", "two", "three"]


def test_keeps_it_over_a_reload_in_between(chat: Chat, stub: Stub) -> None:
    chat.ask("hello")
    stub.lose, stub.mute = 1, True
    chat.say("said before the reload")
    expect(chat.of("shopper")).to_have_count(2)
    stub.wait_for("say", 2)
    chat.page.reload()
    expect(chat.of("shopper")).to_have_count(2)
    stub.wait_for("say", 3)
    stub.mute = False
    chat.ask("after")
    assert [data["text"] for data in stub.taken] == ["hello", "said before the reload", "after"]
    expect(chat.of("shopper")).to_have_count(3)


def test_shows_what_was_said_to_it_while_it_was_away(chat: Chat, stub: Stub) -> None:
    chat.ask("hello")
    row = chat.ask("lookbook").locator(".lookbook-row")
    row.evaluate("row => row.scrollTo({left: 300, behavior: 'instant'})")
    row.focus()
    stub.stop()
    for talk in stub.talks.values():
        message = {**talk.messages[-1], "id": "bot-missed", "text": "Your parcel is on its way.", "show": None}
        talk.messages.append(message)
    stub.start()
    expect(chat.of("bot").last).to_contain_text("Your parcel is on its way.")
    # What was there before has stayed as the shopper left it.
    assert row.evaluate("row => row.scrollLeft") > 100
    expect(row).to_be_focused()


def test_says_why_something_was_refused_and_sends_it_again_when_asked(chat: Chat, stub: Stub) -> None:
    stub.refuse = "slow_down"
    chat.say("quick")
    message = chat.of("shopper").last
    expect(message).to_contain_text("Not sent: that was a lot at once.")
    assert stub.taken == []
    message.get_by_role("button", name="Send again").click()
    expect(chat.of("bot").last).to_contain_text("quick")
    expect(message.locator(".state")).to_have_count(0)
    expect(chat.of("shopper")).to_have_count(1)
    assert [data["text"] for data in stub.taken] == ["quick"]


def test_gives_an_entry_link_to_the_server_once(stub: Stub, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{stub.url}?link=SUMMER26")
    Chat(page).ready().ask("hello")
    page.reload()
    expect(Chat(page).messages).to_have_count(2)
    assert page.url == stub.url
    assert [auth["link"] for auth in stub.auths] == ["SUMMER26", None]


def test_shows_that_an_answer_is_on_its_way(chat: Chat, stub: Stub) -> None:
    stub.typing_seconds = 4
    chat.say("hello")
    expect(chat.page.locator(".typing")).to_be_visible()
    expect(chat.page.get_by_role("status").get_by_text("An answer is on its way")).to_be_attached()
    expect(chat.of("bot")).to_have_count(1)
    expect(chat.page.locator(".typing")).to_be_hidden()


def test_works_where_the_browser_keeps_nothing(stub: Stub, new_page: NewPage) -> None:
    page = new_page()
    refuse = "{ get() { throw new DOMException('no', 'SecurityError'); } }"
    page.add_init_script(
        f"for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {refuse});"
    )
    page.goto(stub.url)
    Chat(page).ready().ask("hello")


def test_works_without_a_secure_context_whose_ids_the_browser_makes(stub: Stub, new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script("Object.defineProperty(crypto, 'randomUUID', { value: undefined });")
    page.goto(stub.url)
    Chat(page).ready().ask("hello")
    assert len(stub.taken[0]["id"]) == 36


def text(message) -> str:
    """The text of a shopper's message."""
    return message.locator(".bubble").inner_text()
