"""Whether an event comes from Stripe: the signature over its raw bytes.

The scheme is Stripe's: https://docs.stripe.com/webhooks#verify-manually. Stripe's own libraries let a signature from
the future pass; here a signature counts for five minutes in both directions.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping

from shop import clock
from shop.errors import EventForged

HEADER = "Stripe-Signature"
TOLERANCE_SECONDS = 300

_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"[0-9a-f]{64}", re.ASCII)


def check_signature(headers: Mapping[str, str], body: bytes, secrets: Iterable[str]) -> None:
    """Raises EventForged unless one of the secrets signed exactly this body within the last or next five minutes.

    Several secrets are valid while the merchant changes them; Stripe then sends one signature for each.
    """
    timestamp, signatures = _parts(_header(headers))
    signed = f"{timestamp}.".encode("ascii") + body
    # An empty secret would be one that everybody knows.
    expected = [_hmac(secret, signed) for secret in secrets if secret.strip()]
    # All are compared, each in constant time: how long it takes tells nothing about the right one.
    matches = [hmac.compare_digest(one, other) for one in expected for other in signatures]
    if not any(matches):
        raise EventForged()
    if abs(clock.now().timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        raise EventForged()


def _header(headers: Mapping[str, str]) -> str:
    for name, value in headers.items():
        if name.lower() == HEADER.lower():
            return value
    raise EventForged()


def _parts(header: str) -> tuple[str, list[str]]:
    pairs = [part.strip().partition("=") for part in header.split(",")]
    timestamps = [value for name, _, value in pairs if name == "t"]
    # Other schemes (v0 of test events) prove nothing: whoever could choose the scheme would choose the weakest.
    signatures = [value for name, _, value in pairs if name == "v1" and _SIGNATURE.fullmatch(value)]
    if len(timestamps) != 1 or not _TIMESTAMP.fullmatch(timestamps[0]) or not signatures:
        raise EventForged()
    return timestamps[0], signatures


def _hmac(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode("utf-8"), signed, hashlib.sha256).hexdigest()
