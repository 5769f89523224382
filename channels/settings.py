"""Settings of the channels, from the environment. A channel whose variables are missing is not mounted."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from shop.errors import SettingsError
from shop.settings import Settings


@dataclass(frozen=True)
class WhatsAppSettings:
    """WhatsApp Business Cloud API: what Meta's app page shows under WhatsApp > API Setup."""

    token: str = field(repr=False)
    phone_id: str
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    api_url: str = "https://graph.facebook.com"
    catalog_id: str = ""
    # Templates that Meta approved, for news outside the 24-hour window; their one blank is the news.
    template: str = ""
    number: str = ""


@dataclass(frozen=True)
class TelegramSettings:
    """Telegram: the token of @BotFather and a secret of our own that Telegram sends with every update."""

    token: str = field(repr=False)
    secret: str = field(repr=False)
    api_url: str = "https://api.telegram.org"
    username: str = ""


@dataclass(frozen=True)
class MessengerSettings:
    """Facebook Messenger: page token, app secret and the token of the verification handshake."""

    token: str = field(repr=False)
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    page_id: str = ""
    api_url: str = "https://graph.facebook.com"


@dataclass(frozen=True)
class TwilioSettings:
    """Twilio: SMS, or WhatsApp if the number begins with "whatsapp:". `webhook_url` is what Twilio calls."""

    account: str
    token: str = field(repr=False)
    number: str
    webhook_url: str
    api_url: str = "https://api.twilio.com"


@dataclass(frozen=True)
class ChannelSettings:
    """What the door and the channels need; None for a channel that is not set up."""

    shop: Settings
    webchat: bool = True
    # Where web pages with the widget live, separated by commas; "*" lets any page show it.
    webchat_origins: tuple[str, ...] = ("*",)
    # How shoppers reach the Rasa server's web chat and webhooks from outside.
    chat_public_url: str = "http://127.0.0.1:5005"
    messages_per_minute: int = 60
    burst: int = 20
    messages_per_minute_and_address: int = 1200
    transcribe_url: str = ""
    whatsapp: WhatsAppSettings | None = None
    telegram: TelegramSettings | None = None
    messenger: MessengerSettings | None = None
    twilio: TwilioSettings | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> ChannelSettings:
        """Read the variables of .env.example; raises SettingsError, which names what is missing of a channel."""
        values = os.environ if environment is None else environment
        shop = Settings.from_environment(values)
        return cls(
            shop=shop,
            webchat=shop.webchat,
            webchat_origins=tuple(o.strip() for o in (values.get("WEBCHAT_ORIGINS") or "*").split(",") if o.strip()),
            chat_public_url=shop.chat_public_url,
            messages_per_minute=_number(values, "MESSAGES_PER_MINUTE", cls.messages_per_minute),
            burst=_number(values, "MESSAGES_AT_ONCE", cls.burst),
            messages_per_minute_and_address=_number(
                values, "MESSAGES_PER_MINUTE_AND_ADDRESS", cls.messages_per_minute_and_address
            ),
            transcribe_url=_address(values, "TRANSCRIBE_URL", ""),
            whatsapp=_whatsapp(values, shop),
            telegram=_telegram(values, shop),
            messenger=_messenger(values, shop),
            twilio=_twilio(values),
        )


@lru_cache(maxsize=1)
def channel_settings() -> ChannelSettings:
    """Return the settings of this process, read when the first channel is made."""
    return ChannelSettings.from_environment()


def _whatsapp(values: Mapping[str, str], shop: Settings) -> WhatsAppSettings | None:
    needed = ("WHATSAPP_TOKEN", "WHATSAPP_PHONE_ID", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")
    given = _needed(values, needed)
    if given is None:
        return None
    return WhatsAppSettings(
        *given,
        api_url=_address(values, "WHATSAPP_API_URL", WhatsAppSettings.api_url),
        catalog_id=values.get("WHATSAPP_CATALOG_ID", "").strip(),
        template=values.get("WHATSAPP_TEMPLATE", "").strip(),
        number=shop.whatsapp_number,
    )


def _telegram(values: Mapping[str, str], shop: Settings) -> TelegramSettings | None:
    given = _needed(values, ("TELEGRAM_TOKEN", "TELEGRAM_SECRET"))
    if given is None:
        return None
    return TelegramSettings(
        *given,
        api_url=_address(values, "TELEGRAM_API_URL", TelegramSettings.api_url),
        username=shop.telegram_username,
    )


def _messenger(values: Mapping[str, str], shop: Settings) -> MessengerSettings | None:
    given = _needed(values, ("MESSENGER_TOKEN", "MESSENGER_APP_SECRET", "MESSENGER_VERIFY_TOKEN"))
    if given is None:
        return None
    return MessengerSettings(
        *given,
        page_id=shop.messenger_page_id,
        api_url=_address(values, "MESSENGER_API_URL", MessengerSettings.api_url),
    )


def _twilio(values: Mapping[str, str]) -> TwilioSettings | None:
    if not any(values.get(name, "").strip() for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")):
        return None  # the number alone is what entry links name
    given = _needed(values, ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER", "TWILIO_WEBHOOK_URL"))
    if given is None:
        return None
    return TwilioSettings(*given, api_url=_address(values, "TWILIO_API_URL", TwilioSettings.api_url))


def _needed(values: Mapping[str, str], names: tuple[str, ...]) -> list[str] | None:
    """Return the values of all names, or None if none of them is set; half of them is a mistake to be said."""
    given = [values.get(name, "").strip() for name in names]
    if not any(given):
        return None
    missing = [name for name, value in zip(names, given, strict=True) if not value]
    if missing:
        raise SettingsError(f"{names[0].split('_')[0].title()} needs {' and '.join(missing)} too. See .env.example.")
    return given


def _number(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name) or str(default)
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 1_000_000:
        raise SettingsError(f"{name} must be a whole number from 1, not {text!r}.")
    return int(text)


def _address(values: Mapping[str, str], name: str, default: str) -> str:
    address = (values.get(name) or default).strip().rstrip("/")
    if address and not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise SettingsError(f"{name} must start with https://, not {address!r}.")
    return address
