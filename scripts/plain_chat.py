"""A conversation line by line, for `make chat` behind a pipe: what is read is sent, what comes back is printed."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from typing import Any

# Rasa keeps a conversation locked for 60 s at most; after that nothing will come any more.
ANSWER_SECONDS = 70.0
STOP = "/stop"


def talk(server: str, sender: str, lines: Iterable[str]) -> int:
    """Send every line to the REST channel of `server` and print the answers, until the end or `/stop`.

    The number of a button presses it. Returns 0, or 1 if a line could not be delivered.
    """
    buttons: list[dict[str, Any]] = []
    for line in lines:
        text = line.strip()
        if text == STOP:
            break
        if not text:
            continue
        print(f"Your input -> {text}", flush=True)
        try:
            messages = send(server, sender, pressed(text, buttons))
        except (urllib.error.URLError, OSError, ValueError) as error:
            print(f"(no answer: {error})", flush=True)
            return 1
        buttons = next((m["buttons"] for m in reversed(messages) if m.get("buttons")), [])
        for message in messages:
            print("\n".join(readable(message)), flush=True)
    return 0


def send(server: str, sender: str, text: str) -> list[dict[str, Any]]:
    """Send one message over REST and return the bot's messages."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    request = urllib.request.Request(
        f"{server}/webhooks/rest/webhook", data=body, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as response:
        messages: list[dict[str, Any]] = json.load(response)
    return messages


def pressed(text: str, buttons: Sequence[dict[str, Any]]) -> str:
    """Return what the button of this number sends, or the text itself; a number that a title has is the text."""
    titles = [str(button.get("title")) for button in buttons]
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= len(buttons) or text in titles:
        return text
    return str(buttons[int(text) - 1].get("payload"))


def readable(message: dict[str, Any]) -> list[str]:
    """Return a message of the bot as lines, with its buttons numbered."""
    lines = [str(message["text"])] if message.get("text") else []
    buttons = message.get("buttons") or []
    for number, button in enumerate(buttons, 1):
        lines.append(f"  {number}: {button.get('title')}")
    if message.get("image"):
        lines.append(f"Image: {message['image']}")
    return lines
