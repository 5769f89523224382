"""What is checked of a webhook's request before anybody looks into it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse, text

# Telegram and Twilio send a few kilobytes, Meta batches of up to 1,000 events; nobody sends more than this.
MOST_BYTES = 1_000_000
# What goes wrong when JSON from outside is not what its documentation says.
UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError,
)  # fmt: skip


def same(given: str | None, expected: str) -> bool:
    """Compare a secret in constant time; what is missing equals nothing."""
    return hmac.compare_digest((given or "").encode("utf-8", "replace"), expected.encode("utf-8")) and bool(expected)


def signed_by_meta(request: Request, app_secret: str) -> bool:
    """Tell whether Meta signed the very bytes of a request (X-Hub-Signature-256)."""
    signature = hmac.new(app_secret.encode(), request.body, hashlib.sha256).hexdigest()
    return same(request.headers.get("X-Hub-Signature-256"), f"sha256={signature}")


def handshake(request: Request, verify_token: str) -> HTTPResponse:
    """Answer Meta's question whether this address is ours: the challenge, or 403."""
    if request.args.get("hub.mode") != "subscribe" or not same(request.args.get("hub.verify_token"), verify_token):
        return text("", status=403)
    return text(str(request.args.get("hub.challenge") or "")[:200])


async def read_within(request: Request, most: int) -> bool:
    """Read the body of a route with `stream=True`; False as soon as it is longer than `most` bytes.

    Sanic would keep up to 100 MB of anybody's before a handler is asked.
    """
    body = bytearray()
    while True:
        piece = await request.stream.read()
        if piece is None:
            request.body = bytes(body)
            return True
        body += piece
        if len(body) > most:
            return False


def json_object(request: Request) -> Mapping[str, Any] | None:
    """Return the body, or None if it is no JSON object."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
