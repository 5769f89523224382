"""Who speaks: an id that only we can issue. Whoever knows the id of a conversation has nothing without its token."""

from __future__ import annotations

import hashlib
import re
import secrets

from itsdangerous import BadSignature, Signer

PREFIX = "web-"
# 128 bits, as a UUID has.
_BYTES = 16
_SENDER = re.compile(r"web-[0-9a-f]{32}", re.ASCII)
_LONGEST_TOKEN = 200


class Identities:
    """Mints and recognizes tokens. They hold across restarts, for as long as the shop's secret stays."""

    def __init__(self, secret: str) -> None:
        # A purpose of its own, so that no signature of payment links or photos can pass as a token.
        self._signer = Signer(secret, sep=".", salt="shopper of the web chat", digest_method=hashlib.sha256)

    def mint(self) -> str:
        """Return the token of a new shopper."""
        return self._signer.sign(PREFIX + secrets.token_hex(_BYTES)).decode("ascii")

    def sender_of(self, token: object) -> str | None:
        """Return the sender of a token, or None if we did not sign it."""
        if not isinstance(token, str) or len(token) > _LONGEST_TOKEN or not token.isascii():
            return None
        try:
            sender = self._signer.unsign(token).decode("ascii")
        except (BadSignature, UnicodeError):
            return None
        return sender if is_sender(sender) else None


def is_sender(sender: str) -> bool:
    """Whether a conversation is one of the web chat."""
    return bool(_SENDER.fullmatch(sender))
