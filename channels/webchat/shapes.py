"""The shape of what arrives over the socket: anybody can send anything, and only this gets further."""

from __future__ import annotations

import re
from dataclasses import dataclass

from channels.content import LANGUAGES
from channels.door.cleaning import cleaned
from channels.webchat.limits import PAYLOAD_CHARACTERS, TEXT_CHARACTERS, TITLE_CHARACTERS

TOO_LONG, SLOW_DOWN, REFUSED = "too_long", "slow_down", "refused"
# The widget makes UUIDs.
_ID = re.compile(r"[0-9A-Za-z-]{8,64}", re.ASCII)
_KEY = re.compile(r"[0-9a-zA-Z_-]{8,64}", re.ASCII)
_CODE = re.compile(r"[0-9A-Za-z_-]{1,20}", re.ASCII)  # the column of entry links


class Unfit(Exception):
    """What arrived is not taken; `reason` is what the widget is told."""

    def __init__(self, reason: str = REFUSED) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Auth:
    """What a widget says when it connects: nothing of it is true before it is checked."""

    token: str | None
    language: str
    link: str | None


@dataclass(frozen=True)
class Said:
    """A typed message."""

    id: str
    text: str


@dataclass(frozen=True)
class Tapped:
    """A choice that was tapped; `payload` is still sealed, `title` is what the widget says stood on it."""

    id: str
    payload: str
    title: str


@dataclass(frozen=True)
class Photographed:
    """A photo that was uploaded before, and its caption."""

    id: str
    key: str
    text: str


def auth_of(data: object) -> Auth:
    """Read what came with the connection; whatever does not fit counts as not said."""
    given = data if isinstance(data, dict) else {}
    token, language, link = given.get("token"), given.get("language"), given.get("link")
    return Auth(
        token=token if isinstance(token, str) else None,
        language=language if isinstance(language, str) and language in LANGUAGES else LANGUAGES[0],
        link=link if isinstance(link, str) and _CODE.fullmatch(link) else None,
    )


def said_of(data: object) -> Said:
    """Read a `say`. Raises Unfit."""
    text = _text(data, "text", TEXT_CHARACTERS)
    if not text.strip():
        raise Unfit
    return Said(_id(data), text)


def tapped_of(data: object) -> Tapped:
    """Read a `tap`. Raises Unfit."""
    title = _text(data, "title", TEXT_CHARACTERS)
    return Tapped(_id(data), _text(data, "payload", PAYLOAD_CHARACTERS), cleaned(title)[0][:TITLE_CHARACTERS])


def photographed_of(data: object) -> Photographed:
    """Read a `photo`; its caption may be missing. Raises Unfit."""
    key = _field(data, "key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise Unfit
    caption = _text(data, "text", TEXT_CHARACTERS) if _field(data, "text") is not None else ""
    return Photographed(_id(data), key, caption)


def _id(data: object) -> str:
    found = _field(data, "id")
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise Unfit
    return found


def _text(data: object, name: str, limit: int) -> str:
    text = _field(data, name)
    if not isinstance(text, str):
        raise Unfit
    if len(text) > limit:
        raise Unfit(TOO_LONG)
    return text


def _field(data: object, name: str) -> object:
    if not isinstance(data, dict):
        raise Unfit
    return data.get(name)
