"""One message of a shopper as arrivals: what the door understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from channels.arrival import ORDER, PAYLOAD, PHOTO, TEXT, Arrival
from channels.media import MEDIA, QUOTED, VOICE
from channels.whatsapp.limits import TEXT as MOST_CHARACTERS
from channels.whatsapp.reading import objects, text_in
from shop.text import storable

CHANNEL = "whatsapp"
# More than one order can hold; quantities are checked by the shop.
_MOST_ITEMS = 100
_MOST_PIECES = 99_999
# Say nothing to us: a reaction is a nod, and "request_welcome" means that somebody opened the chat.
SILENT = ("reaction", "request_welcome")
_PLAIN = {"sticker": "sticker", "contacts": "contact", "location": "location", "edit": "edited", "revoke": "deleted"}


def arrivals_of(message: Mapping[str, Any], sender: str) -> list[Arrival]:
    """Return what a message says, each part with an id of its own; none for what needs no answer."""
    kind = text_in(message, "type")
    if kind in SILENT:
        return []
    base = Arrival(CHANNEL, sender, message_id=text_in(message, "id"), about=_product(message), extra=_quote(message))
    if kind in _PLAIN:
        return [replace(base, kind=_PLAIN[kind])]
    read = _READERS.get(kind)
    return (read(message, base) if read else None) or [replace(base, kind="unsupported")]


def _text(message: Mapping[str, Any], base: Arrival) -> list[Arrival]:
    return [replace(base, text=_cut(text_in(message, "text", "body")))]


def _button(message: Mapping[str, Any], base: Arrival) -> list[Arrival]:
    """A quick reply of a template: its payload was set by the merchant at Meta, so the words count."""
    text = _cut(text_in(message, "button", "text"))
    return [replace(base, text=text)] if text else []


def _interactive(message: Mapping[str, Any], base: Arrival) -> list[Arrival]:
    for kind in ("button_reply", "list_reply"):
        tapped = text_in(message, "interactive", kind, "id")
        if tapped:
            # What the tapped message showed is said by the payload itself.
            title = _cut(text_in(message, "interactive", kind, "title"))
            return [replace(base, kind=PAYLOAD, text=_cut(tapped), about=None, extra={"title": title})]
    return []


def _order(message: Mapping[str, Any], base: Arrival) -> list[Arrival]:
    order = message.get("order")
    products = objects(order.get("product_items")) if isinstance(order, Mapping) else []
    items = tuple(item for item in map(_item, products[:_MOST_ITEMS]) if item is not None)
    if not items:
        return []
    note = _cut(text_in(order, "text"))
    ordered = [replace(base, kind=ORDER, items=items, about=None, extra={})]
    return ordered + ([_beside(base, note)] if note.strip() else [])


def _item(product: Mapping[str, Any]) -> tuple[str, int] | None:
    sku, quantity = _cut(text_in(product, "product_retailer_id"))[:200], product.get("quantity")
    if isinstance(quantity, str) and quantity.isascii() and quantity.isdigit():
        quantity = int(quantity[:6])
    if not sku or isinstance(quantity, bool) or not isinstance(quantity, int):
        return None
    return (sku, quantity) if 0 < quantity <= _MOST_PIECES else None


def _photo(message: Mapping[str, Any], base: Arrival) -> list[Arrival]:
    caption = _cut(text_in(message, "image", "caption"))
    return [replace(base, kind=PHOTO, text=caption, extra={**base.extra, **_media(message, "image")})]


def _voice(message: Mapping[str, Any], base: Arrival) -> list[Arrival]:
    return [replace(base, kind=VOICE, extra={**base.extra, **_media(message, "audio")})]


def _unseen(kind: str) -> Callable[[Mapping[str, Any], Arrival], list[Arrival]]:
    """Films and documents are not looked at; what is written below them is heard."""

    def read(message: Mapping[str, Any], base: Arrival) -> list[Arrival]:
        caption = _cut(text_in(message, kind, "caption"))
        seen = [replace(base, kind=kind)]
        return seen + ([_beside(base, caption)] if caption.strip() else [])

    return read


def _beside(base: Arrival, text: str) -> Arrival:
    return replace(base, text=text, message_id=f"{base.message_id}:text")


def _media(message: Mapping[str, Any], kind: str) -> dict[str, Any]:
    file = {"id": _cut(text_in(message, kind, "id"))[:200], "mime": _cut(text_in(message, kind, "mime_type"))[:80]}
    return {MEDIA: [file]}


def _product(message: Mapping[str, Any]) -> str | None:
    """The SKU of the product whose "message business" button was used."""
    return _cut(text_in(message, "context", "referred_product", "product_retailer_id"))[:200] or None


def _quote(message: Mapping[str, Any]) -> dict[str, str]:
    quoted = _cut(text_in(message, "context", "id"))[:200]
    return {QUOTED: quoted} if quoted else {}


def _cut(text: str) -> str:
    # NUL is no character of PostgreSQL's texts.
    return storable(text[:MOST_CHARACTERS]).replace("\0", "")


_READERS: dict[str, Callable[[Mapping[str, Any], Arrival], list[Arrival]]] = {
    TEXT: _text,
    "button": _button,
    "interactive": _interactive,
    "order": _order,
    "image": _photo,
    "audio": _voice,
    "video": _unseen("video"),
    "document": _unseen("document"),
}
