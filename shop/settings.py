"""The settings of the shop. The only reader of the environment."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
PAYMENT_LINK_SECONDS = 1800

_SQLITE_FILE = "sqlite:///"


@dataclass(frozen=True)
class Settings:
    """Where the shop keeps its data and how it is reached. `payment_link_seconds` is how long a link can be paid."""

    database_url: str
    port: int = 5080
    public_url: str = "http://127.0.0.1:5080"
    given_secret: str | None = None
    secret_file: Path = PROJECT_ROOT / "var" / "secret"
    payment_link_seconds: int = PAYMENT_LINK_SECONDS
    currency: str = "EUR"
    tracker_database_url: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read `SHOP_*` and `TRACKER_DATABASE_URL` (where Rasa keeps the conversations); all have defaults."""
        values = os.environ if environment is None else environment
        port = int(values.get("SHOP_PORT") or 5080)
        return cls(
            database_url=anchored(values.get("SHOP_DATABASE_URL") or "sqlite:///var/shop.db"),
            port=port,
            public_url=(values.get("SHOP_PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
            given_secret=values.get("SHOP_SECRET") or None,
            tracker_database_url=anchored(values.get("TRACKER_DATABASE_URL") or "sqlite:///var/tracker.db"),
        )

    def secret(self) -> str:
        """The key that signs payment links; made once and kept in a file only its owner reads, if none was given."""
        return self.given_secret or _kept_secret(self.secret_file)


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
