"""Pictures of the goods: the merchant's own, or drawn by the shop where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from shop.settings import Settings

__all__ = ["picture_url"]


def picture_url(settings: Settings, key: str, color: str | None = None, own: Sequence[str] = ()) -> str:
    """Where a product's picture can be seen: the best of its own, or one that the shop draws, in this color.

    `color` is canonical, and one of the product's; None takes its first.
    """
    if own:
        return own[0]
    query = f"?{urlencode({'color': color})}" if color else ""
    return f"{settings.public_url}/pictures/{quote(key, safe='')}.png{query}"
