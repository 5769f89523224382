"""What a shopper's phone shows of the messages of a shop on WhatsApp, in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]
INDENT = "  "


def lines_of(kind: str, content: Json, number: int = 1) -> list[str]:
    """Return a message as lines; what can be tapped is numbered from `number` on."""
    if kind == "text":
        return str(content["body"]).split("\n")
    if kind == "template":
        blanks = [blank["text"] for part in content.get("components") or [] for blank in part["parameters"]]
        return [f"[template {content['name']}] {' '.join(blanks)}"]
    if kind in ("image", "document"):
        shown = f"[{kind}] {content.get('filename', '')} {content.get('link', content.get('id'))}"
        return [" ".join(shown.split()), *_split(content.get("caption"))]
    return _interactive(content, number)


def _interactive(content: Json, number: int) -> list[str]:
    header = content.get("header") or {}
    picture = header.get("image") or header.get("document")
    head = [f"[image] {picture.get('link', picture.get('id'))}"] if picture else _split(header.get("text"))
    body = _split((content.get("body") or {}).get("text"))
    action = content["action"]
    if content["type"] == "cta_url":
        shown = action["parameters"]
        return [*head, *body, f"{INDENT}→ {shown['display_text']}: {shown['url']}"]
    if content["type"] in ("product", "product_list"):
        return [*head, *body, *(f"{INDENT}🛒 {sku}" for sku in skus_of(action))]
    opener = [f"{INDENT}≡ {action['button']}"] if content["type"] == "list" else []
    taps = [
        f"{INDENT}{position}: {tap['title']}" + (f" ({tap['description']})" if tap.get("description") else "")
        for position, tap in enumerate(taps_in(action), start=number)
    ]
    return [*head, *body, *opener, *taps]


def taps_in(action: Json) -> list[Json]:
    """Return the buttons and rows of an interactive message."""
    buttons = [button["reply"] for button in action.get("buttons") or []]
    return buttons + [row for section in action.get("sections") or [] for row in section.get("rows") or []]


def skus_of(action: Json) -> list[str]:
    """Return the products of a product message."""
    single = [action["product_retailer_id"]] if "product_retailer_id" in action else []
    sections: Sequence[Json] = action.get("sections") or []
    return single + [item["product_retailer_id"] for section in sections for item in section["product_items"]]


def _split(text: str | None) -> list[str]:
    return text.split("\n") if text else []
