"""A channel is set up by its variables, all of them or none, and what is wrong is said by name."""

from __future__ import annotations

import re

import pytest

from channels.settings import ChannelSettings
from shop.errors import SettingsError

WHATSAPP = {
    "WHATSAPP_TOKEN": "t", "WHATSAPP_PHONE_ID": "1", "WHATSAPP_APP_SECRET": "s", "WHATSAPP_VERIFY_TOKEN": "v",
}  # fmt: skip


def test_without_variables_only_the_web_chat_is_there() -> None:
    settings = ChannelSettings.from_environment({})
    messengers = (settings.whatsapp, settings.telegram, settings.messenger, settings.twilio)
    assert settings.webchat and messengers == (None,) * 4


def test_all_variables_set_a_channel_up_and_no_secret_is_printed() -> None:
    settings = ChannelSettings.from_environment(WHATSAPP)
    assert settings.whatsapp is not None and settings.whatsapp.token == "t"
    assert not re.search(r"token='t'|secret='s'", repr(settings))


@pytest.mark.parametrize("missing", WHATSAPP)
def test_half_of_a_channel_is_a_mistake_that_names_the_variable(missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        ChannelSettings.from_environment({**WHATSAPP, missing: ""})


def test_a_number_alone_is_for_entry_links() -> None:
    assert ChannelSettings.from_environment({"TWILIO_NUMBER": "+49301234"}).twilio is None


@pytest.mark.parametrize("value", ["0", "-1", "many", "1e9", "９"])
def test_a_limit_is_a_whole_number(value: str) -> None:
    with pytest.raises(SettingsError, match="MESSAGES_PER_MINUTE"):
        ChannelSettings.from_environment({"MESSAGES_PER_MINUTE": value})


def test_no_key_travels_in_the_open() -> None:
    with pytest.raises(SettingsError, match="WHATSAPP_API_URL"):
        ChannelSettings.from_environment({**WHATSAPP, "WHATSAPP_API_URL": "http://example.com"})
