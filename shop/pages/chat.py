"""The way from a page back to the conversation where the order was made."""

from __future__ import annotations

from shop.links.addresses import MESSENGER, TELEGRAM, WEBCHAT, WHATSAPP
from shop.settings import Settings


def chat_address(settings: Settings, channel: str | None) -> str | None:
    """Where the chat of a channel is opened again; None where the merchant has not said, or no address can do it."""
    return _all(settings).get(channel or "") or None


def _all(settings: Settings) -> dict[str, str]:
    return {
        WEBCHAT: f"{settings.chat_public_url}/webhooks/webchat/" if settings.webchat else "",
        WHATSAPP: settings.whatsapp_number and f"https://wa.me/{settings.whatsapp_number.lstrip('+')}",
        TELEGRAM: settings.telegram_username and f"https://t.me/{settings.telegram_username}",
        MESSENGER: settings.messenger_page_id and f"https://m.me/{settings.messenger_page_id}",
    }
