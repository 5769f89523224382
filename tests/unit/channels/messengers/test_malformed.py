"""No body makes a webhook fail, whatever it is."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.mounted import Mounted
from tests.unit.channels.messengers.test_webhooks import redeliverable

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["message", "sender", "id", "text", "chat", "entry", "mid"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
QUICKLY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@QUICKLY
@given(body=st.binary(max_size=60) | st.sampled_from([b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe", b"", b"{}"]))
def test_no_body_makes_the_server_fail(bot: Mounted, phone: Any, body: bytes) -> None:
    answer = phone.post({}, raw=body) if hasattr(phone, "number") else phone.post(body)
    assert answer.status_code < 500


@QUICKLY
@given(content=JSON)
def test_no_update_of_telegram_makes_the_server_fail(bot: Mounted, telegram: Any, content: Any) -> None:
    for kind in ("message", "edited_message", "callback_query", "my_chat_member"):
        whole = telegram.message(text="x")["message"]
        mixed = {**whole, **content} if isinstance(content, dict) else content
        for update in (
            {"update_id": 5, kind: content},
            {"update_id": content, kind: whole},
            {"update_id": 6, kind: mixed},
        ):
            assert telegram.post(json.dumps(update).encode()).status_code in (200, 400)


@QUICKLY
@given(content=JSON)
def test_no_event_of_messenger_makes_the_server_fail(bot: Mounted, messenger: Any, content: Any) -> None:
    event = messenger.event()
    batch = messenger.batch(
        {**event, "message": content},
        {**event, "postback": content},
        {**event, "referral": content},
        {**event, "message": {"mid": "m", "attachments": content, "reply_to": content, "quick_reply": content}},
        {"sender": content, "message": {"mid": "m", "text": "x"}},
    )
    for body in (batch, {"object": "page", "entry": content}, {"object": "page", "entry": [{"messaging": content}]}):
        assert messenger.post(json.dumps(body).encode()).status_code in (200, 400)


@QUICKLY
@given(
    values=st.dictionaries(
        st.sampled_from(["From", "MessageSid", "NumMedia", "MediaUrl0", "MediaContentType0", "ListId", "Latitude"]),
        st.text(max_size=10),
    )
)
def test_no_form_of_twilio_makes_the_server_fail(bot: Mounted, twilio: Any, values: dict[str, str]) -> None:
    encodable = {name: value.encode("utf-8", "replace").decode() for name, value in values.items()}
    assert twilio.post({**twilio.message("x"), **encodable}).status_code in (200, 400)


def test_a_megabyte_is_not_read(bot: Mounted, phone: Any) -> None:
    message = redeliverable(phone, "x" * 1_100_000)
    assert phone.post(message).status_code in (400, 403)
    assert bot.told() == []
