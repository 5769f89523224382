"""Photos, albums, voice notes and quotes of shoppers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from shop.database import Database
from shop.messaging.photos import key_of
from shop.model import Inbound, Photo
from tests.fakes.api_server import Answer, Asked, FakeApi
from tests.fakes.twilio_api import NUMBER
from tests.mounted import Mounted
from tests.unit.channels.messengers.conftest import NAMES, Apis, new_phone
from tests.unit.channels.messengers.showing import CARD, ONE_CARD, over_whatsapp


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
