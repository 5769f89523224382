"""Webhooks with anything in any place: what can be read is read, and nothing is raised."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.arrival import KINDS, Arrival
from channels.whatsapp.arriving import arrivals_of
from channels.whatsapp.reading import read
from tests.fakes import graph_webhooks as hooks
from tests.fakes.graph_webhooks import Account, Person

ACCOUNT = Account("106540352242922", "15550783881", "secret")
KIM = Person("4915112345678", "DE.13491208655302741918", username="kim")
ODD = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just("\ud800\0")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=5,
)
CONTENTS: list[tuple[str, Any]] = [
    ("text", {"body": "hello"}),
    ("image", {"id": "1", "mime_type": "image/png", "caption": "c"}),
    ("audio", {"id": "1", "mime_type": "audio/ogg"}),
    ("video", {"id": "1", "caption": "c"}),
    ("order", hooks.order_of("7", [("A", 2), ("B", 1)], "gift")),
    ("interactive", hooks.tapped("button_reply", {"id": "x", "title": "X"})),
    ("button", {"payload": "p", "text": "t"}),
    ("reaction", {"message_id": "wamid.1", "emoji": "👍"}),
]
CONTEXT = {"from": "1", "id": "wamid.9", "referred_product": {"catalog_id": "7", "product_retailer_id": "A"}}


def webhook() -> dict[str, Any]:
    messages = [hooks.message(KIM, f"wamid.{n}", kind, content, CONTEXT) for n, (kind, content) in enumerate(CONTENTS)]
    messages += [hooks.unsupported(KIM, "wamid.u"), hooks.changed(KIM, Person("4917699999999", None), "wamid.c")]
    whole = ACCOUNT.incoming(KIM, messages)
    whole["entry"][0]["changes"][0]["value"]["statuses"] = [
        {"id": "wamid.s", "status": "failed", "errors": [{"code": 1}]}
    ]
    return whole


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [path] * bool(path) + [found for key, item in inner for found in paths(item, (*path, key))]


PATHS = paths(webhook())


def taken(body: Any) -> list[Arrival]:
    delivery = read(body, ACCOUNT.phone_id)
    return [arrival for _, message in delivery.messages for arrival in arrivals_of(message, "wa-1")]


def test_reads_a_whole_webhook() -> None:
    kinds = [arrival.kind for arrival in taken(webhook())]
    assert kinds == ["text", "photo", "voice", "video", "text", "order", "text", "payload", "text", "unsupported"]
    delivery = read(webhook(), ACCOUNT.phone_id)
    assert len(delivery.moves) == len(delivery.statuses) == 1 and delivery.unreadable == 0


@given(ODD)
@settings(max_examples=200, deadline=None)
def test_reads_nothing_in_anything(body: Any) -> None:
    assert taken(body) == []


@given(st.lists(st.tuples(st.sampled_from(PATHS), ODD), min_size=1, max_size=3))
@settings(max_examples=400, deadline=None)
def test_reads_what_stands_beside_anything(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    body = webhook()
    for path, odd in changes:
        at: Any = body
        try:
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = copy.deepcopy(odd)
        except (TypeError, KeyError, IndexError):  # the place is gone by an earlier change
            continue
    for arrival in taken(body):
        assert arrival.kind in KINDS
        kept = json.dumps(arrival.to_json(), ensure_ascii=False).encode()  # no half of a surrogate pair
        assert Arrival.from_json(json.loads(kept)) == arrival
        assert b"\\u0000" not in kept
