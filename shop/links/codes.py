"""Codes of entry links: short enough to be typed off a poster, and never mistaken for a word or an order number."""

from __future__ import annotations

import re
import secrets

# Without vowels there are no words, and without 0, 1, L and O nobody confuses anything: 27^6 are 387 million.
LETTERS, DIGITS = "BCDFGHJKMNPQRSTVWXZ", "23456789"
LENGTH = 6
MARK = "#"
_TYPED = re.compile(rf"(?<!\w){MARK}([{LETTERS}{DIGITS}]{{{LENGTH}}})(?!\w)", re.IGNORECASE)


def new_code() -> str:
    """A random code with a letter and a digit, so that it is neither a hashtag nor the number of an order."""
    while True:
        code = "".join(secrets.choice(LETTERS + DIGITS) for _ in range(LENGTH))
        if set(code) & set(LETTERS) and set(code) & set(DIGITS):
            return code


def plain_code(text: str) -> str | None:
    """A code as it is stored, from what an address or a shopper says; None for what cannot be one."""
    code = text.strip().removeprefix(MARK).upper()
    return code if len(code) == LENGTH and set(code) <= set(LETTERS + DIGITS) else None


def codes_in(text: str) -> list[str]:
    """What may be codes in a text of a shopper (`… #K7Q2XW …`), in any case."""
    return [found.upper() for found in _TYPED.findall(text)]
