"""What each messenger does in its own way: greetings, links, groups, handshakes, names of conversations."""

from __future__ import annotations

from typing import Any

import pytest

from shop.database import Database
from shop.model import Contact
from tests.fakes.phones import VERIFY_TOKEN
from tests.mounted import Mounted
from tests.unit.channels.messengers.conftest import Apis


def test_a_deep_link_opens_what_its_code_names(bot: Mounted, telegram: Any, messenger: Any) -> None:
    telegram.write("/start Ab3x9")
    messenger.post(
        messenger.batch(messenger.event(referral={"ref": "Ab3x9", "source": "SHORTLINK", "type": "OPEN_THREAD"}))
    )
    texts = bot.told()
    assert len(texts) == 2 and all(text.startswith("/EXTERNAL_link_opened") and "Ab3x9" in text for text in texts)


def test_start_greets_in_the_language_of_the_phone(bot: Mounted, telegram: Any) -> None:
    telegram.write("/start")
    assert bot.told() == ["hallo"]


def test_messenger_sees_the_message_read_and_an_answer_coming(bot: Mounted, messenger: Any, apis: Apis) -> None:
    messenger.write("hello")
    bot.settle()
    assert apis.messenger.actions == ["mark_seen", "typing_on"] and apis.messenger.types == ["RESPONSE"]


def test_groups_are_left_and_nothing_is_said_in_them(bot: Mounted, telegram: Any, apis: Apis) -> None:
    group = {"id": -100123, "type": "supergroup", "title": "Friends"}
    member = {"user": {"id": 9, "is_bot": True, "first_name": "b"}, "status": "member"}
    change = {
        "chat": group,
        "from": {"id": 5, "is_bot": False, "first_name": "Anna"},
        "date": 1,
        "old_chat_member": {**member, "status": "left"},
        "new_chat_member": member,
    }
    telegram.post({"update_id": 1, "my_chat_member": change})
    telegram.post({"update_id": 2, "message": {**telegram.message(text="hi")["message"], "chat": group}})
    assert bot.told() == []
    assert [(method, form["chat_id"]) for method, form in apis.telegram.calls] == [("leaveChat", "-100123")]


def test_an_update_that_is_newer_than_the_library_is_answered(bot: Mounted, telegram: Any) -> None:
    poll = {"id": "1", "question": "?", "options": "of a shape that nobody knows"}
    telegram.post(telegram.message(poll=poll))
    assert bot.told() == ['/EXTERNAL_attachment_received{"attachment": "unsupported"}']


@pytest.mark.parametrize("challenge", ["1158201444", "x" * 40])
def test_the_handshake_of_messenger(bot: Mounted, challenge: str) -> None:
    address = "/webhooks/messenger/webhook"
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": challenge}
    assert bot.request("GET", address, params=asked).text == challenge
    for wrong in ({"hub.verify_token": "x"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}):
        assert bot.request("GET", address, params={**asked, **wrong}).status_code == 403
    assert bot.request("GET", address).status_code == 403


def test_twilio_is_answered_with_nothing_to_say(bot: Mounted, twilio: Any) -> None:
    answer = twilio.write("hello")
    assert answer.headers["Content-Type"] == "text/xml" and answer.text.endswith("<Response></Response>")
    bot.settle()


def test_a_number_is_no_name_of_a_conversation(bot: Mounted, twilio: Any, database: Database) -> None:
    twilio.write("hello")
    (heard,) = bot.settle()
    assert heard.sender_id.startswith("sms-") and twilio.number.lstrip("+") not in heard.sender_id
    with database.read() as session:
        contact = session.get(Contact, heard.sender_id)
        assert (contact.address, contact.phone) == (twilio.number, twilio.number)


def test_a_conversation_by_sms_stays_the_same_when_the_shops_secret_changes(bot: Mounted, twilio: Any) -> None:
    twilio.write("hello")
    bot.settle()
    settings = bot.door.settings
    bot.door.settings = type(settings)(
        **{**vars(settings), "shop": type(settings.shop)(**{**vars(settings.shop), "given_secret": "another"})}
    )
    try:
        twilio.write("it is me")
        bot.settle()
    finally:
        bot.door.settings = settings
    assert len({message.sender_id for message in bot.heard}) == 1
