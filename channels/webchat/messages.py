"""Messages as the widget gets them, live and from the conversation that is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any
from zlib import crc32

from channels.content import LANGUAGES, Screen, screen_of, sealed
from channels.webchat.limits import HISTORY_MESSAGES, TITLE_CHARACTERS

Message = dict[str, Any]
SealOf = Callable[[str], str]

BOT, SHOPPER = "bot", "shopper"
# Rasa writes what its API triggers as "EXTERNAL: <intent>"; what our door makes begins with "/EXTERNAL_".
_NOT_SAID = ("EXTERNAL: ", "/EXTERNAL_")


def bot_message(screen: Screen, moment: float) -> Message:
    """Return a message of the bot; `moment` (Unix time) is the same when it is read from the conversation again."""
    return {
        "id": f"bot-{moment * 1_000_000:.0f}-{crc32(screen.text.encode('utf-8', 'replace')):08x}",
        "from": BOT,
        "text": screen.text,
        "choices": [{"title": choice.title, "payload": choice.payload} for choice in screen.choices],
        "show": dict(screen.show) if screen.show is not None else None,
        "language": screen.language,
        "at": iso(moment),
    }


def shopper_message(key: str, text: str, language: str, moment: float, photo: str | None = None) -> Message:
    """Return a message of the shopper; `photo` is the address of a picture."""
    show = {"kind": "photo", "url": photo} if photo else None
    return {
        "id": key,
        "from": SHOPPER,
        "text": text,
        "choices": [],
        "show": show,
        "language": language,
        "at": iso(moment),
    }


def iso(moment: float) -> str:
    """Return a Unix time as ISO 8601 in UTC, always equally long, so that text order is time order."""
    return datetime.fromtimestamp(moment, timezone.utc).isoformat(timespec="microseconds")


def history_of(events: Sequence[Mapping[str, Any]], language: str, seal: SealOf, asides: Iterable[Message]) -> list:
    """Return the last messages of a conversation, oldest first.

    `events` are Rasa's, as dictionaries; `asides` are messages that the conversation does not know. Choices are sealed
    anew, since a seal is not kept.
    """
    reader = _Reader(language, seal)
    messages = [message for event in events if (message := reader.read(event)) is not None]
    messages = sorted([*messages, *asides], key=lambda message: str(message["at"]))
    return messages[-HISTORY_MESSAGES:]


@dataclass
class _Reader:
    """Reads events one after the other: what was tapped is known by the choices that were shown before."""

    language: str
    seal: SealOf
    titles: dict[str, str] = field(default_factory=dict)

    def read(self, event: Mapping[str, Any]) -> Message | None:
        if event.get("event") == "bot":
            return self._bot(event)
        return self._shopper(event) if event.get("event") == "user" else None

    def _bot(self, event: Mapping[str, Any]) -> Message | None:
        data = {**(event.get("data") or {}), **(event.get("metadata") or {}), "text": event.get("text")}
        screen = screen_of({**data, "language": self._language(data.get("language"))})
        self._note_titles(screen)
        if not (screen.text or screen.choices or screen.show):
            return None
        return bot_message(sealed(screen, self.seal), float(event.get("timestamp") or 0))

    def _shopper(self, event: Mapping[str, Any]) -> Message | None:
        metadata = event.get("metadata") or {}
        photo = metadata.get("photo") if isinstance(metadata.get("photo"), str) else None
        said = str(event.get("text") or "")
        text = self._said(said)
        if not text and not photo:
            return None
        moment = float(event.get("timestamp") or 0)
        key = event.get("message_id") or f"shopper-{moment * 1_000_000:.0f}"
        return shopper_message(str(key), text, self.language, moment, photo)

    def _said(self, text: str) -> str:
        """Return what the shopper saw of an own message: the title of a tap, nothing of an event of ours."""
        if text.startswith(_NOT_SAID):
            return ""
        return self.titles.get(text, "") if text.startswith("/") else text

    def _note_titles(self, screen: Screen) -> None:
        shown = [*screen.choices, *(card.choice for card in screen.cards if card.choice is not None)]
        self.titles.update({choice.payload: choice.title[:TITLE_CHARACTERS] for choice in shown})

    def _language(self, said: object) -> str:
        if isinstance(said, str) and said in LANGUAGES:
            self.language = said
        return self.language
