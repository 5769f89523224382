"""Twilio's signature: https://www.twilio.com/docs/usage/security#validating-requests"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

from channels.webhooks import same


def signature(token: str, url: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Return the HMAC-SHA1 over the exact URL and every parameter, sorted by name, each name followed by its value.

    A parameter that comes twice with the same value counts once, as in Twilio's own libraries.
    """
    signed = url + "".join(name + value for name, value in sorted(set(parameters)))
    return base64.b64encode(hmac.new(token.encode(), signed.encode("utf-8", "replace"), hashlib.sha1).digest()).decode()


def is_signed(given: str | None, token: str, url: str, parameters: Iterable[tuple[str, str]]) -> bool:
    """Tell, in constant time, whether Twilio signed a request."""
    return same(given, signature(token, url, parameters))
