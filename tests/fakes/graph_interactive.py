"""What Meta refuses of interactive messages.

Below https://developers.facebook.com/documentation/business-messaging/whatsapp/: messages/interactive-reply-buttons-
messages, messages/interactive-list-messages, messages/interactive-cta-url-messages, catalogs/single-product-messages,
catalogs/share-products (multi-product messages).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.fakes.graph_rules import (
    Json,
    Refusal,
    checked_list,
    checked_object,
    checked_text,
    checked_url,
    invalid,
    length,
)

# The catalogs that are connected: their products by id.
Catalogs = Mapping[str, set[str]]

HEADERS = {
    "button": ("text", "image", "video", "document"),
    "list": ("text",),
    "cta_url": ("text", "image", "video", "document"),
    "product": (),
    "product_list": ("text",),
}


def check_interactive(content: Any, catalogs: Catalogs) -> None:
    """Refuse what is not one of the five kinds within its limits."""
    content = checked_object(content, "interactive", ["type", "action"], ["header", "body", "footer"])
    kind = content["type"]
    if kind not in HEADERS:
        raise Refusal(100, f"Param interactive['type'] must be one of {{{', '.join(HEADERS)}}} - got {kind}.")
    if kind != "product" and "body" not in content:
        raise Refusal(131008, "Parameter 'body' is mandatory for interactive.")
    if kind == "product_list" and content.get("header") is None:
        raise Refusal(131008, "Parameter 'header' is mandatory for product_list.")
    if "body" in content:
        body = checked_object(content["body"], "interactive['body']", ["text"])
        checked_text(body["text"], "body.text", 4096 if kind == "list" else 1024)
    if "footer" in content:
        footer = checked_object(content["footer"], "interactive['footer']", ["text"])
        checked_text(footer["text"], "footer.text", 60)
    if "header" in content:
        _check_header(content["header"], HEADERS[kind])
    checks = {"button": _check_buttons, "list": _check_list, "cta_url": _check_link}
    if kind in checks:
        checks[kind](content["action"])
    else:
        _check_products(kind, content["action"], catalogs)


def _check_header(header: Any, kinds: tuple[str, ...]) -> None:
    kind = header.get("type") if isinstance(header, dict) else None
    if kind not in kinds:
        raise invalid(f"a header of type {kind} is not supported here")
    header = checked_object(header, "header", ["type", kind])
    if kind == "text":
        checked_text(header["text"], "header.text", 60)
        return
    media = checked_object(header[kind], "header", [], ["id", "link", "filename"])
    if ("id" in media) == ("link" in media):
        raise Refusal(100, "Param header must have one of the keys id and link.")
    if "link" in media:
        checked_url(media["link"], "header['link']")


def _check_buttons(action: Any) -> None:
    action = checked_object(action, "action", ["buttons"])
    replies = []
    for button in checked_list(action["buttons"], "Buttons", 1, 3):
        button = checked_object(button, "button", ["type", "reply"])
        if button["type"] != "reply":
            raise invalid("the type of a button must be reply")
        replies.append(checked_object(button["reply"], "reply", ["id", "title"]))
        checked_text(button["reply"]["title"], "Button title", 20)
        _check_id(button["reply"]["id"], "Button id", 256)
    _check_once(replies, "id")
    _check_once(replies, "title")


def _check_list(action: Any) -> None:
    action = checked_object(action, "action", ["button", "sections"])
    checked_text(action["button"], "Button label", 20)
    sections = checked_list(action["sections"], "Sections", 1, 10)
    rows: list[Json] = []
    for section in sections:
        section = checked_object(section, "section", ["rows"], ["title"])
        _check_section_title(section, len(sections))
        for row in checked_list(section["rows"], "Rows", 1, 10):
            row = checked_object(row, "row", ["id", "title"], ["description"])
            checked_text(row["title"], "Row title", 24)
            _check_id(row["id"], "Row id", 200)
            if "description" in row:
                checked_text(row["description"], "Row description", 72)
            rows.append(row)
    if len(rows) > 10:
        raise invalid(f"Total row count exceed max allowed count: 10 (there are {len(rows)})")
    _check_once(rows, "id")
    _check_once(rows, "title")


def _check_link(action: Any) -> None:
    action = checked_object(action, "action", ["name", "parameters"])
    if action["name"] != "cta_url":
        raise invalid("the name of the action must be cta_url")
    parameters = checked_object(action["parameters"], "parameters", ["display_text", "url"])
    checked_text(parameters["display_text"], "display_text", 20)
    checked_url(parameters["url"], "parameters['url']")


def _check_products(kind: str, action: Any, catalogs: Catalogs) -> None:
    if kind == "product":
        action = checked_object(action, "action", ["catalog_id", "product_retailer_id"])
        _check_known(action["catalog_id"], [action["product_retailer_id"]], catalogs)
        return
    action = checked_object(action, "action", ["catalog_id", "sections"])
    sections = checked_list(action["sections"], "Sections", 1, 10)
    skus: list[str] = []
    for section in sections:
        section = checked_object(section, "section", ["product_items"], ["title"])
        _check_section_title(section, len(sections))
        for item in checked_list(section["product_items"], "Products", 1, 30):
            skus.append(checked_object(item, "product_item", ["product_retailer_id"])["product_retailer_id"])
    if len(skus) > 30:
        raise invalid(f"Total product count exceed max allowed count: 30 (there are {len(skus)})")
    _check_known(action["catalog_id"], skus, catalogs)


def _check_known(catalog: Any, skus: list[Any], catalogs: Catalogs) -> None:
    if catalog not in catalogs:
        raise invalid(f"Catalog {catalog} is not connected to this account")
    unknown = [sku for sku in skus if sku not in catalogs[catalog]]
    if unknown:
        raise invalid(f"Products not found in FB Catalog: {', '.join(map(str, unknown))}")


def _check_section_title(section: Json, count: int) -> None:
    if "title" in section:
        checked_text(section["title"], "Section title", 24)
    elif count > 1:
        raise Refusal(131008, "Parameter 'title' is mandatory for each of several sections.")


def _check_id(value: Any, where: str, most: int) -> None:
    if checked_text(value, where, most) != value.strip():
        raise invalid(f"{where} has leading or trailing spaces")
    assert length(value) <= most


def _check_once(replies: list[Json], key: str) -> None:
    doubled = [value for value, count in Counter(reply[key] for reply in replies).items() if count > 1]
    if doubled:
        raise invalid(f"Duplicated {key}: {doubled[0]}")
