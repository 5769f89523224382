"""The settings of the shop. The only reader of the environment."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shop.errors import SettingsError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
PAYMENT_LINK_SECONDS = 1800

_SQLITE_FILE = "sqlite:///"
# What each payment provider cannot do without: the variable, and the field that it fills.
_NEEDED = {
    "demo": {},
    "stripe": {"STRIPE_SECRET_KEY": "stripe_secret_key", "STRIPE_WEBHOOK_SECRETS": "stripe_webhook_secrets"},
    "paypal": {
        "PAYPAL_CLIENT_ID": "paypal_client_id",
        "PAYPAL_CLIENT_SECRET": "paypal_client_secret",
        "PAYPAL_WEBHOOK_ID": "paypal_webhook_id",
    },
}

# Messengers that can be spoken into, and a variable without which there is none.
_SPOKEN_INTO = {
    "whatsapp": "WHATSAPP_TOKEN", "telegram": "TELEGRAM_TOKEN", "messenger": "MESSENGER_TOKEN",
    "twilio": "TWILIO_AUTH_TOKEN",
}  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """Where the shop keeps its data, how it is reached, and who takes its money.

    `payment_link_seconds` is how long a link can be paid. Secrets of webhooks are several while they are changed.
    """

    database_url: str
    port: int = 5080
    public_url: str = "http://127.0.0.1:5080"
    given_secret: str | None = field(default=None, repr=False)
    secret_file: Path = PROJECT_ROOT / "var" / "secret"
    payment_link_seconds: int = PAYMENT_LINK_SECONDS
    currency: str = "EUR"
    tracker_database_url: str = ""
    profile_folder: Path = PROJECT_ROOT / "shop" / "profile" / "demo"
    payment_provider: str = "demo"
    # The merchant's own account at the provider; where it is set, money that came to another one pays nothing.
    payment_account: str | None = None
    stripe_secret_key: str = field(default="", repr=False)
    stripe_webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    stripe_api_url: str = "https://api.stripe.com"
    paypal_client_id: str = ""
    paypal_client_secret: str = field(default="", repr=False)
    paypal_webhook_id: str = ""
    paypal_api_url: str = "https://api-m.paypal.com"
    # Sign what the merchant's own systems report to /webhooks/orders; without one, nothing is taken there.
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    # Rasa's API, where news are told in conversations of channels that can be spoken into.
    chat_url: str = "http://127.0.0.1:5005"
    chat_token: str = field(default="", repr=False)
    push_channels: tuple[str, ...] = ()
    given_photos_folder: Path | None = None
    # DEBUG shows in the logs what shoppers write, and who they are.
    log_level: str = "INFO"
    # How shoppers reach the chat, which entry links lead to; empty where a channel is not set up.
    webchat: bool = True
    chat_public_url: str = "http://127.0.0.1:5005"
    whatsapp_number: str = ""
    telegram_username: str = ""
    messenger_page_id: str = ""
    twilio_number: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read `SHOP_*`, `STRIPE_*`, `PAYPAL_*`, `TRACKER_DATABASE_URL` and the public names of the channels.

        All have defaults, but the keys of the chosen payment provider. Raises SettingsError, which names the variable.
        """
        values = os.environ if environment is None else environment
        port = _port(values.get("SHOP_PORT") or "5080")
        settings = cls(
            database_url=anchored(values.get("SHOP_DATABASE_URL") or "sqlite:///var/shop.db"),
            port=port,
            public_url=(values.get("SHOP_PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
            given_secret=values.get("SHOP_SECRET") or None,
            tracker_database_url=anchored(values.get("TRACKER_DATABASE_URL") or "sqlite:///var/tracker.db"),
            profile_folder=PROJECT_ROOT / (values.get("SHOP_PROFILE") or "shop/profile/demo"),
            payment_provider=(values.get("SHOP_PAYMENT_PROVIDER") or "demo").strip().lower(),
            payment_account=values.get("SHOP_PAYMENT_ACCOUNT") or None,
            stripe_secret_key=values.get("STRIPE_SECRET_KEY", "").strip(),
            stripe_webhook_secrets=_several(values.get("STRIPE_WEBHOOK_SECRETS")),
            stripe_api_url=_address(values, "STRIPE_API_URL", cls.stripe_api_url),
            paypal_client_id=values.get("PAYPAL_CLIENT_ID", "").strip(),
            paypal_client_secret=values.get("PAYPAL_CLIENT_SECRET", "").strip(),
            paypal_webhook_id=values.get("PAYPAL_WEBHOOK_ID", "").strip(),
            paypal_api_url=_address(values, "PAYPAL_API_URL", cls.paypal_api_url),
            webhook_secrets=_several(values.get("SHOP_WEBHOOK_SECRETS")),
            chat_url=_address(values, "SHOP_CHAT_URL", _own_rasa(values)),
            chat_token=values.get("SHOP_CHAT_TOKEN", "").strip(),
            push_channels=_pushed(values),
            log_level=_log_level(values.get("LOG_LEVEL")),
            given_photos_folder=_folder(values.get("SHOP_PHOTOS_FOLDER")),
            webchat=_webchat(values),
            chat_public_url=(values.get("CHAT_PUBLIC_URL") or _own_rasa(values)).rstrip("/"),
            whatsapp_number=_digits(values.get("WHATSAPP_NUMBER")),
            telegram_username=values.get("TELEGRAM_USERNAME", "").strip().lstrip("@"),
            messenger_page_id=values.get("MESSENGER_PAGE_ID", "").strip(),
            twilio_number=values.get("TWILIO_NUMBER", "").replace(" ", ""),
        )
        settings.check()
        return settings

    def check(self) -> None:
        """Raises SettingsError if the chosen payment provider cannot work; the message names the variable."""
        if self.payment_provider not in _NEEDED:
            raise SettingsError(
                f"SHOP_PAYMENT_PROVIDER is {self.payment_provider!r}; it can be {', '.join(sorted(_NEEDED))}."
            )
        missing = [name for name, part in _NEEDED[self.payment_provider].items() if not getattr(self, part)]
        if missing:
            chosen = f"SHOP_PAYMENT_PROVIDER is {self.payment_provider}"
            raise SettingsError(f"{chosen}, which needs {' and '.join(missing)}. See .env.example.")

    @property
    def photos_folder(self) -> Path:
        """Where pictures of shoppers lie: files without a row are deleted, so it goes with the database."""
        if self.given_photos_folder is not None:
            return self.given_photos_folder
        file = self.database_url.partition(_SQLITE_FILE)[2]
        beside = Path(file).parent if file.startswith("/") else PROJECT_ROOT / "var"
        return beside / "photos"

    def secret(self) -> str:
        """The key that signs payment links; made once and kept in a file only its owner reads, if none was given."""
        return self.given_secret or _kept_secret(self.secret_file)


def _webchat(values: Mapping[str, str]) -> bool:
    return (values.get("WEBCHAT") or "on").lower() not in ("off", "0", "no", "false")


def _pushed(values: Mapping[str, str]) -> tuple[str, ...]:
    """The channels that SHOP_PUSH_CHANNELS names ("-": none); without it, all that are set up."""
    named = values.get("SHOP_PUSH_CHANNELS", "").strip()
    if named:
        return tuple(name for name in _several(named) if name != "-")
    set_up = tuple(channel for channel, needed in _SPOKEN_INTO.items() if values.get(needed, "").strip())
    return ("webchat", *set_up) if _webchat(values) else set_up


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 65536:
        raise SettingsError(f"SHOP_PORT must be a port number from 1 to 65535, not {text!r}.")
    return int(text)


def _log_level(text: str | None) -> str:
    level = (text or "INFO").strip().upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
        raise SettingsError(f"LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL, not {text!r}.")
    return level


def _own_rasa(values: Mapping[str, str]) -> str:
    return f"http://127.0.0.1:{values.get('RASA_PORT') or 5005}"


def _digits(text: str | None) -> str:
    return "".join(character for character in text or "" if character in "0123456789")


def _folder(text: str | None) -> Path | None:
    return PROJECT_ROOT / text.strip() if text and text.strip() else None


def _several(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _address(values: Mapping[str, str], name: str, default: str) -> str:
    address = (values.get(name) or default).strip().rstrip("/")
    if not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        # Keys and amounts go there: in the open only on this machine.
        raise SettingsError(f"{name} must start with https://, not {address!r}.")
    return address


def anchored(url: str) -> str:
    """A relative SQLite file means the same for every process: it is relative to the project, not to its folder."""
    if not url.startswith(_SQLITE_FILE):
        return url
    path = url[len(_SQLITE_FILE) :]
    if not path or path.startswith(("/", ":memory:", "file:")):
        return url
    return f"{_SQLITE_FILE}{PROJECT_ROOT / path}"


def _kept_secret(path: Path) -> str:
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
    draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
    try:
        # A link fails if the file exists: of two processes that start at once, one secret wins and is never half there.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
