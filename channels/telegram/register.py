"""Tell Telegram where the bot is reached: `python -m channels.telegram.register`; once, and after each change."""

from __future__ import annotations

import asyncio
import re
import sys
from urllib.parse import urlsplit

from telegram.error import TelegramError

from channels.settings import ChannelSettings, channel_settings
from channels.telegram.channel import bot_of
from channels.telegram.limits import PORTS, SECRET
from shop.errors import SettingsError

PATH = "/webhooks/telegram/webhook"
# What a private chat consists of; and being added to groups, so that we can leave them. Telegram sends nothing else.
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")


async def register(settings: ChannelSettings) -> str:
    """Set the webhook and return the bot's user name. Raises SettingsError and TelegramError."""
    telegram = settings.telegram
    if telegram is None:
        raise SettingsError("TELEGRAM_TOKEN and TELEGRAM_SECRET are not set. See .env.example.")
    if not re.fullmatch(SECRET, telegram.secret):
        raise SettingsError("TELEGRAM_SECRET has 1 to 256 letters of A-Z, a-z, 0-9, _ and -.")
    address = urlsplit(settings.chat_public_url)
    if address.scheme != "https" or (address.port or 443) not in PORTS:
        ports = ", ".join(map(str, PORTS))
        raise SettingsError(f"CHAT_PUBLIC_URL must start with https:// for Telegram, on one of the ports {ports}.")
    bot = bot_of(telegram)
    user = await bot.get_me()
    await bot.set_webhook(settings.chat_public_url + PATH, secret_token=telegram.secret, allowed_updates=list(UPDATES))
    return str(user.username)


def main() -> None:
    """Register, and say what follows from it."""
    settings = channel_settings()
    try:
        username = asyncio.run(register(settings))
    except (SettingsError, TelegramError) as error:
        sys.exit(f"Telegram was not registered: {error}")
    print(f"Telegram sends to {settings.chat_public_url}{PATH} now. The bot is https://t.me/{username}")
    if settings.telegram is not None and settings.telegram.username != username:
        print(f"For entry links set TELEGRAM_USERNAME={username}")


if __name__ == "__main__":
    main()
