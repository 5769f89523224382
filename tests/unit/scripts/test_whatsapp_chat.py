"""The terminal's phone for WhatsApp: everything can be read, a number taps, and what is wrong is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.whatsapp_chat import Phone
from scripts.whatsapp_phone import lines_of
from tests.fakes.graph_server import FakeGraph, Sent
from tests.fakes.graph_shopper import Shopper
from tests.unit.channels.whatsapp.judge import CATALOG, rendered, words_of
from tests.unit.channels.whatsapp.screens import KINDS, screen


@pytest.fixture()
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        yield graph


@pytest.fixture()
def posted(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the shopper's phone sends."""
    posted: list[dict[str, Any]] = []

    def keep(shopper: Shopper, webhook: dict[str, Any]) -> int:
        posted.extend(webhook["entry"][0]["changes"][0]["value"]["messages"])
        return 200

    monkeypatch.setattr(Shopper, "post", keep)
    return posted


@pytest.fixture()
def kim(graph: FakeGraph, posted: list[dict[str, Any]]) -> Shopper:
    return graph.shopper("http://127.0.0.1:9")


def show(graph: FakeGraph, kim: Shopper, kind: str) -> None:
    for message in rendered(screen(kind, "en")):
        graph.sent.append(Sent(graph.new_id(), str(kim.person.user_id), message.kind, message.content, {}))


@pytest.mark.parametrize("kind", KINDS)
def test_shows_every_word_of_a_message(kind: str) -> None:
    for message in rendered(screen(kind, "de"), catalog=CATALOG if kind == "products" else ""):
        shown = "\n".join(lines_of(message.kind, message.content))
        for word in words_of(message).split():
            assert word in shown


def test_a_number_taps_what_was_shown_last(
    graph: FakeGraph, kim: Shopper, posted: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    phone = Phone(graph, kim)
    show(graph, kim, "list")
    show(graph, kim, "buttons")
    assert phone.show_new() and not phone.show_new()
    assert "  3: M\n" in capsys.readouterr().out
    phone.enter("12")
    assert posted[-1]["interactive"]["button_reply"]["title"] == "No"
    phone.enter("2")  # nothing was shown since: a text
    assert posted[-1]["text"] == {"body": "2"}


def test_sends_orders_photos_and_quotes(
    graph: FakeGraph, kim: Shopper, posted: list[dict[str, Any]], tmp_path: Path
) -> None:
    phone = Phone(graph, kim)
    (tmp_path / "p.jpg").write_bytes(b"JPEG")
    show(graph, kim, "text")
    for line in ("/order OAK=2 ELM", f"/photo {tmp_path}/p.jpg this one", "/quote in M"):
        phone.enter(line)
    order, photo, quote = posted
    assert [item["quantity"] for item in order["order"]["product_items"]] == [2, 1]
    assert photo["image"]["caption"] == "this one" and graph.media_of(photo["image"]["id"])[0] == b"JPEG"
    assert (quote["text"]["body"], quote["context"]["id"]) == ("in M", kim.heard[-1].id)


def test_says_what_is_wrong_and_goes_on(
    graph: FakeGraph, kim: Shopper, posted: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    Phone(graph, kim).talk(["/photo nowhere.jpg", "/order OAK=many", "/silent", "/stop", "never"])
    out = capsys.readouterr().out
    assert "nowhere.jpg" in out and "many" in out and "never" not in out and posted == []
