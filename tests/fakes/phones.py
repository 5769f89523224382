"""Phones of shoppers: they write through a messenger's webhook, and see what the messenger was told to show."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import requests

from channels.twilio.signature import signature
from tests.fakes import messenger_api, telegram_api, twilio_api
from tests.fakes.messenger_api import FakeMessenger
from tests.fakes.telegram_api import FakeTelegram
from tests.fakes.twilio_api import FakeTwilio

TELEGRAM_SECRET = "a-secret-of-ours"
APP_SECRET = "an app secret for tests"
VERIFY_TOKEN = "a verify token for tests"
TWILIO_URL = "https://chat.example.com/webhooks/twilio/webhook?shop=1"
MISSING = object()


def telegram_variables(api: FakeTelegram) -> dict[str, str]:
    return {
        "TELEGRAM_TOKEN": telegram_api.TOKEN, "TELEGRAM_SECRET": TELEGRAM_SECRET, "TELEGRAM_API_URL": api.url,
    }  # fmt: skip


def messenger_variables(api: FakeMessenger) -> dict[str, str]:
    return {
        "MESSENGER_TOKEN": messenger_api.TOKEN, "MESSENGER_APP_SECRET": APP_SECRET,
        "MESSENGER_VERIFY_TOKEN": VERIFY_TOKEN, "MESSENGER_PAGE_ID": messenger_api.PAGE, "MESSENGER_API_URL": api.url,
    }  # fmt: skip


def twilio_variables(api: FakeTwilio, number: str = twilio_api.NUMBER) -> dict[str, str]:
    return {
        "TWILIO_ACCOUNT_SID": twilio_api.ACCOUNT, "TWILIO_AUTH_TOKEN": twilio_api.TOKEN, "TWILIO_NUMBER": number,
        "TWILIO_WEBHOOK_URL": TWILIO_URL, "TWILIO_API_URL": api.url,
    }  # fmt: skip


class TelegramPhone:
    """A private chat with the bot."""

    def __init__(
        self,
        api: FakeTelegram,
        url: Callable[[str], str],
        chat: int = 42,
        language: str = "de",
        first_update: int = 9001,
    ) -> None:
        self.api, self.chat, self._url = api, chat, url
        self._user = {"id": chat, "is_bot": False, "first_name": "Anna", "language_code": language}
        self._updates = itertools.count(first_update)
        api.chats.add(chat)

    @property
    def sender(self) -> str:
        return f"tg-{self.chat}"

    def post(self, update: Any, secret: Any = TELEGRAM_SECRET) -> requests.Response:
        """Deliver an update, as Telegram does; bytes are sent as they are."""
        headers = {} if secret is MISSING else {"X-Telegram-Bot-Api-Secret-Token": secret}
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        return requests.post(self._url("/webhooks/telegram/webhook"), data=body, headers=headers, timeout=20)

    def message(self, kind: str = "message", **content: Any) -> dict[str, Any]:
        """An update with a message."""
        chat = {"id": self.chat, "type": "private", "first_name": "Anna"}
        message = {"message_id": 7, "date": 1_700_000_000, "chat": chat, "from": self._user, **content}
        return {"update_id": next(self._updates), kind: message}

    def write(self, text: str, **content: Any) -> requests.Response:
        return self.post(self.message(text=text, **content))

    def tap(self, title: str) -> requests.Response:
        """Tap the newest button that says this."""
        for sent in reversed(self.api.sent):
            for row in (sent.get("reply_markup") or {}).get("inline_keyboard", ()):
                for button in row:
                    if button["text"] == title and "callback_data" in button:
                        return self.post(self.tapped(button["callback_data"], sent))
        raise LookupError(f"no button says {title!r}")

    def tapped(self, data: str, message: Mapping[str, Any]) -> dict[str, Any]:
        number = next(self._updates)
        query = self.api.tapped(f"query-{number}")
        shown = {**message}
        shown.pop("photo", None)
        content = {"id": query, "from": self._user, "chat_instance": "1", "data": data, "message": shown}
        return {"update_id": number, "callback_query": content}

    def sees(self) -> list[str]:
        return [str(sent.get("text") or sent.get("caption") or "") for sent in self.api.sent]

    def buttons(self) -> list[str]:
        """What the buttons below the last message say."""
        rows = (self.api.sent[-1].get("reply_markup") or {}).get("inline_keyboard", ()) if self.api.sent else ()
        return [button["text"] for row in rows for button in row]


class MessengerPhone:
    """A person who writes to the page."""

    def __init__(self, api: FakeMessenger, url: Callable[[str], str], person: str = "2468013579") -> None:
        self.api, self.person, self._url = api, person, url
        self._numbers = itertools.count(1)
        api.people.add(person)

    @property
    def sender(self) -> str:
        return f"fb-{self.person}"

    def post(self, body: Any, signed: Any = None) -> requests.Response:
        """Deliver a batch, signed over its very bytes, unless another signature is given."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        if signed is None:
            signed = "sha256=" + hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()
        headers = {} if signed is MISSING else {"X-Hub-Signature-256": signed}
        return requests.post(self._url("/webhooks/messenger/webhook"), data=raw, headers=headers, timeout=20)

    def event(self, **content: Any) -> dict[str, Any]:
        moment = 1_700_000_000_000 + next(self._numbers)
        recipient = {"id": messenger_api.PAGE}
        return {"sender": {"id": self.person}, "recipient": recipient, "timestamp": moment, **content}

    def message(self, **content: Any) -> dict[str, Any]:
        return self.event(message={"mid": self._mid(), **content})

    def _mid(self) -> str:
        return f"m_{self.person}_{next(self._numbers)}"

    def batch(self, *events: Mapping[str, Any]) -> dict[str, Any]:
        entry = {"id": messenger_api.PAGE, "time": 1_700_000_000_000, "messaging": list(events)}
        return {"object": "page", "entry": [entry]}

    def write(self, text: str, **content: Any) -> requests.Response:
        return self.post(self.batch(self.message(text=text, **content)))

    def tap(self, title: str) -> requests.Response:
        for sent in reversed(self.api.sent):
            for reply in sent.get("quick_replies", ()):
                if reply["title"] == title:
                    return self.write(title, quick_reply={"payload": reply["payload"]})
            for button in _buttons_of(sent):
                if button["title"] == title and button["type"] == "postback":
                    postback = {"title": title, "payload": button["payload"], "mid": self._mid()}
                    return self.post(self.batch(self.event(postback=postback)))
        raise LookupError(f"no button says {title!r}")

    def sees(self) -> list[str]:
        return [str(sent.get("text") or _payload_of(sent).get("text") or "") for sent in self.api.sent]

    def buttons(self) -> list[str]:
        last = self.api.sent[-1] if self.api.sent else {}
        return [each["title"] for each in (*last.get("quick_replies", ()), *_buttons_of(last))]


class TwilioPhone:
    """A phone that texts to the shop's number."""

    def __init__(
        self, api: FakeTwilio, url: Callable[[str], str], number: str = "+4917012345678", to: str = twilio_api.NUMBER
    ) -> None:
        self.api, self.number, self._to, self._url = api, number, to, url
        self._numbers = itertools.count(1)

    def post(self, parameters: Mapping[str, str], signed: Any = None, raw: bytes | None = None) -> requests.Response:
        if signed is None:
            signed = signature(twilio_api.TOKEN, TWILIO_URL, parameters.items())
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if signed is not MISSING:
            headers["X-Twilio-Signature"] = signed
        body = urlencode(parameters) if raw is None else raw
        return requests.post(self._url("/webhooks/twilio/webhook?shop=1"), data=body, headers=headers, timeout=20)

    def message(self, text: str, **more: str) -> dict[str, str]:
        sid = f"SM{int(self.number.removeprefix('whatsapp:')):024x}{next(self._numbers):08x}"
        fixed = {"MessageSid": sid, "SmsSid": sid, "AccountSid": twilio_api.ACCOUNT, "SmsStatus": "received"}
        return {**fixed, "From": self.number, "To": self._to, "Body": text, "NumMedia": "0", "FromCity": "", **more}

    def write(self, text: str, **more: str) -> requests.Response:
        return self.post(self.message(text, **more))

    def sees(self) -> list[str]:
        return [sent["Body"] for sent in self.api.sent if sent["To"] == self.number]


def _payload_of(message: Mapping[str, Any]) -> Mapping[str, Any]:
    return (message.get("attachment") or {}).get("payload") or {}


def _buttons_of(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    payload = _payload_of(message)
    elements = payload.get("elements") or ()
    return [*(payload.get("buttons") or ()), *(b for element in elements for b in element.get("buttons") or ())]
