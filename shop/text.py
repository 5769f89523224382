"""Text from outside that has to be written down."""

from __future__ import annotations


def storable(text: str) -> str:
    """Return text that UTF-8 can hold: half of a surrogate pair, which JSON can carry, becomes "?"."""
    return text.encode("utf-8", "replace").decode("utf-8")
