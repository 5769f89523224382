"""Give a Facebook page its "Get Started" button and its events: `python -m channels.messenger.register`, once."""

from __future__ import annotations

import asyncio
import sys

from channels.api import Api, NotDelivered
from channels.messenger.limits import VERSION
from channels.messenger.parsing import GET_STARTED
from channels.settings import ChannelSettings, channel_settings
from shop.errors import SettingsError

# What we handle; Meta sends nothing else.
FIELDS = ("messages", "messaging_postbacks", "messaging_referrals", "message_edits")


async def register(settings: ChannelSettings) -> None:
    """Set the button and subscribe. Raises SettingsError and NotDelivered."""
    messenger = settings.messenger
    if messenger is None:
        raise SettingsError("MESSENGER_TOKEN, MESSENGER_APP_SECRET and MESSENGER_VERIFY_TOKEN are not set.")
    page = messenger.page_id or "me"
    async with Api(messenger.api_url, parameters={"access_token": messenger.token}) as api:
        await api.post(f"/{VERSION}/{page}/messenger_profile", json={"get_started": {"payload": GET_STARTED}})
        await api.post(f"/{VERSION}/{page}/subscribed_apps", json={"subscribed_fields": ",".join(FIELDS)})


def main() -> None:
    """Register, and say whether it worked."""
    try:
        asyncio.run(register(channel_settings()))
    except (SettingsError, NotDelivered) as error:
        sys.exit(f"Messenger was not registered: {error}")
    print("The page has its button, and sends its messages.")


if __name__ == "__main__":
    main()
