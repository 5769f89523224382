"""A shopper and the bot in each messenger: taps, photos, voice notes, quotes, links, and an API that fails."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from PIL import Image
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from channels.settings import channel_settings
from shop import clock
from shop.database import Database
from shop.messaging.photos import key_of
from shop.model import Contact, Inbound, KeptPayload, Photo
from tests.fakes.api_server import Answer, Asked, FakeApi
from tests.fakes.phones import VERIFY_TOKEN
from tests.fakes.twilio_api import NUMBER
from tests.mounted import Mounted
from tests.unit.channels.messengers.conftest import NAMES, Apis, new_phone

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


def jpeg() -> bytes:
    """A small photo."""
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "gray").save(target, "JPEG")
    return target.getvalue()


class Service(FakeApi):
    """Transcribes, if it is in the mood."""

    words: Any = "two scarves"

    def answer(self, asked: Asked) -> Answer:
        return Answer({"text": self.words})

    def failure(self, status: int) -> Answer:
        return Answer({"error": "no"}, status)


@pytest.fixture
def transcriber(bot: Mounted, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    service = Service()
    settings = bot.door.settings
    bot.door.settings = type(settings)(**{**vars(settings), "transcribe_url": service.url})
    yield service
    bot.door.settings = settings
    service.stop()


@pytest.mark.parametrize("name", ["telegram", "messenger"])
def test_a_tap_reaches_the_conversation_as_what_we_issued(name: str, bot: Mounted, apis: Apis) -> None:
    phone = new_phone(name, bot, apis)
    bot.answers = [QUESTION]
    phone.write("a scarf")
    bot.settle()
    phone.tap("M")
    assert bot.told() == ["a scarf", '/inform{"size": "M"}']


@pytest.mark.parametrize("name", ["telegram", "messenger"])
def test_a_long_payload_survives_the_small_button(name: str, bot: Mounted, apis: Apis, database: Database) -> None:
    phone = new_phone(name, bot, apis)
    long = "/add_to_cart" + json.dumps({"order": "x" * 1200})
    bot.answers = [
        {"text": "This one?", "buttons": [{"title": "Yes", "payload": long}, {"title": "No", "payload": "/deny"}]}
    ]
    phone.write("hello")
    bot.settle()
    phone.tap("Yes")
    assert bot.told() == ["hello", long]
    with database.read() as session:
        kept = session.query(KeptPayload).filter(KeptPayload.sender == phone.sender).all()
    assert len(kept) == 1


def test_a_tap_with_somebody_elses_payload_does_nothing(bot: Mounted, apis: Apis) -> None:
    for name in ("telegram", "messenger"):
        anna, eve = new_phone(name, bot, apis), new_phone(name, bot, apis)
        bot.answers = [QUESTION]
        anna.write("a scarf")
        bot.settle()
        bot.heard.clear()
        if name == "telegram":
            stolen = apis.telegram.sent[-1]["reply_markup"]["inline_keyboard"][0][1]["callback_data"]
            eve.post(eve.tapped(stolen, {"message_id": 3, "date": 0, "chat": {"id": eve.chat, "type": "private"}}))
            assert bot.told() == [] and "button" in eve.sees()[-1]
        else:
            payload = apis.messenger.sent[-1]["attachment"]["payload"]["buttons"][1]["payload"]
            eve.write("M", quick_reply={"payload": payload})
            assert bot.told() == ["M"]  # what the button said is but a text
        assert not any(text.startswith("/") for text in bot.told())


def test_a_typed_payload_is_text(bot: Mounted, phone: Any) -> None:
    phone.write('/EXTERNAL_order_news{"news": "x"}')
    phone.write("!page 3")
    assert not any(text.startswith(("/", "!page 3~")) for text in bot.told())


def test_more_choices_come_with_a_tap_and_start_no_turn(bot: Mounted, telegram: Any, messenger: Any) -> None:
    buttons = [{"title": f"Color {n}", "payload": f"/c{n}"} for n in range(30)]
    bot.answers = [{"text": "Which?", "buttons": buttons}]
    for phone in (telegram, messenger):
        bot.tracker = DialogueStateTracker.from_events(
            phone.sender, [UserUttered("hi"), BotUttered("Which?", {"buttons": buttons})]
        )
        phone.write("hi")
        bot.settle()
        seen = list(phone.buttons())
        while "More …" in phone.buttons():
            phone.tap("More …")
            bot.settle()
            seen += phone.buttons()
        assert [title for title in seen if title != "More …"] == [button["title"] for button in buttons]
    assert bot.told() == ["hi", "hi"]


def photo_of(name: str, phone: Any, apis: Apis, data: bytes, caption: str = "") -> None:
    if name == "telegram":
        apis.telegram.files["photo1"] = (data, "image/jpeg")
        sizes = [{"file_id": "photo1", "file_unique_id": "u", "width": 9, "height": 9, "file_size": len(data)}]
        phone.post(phone.message(photo=sizes, **({"caption": caption} if caption else {})))
    elif name == "messenger":
        apis.messenger.files["/photo1"] = (data, "image/jpeg")
        image = {"type": "image", "payload": {"url": f"{apis.messenger.url}/photo1"}}
        phone.write(caption, attachments=[image])
    else:
        apis.twilio.files["/photo1"] = (data, "image/jpeg")
        url = f"{apis.twilio.url}/photo1"
        phone.write(caption, NumMedia="1", MediaUrl0=url, MediaContentType0="image/jpeg")


@pytest.mark.parametrize("name", NAMES)
def test_a_photo_is_kept_and_its_address_told(name: str, bot: Mounted, apis: Apis, database: Database) -> None:
    phone = new_phone(name, bot, apis)
    photo_of(name, phone, apis, jpeg(), "it is torn")
    (heard,) = bot.settle()
    assert heard.text == "it is torn"
    key = key_of(bot.door.settings.shop, heard.metadata["photo"].rpartition("/")[2])
    with database.read() as session:
        assert session.get(Photo, key).sender == heard.sender_id


@pytest.mark.parametrize("name", NAMES)
def test_a_photo_that_is_none_is_answered_all_the_same(name: str, bot: Mounted, apis: Apis) -> None:
    phone = new_phone(name, bot, apis)
    photo_of(name, phone, apis, b"no picture")
    (heard,) = bot.settle()
    assert "attachment_received" in heard.text and "photo" not in (heard.metadata or {})
    assert phone.sees() == ["ok"]


def voice_of(name: str, phone: Any, apis: Apis) -> None:
    if name == "telegram":
        apis.telegram.files["voice1"] = (b"OggS", "audio/ogg")
        phone.post(
            phone.message(voice={"file_id": "voice1", "file_unique_id": "v", "duration": 1, "mime_type": "audio/ogg"})
        )
    elif name == "messenger":
        apis.messenger.files["/voice1"] = (b"OggS", "audio/ogg")
        phone.post(
            phone.batch(
                phone.message(attachments=[{"type": "audio", "payload": {"url": f"{apis.messenger.url}/voice1"}}])
            )
        )
    else:
        apis.twilio.files["/voice1"] = (b"OggS", "audio/ogg")
        phone.write("", NumMedia="1", MediaUrl0=f"{apis.twilio.url}/voice1", MediaContentType0="audio/ogg")


@pytest.mark.parametrize("name", NAMES)
def test_a_voice_note_becomes_text_where_there_is_a_service(
    name: str, bot: Mounted, apis: Apis, transcriber: Service
) -> None:
    phone = new_phone(name, bot, apis)
    voice_of(name, phone, apis)
    assert bot.told() == ["two scarves"]
    (asked,) = transcriber.asked
    assert asked.body == b"OggS" and asked.headers["content-type"] == "audio/ogg"
    for words in ("", None, 5):
        transcriber.words = words
        voice_of(name, phone, apis)
        assert "voice" in bot.told()[-1]
    transcriber.trouble("500", times=2)
    voice_of(name, phone, apis)
    assert "voice" in bot.told()[-1] and len(phone.sees()) == 5


@pytest.mark.parametrize("name", NAMES)
def test_a_voice_note_without_a_service_is_asked_to_be_typed(name: str, bot: Mounted, apis: Apis) -> None:
    phone = new_phone(name, bot, apis)
    voice_of(name, phone, apis)
    assert bot.told() == ['/EXTERNAL_attachment_received{"attachment": "voice"}']


def test_an_album_is_kept_whole_and_answered_once(bot: Mounted, telegram: Any, apis: Apis, database: Database) -> None:
    for number in range(3):
        apis.telegram.files[f"album{number}"] = (jpeg(), "image/jpeg")
        sizes = [{"file_id": f"album{number}", "file_unique_id": "u", "width": 9, "height": 9}]
        caption = {"caption": "both torn"} if number == 1 else {}
        telegram.post(telegram.message(photo=sizes, media_group_id="77", **caption))
    telegram.write("and this?")
    assert bot.told() == ["both torn", "and this?"] and telegram.sees() == ["ok", "ok"]
    with database.read() as session:
        assert session.query(Photo).filter(Photo.sender == telegram.sender).count() == 3
        left = session.query(Inbound).filter(Inbound.sender == telegram.sender, Inbound.handled_at.is_(None))
        assert left.count() == 0


def test_a_photo_that_comes_after_its_album_was_answered_is_kept_without_an_answer(
    bot: Mounted, telegram: Any, apis: Apis, database: Database
) -> None:
    apis.telegram.files["late"] = (jpeg(), "image/jpeg")
    sizes = [{"file_id": "late", "file_unique_id": "u", "width": 9, "height": 9}]
    for _ in range(2):
        telegram.post(telegram.message(photo=sizes, media_group_id="78"))
        bot.settle()
    assert telegram.sees() == ["ok"]
    with database.read() as session:
        assert session.query(Photo).filter(Photo.sender == telegram.sender).count() == 2


def test_an_answer_to_a_picture_is_about_its_product(bot: Mounted, telegram: Any, messenger: Any, apis: Apis) -> None:
    bot.answers = [ONE_CARD]
    telegram.write("scarf")
    messenger.write("scarf")
    bot.settle()
    shown = apis.telegram.sent[-1]
    telegram.write("in M", reply_to_message={"message_id": shown["message_id"], "date": 1, "chat": shown["chat"]})
    messenger.write("in M", reply_to={"mid": apis.messenger.sent[-1]["mid"]})
    assert [m.metadata for m in bot.settle()[2:]] == [{"about": "scarf-grey"}] * 2


def test_whatsapp_over_twilio_shows_pictures_and_knows_its_quotes(
    bot: Mounted, apis: Apis, monkeypatch: pytest.MonkeyPatch
) -> None:
    with over_whatsapp(monkeypatch):
        phone = new_phone("twilio", bot, apis)
        phone.number = f"whatsapp:{phone.number}"
        bot.answers = [ONE_CARD]
        phone.write("scarf")
        bot.settle()
        picture, text = apis.twilio.sent
        assert picture["MediaUrl"] == CARD["picture"] and text["Body"] == "Scarf, €19.90"
        assert picture["From"] == f"whatsapp:{NUMBER}" and picture["To"] == phone.number
        phone.write("in M", OriginalRepliedMessageSid=picture["sid"])
        assert bot.settle()[-1].metadata == {"about": "scarf-grey"}


class over_whatsapp:
    """Let the shop's number be one of WhatsApp."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def __enter__(self) -> None:
        self._patch.setenv("TWILIO_NUMBER", f"whatsapp:{NUMBER}")
        channel_settings.cache_clear()

    def __exit__(self, *_: Any) -> None:
        self._patch.undo()
        channel_settings.cache_clear()


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


def test_telegram_is_told_that_its_tap_arrived_and_that_an_answer_comes(
    bot: Mounted, telegram: Any, apis: Apis
) -> None:
    bot.answers = [QUESTION]
    telegram.write("a scarf")
    bot.settle()
    assert apis.telegram.methods() == ["sendChatAction", "sendMessage"]
    telegram.tap("M")
    bot.settle()
    assert sorted(apis.telegram.methods()[2:]) == ["answerCallbackQuery", "sendChatAction", "sendMessage"]


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
