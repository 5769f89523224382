"""WhatsApp's webhook: who may deliver, what is stored, and that everything is handled once and in order."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from channels.settings import ChannelSettings
from shop.database import Database
from shop.model import Contact, Inbound
from tests.fakes import graph_webhooks as hooks
from tests.fakes.graph_server import FakeGraph
from tests.fakes.graph_shopper import Shopper
from tests.integration.whatsapp_shop import ChannelServer, open_database, settings_for


@pytest.fixture()
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        yield graph


@pytest.fixture()
def settings(tmp_path: Path, graph: FakeGraph) -> ChannelSettings:
    return settings_for(tmp_path, graph)


@pytest.fixture()
def database(settings: ChannelSettings) -> Iterator[Database]:
    database = open_database(settings)
    yield database
    database.close()


@pytest.fixture()
def server(settings: ChannelSettings, database: Database) -> Iterator[ChannelServer]:
    with ChannelServer(settings) as server:
        yield server


@pytest.fixture()
def kim(graph: FakeGraph, server: ChannelServer) -> Shopper:
    return graph.shopper(server.webhook)


def asked(url: str, **query: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"{url}?{urllib.parse.urlencode(query)}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def stored(database: Database) -> list[Inbound]:
    with database.read() as session:
        rows = list(session.execute(select(Inbound).order_by(Inbound.id)).scalars())
        session.expunge_all()
        return rows


def test_answers_the_handshake_only_to_who_knows_the_word(graph: FakeGraph, server: ChannelServer) -> None:
    right = {"hub.mode": "subscribe", "hub.verify_token": graph.verify_token, "hub.challenge": "1158201444"}
    assert asked(server.webhook, **right) == (200, "1158201444")
    for wrong in ({"hub.verify_token": "x"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}):
        assert asked(server.webhook, **{**right, **wrong})[0] == 403
    assert asked(server.webhook)[0] == 403


def test_hands_a_message_to_the_conversation_and_its_answer_back(kim: Shopper, server: ChannelServer) -> None:
    assert kim.say("hello") == 200
    [answer] = kim.graph.wait_for(1)
    assert answer.content["body"] == "You said hello"
    [turn] = server.agent.turns
    assert (turn.sender_id, turn.input_channel) == (f"wa-{kim.person.user_id}", "whatsapp")
    assert kim.graph.read == kim.graph.typing == [turn.message_id]


@pytest.mark.parametrize("signature", [None, "", "sha256=", "sha256=00", "sha1=" + "0" * 40, "sha256=ü"])
def test_takes_nothing_without_the_right_signature(
    signature: str | None, kim: Shopper, server: ChannelServer, database: Database
) -> None:
    webhook = kim.graph.account.incoming(kim.person, [kim.message("text", {"body": "hello"})])
    header = signature.encode().decode("latin-1") if signature else signature
    assert kim.post(webhook, signature=header) in (401, 403)
    assert stored(database) == [] and server.agent.turns == []


def test_takes_nothing_whose_bytes_were_changed(kim: Shopper, server: ChannelServer, database: Database) -> None:
    body = hooks.body_of(kim.graph.account.incoming(kim.person, [kim.message("text", {"body": "one"})]))
    signature = kim.graph.account.signature(body)
    assert kim.post_bytes(body.replace(b"one", b"two"), signature=signature) == 403
    assert kim.post_bytes(body + b" ", signature=signature) == 403
    assert stored(database) == []


def test_refuses_a_body_that_meta_would_never_send(kim: Shopper, server: ChannelServer) -> None:
    assert kim.post_bytes(b"{" + b" " * (3 * 1024 * 1024)) == 413
    assert kim.post_bytes(b'{"object":') == 400
    assert kim.post_bytes(b"[" * 100_000) == 400
    assert server.agent.turns == []


MALFORMED: list[Any] = [
    None, 7, "text", [], {}, {"object": "page"}, {"object": "whatsapp_business_account"},
    {"object": "whatsapp_business_account", "entry": {"id": 1}},
    {"object": "whatsapp_business_account", "entry": [None, {"changes": [None, {"value": 1, "field": "messages"}]}]},
]  # fmt: skip
ODD_MESSAGES: list[Any] = [
    None, 1, {}, {"id": "wamid.1"}, {"id": 5, "from": "4915110000001"}, {"id": "wamid.2", "from": {"a": 1}},
    {"id": "x" * 500, "from": "4915110000001", "type": "text"}, {"id": "wamid.3", "from": "../../etc", "type": "text"},
]  # fmt: skip


@pytest.mark.parametrize("webhook", MALFORMED, ids=str)
def test_a_body_of_another_shape_is_no_turn_and_no_fault(webhook: Any, kim: Shopper, server: ChannelServer) -> None:
    assert kim.post(webhook) == 200
    assert server.agent.turns == []


def test_what_cannot_be_read_does_not_stop_what_stands_beside_it(
    kim: Shopper, server: ChannelServer, database: Database
) -> None:
    good = kim.message("text", {"body": "two scarves"})
    webhook = kim.graph.account.envelope(contacts=[None, 3, kim.person.contact()], messages=[*ODD_MESSAGES, good])
    webhook["entry"][0]["changes"][0]["value"]["statuses"] = [None, {"id": 3}, {"id": "wamid.9", "status": 5}]
    assert kim.post(webhook) == 200
    server.quiet()
    assert server.agent.heard[-1] == "two scarves"
    # Without a sender of its own, a message is its only contact's; "../../etc" is nobody's.
    assert {row.sender for row in stored(database)} <= {f"wa-{kim.person.user_id}"}


def test_other_numbers_of_the_account_are_not_ours(kim: Shopper, server: ChannelServer, database: Database) -> None:
    webhook = kim.graph.account.incoming(kim.person, [kim.message("text", {"body": "hello"})])
    webhook["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "999"
    assert kim.post(webhook) == 200
    group = {**kim.message("text", {"body": "hello all"}), "group_id": "Y2FwaV9ncm91cDox"}
    assert kim.deliver(group) == 200
    assert stored(database) == []


def test_a_batch_is_handled_whole_and_in_order(graph: FakeGraph, kim: Shopper, server: ChannelServer) -> None:
    slow = kim.message(
        "image", {"id": graph.add_media(b"no picture", "image/jpeg"), "caption": "0", "mime_type": "image/jpeg"}
    )
    kim.deliver(slow, *(kim.message("text", {"body": str(number)}) for number in range(1, 8)))
    server.quiet()
    assert server.agent.heard == [str(number) for number in range(8)]


def test_two_shoppers_in_one_webhook_keep_apart(graph: FakeGraph, kim: Shopper, server: ChannelServer) -> None:
    lee = graph.shopper(server.webhook)
    messages = [kim.message("text", {"body": "kim"}), lee.message("text", {"body": "lee"})]
    contacts = [lee.person.contact(), kim.person.contact()]
    assert kim.post(graph.account.envelope(contacts=contacts, messages=messages)) == 200
    server.quiet()
    assert [sent.content["body"] for sent in kim.heard] == ["You said kim"]
    assert [sent.content["body"] for sent in lee.heard] == ["You said lee"]


def test_a_redelivery_changes_nothing_also_after_a_restart(
    graph: FakeGraph, settings: ChannelSettings, database: Database
) -> None:
    with ChannelServer(settings) as first:
        kim = graph.shopper(first.webhook)
        message = kim.message("text", {"body": "hello"})
        assert [kim.deliver(message, message), kim.deliver(message)] == [200, 200]
        first.quiet()
    with ChannelServer(settings) as second:
        kim.webhook = second.webhook
        assert kim.deliver(message) == 200
        second.quiet()
        assert second.agent.turns == [] and len(first.agent.turns) == 1 and len(kim.heard) == 1
    [row] = stored(database)
    assert row.content is None and row.handled_at is not None


def test_what_was_stored_and_not_handled_is_handled_after_a_restart(
    graph: FakeGraph, settings: ChannelSettings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ChannelServer(settings) as first:
        monkeypatch.setattr(first.channel, "_work", lambda *_: never())
        kim = graph.shopper(first.webhook)
        assert kim.say("hello") == 200
        assert kim.deliver(kim.message("text", {"body": "and two scarves"})) == 200
    assert first.agent.turns == []
    with database.write() as session:  # as if the time of the one who took it were over
        session.query(Inbound).update({"taken_until": None})
    with ChannelServer(settings) as second:
        graph.wait_for(2)
        second.quiet()
        assert second.agent.heard == ["hello", "and two scarves"]


async def never() -> None:
    """The process ends before it comes to that."""


def test_is_asked_again_when_it_cannot_store(
    kim: Shopper, server: ChannelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = kim.message("text", {"body": "hello"})

    def broken(*_: Any) -> None:
        raise OSError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr("channels.postbox.Inbox.store", broken)
        assert kim.deliver(message) == 500
    assert kim.deliver(message) == 200
    server.quiet()
    assert server.agent.heard == ["hello"]


def test_statuses_are_no_turns(
    kim: Shopper, server: ChannelServer, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    kim.say("hello")
    [answer] = kim.graph.wait_for(1)
    server.quiet()
    for status in ("sent", "delivered", "read"):
        assert kim.report(answer, status) == 200
    with caplog.at_level("INFO"):
        assert kim.report(answer, "failed", 131026) == 200
    assert len(server.agent.turns) == 1 and len(stored(database)) == 1
    assert "131026" in caplog.text
    assert kim.person.wa_id not in caplog.text and kim.person.user_id not in caplog.text


def test_logs_name_nobody_and_repeat_nothing(
    kim: Shopper, server: ChannelServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        kim.say("my secret wish")
        kim.graph.wait_for(1)
        server.quiet()
    ours = [
        record.getMessage() for record in caplog.records if record.name.split(".")[0] in ("channels", "shop", "pywa")
    ]
    said = json.dumps(ours)
    assert "secret" not in said and str(kim.person.wa_id) not in said and str(kim.person.user_id) not in said


def test_keeps_how_the_shopper_is_reached(kim: Shopper, server: ChannelServer, database: Database) -> None:
    kim.say("hello")
    server.quiet()
    with database.read() as session:
        [contact] = session.execute(select(Contact)).scalars().all()
        assert (contact.channel, contact.address, contact.phone) == ("whatsapp", kim.person.user_id, kim.person.wa_id)
