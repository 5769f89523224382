"""Messages as the Graph API takes them. Plain functions; what they are given is within the limits already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """Something to tap: `id` comes back. `description` only in lists."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True)
class Outgoing:
    """One message: `kind` is the API's type, `content` the object of that name.

    `product` is what it shows, `kept` are payloads (key, payload) that its buttons stand for, and `instead` is sent if
    WhatsApp refuses it.
    """

    kind: str
    content: Json
    product: str | None = None
    kept: tuple[tuple[str, str], ...] = ()
    instead: tuple[Outgoing, ...] = ()


def text(body: str) -> Outgoing:
    """A text; links in it are shown as they are."""
    return Outgoing("text", {"body": body, "preview_url": False})


def buttons(body: str, rows: Sequence[Row], picture: str | None = None) -> Json:
    """Reply buttons below a body, and below a picture if there is one."""
    taps = [{"type": "reply", "reply": {"id": row.id, "title": row.title}} for row in rows]
    header = {"header": {"type": "image", "image": {"link": picture}}} if picture else {}
    return {"type": "button", **header, "body": {"text": body}, "action": {"buttons": taps}}


def rows_list(body: str, button: str, rows: Sequence[Row]) -> Json:
    """A list, which opens from a button; one section needs no title."""
    return {
        "type": "list",
        "body": {"text": body},
        "action": {"button": button, "sections": [{"rows": [_row(row) for row in rows]}]},
    }


def _row(row: Row) -> Json:
    description = {"description": row.description} if row.description else {}
    return {"id": row.id, "title": row.title, **description}


def link(body: str, title: str, url: str) -> Json:
    """A button that opens a web page."""
    parameters = {"display_text": title, "url": url}
    return {"type": "cta_url", "body": {"text": body}, "action": {"name": "cta_url", "parameters": parameters}}


def product(body: str, catalog: str, sku: str) -> Json:
    """One product of the catalog at Meta."""
    return {
        "type": "product",
        "body": {"text": body},
        "action": {"catalog_id": catalog, "product_retailer_id": sku},
    }


def product_list(header: str, body: str, section: str, catalog: str, skus: Sequence[str]) -> Json:
    """Several products of the catalog at Meta; a header is a must here."""
    items = [{"product_retailer_id": sku} for sku in skus]
    return {
        "type": "product_list",
        "header": {"type": "text", "text": header},
        "body": {"text": body},
        "action": {"catalog_id": catalog, "sections": [{"title": section, "product_items": items}]},
    }


def image(url: str, caption: str) -> Json:
    """A picture with words below it."""
    return {"link": url, **({"caption": caption} if caption else {})}


def document(url: str, name: str, caption: str) -> Json:
    """A file."""
    return {"link": url, "filename": name, **({"caption": caption} if caption else {})}


def template(name: str, language: str, parameter: str) -> Outgoing:
    """A template that Meta approved, with its one blank."""
    blank = {"type": "body", "parameters": [{"type": "text", "text": parameter}]}
    return Outgoing("template", {"name": name, "language": {"code": language}, "components": [blank]})
