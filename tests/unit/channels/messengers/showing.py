"""What tests of screens share: shoppers with fixed names, and what a stand-in was sent, without numbers of its own."""

from __future__ import annotations

from typing import Any

from shop.database import Database
from shop.messaging.contacts import heard
from tests.fakes.messenger_api import FakeMessenger
from tests.fakes.telegram_api import FakeTelegram

FIXED = {"telegram": "tg-42", "messenger": "fb-2468", "twilio": "sms-fixed"}
NUMBER = "+4917099999999"
_OWN = ("message_id", "mid", "sid", "date", "chat", "media_group_id", "From", "To")


def addressed(database: Database, telegram: FakeTelegram, messenger: FakeMessenger) -> None:
    """Let the fixed shoppers be known."""
    telegram.chats.add(42)
    messenger.people.add("2468")
    with database.write() as session:
        heard(session, "twilio", FIXED["twilio"], NUMBER, NUMBER)


def sent_by(api: Any) -> list[dict[str, Any]]:
    return [{name: value for name, value in sent.items() if name not in _OWN} for sent in api.sent]
