"""A shopper of WhatsApp is one shopper, whether named by id, by phone number, or by both; and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.settings import ChannelSettings
from tests.fakes import graph_webhooks as hooks
from tests.fakes.graph_server import FakeGraph
from tests.fakes.graph_shopper import Shopper
from tests.integration.whatsapp_shop import ChannelServer, open_database, settings_for

PHONE, ID = "4915112345678", "DE.13491208655302741918"
NEW_PHONE, NEW_ID = "4917699999999", "DE.77700000000000000001"


@pytest.fixture()
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        yield graph


@pytest.fixture()
def server(tmp_path: Path, graph: FakeGraph) -> Iterator[ChannelServer]:
    settings: ChannelSettings = settings_for(tmp_path, graph)
    open_database(settings).close()
    with ChannelServer(settings) as server:
        yield server


def senders(server: ChannelServer, *shoppers: Shopper) -> list[str]:
    """Let each of them say something; the conversations in which it arrived."""
    for shopper in shoppers:
        assert shopper.say("hello") == 200
        server.quiet()
    return [turn.sender_id for turn in server.agent.turns]


@pytest.mark.parametrize(
    "tellings",
    [
        [(PHONE, None), (PHONE, ID), (None, ID), (PHONE, None)],
        [(None, ID), (PHONE, ID), (PHONE, None), (None, ID)],
        [(PHONE, ID), (None, ID), (PHONE, None)],
        [(PHONE, None), (PHONE, None), (PHONE, ID)],
    ],
)
def test_other_names_of_the_same_shopper_are_the_same_conversation(
    tellings: list[tuple[str | None, str | None]], graph: FakeGraph, server: ChannelServer
) -> None:
    told = senders(server, *(graph.shopper(server.webhook, wa_id, user_id) for wa_id, user_id in tellings))
    assert len(set(told)) == 1 and len(told) == len(tellings)
    assert len(graph.sent) == len(tellings)  # all of them were answered


def test_a_number_that_somebody_else_has_now_is_somebody_else(graph: FakeGraph, server: ChannelServer) -> None:
    before, after = graph.shopper(server.webhook, PHONE, ID), graph.shopper(server.webhook, PHONE, NEW_ID)
    told = senders(server, before, after, graph.shopper(server.webhook, PHONE), graph.shopper(server.webhook, None, ID))
    assert told == [f"wa-{ID}", f"wa-{NEW_ID}", f"wa-{NEW_ID}", f"wa-{ID}"]
    # Nothing that is meant for the former owner goes to the number.
    server.told(f"wa-{ID}", {"text": "Your parcel is on its way."})
    assert graph.sent[-1].to == ID


@pytest.mark.parametrize(
    ("before", "after"),
    [((PHONE, ID), (NEW_PHONE, NEW_ID)), ((PHONE, None), (NEW_PHONE, None)), ((None, ID), (None, NEW_ID))],
)
def test_a_shopper_with_a_new_number_goes_on_with_the_conversation(
    before: tuple[str | None, str | None], after: tuple[str | None, str | None], graph: FakeGraph, server: ChannelServer
) -> None:
    old, new = graph.shopper(server.webhook, *before), graph.shopper(server.webhook, *after)
    assert len(senders(server, old)) == 1
    message = hooks.changed(old.person, new.person, graph.new_id())
    assert old.post(graph.account.envelope(messages=[message])) == 200
    assert len(set(senders(server, new))) == 1
    assert len(server.agent.turns) == 2  # the change itself is no turn


def test_nobody_takes_over_a_conversation_by_a_change_of_number(graph: FakeGraph, server: ChannelServer) -> None:
    lee, kim = graph.shopper(server.webhook, PHONE, ID), graph.shopper(server.webhook, NEW_PHONE, NEW_ID)
    senders(server, lee, kim)
    lee.post(graph.account.envelope(messages=[hooks.changed(lee.person, kim.person, graph.new_id())]))
    assert senders(server, kim, lee)[2:] == [f"wa-{NEW_ID}", f"wa-{ID}"]


def test_the_id_of_a_tap_and_a_quote_still_work_when_the_phone_number_is_gone(
    graph: FakeGraph, server: ChannelServer
) -> None:
    server.agent.answer = lambda message: [{"text": "?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}]
    kim = graph.shopper(server.webhook, PHONE, ID)
    senders(server, kim)
    hidden = kim.told(wa_id=None)
    hidden.tap("Yes")
    server.quiet()
    assert server.agent.heard[-1] == "/affirm"


def test_an_id_that_is_not_taken_for_a_message_falls_back_to_the_number(
    graph: FakeGraph, server: ChannelServer
) -> None:
    kim = graph.shopper(server.webhook, PHONE, ID)
    senders(server, kim)
    graph.without_user_ids = True
    senders(server, kim)
    assert [sent.to for sent in graph.sent] == [ID, PHONE]
