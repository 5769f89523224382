"""APIs that fail, and news that nobody asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shop import clock
from shop.database import Database
from shop.model import Contact
from tests.mounted import Mounted
from tests.unit.channels.messengers.conftest import NAMES, Apis
from tests.unit.channels.messengers.showing import over_whatsapp


def test_who_has_texted_stop_gets_nothing_and_no_error(
    bot: Mounted, twilio: Any, apis: Apis, caplog: pytest.LogCaptureFixture
) -> None:
    apis.twilio.stopped.add(twilio.number)
    twilio.write("STOP")
    assert bot.told() == ["STOP"] and twilio.sees() == []
    assert "failed" not in caplog.text


@pytest.mark.parametrize("trouble", ["429", "500"])
def test_what_is_refused_for_the_moment_is_sent_again_once(bot: Mounted, phone: Any, apis: Apis, trouble: str) -> None:
    for api, path in zip(apis.all(), ("sendMessage", "messages", "Messages"), strict=True):
        # Messenger shows "seen" and "typing" at the same address.
        api.trouble(trouble, path, times=1)
    phone.write("hello")
    bot.settle()
    assert phone.sees() == ["ok"]


@pytest.mark.parametrize("trouble", ["500", "hang", "close", "garbage"])
def test_an_api_that_is_broken_costs_one_turn_and_nobody_elses(
    bot: Mounted, phone: Any, apis: Apis, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for api in apis.all():
        api.trouble(trouble, times=30)
    if trouble == "hang":
        for channel in bot.channels:
            impatient(channel, monkeypatch)
    assert phone.write("hello").status_code == 200
    bot.settle()
    for api in apis.all():
        api.reset()
    phone.write("again")
    assert bot.told() == ["hello", "again"] and phone.sees()[-1] == "ok"


def impatient(channel: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a channel wait a moment only."""
    if channel.name() == "telegram":
        monkeypatch.setattr("channels.telegram.channel.SECONDS", 0.3)
        monkeypatch.setattr(channel, "_bot", None)
    else:
        monkeypatch.setattr(channel.api._client, "_timeout", httpx.Timeout(0.3))


def test_news_reach_a_shopper_who_was_heard_and_fail_loudly_otherwise(
    bot: Mounted, phone: Any, apis: Apis, database: Database
) -> None:
    phone.write("hello")
    (heard,) = bot.settle()
    channel = bot.channels[NAMES.index(str(heard.input_channel))]
    unasked = channel.get_output_channel()
    assert unasked is not None and unasked.name() == heard.input_channel
    bot.run(unasked.send_response(heard.sender_id, {"text": "Your parcel is on its way."}))
    assert phone.sees()[-1] == "Your parcel is on its way."
    for api in apis.all():
        api.trouble("500", times=5)
    with pytest.raises(Exception):  # noqa: B017  whatever it is, the sender of the news tries again
        bot.run(unasked.send_response(heard.sender_id, {"text": "lost"}))


def silent_since(database: Database, sender: str, period: timedelta) -> None:
    with database.write() as session:
        session.get(Contact, sender).last_heard_at = clock.now() - period


def test_news_wait_where_messenger_lets_nobody_speak_any_more(
    bot: Mounted, messenger: Any, apis: Apis, database: Database
) -> None:
    messenger.write("hello")
    bot.settle()
    unasked = bot.channels[1].get_output_channel()
    bot.run(unasked.send_response(messenger.sender, {"text": "paid"}))
    assert apis.messenger.types == ["RESPONSE", "UPDATE"]
    silent_since(database, messenger.sender, timedelta(hours=24))
    apis.messenger.reset()
    for sender in (messenger.sender, "fb-999"):
        with pytest.raises(Exception, match="silent"):
            bot.run(unasked.send_response(sender, {"text": "sent"}))
    assert apis.messenger.asked == []


def test_news_by_sms_come_at_any_time_and_by_whatsapp_within_a_day(
    bot: Mounted, twilio: Any, apis: Apis, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    twilio.write("hello")
    (heard,) = bot.settle()
    silent_since(database, heard.sender_id, timedelta(days=9))
    bot.run(bot.channels[2].get_output_channel().send_response(heard.sender_id, {"text": "sent"}))
    assert twilio.sees()[-1] == "sent"
    with over_whatsapp(monkeypatch), pytest.raises(Exception, match="silent"):
        bot.run(bot.channels[2].get_output_channel().send_response(heard.sender_id, {"text": "sent"}))


def test_a_turn_that_fails_is_apologized_for(bot: Mounted, phone: Any) -> None:
    bot.failing = True
    phone.write("hello")
    bot.settle()
    assert len(phone.sees()) == 1 and "sorry" in phone.sees()[0].lower()
