"""Payloads of choices carry a seal: only what we issued to this very shopper does anything.

A tap on a button comes back as text that anybody could type. The seal is an HMAC over shopper and payload; nothing has
to be stored, and a button of last year still works.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

MARK = "~"
# 96 bits: forging one takes longer than any rate limit allows.
_BYTES = 12
_CHARACTERS = 16


class Seal:
    """Seals payloads and opens them again."""

    def __init__(self, secret: str) -> None:
        # A key of its own, so that no signature of payment links can pass as a seal.
        self._key = hmac.new(secret.encode(), b"choices of a conversation", hashlib.sha256).digest()

    def put(self, payload: str, sender: str) -> str:
        """Return the payload with the seal for this shopper behind it."""
        return f"{payload}{MARK}{self._sign(payload, sender)}"

    def open(self, text: str, sender: str) -> str | None:
        """Return the payload of a sealed text, or None if we did not issue it to this shopper."""
        payload, mark, signature = text.rpartition(MARK)
        if not mark or len(signature) != _CHARACTERS:
            return None
        genuine = hmac.compare_digest(self._sign(payload, sender).encode(), signature.encode("utf-8", "replace"))
        return payload if genuine else None

    def key_for(self, payload: str, sender: str) -> str:
        """Return a short key that stands for a payload in a messenger whose buttons hold little."""
        return self._sign(payload + MARK, sender)

    def _sign(self, payload: str, sender: str) -> str:
        digest = hmac.new(self._key, f"{sender}\0{payload}".encode("utf-8", "replace"), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:_BYTES]).decode("ascii")
