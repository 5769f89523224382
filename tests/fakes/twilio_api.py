"""A strict stand-in of Twilio's Messages resource (https://www.twilio.com/docs/messaging/api/message-resource)."""

from __future__ import annotations

import base64
import itertools
import re
from typing import Any

from tests.fakes.api_server import Answer, Asked, FakeApi

ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "a twilio token for tests"
NUMBER = "+15005550006"
_TO = re.compile(r"(whatsapp:)?\+\d{5,15}")
_URL = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?(/\S*)?")


class FakeTwilio(FakeApi):
    """`sent` are the messages in their order; `stopped` who has texted STOP."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, str]] = []
        self.numbers = {NUMBER, f"whatsapp:{NUMBER}"}
        self.stopped: set[str] = set()
        self._count = itertools.count(1)

    def reset(self) -> None:
        super().reset()
        self.sent.clear()
        self.stopped.clear()

    def failure(self, status: int) -> Answer:
        code = 20429 if status == 429 else 20500
        message = "Too Many Requests" if status == 429 else "An internal server error has occurred"
        return _error(status, code, message)

    def answer(self, asked: Asked) -> Answer:
        pair = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {pair}":
            return _error(401, 20003, "Authenticate")
        if asked.path in self.files:
            data, mime = self.files[asked.path]
            return Answer(data, headers={"Content-Type": mime})
        if asked.method != "POST" or asked.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return _error(404, 20404, "The requested resource was not found")
        return self._sent(asked.form())

    def _sent(self, form: dict[str, str]) -> Answer:
        to, body, media = form.get("To", ""), form.get("Body", ""), form.get("MediaUrl")
        if not _TO.fullmatch(to):
            return _error(400, 21211, f"The 'To' number {to} is not a valid phone number.")
        if form.get("From") not in self.numbers:
            return _error(400, 21606, "The 'From' phone number provided is not a valid message-capable phone number.")
        if to.startswith("whatsapp:") != form["From"].startswith("whatsapp:"):
            return _error(400, 63007, "Twilio could not find a Channel with the specified From address")
        if not body and not media:
            return _error(400, 21619, "A text message body or media urls must be specified.")
        if len(body.encode("utf-16-le")) // 2 > 1600:
            return _error(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
        if media is not None and not _URL.fullmatch(media):
            return _error(400, 21620, "Invalid media URL(s)")
        if to in self.stopped:
            return _error(400, 21610, "Attempt to send to unsubscribed recipient")
        sid = f"SM{next(self._count):032x}"
        self.sent.append({**form, "sid": sid})
        content: dict[str, Any] = {"sid": sid, "status": "queued", "body": body, "to": to, "error_code": None}
        return Answer(content, 201)


def _error(status: int, code: int, message: str) -> Answer:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return Answer({"code": code, "message": message, "more_info": more, "status": status}, status)
