"""Settings: what is missing is named, and nothing secret is printed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from shop.errors import SettingsError
from shop.payments import provider_of
from shop.settings import Settings

STRIPE = {"STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_WEBHOOK_SECRETS": "whsec_a, whsec_b"}
PAYPAL = {"PAYPAL_CLIENT_ID": "id", "PAYPAL_CLIENT_SECRET": "secret", "PAYPAL_WEBHOOK_ID": "hook"}


def test_the_demo_provider_needs_nothing():
    assert provider_of(Settings.from_environment({})).name == "demo"


@pytest.mark.parametrize(("name", "keys"), [("stripe", STRIPE), ("PayPal", PAYPAL)])
def test_the_chosen_provider_is_built_from_its_keys(name, keys):
    settings = Settings.from_environment({"SHOP_PAYMENT_PROVIDER": name, **keys})
    assert provider_of(settings).name == name.lower()
    assert settings.stripe_webhook_secrets in ((), ("whsec_a", "whsec_b"))


@pytest.mark.parametrize(
    ("name", "keys", "missing"),
    [("stripe", STRIPE, key) for key in STRIPE] + [("paypal", PAYPAL, key) for key in PAYPAL],
)
def test_a_missing_key_is_named(name, keys, missing):
    environment = {"SHOP_PAYMENT_PROVIDER": name, **keys, missing: " "}
    with pytest.raises(SettingsError, match=missing):
        Settings.from_environment(environment)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"SHOP_PAYMENT_PROVIDER": "cash"}, "SHOP_PAYMENT_PROVIDER"),
        ({"SHOP_PORT": "http"}, "SHOP_PORT"),
        ({"SHOP_PORT": "70000"}, "SHOP_PORT"),
        ({"STRIPE_API_URL": "http://api.stripe.example"}, "STRIPE_API_URL"),
        ({"PAYPAL_API_URL": "api-m.paypal.com"}, "PAYPAL_API_URL"),
    ],
)
def test_a_wrong_setting_is_named(environment, named):
    with pytest.raises(SettingsError, match=named):
        Settings.from_environment(environment)


def test_no_secret_is_printed():
    settings = Settings.from_environment({**STRIPE, **PAYPAL, "SHOP_WEBHOOK_SECRETS": "w1,w2", "SHOP_SECRET": "key"})
    assert settings.webhook_secrets == ("w1", "w2")
    assert not [word for word in ("sk_test", "whsec", "'secret'", "w1", "'key'") if word in repr(settings)]


def test_the_command_line_says_what_is_missing_before_anything_starts():
    environment = {"SHOP_PAYMENT_PROVIDER": "stripe", "STRIPE_SECRET_KEY": "x", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-m", "shop", "serve-pages"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1 and "STRIPE_WEBHOOK_SECRETS" in done.stderr and "Traceback" not in done.stderr


PUSHED = [
    ({}, ("webchat",)),
    ({"WEBCHAT": "off"}, ()),
    ({"WHATSAPP_TOKEN": "x", "TELEGRAM_TOKEN": " "}, ("webchat", "whatsapp")),
    ({"WHATSAPP_TOKEN": "x", "SHOP_PUSH_CHANNELS": "telegram, sms"}, ("telegram", "sms")),
    ({"WHATSAPP_TOKEN": "x", "SHOP_PUSH_CHANNELS": "-"}, ()),
]


@pytest.mark.parametrize(("variables", "channels"), PUSHED)
def test_news_are_told_at_once_wherever_somebody_can_be_spoken_to(
    variables: dict[str, str], channels: tuple[str, ...]
) -> None:
    assert Settings.from_environment(variables).push_channels == channels
