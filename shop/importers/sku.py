"""SKUs derived from a product's own prefix, the color and the size: TS-M-GRY-L."""

from __future__ import annotations

import re
import unicodedata

# Part of every SKU that was ever sold: a code may be added, never changed.
_COLOR_CODES = {
    "black": "BLK",
    "white": "WHT",
    "grey": "GRY",
    "navy": "NVY",
    "blue": "BLU",
    "light blue": "LBL",
    "red": "RED",
    "burgundy": "BUR",
    "green": "GRN",
    "olive": "OLV",
    "beige": "BEI",
    "brown": "BRN",
    "pink": "PNK",
    "yellow": "YLW",
    "orange": "ORG",
    "purple": "PUR",
}


def derive_sku(prefix: str, color: str | None, size: str | None) -> str:
    """The SKU of a variant; the same input always gives the same SKU, other colors are written out."""
    parts = [prefix]
    if color is not None:
        parts.append(_COLOR_CODES.get(color) or _plain(color).replace("-", ""))
    if size is not None:
        parts.append(_plain(size))
    return "-".join(parts)


def _plain(words: str) -> str:
    ascii_words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]+", "-", ascii_words.upper()).strip("-")
