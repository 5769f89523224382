"""One screen of each kind in both languages, as actions make them."""

from __future__ import annotations

from typing import Any

from channels.content import Choice, Screen, sealed
from tests.unit.channels.whatsapp.judge import SEAL, SENDER

PICTURE = "https://shop.example/pictures/shirt.jpg"
PAY = "https://shop.example/pay/4711"
_TITLES = {
    "en": ("T-shirt Oak", "€19.90", "grey, blue", "Sizes S to XXL", "Take it"),
    "de": ("T-Shirt Eiche", "19,90 €", "grau, blau", "Größen S bis XXL", "Nehmen"),
}


def _cards(language: str, picture: str | None = PICTURE) -> list[dict[str, Any]]:
    title, price, colors, sizes, take = _TITLES[language]
    button = {"title": take, "payload": '/search_product{"product": "#oak"}'}
    first = {"product": "#oak", "sku": "OAK-GREY-M", "title": title, "price": price, "facts": [colors, sizes],
             "picture": picture, "link": None, "button": button}  # fmt: skip
    return [first, {**first, "product": "#elm", "sku": "ELM-BLUE-M", "title": title + " 2", "button": None}]


_TEXT = {
    "text": ("Your cart is empty.", "Dein Warenkorb ist leer."),
    "buttons": ("Shall I order this? It comes to €39.80.", "Soll ich das bestellen? Das macht 39,80 €."),
    "list": ("Which size of the T-shirt Oak?", "Welche Größe beim T-Shirt Eiche?"),
    "cards": ("These are our T-shirts:\nT-shirt Oak, €19.90", "Das sind unsere T-Shirts:\nT-Shirt Eiche, 19,90 €"),
    "link": (f"Pay here, please: {PAY}", f"Bezahl bitte hier: {PAY}"),
    "document": ("Here is your invoice 2026-17.", "Hier ist deine Rechnung 2026-17."),
    "cart": ("2 T-shirts Oak, grey, M: €39.80\nTotal: €39.80", "2 T-Shirts Eiche, grau, M: 39,80 €\nSumme: 39,80 €"),
}  # fmt: skip
_CHOICES = {
    "buttons": (
        (("Yes, order it now", "/affirm"), ("No", "/deny")),
        (("Ja, jetzt bestellen", "/affirm"), ("Nein", "/deny")),
    ),
    "cart": ((("Buy now", "/checkout"),), (("Jetzt kaufen", "/checkout"),)),
}  # fmt: skip
SIZES = (
    "XS",
    "S",
    "M",
    "L",
    "XL",
    "XXL",
    "3XL",
    "4XL",
    "5XL",
    "6XL",
    "7XL",
    "Made to measure, with long sleeves, €29.90",
)


def screen(kind: str, language: str) -> Screen:
    """The screen of a kind, its payloads sealed."""
    german = language == "de"
    pairs = _CHOICES.get(kind, ((), ()))[german]
    if kind == "list":
        pairs = tuple((size, f'/inform{{"size": "{size}"}}') for size in SIZES)
    text = _TEXT["cards" if kind in ("products", "lookbook") else kind][german]
    plain = Screen(text, tuple(Choice(title, payload) for title, payload in pairs), _show(kind, language), language)
    return sealed(plain, lambda payload: SEAL.put(payload, SENDER))


def _show(kind: str, language: str) -> dict[str, Any] | None:
    if kind in ("cards", "products", "lookbook"):
        return {"kind": "lookbook" if kind == "lookbook" else "cards", "cards": _cards(language)}
    if kind == "link":
        return {"kind": "link", "url": PAY, "title": {"en": "Pay", "de": "Bezahlen"}[language]}
    if kind == "document":
        name = {"en": "Invoice 2026-17.pdf", "de": "Rechnung 2026-17.pdf"}[language]
        return {"kind": "document", "url": "https://shop.example/d/1.pdf", "name": name, "mime": "application/pdf"}
    if kind == "cart":
        line = {"sku": "OAK-GREY-M", "quantity": 2, "title": "T-shirt", "features": "M", "price": "1", "total": "2"}
        return {"kind": "cart", "lines": [line], "total": "39.80", "count": 2}
    return None


KINDS = ("text", "buttons", "list", "cards", "products", "lookbook", "link", "document", "cart")
