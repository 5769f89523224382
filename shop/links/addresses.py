"""The addresses of an entry link, one for each channel that the merchant has set up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from shop.links import EntryView
from shop.settings import Settings

_FOLDER = Path(__file__).resolve().parent / "wording"
LANGUAGES = ("en", "de")
WEBCHAT, WHATSAPP, TELEGRAM, MESSENGER, SMS = "webchat", "whatsapp", "telegram", "messenger", "sms"
_TWILIO_WHATSAPP = "whatsapp:"


@dataclass(frozen=True)
class Address:
    """Where a link opens the chat."""

    channel: str
    url: str


def addresses(settings: Settings, link: EntryView, title: str | None, language: str) -> list[Address]:
    """The addresses of the channels that are set up; `title` is that of the product in this language."""
    return [Address(channel, url) for channel, url in _all(settings, link, title, language).items() if url]


def greeting(link: EntryView, title: str | None, language: str) -> str:
    """What a shopper finds in the message box: friendly, and with the code by which the door knows the link."""
    words = _words(language)
    if title is None:
        return words["shop"].format(code=link.code)
    return words["product"].format(title=title, code=link.code)


def language_of_greeting(text: str) -> str | None:
    """The language of a message that begins as ours do; None if it does not."""
    beginnings = {
        language: tuple(form.partition("{")[0].rstrip(" #") for form in _words(language).values())
        for language in LANGUAGES
    }
    return next((language for language, own in beginnings.items() if text.strip().startswith(own)), None)


def _all(settings: Settings, link: EntryView, title: str | None, language: str) -> dict[str, str]:
    text = quote(greeting(link, title, language), safe="")
    whatsapp, sms = settings.whatsapp_number, settings.twilio_number
    if sms.startswith(_TWILIO_WHATSAPP):
        whatsapp, sms = whatsapp or sms.removeprefix(_TWILIO_WHATSAPP), ""
    return {
        WEBCHAT: f"{settings.chat_public_url}/webhooks/webchat/?link={link.code}" if settings.webchat else "",
        # https://faq.whatsapp.com/5913398998672934: the number in international form, digits only
        WHATSAPP: whatsapp and f"https://wa.me/{whatsapp.lstrip('+')}?text={text}",
        # https://core.telegram.org/bots/features#deep-linking: up to 64 of A-Z a-z 0-9 _ -
        TELEGRAM: settings.telegram_username and f"https://t.me/{settings.telegram_username}?start={link.code}",
        # https://developers.facebook.com/docs/messenger-platform/discovery/m-me-links
        MESSENGER: settings.messenger_page_id and f"https://m.me/{settings.messenger_page_id}?ref={link.code}",
        # RFC 5724
        SMS: sms and f"sms:{sms}?body={text}",
    }


@cache
def _words(language: str) -> dict[str, str]:
    import yaml

    words: dict[str, str] = yaml.safe_load((_FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
    return words
