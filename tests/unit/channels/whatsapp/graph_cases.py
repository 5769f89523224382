"""Messages that Meta takes, and messages that it refuses, with the code of its error."""

from __future__ import annotations

from typing import Any

from tests.fakes.graph_server import TEMPLATE


def interactive(**content: Any) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"body": {"text": "?"}, **content}}


def buttons(*replies: tuple[str, str], **more: Any) -> dict[str, Any]:
    taps = [{"type": "reply", "reply": {"id": id_, "title": title}} for id_, title in replies]
    return interactive(type="button", action={"buttons": taps}, **more)


def rows(*sections: list[dict[str, str]], title: str | None = "T", button: str = "Go") -> dict[str, Any]:
    named = [{"rows": section, **({"title": title} if title else {})} for section in sections]
    return interactive(type="list", action={"button": button, "sections": named})


def row(number: int = 1, **more: str) -> dict[str, str]:
    return {"id": f"r{number}", "title": f"Row {number}", **more}


def link(title: str = "Go", url: str = "https://a.example") -> dict[str, Any]:
    return interactive(type="cta_url", action={"name": "cta_url", "parameters": {"display_text": title, "url": url}})


def products(*skus: str, catalog: str = "7", sections: int = 1, **more: Any) -> dict[str, Any]:
    named = [
        {"title": f"S{n}", "product_items": [{"product_retailer_id": sku} for sku in skus]} for n in range(sections)
    ]
    header = {"header": {"type": "text", "text": "Ours"}}
    return interactive(type="product_list", action={"catalog_id": catalog, "sections": named}, **{**header, **more})


def template(*texts: str, name: str = TEMPLATE, code: str = "de") -> dict[str, Any]:
    parameters = [{"type": "text", "text": text} for text in texts]
    content = {"name": name, "language": {"code": code}, "components": [{"type": "body", "parameters": parameters}]}
    return {"type": "template", "template": content}


TEXT = {"type": "text", "text": {"body": "x"}}
TAKEN = [
    TEXT,
    {"type": "text", "text": {"body": "x" * 4096, "preview_url": True}},
    buttons(("a", "A"), ("b", "x" * 20), ("c" * 256, "C")),
    rows([row(n) for n in range(10)], title=None),
    rows([row(1, description="x" * 72)], [row(2)]),
    link(),
    template("hi"),
    products("A", "B"),
    {"type": "image", "image": {"link": "https://a.example/1.png", "caption": "x" * 1024}},
    {"type": "document", "document": {"link": "https://a.example/1.pdf", "filename": "a.pdf"}},
    interactive(type="product", action={"catalog_id": "7", "product_retailer_id": "A"}),
]
REFUSED = [
    (131008, {"type": "text", "text": {"body": ""}}),
    (131008, {"type": "text"}),
    (131051, {"type": "hologram"}),
    (131009, {"type": "text", "text": {"body": "x" * 4097}}),
    (100, {**TEXT, "colour": "red"}),
    (100, {"type": "text", "text": {"body": "x", "bold": True}}),
    (100, {**TEXT, "messaging_product": "signal"}),
    (131009, buttons()),
    (131009, buttons(*[(str(n), str(n)) for n in range(4)])),
    (131009, buttons(("a", "x" * 21))),
    (131009, buttons(("a", "A"), ("a", "B"))),
    (131009, buttons(("a", "A"), ("b", "A"))),
    (131009, buttons(("x" * 257, "A"))),
    (131009, buttons((" a", "A"))),
    (131008, buttons(("a", ""))),
    (131009, buttons(("a", "🧣" * 11))),
    (131009, buttons(("a", "A"), header={"type": "text", "text": "x" * 61})),
    (131009, buttons(("a", "A"), footer={"text": "x" * 61})),
    (131009, buttons(("a", "A"), body={"text": "x" * 1025})),
    (131009, rows([row(n) for n in range(11)])),
    (131009, rows([])),
    (131009, rows([row(n) for n in range(6)], [row(n + 6) for n in range(5)])),
    (131009, rows([row(1, title="x" * 25)])),
    (131009, rows([row(1, description="x" * 73)])),
    (131009, rows([row(1, id="x" * 201)])),
    (131009, rows([row(), row()])),
    (131008, rows([row(1)], [row(2)], title=None)),
    (131009, rows([row()], title="x" * 25)),
    (131009, rows([row()], button="x" * 21)),
    (131009, link("x" * 21)),
    (100, link(url="shop.example")),
    (131009, products("A", "Z")),
    (131009, products("A", catalog="8")),
    (131009, products(*["A"] * 31)),
    (131009, products(*["A"] * 4, sections=11)),
    (131009, products(*["A"] * 16, sections=2)),
    (131009, products("A", header={"type": "image", "image": {"link": "https://a.example"}})),
    (131008, {**products("A"), "interactive": {**products("A")["interactive"], "header": None}}),
    (131009, {"type": "image", "image": {"link": "https://a.example/1.png", "caption": "x" * 1025}}),
    (100, {"type": "image", "image": {}}),
    (132001, template("hi", name="unknown")),
    (132001, template("hi", code="fr")),
    (132000, template()),
    (132000, template("a", "b")),
    (132012, template("two\nlines")),
    (132012, template("a\tb")),
    (132012, template("a     b")),
    (132005, template("x" * 1024)),
    (131026, {**TEXT, "to": "4999"}),
    (131026, {**TEXT, "to": None, "recipient": "DE.9"}),
    (131008, {**TEXT, "to": None}),
    (100, {"status": "read", "message_id": "wamid.unknown"}),
]
