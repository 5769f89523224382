"""Signatures of what the merchant's own systems report: HMAC-SHA256 over the time and the raw bytes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence

from shop import clock
from shop.errors import EventForged

TIMESTAMP, SIGNATURE = "X-Shop-Timestamp", "X-Shop-Signature"
# In both directions: an old message is repeated by somebody, and one from the future was kept for later.
_MOST_SECONDS_APART = 300


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Hexadecimal HMAC-SHA256 over `<timestamp>.<body>`; the timestamp is in seconds since 1970."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def check_signed(headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> None:
    """Raises EventForged unless one of the secrets signed exactly this, within five minutes of now."""
    timestamp, given = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12 and given.isascii()):
        raise EventForged()
    if abs(clock.now().timestamp() - int(timestamp)) > _MOST_SECONDS_APART:
        raise EventForged()
    # All are compared, so that the time tells nothing of which one it was.
    matches = [hmac.compare_digest(signature(secret, timestamp, body), given.lower()) for secret in secrets]
    if not any(matches):
        raise EventForged()
