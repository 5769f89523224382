"""How the colors of the shop look."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Rgb = tuple[int, int, int]

# A color that nobody knows is drawn like this.
NEUTRAL: Rgb = (150, 155, 160)
_LOOKS: Mapping[str, str] = MappingProxyType(
    {
        "black": "2b2c30", "white": "f8f7f4", "grey": "a3a7ac", "gray": "a3a7ac", "navy": "27375c", "blue": "3d6db5",
        "light blue": "a3c7e6", "red": "c43a3a", "burgundy": "74293a", "green": "3f7d56", "olive": "74743f",
        "beige": "d8c7a6", "brown": "7a563c", "pink": "e9a9bb", "yellow": "ecc84f", "orange": "e08540",
        "purple": "73529a", "cream": "f1e8d4", "ivory": "f1e8d4", "silver": "c3c7cb", "gold": "c9a64c",
        "teal": "2f7f83", "turquoise": "4bb3b5", "mint": "a9d8bf", "khaki": "a59a6b", "charcoal": "4a4d52",
        "camel": "b98d58", "tan": "c6a274", "coral": "ec8270", "lilac": "bda5d3", "mustard": "c99a2e",
        "rust": "a8512f", "cognac": "9a5a33", "natural": "e6dcc5",
    }
)  # fmt: skip


def look_of(color: str | None) -> Rgb:
    """The look of a canonical color; of "forest green" its last word that is one, and grey for none."""
    if color is None:
        return NEUTRAL
    for name in (color, *reversed(color.split())):
        if name in _LOOKS:
            return _rgb(_LOOKS[name])
    return NEUTRAL


def mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    """So much of the other color in the one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def lightness(color: Rgb) -> float:
    """From 0 (black) to 1 (white), as eyes see it."""
    red, green, blue = color
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _rgb(text: str) -> Rgb:
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)
