"""The stand-in for Meta refuses what Meta refuses, in Meta's words; a library of others reads its webhooks."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from pywa import WhatsApp
from pywa.types import CallbackButton, CallbackSelection, Message, MessageStatus
from pywa.types.base_update import RawUpdate
from pywa.utils import webhook_updates_validator

from tests.fakes import graph_webhooks as hooks
from tests.fakes.graph_server import FakeGraph
from tests.fakes.graph_shopper import Shopper
from tests.unit.channels.whatsapp.graph_cases import REFUSED, TAKEN, TEXT, template

PHONE = "4915112345678"


@pytest.fixture(scope="module")
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        graph.catalogs["7"] = {"A", "B"}
        yield graph


@pytest.fixture(scope="module")
def kim(graph: FakeGraph) -> Shopper:
    kim = graph.shopper("", PHONE, "DE.13491208655302741918")
    kim.message("text", {"body": "hello"})
    return kim


def call(graph: FakeGraph, path: str, body: bytes | None = None, **headers: str) -> tuple[int, Any]:
    """Ask the stand-in; the status and the JSON of the answer."""
    headers = {"Authorization": f"Bearer {graph.token}", "Content-Type": "application/json", **headers}
    request = urllib.request.Request(graph.url + path, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            raw = answer.read()
            return answer.status, json.loads(raw) if answer.headers["Content-Type"].startswith("app") else raw
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def send(graph: FakeGraph, **message: Any) -> tuple[int, int | None]:
    """Send a message; status and code of the error."""
    payload = {"messaging_product": "whatsapp", "to": PHONE, **message}
    status, answer = call(graph, f"/v26.0/{graph.account.phone_id}/messages", json.dumps(payload).encode())
    return status, answer.get("error", {}).get("code")


@pytest.mark.parametrize("message", TAKEN, ids=lambda message: str(message)[:60])
def test_takes_what_is_within_the_limits(message: dict[str, Any], graph: FakeGraph, kim: Shopper) -> None:
    assert send(graph, **message) == (200, None)


@pytest.mark.parametrize(("code", "message"), REFUSED, ids=lambda value: str(value)[:60])
def test_refuses_what_is_not(code: int, message: dict[str, Any], graph: FakeGraph, kim: Shopper) -> None:
    before = len(graph.sent)
    assert send(graph, **message) == (404 if code == 132001 else 400, code)
    assert len(graph.sent) == before


def test_lets_only_templates_through_after_a_day(graph: FakeGraph) -> None:
    lee = graph.shopper("")
    assert send(graph, **TEXT, **{"to": lee.person.wa_id}) == (400, 131047)
    assert send(graph, **template("hi"), **{"to": lee.person.wa_id}) == (200, None)


def test_lets_nobody_in_without_the_token(graph: FakeGraph) -> None:
    status, answer = call(graph, "/v26.0/1", Authorization="Bearer wrong")
    assert (status, answer["error"]["code"]) == (401, 190)
    assert call(graph, "/v26.0/12345/messages", b"{}")[0] == 400


def test_keeps_files_for_those_who_have_the_token(graph: FakeGraph) -> None:
    border = uuid.uuid4().hex
    parts = "".join(
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("messaging_product", "whatsapp"), ("type", "image/png"), ("file", "PNG"))
    )
    kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
    path = f"/v26.0/{graph.account.phone_id}/media"
    status, answer = call(graph, path, f"{parts}--{border}--\r\n".encode(), **kind)
    assert status == 200
    about = call(graph, f"/v26.0/{answer['id']}")[1]
    assert (about["mime_type"], about["file_size"]) == ("image/png", 3)
    assert call(graph, about["url"].removeprefix(graph.url)) == (200, b"PNG")
    assert call(graph, about["url"].removeprefix(graph.url), Authorization="")[0] == 401


IMAGE = {"id": "1", "mime_type": "image/png", "sha256": "…", "caption": "c"}
TAP = {"id": "x", "title": "X"}


@pytest.mark.parametrize(
    ("kind", "content", "read", "expected"),
    [
        ("text", {"body": "hello"}, Message, lambda read: read.text == "hello"),
        ("image", IMAGE, Message, lambda read: read.caption == "c"),
        ("order", hooks.order_of("7", [("A", 2)]), Message, lambda read: read.order.products[0].quantity == 2),
        ("interactive", hooks.tapped("button_reply", TAP), CallbackButton, lambda read: read.data == "x"),
        ("interactive", hooks.tapped("list_reply", TAP), CallbackSelection, lambda read: read.data == "x"),
    ],
)
def test_pywa_reads_its_webhooks(
    kind: str, content: Any, read: Any, expected: Any, graph: FakeGraph, kim: Shopper
) -> None:
    body = hooks.body_of(graph.account.incoming(kim.person, [kim.message(kind, content, kim.quoting("wamid.1"))]))
    update = read.from_update(WhatsApp(token="t"), RawUpdate(body, hmac_header=None, update_hash=""))
    assert expected(update)
    assert (update.from_user.wa_id, update.from_user.bsuid) == (kim.person.wa_id, kim.person.user_id)
    assert webhook_updates_validator(graph.account.app_secret, body, graph.account.signature(body))


def test_pywa_reads_its_statuses(graph: FakeGraph, kim: Shopper) -> None:
    body = hooks.body_of(graph.account.status(kim.person, "wamid.1", "delivered"))
    status = MessageStatus.from_update(WhatsApp(token="t"), RawUpdate(body, hmac_header=None, update_hash=""))
    assert status.status == "delivered" and status.id == "wamid.1"
