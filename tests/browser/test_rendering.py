"""Every kind of content is shown with all its parts, and none of its text is lost or said twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Chat
from tests.fakes.webchat_content import answers
from tests.fakes.webchat_stub import Stub


def test_shows_product_cards_with_picture_price_facts_and_button(chat: Chat, stub: Stub) -> None:
    message = chat.ask("cards")
    cards = message.locator(".card")
    expect(cards).to_have_count(3)
    expect(cards.first).to_contain_text("Crew Neck T-Shirt")
    expect(cards.first).to_contain_text("€19.90")
    expect(cards.first).to_contain_text("Colors: green, blue, white")
    expect(cards.first.locator("img")).to_have_js_property("naturalWidth", 200)
    expect(cards.first.locator("img")).to_have_css("opacity", "1")
    expect(cards.first.get_by_role("link")).to_have_attribute("href", "https://shop.example/goods")
    cards.nth(1).get_by_role("button", name="Add to cart: Merino Sweater").click()
    expect(chat.of("shopper").last).to_contain_text("Add to cart")
    expect(chat.of("bot")).to_have_count(2)
    assert [(tap["payload"], tap["title"]) for tap in stub.said("tap")] == [("/add~1", "Add to cart")]


def test_says_once_what_cards_show_and_keeps_what_stands_around_them(chat: Chat) -> None:
    message = chat.ask("cards")
    expect(message.locator(".bubble")).to_have_text(["This is what I found for you:", "Would you like any of these?"])
    assert message.inner_text().count("€19.90") == 1


def test_leaves_a_place_where_a_picture_cannot_be_loaded(chat: Chat, stub: Stub) -> None:
    chat.ask("hello")
    cards = [{"title": "Gone", "price": "€1.00", "picture": "/pictures/none.svg"}, {"title": "None", "price": "€2.00"}]
    stub.push({"text": "", "show": {"kind": "cards", "cards": cards}})
    message = chat.of("bot").last
    expect(message.locator(".picture svg")).to_have_count(2)
    expect(message.locator("img")).to_have_count(0)


def test_folds_many_cards_and_shows_all_of_them_when_asked(chat: Chat, stub: Stub) -> None:
    chat.ask("hello")
    cards = [
        {"title": f"Thing {n}", "price": "€1.00", "button": {"title": "Take", "payload": f"/{n}"}} for n in range(200)
    ]
    stub.push({"text": "", "show": {"kind": "cards", "cards": cards}})
    message = chat.of("bot").last
    expect(message.locator(".card")).to_have_count(5)
    message.get_by_role("button", name="Show all 200").click()
    expect(message.locator(".card")).to_have_count(200)
    expect(message.get_by_role("button", name="Take: Thing 5", exact=True)).to_be_focused()


def test_moves_a_lookbook_by_buttons_and_knows_its_ends(chat: Chat) -> None:
    message = chat.ask("lookbook")
    row = message.locator(".lookbook-row")
    expect(row.locator(".card")).to_have_count(7)
    previous, following = (message.get_by_role("button", name=f"{name} products") for name in ("Previous", "Next"))
    expect(previous).to_have_attribute("aria-disabled", "true")
    following.click()
    expect(previous).to_have_attribute("aria-disabled", "false")
    expect(row).not_to_have_js_property("scrollLeft", 0)
    row.evaluate("row => row.scrollTo({left: row.scrollWidth, behavior: 'instant'})")
    expect(following).to_have_attribute("aria-disabled", "true")
    assert row.evaluate("row => getComputedStyle(row).scrollSnapType").startswith("x")


def test_shows_an_order_summary_with_every_line_amount_and_link_and_the_rest_of_its_text(chat: Chat) -> None:
    message = chat.ask("summary")
    table = message.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(6)
    expect(table.get_by_role("row", name="2 × Crew Neck T-Shirt")).to_contain_text("green, M · €19.90 each")
    expect(table.get_by_role("row", name="2 × Crew Neck T-Shirt")).to_contain_text("€39.80")
    expect(table.get_by_role("row", name="Total")).to_contain_text("€123.70")
    expect(table.get_by_role("row", name="including VAT 19 %")).to_contain_text("€19.75")
    expect(message.get_by_role("link", name="Withdrawal")).to_have_attribute("href", "https://shop.example/withdrawal")
    expect(message.locator(".bubble").last).to_have_text(
        'To: Mia Muster, Hauptstraße 5, 10115 Berlin\nIf everything is right, say "Buy now": that orders with an '
        "obligation to pay."
    )


@pytest.mark.parametrize("kind", ["cards", "lookbook", "cart", "summary", "link", "document", "photo"])
def test_shows_every_word_of_the_text_whatever_parts_stand_for_it(chat: Chat, kind: str) -> None:
    text = answers(kind, "en")[0]["text"]
    message = chat.ask(kind)
    seen = set(words(message.inner_text())) | set(words(" ".join(hrefs(message))))
    assert [word for word in words(text) if word not in seen] == []


def test_keeps_a_line_that_says_more_than_the_parts(chat: Chat, stub: Stub) -> None:
    chat.ask("hello")
    card = {"title": "Scarf", "price": "€24.90", "facts": []}
    stub.push({"text": "Scarf, €24.90, while stocks last\nScarf: €24.90", "show": {"kind": "cards", "cards": [card]}})
    expect(chat.of("bot").last.locator(".bubble")).to_have_text("Scarf, €24.90, while stocks last")


def test_leaves_out_the_rows_with_a_bullet_that_a_card_repeats(chat: Chat, stub: Stub) -> None:
    chat.ask("hello")
    cards = [{"title": "Scarf", "price": "€24.90", "facts": ["red"]}]
    text = "For you:\n• Scarf, €24.90 – red; one size\n• Cap, €14.90 – blue"
    stub.push({"text": text, "show": {"kind": "cards", "cards": cards}})
    bubbles = chat.of("bot").last.locator(".bubble")
    expect(bubbles).to_have_text(["For you:", "• Cap, €14.90 – blue"])


def test_opens_the_cart_by_its_button_and_goes_to_the_checkout(chat: Chat, stub: Stub) -> None:
    expect(chat.page.locator(".cart-open")).to_be_hidden()
    chat.ask("cart")
    chat.page.locator(".head").get_by_role("button", name="Open cart, pieces: 3").click()
    panel = chat.page.get_by_role("region", name="Cart")
    expect(panel.get_by_role("row", name="2 × Crew Neck T-Shirt")).to_contain_text("€39.80")
    expect(panel.get_by_role("row", name="Total")).to_contain_text("€118.80")
    panel.get_by_role("button", name="Checkout").click()
    expect(panel).to_be_hidden()
    expect(chat.of("shopper").last).to_contain_text("Checkout")
    assert stub.said("say")[-1]["text"] == "Checkout"


def test_shows_the_newest_cart_also_when_it_is_empty(chat: Chat) -> None:
    chat.ask("cart")
    chat.ask("empty-cart")
    chat.page.locator(".cart-open").click()
    expect(chat.page.locator(".cart-panel")).to_contain_text("Your cart is empty.")
    expect(chat.page.locator(".cart-open .badge")).to_be_hidden()


def test_the_cart_is_empty_once_it_is_ordered(chat: Chat) -> None:
    chat.ask("cart")
    badge = chat.page.locator(".cart-open .badge")
    expect(badge).to_have_text("3")
    chat.ask("link")
    expect(badge).to_be_hidden()
    chat.page.reload()
    expect(chat.messages).to_have_count(4)
    expect(badge).to_be_hidden()


def test_shows_link_document_and_photo(chat: Chat) -> None:
    link = chat.ask("link").get_by_role("link", name="Pay now")
    expect(link).to_have_attribute("href", "https://pay.example/order/T-1001")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")
    expect(chat.ask("document").get_by_role("link", name="R-2026-17.pdf")).to_be_visible()
    expect(chat.ask("photo").get_by_role("img")).to_have_js_property("naturalWidth", 200)


def test_makes_links_of_addresses_in_text_and_of_nothing_else(chat: Chat) -> None:
    message = chat.ask(
        "See https://shop.example/a_(b)?c=d&e=1. Or (http://shop.example/x), javascript:alert(1), ftp://a.b"
    )
    assert hrefs(message) == ["https://shop.example/a_(b)?c=d&e=1", "http://shop.example/x"]
    link = message.get_by_role("link").first
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")


def test_pages_two_hundred_choices_by_ten(chat: Chat, stub: Stub) -> None:
    message = chat.ask("many")
    expect(message.locator(".chip")).to_have_count(11)
    for number in range(1, 20):
        message.get_by_role("button", name="More").click()
        expect(message.get_by_role("button", name=f"Option {number * 10 + 1}", exact=True)).to_be_focused()
    expect(message.locator(".chip")).to_have_count(200)
    expect(message.get_by_role("button", name="More")).to_have_count(0)
    message.get_by_role("button", name="Option 137").click()
    expect(chat.of("shopper").last).to_contain_text("Option 137")
    assert stub.said("tap")[-1]["payload"] == "/pick~137"


def test_keeps_choices_of_older_messages_tappable_but_quieter(chat: Chat, stub: Stub) -> None:
    message = chat.ask("choices")
    chip = message.get_by_role("button", name="Blue")
    weight = "chip => getComputedStyle(chip).fontWeight"
    assert chip.evaluate(weight) == "600"
    chat.ask("hello")
    assert chip.evaluate(weight) == "400"
    chip.click()
    expect(chat.of("bot")).to_have_count(3)
    assert stub.said("tap")[-1]["payload"] == "/inform~Blue"


def test_lets_text_run_in_its_own_direction(chat: Chat) -> None:
    message = chat.ask("right-to-left")
    assert message.locator(".bubble").evaluate("bubble => getComputedStyle(bubble).direction") == "rtl"
    assert message.locator(".chip").evaluate("chip => getComputedStyle(chip).direction") == "rtl"
    english = chat.ask("hello").locator(".bubble")
    assert english.evaluate("bubble => getComputedStyle(bubble).direction") == "ltr"


def test_goes_on_after_content_that_no_server_should_send(chat: Chat) -> None:
    message = chat.ask("broken", 9)
    expect(message).to_contain_text("still here")
    chat.ask("hello")


def words(text: str) -> list[str]:
    """Words and numbers of a text, whatever stands between them."""
    cleaned = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    return cleaned.split()


def hrefs(message) -> list[str]:
    """Where the links of a message lead."""
    return [link.get_attribute("href") for link in message.get_by_role("link").all()]
