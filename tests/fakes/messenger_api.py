"""A strict stand-in of Messenger's Send API (https://developers.facebook.com/docs/messenger-platform/reference/send-api)."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from typing import Any

from tests.fakes.api_server import Answer, Asked, FakeApi

TOKEN = "EAAtestpagetoken"
PAGE = "1234567890"
_URL = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?(/\S*)?")
_TYPES = ("RESPONSE", "UPDATE", "MESSAGE_TAG")
_ACTIONS = ("typing_on", "typing_off", "mark_seen")


class Refusal(Exception):
    """An error of the Graph API."""

    def __init__(self, message: str, code: int = 100, subcode: int | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.subcode, self.status = code, subcode, status


def units(text: str) -> int:
    """The strictest way to count what Meta calls characters."""
    return len(text.encode("utf-16-le")) // 2


class FakeMessenger(FakeApi):
    """`sent` are the messages that people see; `people` who wrote to the page, `silent` who did so too long ago."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, Any]] = []
        self.actions: list[str] = []
        self.types: list[str] = []
        self.profile: dict[str, Any] = {}
        self.people: set[str] = set()
        self.silent: set[str] = set()
        self._numbers = itertools.count(1)

    def reset(self) -> None:
        super().reset()
        self.sent.clear()
        self.actions.clear()
        self.types.clear()

    def failure(self, status: int) -> Answer:
        if status == 429:
            return _error(Refusal("(#613) Calls to this api have exceeded the rate limit.", 613, None, 429))
        return _error(Refusal("Temporary send message failure. Please try again later.", 1200, None, status))

    def answer(self, asked: Asked) -> Answer:
        if asked.method == "GET" and asked.path in self.files:
            data, mime = self.files[asked.path]
            return Answer(data, headers={"Content-Type": mime})
        try:
            return Answer(self._done(asked))
        except Refusal as refusal:
            return _error(refusal)

    def _done(self, asked: Asked) -> Any:
        found = re.fullmatch(r"/v\d+\.\d/(me|\d+)/(\w+)", asked.path)
        if found is None or asked.method != "POST":
            raise Refusal("Unsupported post request.", 100, 33)
        if asked.query.get("access_token") != TOKEN:
            raise Refusal("Invalid OAuth access token.", 190, None, 401)
        if found[1] not in ("me", PAGE):
            raise Refusal("(#100) Object does not exist", 100, 33)
        try:
            body = json.loads(asked.body)
        except ValueError:
            raise Refusal("(#100) Invalid JSON") from None
        if found[2] == "messenger_profile":
            self.profile.update(body)
            return {"result": "success"}
        if found[2] == "subscribed_apps":
            self.profile["subscribed_fields"] = body.get("subscribed_fields")
            return {"success": True}
        return self._message(body)

    def _message(self, body: Mapping[str, Any]) -> Any:
        person = (body.get("recipient") or {}).get("id")
        if not person:
            raise Refusal("(#100) Parameter error: You must provide an id or phone number")
        if person not in self.people:
            raise Refusal("(#100) No matching user found", 100, 2018001)
        if "sender_action" in body:
            if "message" in body:
                raise Refusal("(#100) Cannot send both message and state at the same time.", 100, 2018029)
            if body["sender_action"] not in _ACTIONS:
                raise Refusal("(#100) Param sender_action must be one of the allowed values")
            self.actions.append(body["sender_action"])
            return {"recipient_id": person}
        if body.get("messaging_type") not in _TYPES:
            raise Refusal("(#100) Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG}")
        if person in self.silent:
            raise Refusal("(#10) This message is sent outside of allowed window.", 10, 2018278, 403)
        message = body.get("message")
        _check(message)
        mid = f"m_{next(self._numbers)}"
        self.types.append(body["messaging_type"])
        self.sent.append({**message, "mid": mid})
        return {"recipient_id": person, "message_id": mid}


def _check(message: Any) -> None:
    if not isinstance(message, dict) or ("text" in message) == ("attachment" in message):
        raise Refusal("(#100) Message must have either text or an attachment")
    if "text" in message:
        _length("message[text]", message["text"], 2000)
    else:
        _attachment(message["attachment"])
    replies = message.get("quick_replies")
    if replies is not None:
        if not isinstance(replies, list) or not 1 <= len(replies) <= 13:
            raise Refusal("(#100) Param message[quick_replies] must have 1 to 13 elements")
        for reply in replies:
            if reply.get("content_type") != "text":
                raise Refusal("(#100) Param content_type must be one of {text, user_phone_number, user_email}")
            _length("quick_replies[title]", reply.get("title"), 20)
            _length("quick_replies[payload]", reply.get("payload"), 1000)


def _attachment(attachment: Mapping[str, Any]) -> None:
    payload = attachment.get("payload") or {}
    if attachment.get("type") in ("file", "image"):
        if not _URL.fullmatch(str(payload.get("url") or "")):
            raise Refusal("(#100) Upload attachment failure.", 100, 2018047)
        return
    if attachment.get("type") != "template":
        raise Refusal("(#100) Param message[attachment][type] is invalid")
    if payload.get("template_type") == "button":
        _length("payload[text]", payload.get("text"), 640)
        _buttons(payload.get("buttons"), required=True)
    elif payload.get("template_type") == "generic":
        elements = payload.get("elements")
        if not isinstance(elements, list) or not 1 <= len(elements) <= 10:
            raise Refusal("(#100) Param elements must have 1 to 10 elements")
        for element in elements:
            _element(element)
    else:
        raise Refusal("(#100) Param template_type is invalid")


def _element(element: Mapping[str, Any]) -> None:
    _length("elements[title]", element.get("title"), 80)
    if not set(element) - {"title"}:
        raise Refusal("(#100) Generic template element must have at least one property beside its title")
    if "subtitle" in element:
        _length("elements[subtitle]", element["subtitle"], 80)
    if "image_url" in element and not _URL.fullmatch(str(element["image_url"])):
        raise Refusal("(#100) Param image_url should represent a valid URL")
    _buttons(element.get("buttons"), required=False)


def _buttons(buttons: Any, required: bool) -> None:
    if buttons is None and not required:
        return
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise Refusal("(#100) Param buttons must have 1 to 3 elements")
    for button in buttons:
        _length("buttons[title]", button.get("title"), 20)
        if button.get("type") == "postback":
            _length("buttons[payload]", button.get("payload"), 1000)
        elif button.get("type") != "web_url" or not _URL.fullmatch(str(button.get("url") or "")):
            raise Refusal("(#100) Param buttons[url] should represent a valid URL")


def _length(name: str, value: Any, most: int) -> None:
    if not isinstance(value, str) or not value.strip():
        raise Refusal(f"(#100) Param {name} must be a non-empty string")
    if units(value) > most:
        raise Refusal(f"(#100) Length of param {name} must be less than or equal to {most}")


def _error(refusal: Refusal) -> Answer:
    error: dict[str, Any] = {"message": str(refusal), "type": "OAuthException", "code": refusal.code}
    if refusal.subcode is not None:
        error["error_subcode"] = refusal.subcode
    return Answer({"error": {**error, "fbtrace_id": "AbCdEfGhIjK"}}, refusal.status)
