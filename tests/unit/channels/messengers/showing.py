"""What tests of screens share: shoppers with fixed names, and what a stand-in was sent, without numbers of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from channels.settings import channel_settings
from shop.database import Database
from shop.messaging.contacts import heard
from tests.fakes.messenger_api import FakeMessenger
from tests.fakes.telegram_api import FakeTelegram
from tests.fakes.twilio_api import NUMBER

FIXED = {"telegram": "tg-42", "messenger": "fb-2468", "twilio": "sms-fixed"}
_PHONE = "+4917099999999"
SIZES = [{"title": size, "payload": f'/inform{{"size": "{size}"}}'} for size in ("S", "M", "L")]
QUESTION = {"text": "Which size?", "buttons": SIZES}
CARD = {
    "product": "#scarf",
    "sku": "scarf-grey",
    "title": "Scarf",
    "price": "€19.90",
    "picture": "https://shop.example.com/1.jpg",
}
ONE_CARD = {"text": "Scarf, €19.90", "show": {"kind": "cards", "cards": [CARD]}}
_OWN = ("message_id", "mid", "sid", "date", "chat", "media_group_id", "From", "To")


def addressed(database: Database, telegram: FakeTelegram, messenger: FakeMessenger) -> None:
    """Let the fixed shoppers be known."""
    telegram.chats.add(42)
    messenger.people.add("2468")
    with database.write() as session:
        heard(session, "twilio", FIXED["twilio"], _PHONE, _PHONE)


def sent_by(api: Any) -> list[dict[str, Any]]:
    return [{name: value for name, value in sent.items() if name not in _OWN} for sent in api.sent]


@contextmanager
def over_whatsapp(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the shop's number at Twilio be one of WhatsApp."""
    patch.setenv("TWILIO_NUMBER", f"whatsapp:{NUMBER}")
    channel_settings.cache_clear()
    yield
    patch.undo()
    channel_settings.cache_clear()
