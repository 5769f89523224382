"""What a channel tells beside the text: native orders, quotes, cut messages, attachments and entry links."""

from __future__ import annotations

from typing import Any

import pytest

from actions.attachment import ANSWERS, AnswerAttachment
from actions.cart import AddToCart, ExplainCartLine, RemoveFromCart, Undo
from actions.catalog import CheckAvailability
from actions.checkout_form import ABOUT_THE_ORDER
from actions.entry import OpenLink
from actions.metadata import MOST_ITEMS, native_order_of
from actions.pending import PENDING, WORDS, Pending
from actions.service import AnswerQuestion, Fallback
from shop import links
from shop.aftersale import Speaker
from shop.aftersale.tickets import open_ticket
from shop.model import EntryVisit, Product, Ticket
from tests.unit.actions.conftest import Talk, entity, names, shown

PHOTO = "https://pictures.example/hole.jpg"


def order(talk: Talk, *items: Any) -> list[dict[str, Any]]:
    return talk.turn(AddToCart(), "add_to_cart", "/add_to_cart", items=list(items))


def item(sku: str, quantity: Any = 1) -> dict[str, Any]:
    return {"sku": sku, "quantity": quantity}


def test_a_native_order_puts_in_exactly_its_variants(talk: Talk) -> None:
    messages = order(talk, item("TM-navy-M", 2), item("CP"), item("TM-navy-M"))
    assert talk.cart() == {"TM-navy-M": 3, "CP": 1} and talk.question() is None
    assert names(messages) == ["utter_added_to_cart", "utter_cart_total"]
    talk.turn(Undo(), "undo", "undo")
    assert talk.cart() == {}


def test_what_a_native_order_cannot_get_is_refused_and_the_rest_goes_in(talk: Talk) -> None:
    messages = order(talk, item("NO-SUCH"), item("SC"), item("CP", 3), item("TM-navy-S", 0), item("TW-grey-L", 2))
    assert talk.cart() == {"TW-grey-L": 2}
    assert names(messages) == [
        "utter_added_to_cart", "utter_error_unknown_product", "utter_error_out_of_stock",
        "utter_error_not_enough_stock", "utter_error_invalid_quantity",
    ]  # fmt: skip
    assert messages[1]["item"] == "NO-SUCH" and messages[2]["item"] == "scarf en (red)"


def test_goods_that_are_not_sold_any_more_are_refused(talk: Talk) -> None:
    with talk.database.write() as session:
        session.query(Product).filter_by(key="cap").one().active = False
    assert names(order(talk, item("CP"))) == ["utter_error_out_of_stock"] and talk.cart() == {}


def test_a_native_order_leaves_an_open_question_open(talk: Talk) -> None:
    talk.turn(AddToCart(), "add_to_cart", "a tee", entity("product", "t-shirt", plural=False))
    asked = talk.question()
    order(talk, item("CP"))
    assert talk.cart() == {"CP": 1} and asked is not None and talk.question() == asked


def test_why_it_is_in_the_cart_quotes_no_payload(talk: Talk) -> None:
    order(talk, item("CP"))
    assert names(talk.turn(ExplainCartLine(), "explain_cart_line", "why?")) == ["utter_why_picked"]
    talk.turn(AddToCart(), "add_to_cart", "one more cap", entity("product", "cap", plural=False))
    (why,) = talk.turn(ExplainCartLine(), "explain_cart_line", "why?")
    assert (why["response"], why["words"]) == ("utter_why_in_cart", "one more cap")


@pytest.mark.parametrize(
    "items", [None, 7, "x", {}, {"sku": "CP"}, [None], [[]], [{}], [{"sku": 5}], [{"sku": ""}], [{"sku": "x" * 200}]]
)
def test_what_is_no_native_order_is_a_plain_message(talk: Talk, items: Any) -> None:
    messages = talk.turn(AddToCart(), "add_to_cart", "/add_to_cart", items=items)
    assert names(messages) == ["utter_error_nothing_named"] and talk.cart() == {}


@pytest.mark.parametrize("quantity", ["2", None, [], True, -1, 1.5, 10**9, float("nan")])
def test_a_quantity_that_is_none_is_refused(talk: Talk, quantity: Any) -> None:
    messages = order(talk, item("CP", quantity))
    assert names(messages)[0] in ("utter_error_invalid_quantity", "utter_error_quantity_too_large")
    assert talk.cart() == {}


def test_an_endless_order_is_taken_in_part_and_says_so(talk: Talk) -> None:
    messages = order(talk, *[item("TM-navy-M", 1)] * 2, *[item("NO", 1)] * MOST_ITEMS)
    assert messages[0]["response"] == "utter_items_left_out" and messages[0]["count"] == 2
    assert len(messages) < MOST_ITEMS + 5 and talk.cart() == {"TM-navy-M": 2}


def test_items_are_read_from_the_latest_message_only(talk: Talk) -> None:
    order(talk, item("CP"))
    assert native_order_of(_tracker([_user(items=[item("CP")]), _user()])).lines == []


def _user(**metadata: Any) -> dict[str, Any]:
    return {"event": "user", "metadata": metadata}


def _tracker(events: list[dict[str, Any]]) -> Any:
    return type("T", (), {"events": events})()


def test_this_one_in_m_is_the_quoted_product(talk: Talk) -> None:
    for color in ("navy", "grey"):
        talk.turn(
            AddToCart(), "add_to_cart", "this in M", entity("size", "M"), entity("color", color), about="#tee-men"
        )
    assert talk.cart() == {"TM-navy-M": 1, "TM-grey-M": 1}


def test_a_quoted_variant_brings_its_color_but_not_its_size(talk: Talk) -> None:
    talk.turn(AddToCart(), "add_to_cart", "two of these", entity("quantity", 2), about="TW-navy-S")
    assert talk.cart() == {} and talk.question() == "size"
    talk.turn(AddToCart(), "add_to_cart", "this one in L", entity("size", "L"), about="TM-grey-S")
    assert talk.cart() == {"TM-grey-L": 1}


def test_do_you_have_it_in_another_color(talk: Talk) -> None:
    grey = entity("color", "grey")
    messages = talk.turn(CheckAvailability(), "ask_availability", "do you have it in grey?", grey, about="TM-navy-S")
    (card,) = shown(messages)[0]["cards"]
    assert (card["product"], card["facts"]) == ("#tee-men", ["grey", "S, M, L"])
    assert talk.slots["focused_line"]["product"] == "#tee-men"


def test_a_quote_wins_over_an_open_question_about_something_else(talk: Talk) -> None:
    talk.turn(AddToCart(), "add_to_cart", "a women's tee in navy", entity("product", "t-shirt", plural=False),
              entity("audience", "women"), entity("color", "navy"))  # fmt: skip
    assert talk.question() == "size"
    talk.turn(AddToCart(), "add_to_cart", "this", entity("size", "M"), entity("color", "grey"), about="#tee-men")
    assert talk.cart() == {"TM-grey-M": 1} and talk.question() == "size"


def test_what_is_quoted_can_be_taken_out(talk: Talk) -> None:
    order(talk, item("CP"), item("TM-navy-M"))
    talk.turn(RemoveFromCart(), "remove_from_cart", "take this out again", about="#cap")
    assert talk.cart() == {"TM-navy-M": 1}


def test_goods_that_are_named_win_over_the_quote(talk: Talk) -> None:
    talk.turn(AddToCart(), "add_to_cart", "rather a cap", entity("product", "cap", plural=False), about="#tee-men")
    assert talk.cart() == {"CP": 1}


@pytest.mark.parametrize("about", [None, 5, [], "", "#", "#nothing", "NO-SUCH", "x" * 500, "\ud800"])
def test_a_quote_of_nothing_is_no_quote(talk: Talk, about: Any) -> None:
    messages = talk.turn(AddToCart(), "add_to_cart", "this one", about=about)
    assert names(messages) == ["utter_error_nothing_named"]


def test_a_button_says_itself_what_it_is_about(talk: Talk) -> None:
    cap = entity("product", "cap", None)
    talk.turn(AddToCart(), "add_to_cart", '/add_to_cart{"product": "cap", "quantity": 1}', cap,
              entity("quantity", 1, None), about="#tee-men")  # fmt: skip
    assert talk.cart() == {"CP": 1}


def test_a_message_that_was_cut_is_told_first_and_once(talk: Talk) -> None:
    assert names(talk.turn(AnswerQuestion(), "greet", "hi", cut=True)) == ["utter_message_cut", "utter_greet"]
    assert names(talk.turn(AnswerQuestion(), "greet", "hi", cut="yes")) == ["utter_greet"]
    assert names(talk.turn(AnswerQuestion(), "greet", "hi")) == ["utter_greet"]


def attach(talk: Talk, kind: Any, **metadata: Any) -> list[dict[str, Any]]:
    text = f'/EXTERNAL_attachment_received{{"attachment": "{kind}"}}'
    named = [entity("attachment", kind, None)] if kind is not None else []
    return talk.turn(AnswerAttachment(), "EXTERNAL_attachment_received", text, *named, **metadata)


@pytest.mark.parametrize("kind", sorted(ANSWERS))
def test_every_kind_of_attachment_has_its_answer(talk: Talk, kind: str) -> None:
    assert names(attach(talk, kind)) == [f"utter_attachment_{kind}"]


@pytest.mark.parametrize("kind", ["", "x", 5, None, ["photo"], "greet", "x" * 5000])
def test_a_kind_that_nobody_knows_is_unsupported(talk: Talk, kind: Any) -> None:
    assert names(attach(talk, kind)) == ["utter_attachment_unsupported"]


def test_an_open_question_is_asked_again_after_an_attachment(talk: Talk) -> None:
    talk.turn(AddToCart(), "add_to_cart", "a tee", entity("product", "t-shirt", plural=False), entity("color", "navy"))
    assert names(attach(talk, "sticker")) == ["utter_attachment_sticker", f"utter_ask_{talk.question()}"]


@pytest.mark.parametrize("kind", ["location", "contact"])
def test_a_location_in_the_checkout_is_no_address(talk: Talk, kind: str) -> None:
    talk.loop = {"name": "checkout_form"}
    assert names(attach(talk, kind)) == [f"utter_attachment_{kind}_checkout"]
    assert {"EXTERNAL_attachment_received", "EXTERNAL_link_opened"} <= set(ABOUT_THE_ORDER)


def test_a_photo_for_the_complaint_that_is_asked_about_is_kept_with_it(talk: Talk) -> None:
    asked = Pending("complain", WORDS, "utter_ask_what_is_wrong", content={"words": "", "photo": None})
    talk.slots[PENDING] = vars(asked)
    assert names(attach(talk, "photo", photo=PHOTO)) == ["utter_photo_kept", "utter_ask_what_is_wrong"]
    assert talk.slots[PENDING]["content"]["photo"] == PHOTO


def test_a_photo_after_a_ticket_belongs_to_it(talk: Talk) -> None:
    with talk.database.write() as session:
        open_ticket(session, "complaint", Speaker("anna", None, "en"), "a hole")
        open_ticket(session, "complaint", Speaker("ben", None, "en"), "a stain")
    assert names(attach(talk, "photo", photo=PHOTO)) == ["utter_photo_added"]
    assert names(attach(talk, "photo", photo=PHOTO + "?2")) == ["utter_photo_added"]
    with talk.database.read() as session:
        hers, his = session.query(Ticket).order_by(Ticket.id)
        assert hers.photo == PHOTO and f"{PHOTO}?2" in (hers.note or "") and his.photo is None


def test_a_photo_with_a_caption_that_says_nothing_is_one_too(talk: Talk) -> None:
    assert talk.turn(Fallback(), "nlu_fallback", "so here", photo=PHOTO) == []
    assert talk.followup == "action_answer_attachment"


@pytest.mark.parametrize("photo", ["javascript:alert(1)", "http://pictures.example/a.jpg", 5, None])
def test_what_is_no_photo_is_attached_to_nothing(talk: Talk, photo: Any) -> None:
    with talk.database.write() as session:
        open_ticket(session, "complaint", Speaker("anna", None, "en"), "a hole")
    assert names(attach(talk, "photo", photo=photo)) == ["utter_attachment_photo"]


def open_link(talk: Talk, code: Any) -> list[dict[str, Any]]:
    text = f'/EXTERNAL_link_opened{{"link": "{code}"}}'
    return talk.turn(OpenLink(), "EXTERNAL_link_opened", text, entity("link", code, None))


def test_a_link_shows_its_product_and_puts_it_into_focus(talk: Talk) -> None:
    with talk.database.write() as session:
        code = links.create(session, "tee-men", "poster").code
    messages = open_link(talk, code)
    assert names(messages) == ["utter_link_opened"]
    assert [card["product"] for card in shown(messages)[0]["cards"]] == ["#tee-men"]
    assert talk.slots["focused_line"]["product"] == "#tee-men"
    talk.turn(
        AddToCart(), "add_to_cart", "in grey, M", entity("color", "grey"), entity("size", "M"), entity("quantity", 1)
    )
    assert talk.cart() == {"TM-grey-M": 1}
    with talk.database.read() as session:
        assert [(visit.sender, visit.code) for visit in session.query(EntryVisit)] == [("anna", code)]


def test_a_link_to_what_is_sold_out_says_so(talk: Talk) -> None:
    with talk.database.write() as session:
        code = links.create(session, "scarf", "poster").code
    messages = open_link(talk, code)
    assert names(messages) == ["utter_link_sold_out"] and shown(messages)[0]["cards"][0]["button"] is None


def test_a_link_whose_product_has_gone_and_one_that_never_was_are_greeted(talk: Talk) -> None:
    with talk.database.write() as session:
        code = links.create(session, "cap", "poster").code
        session.query(Product).filter_by(key="cap").one().active = False
    for known in (code, "nonsense", "", 5, "x" * 500, "' OR 1=1 --"):
        assert names(open_link(talk, known)) == ["utter_greet"]
