"""Whatever a shopper sends on WhatsApp becomes a turn that the conversation understands."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from PIL import Image

from channels.settings import ChannelSettings
from shop.messaging.shown import remember_shown
from tests.fakes import graph_webhooks as hooks
from tests.fakes.graph_server import FakeGraph
from tests.fakes.graph_shopper import Shopper
from tests.integration.whatsapp_shop import ChannelServer, open_database, settings_for


class Transcriber:
    """A service that understands speech, or does not."""

    def __init__(self) -> None:
        self.asked: list[tuple[bytes, str]] = []
        self.answer: tuple[int, bytes] = (200, json.dumps({"text": "zwei graue Schals"}).encode())
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.asked.append((body, str(self.headers["Content-Type"])))
                status, answer = service.answer
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def transcriber() -> Iterator[Transcriber]:
    transcriber = Transcriber()
    yield transcriber
    transcriber.stop()


@pytest.fixture(scope="module")
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        yield graph


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, graph: FakeGraph, transcriber: Transcriber) -> ChannelSettings:
    return settings_for(tmp_path_factory.mktemp("shop"), graph, TRANSCRIBE_URL=transcriber.url)


@pytest.fixture(scope="module")
def server(settings: ChannelSettings) -> Iterator[ChannelServer]:
    open_database(settings).close()
    with ChannelServer(settings) as server:
        yield server


@pytest.fixture()
def kim(graph: FakeGraph, server: ChannelServer) -> Shopper:
    server.agent.turns.clear()
    return graph.shopper(server.webhook)


def turn_of(server: ChannelServer) -> tuple[str, dict[str, Any]]:
    """What the conversation was told: the text of the one turn, and its metadata."""
    server.quiet()
    [turn] = server.agent.turns
    return str(turn.text), dict(turn.metadata or {})


def a_jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (20, 30), "grey").save(file, "JPEG")
    return file.getvalue()


def attachment(kind: str) -> str:
    return f'/EXTERNAL_attachment_received{{"attachment": "{kind}"}}'


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("sticker", {"mime_type": "image/webp", "sha256": "…", "id": "12", "animated": False}, "sticker"),
        ("contacts", [{"name": {"formatted_name": "Lee"}, "phones": [{"phone": "+49 151"}]}], "contact"),
        ("location", {"latitude": 52.5, "longitude": 13.4, "name": "Café"}, "location"),
        ("edit", {"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": "x"}}}, "edited"),
        ("revoke", {"original_message_id": "wamid.1"}, "deleted"),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"name": "flow"}}, "unsupported"),
        ("interactive", None, "unsupported"),
        ("poll_of_next_year", {"a": 1}, "unsupported"),
        ("order", {"catalog_id": "1", "product_items": []}, "unsupported"),
    ],
)
def test_what_the_bot_cannot_read_is_named(
    kind: str, content: Any, said: str, kim: Shopper, server: ChannelServer
) -> None:
    kim.send(kind, content)
    assert turn_of(server)[0] == attachment(said)


def test_a_message_that_meta_does_not_hand_on_is_named(kim: Shopper, server: ChannelServer) -> None:
    message_id = kim.graph.new_id()
    kim.graph.know(kim.person, message_id)
    kim.deliver(hooks.unsupported(kim.person, message_id))
    assert turn_of(server)[0] == attachment("unsupported")


@pytest.mark.parametrize("kind", ["video", "document"])
def test_a_film_is_named_and_what_is_written_below_it_is_heard(kind: str, kim: Shopper, server: ChannelServer) -> None:
    kim.send(kind, {"id": "12", "mime_type": "x/y", "caption": "do you have this one?"})
    server.quiet()
    assert server.agent.heard == [attachment(kind), "do you have this one?"]


def test_a_reaction_is_seen_and_not_answered(kim: Shopper, server: ChannelServer) -> None:
    kim.send("reaction", {"message_id": "wamid.1", "emoji": "👍"})
    server.quiet()
    assert server.agent.turns == [] and kim.heard == []
    assert len(kim.graph.read) > len(kim.graph.typing)


def test_a_native_order_brings_all_its_items_and_its_note(kim: Shopper, server: ChannelServer) -> None:
    kim.order([("OAK-GREY-M", 2), ("SCARF", 1), ("", 3), ("NONE", 0)], "as a gift, please")
    server.quiet()
    order, note = server.agent.turns
    assert (order.text, note.text) == ("/add_to_cart", "as a gift, please")
    assert order.metadata == {"items": [{"sku": "OAK-GREY-M", "quantity": 2}, {"sku": "SCARF", "quantity": 1}]}


def test_a_photo_is_kept_and_shown_to_the_conversation(
    kim: Shopper, server: ChannelServer, settings: ChannelSettings
) -> None:
    kim.photo(a_jpeg(), "this one in M")
    text, metadata = turn_of(server)
    assert text == "this one in M"
    assert metadata["photo"].startswith(f"{settings.shop.public_url}/photos/")
    assert len(list(settings.shop.photos_folder.iterdir())) == 1


def test_a_photo_that_is_none_still_gets_an_answer(kim: Shopper, server: ChannelServer) -> None:
    kim.photo(b"<svg onload=alert(1)>")
    assert turn_of(server) == (attachment("photo"), {})


def test_a_photo_that_whatsapp_does_not_give_still_gets_an_answer(kim: Shopper, server: ChannelServer) -> None:
    kim.send("image", {"id": "404404", "mime_type": "image/jpeg"})
    assert turn_of(server) == (attachment("photo"), {})


def test_a_voice_note_is_heard(kim: Shopper, server: ChannelServer, transcriber: Transcriber) -> None:
    kim.speak(b"OggS speech")
    assert turn_of(server)[0] == "zwei graue Schals"
    assert transcriber.asked[-1] == (b"OggS speech", "audio/ogg")


@pytest.mark.parametrize("answer", [(500, b""), (200, b"{}"), (200, b'{"text": " "}'), (200, b"[1]"), (404, b"no")])
def test_a_voice_note_that_is_not_understood_is_named(
    answer: tuple[int, bytes], kim: Shopper, server: ChannelServer, transcriber: Transcriber
) -> None:
    before, transcriber.answer = transcriber.answer, answer
    kim.speak(b"OggS mumbling")
    try:
        assert turn_of(server)[0] == attachment("voice")
    finally:
        transcriber.answer = before


def test_a_quoted_message_says_which_product_is_meant(kim: Shopper, server: ChannelServer) -> None:
    card = {"product": "#oak", "title": "T-shirt Oak", "price": "€19.90", "picture": "https://shop.example/1.jpg"}
    server.agent.answer = lambda message: [{"text": "", "show": {"kind": "cards", "cards": [card]}}]
    try:
        kim.say("t-shirts")
        server.quiet()
    finally:
        server.agent.answer = lambda message: [{"text": "ok"}]
    kim.say("this one in M", kim.quoting(kim.heard[-1].id))
    kim.say("and this?", kim.quoting("wamid.of-somebody-else"))
    server.quiet()
    assert [turn.metadata for turn in server.agent.turns[1:]] == [{"about": "#oak"}, {}]


def test_a_message_shown_to_somebody_else_says_nothing(kim: Shopper, server: ChannelServer) -> None:
    with server.channel.database.write() as session:
        remember_shown(session, "whatsapp", "wamid.lees", "wa-lee", "#oak")
    kim.say("this one", kim.quoting("wamid.lees"))
    assert turn_of(server) == ("this one", {})


def test_a_question_about_a_product_of_the_catalog_names_it(kim: Shopper, server: ChannelServer) -> None:
    product = {"catalog_id": "194836987003835", "product_retailer_id": "OAK-GREY-M"}
    kim.say("is it warm?", kim.quoting("wamid.2", referred_product=product))
    assert turn_of(server) == ("is it warm?", {"about": "OAK-GREY-M"})


def test_a_quick_reply_of_a_template_is_its_words(kim: Shopper, server: ChannelServer) -> None:
    kim.send("button", {"payload": "/affirm", "text": "Where is it?"})
    assert turn_of(server)[0] == "Where is it?"


def test_a_tap_brings_back_its_payload_and_a_forged_one_only_its_words(kim: Shopper, server: ChannelServer) -> None:
    button = {"title": "Yes", "payload": "/affirm"}
    long = {"title": "No", "payload": "/deny" + json.dumps({"because": "x" * 300})}
    server.agent.answer = lambda message: [{"text": "Shall I?", "buttons": [button, long]}]
    kim.say("order it")
    server.quiet()
    kim.tap("Yes")
    server.quiet()
    kim.tap("No")
    server.quiet()
    lee = kim.graph.shopper(server.webhook)
    stolen = kim.heard[-1].content["action"]["buttons"]
    for reply in (stolen[0]["reply"], stolen[1]["reply"], {"id": "/affirm", "title": "pay!"}):
        lee.send("interactive", hooks.tapped("button_reply", reply))
    server.quiet()
    assert server.agent.heard == ["order it", "/affirm", long["payload"], "Yes", "No", "pay!"]


def test_pages_of_a_list_are_turned_without_a_turn(kim: Shopper, server: ChannelServer) -> None:
    buttons = [{"title": f"Size {number}", "payload": f'/inform{{"size": "{number}"}}'} for number in range(25)]
    server.agent.answer = lambda message: [{"text": "Which size?", "buttons": buttons}]
    kim.say("shoes")
    server.quiet()
    for _ in range(2):
        kim.tap("More …")
        server.quiet()
    kim.tap("Size 24")
    server.quiet()
    assert server.agent.heard == ["shoes", '/inform{"size": "24"}']


def test_says_that_too_much_is_too_much(kim: Shopper, server: ChannelServer) -> None:
    server.agent.answer = lambda message: [{"text": "ok"}]
    kim.deliver(*(kim.message("text", {"body": "again"}) for _ in range(40)))
    server.quiet()
    assert 10 < len(server.agent.turns) < 40
    assert len(kim.heard) == len(server.agent.turns) + 1
