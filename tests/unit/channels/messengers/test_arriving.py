"""What messengers deliver, as their documentation shows it, and what is made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from channels import telegram, twilio
from channels.arrival import Arrival
from channels.messenger.parsing import arrivals_of
from channels.telegram.parsing import arrival_of as of_telegram
from channels.telegram.parsing import group_joined
from channels.twilio.parsing import address_of, phone_of
from channels.twilio.parsing import arrival_of as of_twilio

PAYLOADS = Path(__file__).parents[3] / "payloads"


def recorded(channel: str) -> Any:
    files = sorted((PAYLOADS / channel / "arriving").glob("*.json"))
    assert files
    return pytest.mark.parametrize("file", files, ids=lambda file: file.stem.replace("_", " "))


def short(arrival: Arrival | None) -> list[dict[str, Any]]:
    if arrival is None:
        return []
    names = ("channel", "sender", "message_id", "kind", "text", "extra")
    return [{name: arrival.to_json()[name] for name in names}]


def content(file: Path) -> tuple[Any, list[dict[str, Any]]]:
    whole = json.loads(file.read_text(encoding="utf-8"))
    return whole["request"], whole["arrivals"]


@recorded("telegram")
def test_reads_an_update_of_telegram(file: Path) -> None:
    request, expected = content(file)
    assert short(of_telegram(Update.de_json(request, None))) == expected


@recorded("messenger")
def test_reads_a_batch_of_messenger(file: Path) -> None:
    request, expected = content(file)
    assert [each for arrival in arrivals_of(request) for each in short(arrival)] == expected


@recorded("twilio")
def test_reads_a_message_of_twilio(file: Path) -> None:
    request, expected = content(file)
    assert address_of(request) == request["From"]
    assert short(of_twilio(request, "sms-abc")) == expected


def test_knows_the_groups_that_it_is_added_to() -> None:
    bot = {"id": 9, "is_bot": True, "first_name": "b"}
    change = {
        "chat": {"id": -100123, "type": "supergroup", "title": "Freunde"},
        "from": {"id": 5, "is_bot": False, "first_name": "Anna"},
        "date": 1,
        "old_chat_member": {"user": bot, "status": "left"},
        "new_chat_member": {"user": bot, "status": "member"},
    }
    update = Update.de_json({"update_id": 1, "my_chat_member": change}, None)
    assert group_joined(update) == -100123 and of_telegram(update) is None


@pytest.mark.parametrize("address", ["", "whatsapp:", "+49 170", "x" * 200, "+49170\n", "\x00"])
def test_twilio_messages_of_nobody_have_no_address(address: str) -> None:
    assert address_of({"From": address, "MessageSid": "SM" + "0" * 32}) is None


def test_a_phone_number_is_told_from_other_addresses() -> None:
    assert phone_of("whatsapp:+4917012345678") == phone_of("+4917012345678") == "+4917012345678"
    assert phone_of("whatsapp:DE.1234567890") is None and phone_of("12345") is None


def test_the_packages_export_their_channels() -> None:
    assert telegram.Telegram.name() == "telegram" and twilio.Twilio.name() == "twilio"
