"""What the stub of the web chat answers: every kind of content, and what somebody might want to smuggle into a page."""

from __future__ import annotations

from typing import Any

Answer = dict[str, Any]

# Each would tell of itself by a global variable, if it were taken for markup, script or an address to follow.
INJECTIONS = (
    "<img src=x onerror=\"window.hacked='img'\">",
    "<script>window.hacked='script'</script>",
    "<svg/onload=\"window.hacked='svg'\"> & &lt;b&gt;",
    "javascript:window.hacked='address'",
)
_GOODS = (
    ("Crew Neck T-Shirt", "T-Shirt mit Rundhals", "€19.90", "19,90 €", "#2f5d50"),
    ("Merino Sweater", "Merinopullover", "€79.00", "79,00 €", "#8a4b32"),
    ("Linen Shirt", "Leinenhemd", "€49.50", "49,50 €", "#b9a88a"),
    ("Rain Jacket with a Detachable Hood", "Regenjacke mit abnehmbarer Kapuze", "€129.00", "129,00 €", "#3c5a8c"),
    ("Wool Scarf", "Wollschal", "€24.90", "24,90 €", "#7c3350"),
    ("Canvas Tote Bag", "Stofftasche", "€12.00", "12,00 €", "#62703a"),
    ("Corduroy Trousers", "Cordhose", "€69.90", "69,90 €", "#5b4632"),
)


def answers(word: str, language: str) -> list[Answer]:
    """Return what is answered to a word; anything else is answered with itself."""
    made = {
        "cards": _cards, "lookbook": _lookbook, "cart": _cart, "summary": _summary, "link": _link,
        "document": _document, "photo": _photo, "choices": _choices, "many": _many, "right-to-left": _right_to_left,
        "emoji": _emoji, "inject": _inject, "broken": _broken, "long": _long, "empty-cart": _empty_cart,
    }  # fmt: skip
    if word == "all":
        kinds = ("cards", "lookbook", "cart", "summary", "link", "document", "photo", "choices", "right-to-left")
        return [answer for kind in kinds for answer in made[kind](language)]
    return made[word](language) if word in made else [{"text": word}]


def picture(color: str) -> str:
    """Return a picture of goods: a plain one, in the stub's own style."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="250">'
        '<rect width="200" height="250" fill="#e9e6df"/>'
        f'<path d="M70 60l30 14 30-14 34 26-16 28-16-9v90H68v-90l-16 9-16-28z" fill="{color}"/></svg>'
    )


def pictures() -> dict[str, str]:
    """Return the pictures by their file names."""
    return {f"{number}.svg": picture(color) for number, (*_, color) in enumerate(_GOODS)}


def _de(language: str, german: str, english: str) -> str:
    return german if language == "de" else english


def _card(number: int, language: str) -> dict[str, Any]:
    english, german, dollars, euros, _ = _GOODS[number]
    return {
        "product": f"#p{number}", "sku": f"SKU-{number}", "title": _de(language, german, english),
        "price": _de(language, euros, dollars),
        "facts": [_de(language, "Farben: grün, blau, weiß", "Colors: green, blue, white"), "S, M, L, XL"],
        "picture": f"/pictures/{number}.svg" if number != 5 else None,
        "link": "https://shop.example/goods" if number % 2 == 0 else None,
        "button": {"title": _de(language, "In den Warenkorb", "Add to cart"), "payload": f"/add~{number}"},
    }  # fmt: skip


def _found(language: str, count: int, kind: str) -> list[Answer]:
    cards = [_card(number, language) for number in range(count)]
    rows = "\n".join(f"• {card['title']}, {card['price']}. {card['facts'][0]}. {card['facts'][1]}" for card in cards)
    intro = _de(language, "Das habe ich für dich gefunden:", "This is what I found for you:")
    outro = _de(language, "Magst du davon etwas haben?", "Would you like any of these?")
    return [{"text": f"{intro}\n{rows}\n{outro}", "show": {"kind": kind, "cards": cards}}]


def _cards(language: str) -> list[Answer]:
    return _found(language, 3, "cards")


def _lookbook(language: str) -> list[Answer]:
    return _found(language, 7, "lookbook")


def _lines(language: str) -> list[dict[str, Any]]:
    shirt, sweater = _card(0, language), _card(1, language)
    return [
        {"sku": "SKU-0", "quantity": 2, "title": shirt["title"], "features": _de(language, "grün, M", "green, M"),
         "price": shirt["price"], "total": _de(language, "39,80 €", "€39.80")},
        {"sku": "SKU-1", "quantity": 1, "title": sweater["title"], "features": "", "price": sweater["price"],
         "total": sweater["price"]},
    ]  # fmt: skip


def _cart(language: str) -> list[Answer]:
    lines, total = _lines(language), _de(language, "118,80 €", "€118.80")
    rows = "\n".join(f"{line['quantity']} × {line['title']}: {line['total']}" for line in lines)
    text = _de(language, f"Dein Warenkorb:\n{rows}\nZusammen: {total}", f"Your cart:\n{rows}\nTotal: {total}")
    return [{"text": text, "show": {"kind": "cart", "lines": lines, "total": total, "count": 3}}]


def _empty_cart(language: str) -> list[Answer]:
    text = _de(language, "Dein Warenkorb ist jetzt leer.", "Your cart is empty now.")
    return [{"text": text, "show": {"kind": "cart", "lines": [], "total": "", "count": 0}}]


def _summary(language: str) -> list[Answer]:
    lines = _lines(language)
    rows = [
        [_de(language, "Waren", "Goods"), _de(language, "118,80 €", "€118.80")],
        [_de(language, "Standardversand", "Standard delivery"), _de(language, "4,90 €", "€4.90")],
        [_de(language, "darin MwSt. 19 %", "including VAT 19 %"), _de(language, "19,75 €", "€19.75")],
        [_de(language, "Gesamt", "Total"), _de(language, "123,70 €", "€123.70")],
    ]
    links = [
        [_de(language, "Widerruf", "Withdrawal"), "https://shop.example/withdrawal"],
        [_de(language, "AGB", "Terms"), "https://shop.example/terms"],
    ]
    goods = "\n".join(f"{line['quantity']} × {line['title']} {line['features']}: {line['total']}" for line in lines)
    text = "\n".join(
        (
            _de(language, "Bitte prüf deine Bestellung:", "Please check your order:"),
            goods,
            "",
            *(f"{label}: {amount}" for label, amount in rows),
            *(f"{label}: {url}" for label, url in links),
            "",
            _de(language, "An: Mia Muster, Hauptstraße 5, 10115 Berlin", "To: Mia Muster, Hauptstraße 5, 10115 Berlin"),
            _de(
                language,
                "Wenn alles stimmt, sag „Zahlungspflichtig bestellen“.",
                'If everything is right, say "Buy now": that orders with an obligation to pay.',
            ),
        )
    )
    show = {"kind": "summary", "lines": lines, "rows": rows, "links": links}
    titles = (
        ("Zahlungspflichtig bestellen", "Adresse ändern") if language == "de" else ("Buy now", "Change the address")
    )
    return [{"text": text, "show": show, "choices": [{"title": t, "payload": f"/{t}~seal"} for t in titles]}]


def _link(language: str) -> list[Answer]:
    url = "https://pay.example/order/T-1001"
    text = _de(language, f"Danke! Hier kannst du bezahlen:\n{url}", f"Thank you! You can pay here:\n{url}")
    empty = {"lines": [], "total": "", "count": 0}
    show = {"kind": "link", "url": url, "title": _de(language, "Jetzt bezahlen", "Pay now"), "cart": empty}
    return [{"text": text, "show": show}]


def _document(language: str) -> list[Answer]:
    url = "https://shop.example/documents/R-2026-17.pdf"
    show = {"kind": "document", "url": url, "name": "R-2026-17.pdf", "mime": "application/pdf"}
    return [{"text": _de(language, f"Deine Rechnung:\n{url}", f"Your invoice:\n{url}"), "show": show}]


def _photo(language: str) -> list[Answer]:
    text = _de(language, "So sieht es aus:", "This is what it looks like:")
    return [{"text": text, "show": {"kind": "photo", "url": "/pictures/1.svg"}}]


def _choices(language: str) -> list[Answer]:
    titles = (
        ("Grün", "Blau", "Weiß", "Etwas anderes") if language == "de" else ("Green", "Blue", "White", "Something else")
    )
    return [
        {"text": _de(language, "Welche Farbe?", "Which color?"),
         "choices": [{"title": title, "payload": f"/inform~{title}"} for title in titles]}
    ]  # fmt: skip


def _many(language: str) -> list[Answer]:
    choices = [{"title": f"Option {number}", "payload": f"/pick~{number}"} for number in range(1, 201)]
    return [{"text": _de(language, "Such dir eins aus:", "Pick one:"), "choices": choices}]


def _right_to_left(language: str) -> list[Answer]:
    return [{"text": "السعر ١٩٫٩٠ يورو، مقاس L.", "choices": [{"title": "أضف إلى السلة", "payload": "/rtl~seal"}]}]


def _emoji(language: str) -> list[Answer]:
    return [{"text": "👩‍👩‍👧‍👦 🇩🇪 👍🏽 schön!"}]


def _long(language: str) -> list[Answer]:
    word = "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 5
    card = {**_card(0, language), "title": word}
    lines = [{**_lines(language)[0], "title": word}]
    return [
        {"text": word, "choices": [{"title": word, "payload": "/long~seal"}]},
        {"text": "", "show": {"kind": "lookbook", "cards": [card]}},
        {"text": "", "show": {"kind": "cards", "cards": [card]}},
        {"text": "", "show": {"kind": "summary", "lines": lines, "rows": [[word, "1,00 €"]], "links": [[word, "https://a.example"]]}},
        {"text": "", "show": {"kind": "cart", "lines": lines, "total": "1.000.000,00 €", "count": 2}},
        {"text": "", "show": {"kind": "link", "url": "https://a.example", "title": word}},
        {"text": "", "show": {"kind": "document", "url": "https://a.example", "name": word}},
    ]  # fmt: skip


def _inject(language: str) -> list[Answer]:
    """Every field of every kind holds what must stay text; every address what must not be followed."""
    bad, address = " ".join(INJECTIONS), INJECTIONS[3]
    choice = {"title": bad, "payload": bad}
    card = {"product": bad, "sku": bad, "title": bad, "price": bad, "facts": [bad], "picture": address, "link": address,
            "button": choice}  # fmt: skip
    line = {"quantity": bad, "title": bad, "features": bad, "price": bad, "total": bad}
    data = "data:text/html,<script>parent.hacked='data'</script>"
    links = [[bad, address], [bad, data]]
    return [
        {"text": bad, "choices": [choice]},
        {"text": "", "show": {"kind": "cards", "cards": [card]}},
        {"text": "", "show": {"kind": "lookbook", "cards": [card]}},
        {"text": "", "show": {"kind": "cart", "lines": [line], "total": bad, "count": 1}},
        {"text": "", "show": {"kind": "summary", "lines": [line], "rows": [[bad, bad]], "links": links}},
        {"text": bad, "show": {"kind": "link", "url": address, "title": bad}},
        {"text": bad, "show": {"kind": "document", "url": data, "name": bad}},
        {"text": bad, "show": {"kind": "photo", "url": address}},
    ]  # fmt: skip


def _broken(language: str) -> list[Answer]:
    """What no server should send: the widget shows what it can and goes on."""
    return [
        {"text": "unknown kind", "show": {"kind": "hologram"}},
        {"text": "kind of the language", "show": {"kind": "constructor"}},
        {"text": "cards of nothing", "show": {"kind": "cards", "cards": None}},
        {"text": "card without fields", "show": {"kind": "lookbook", "cards": [{}, None, 7]}},
        {"text": "cart without lines", "show": {"kind": "cart", "count": 2}},
        {"text": "summary of nothing", "show": {"kind": "summary", "rows": [None, "x"], "links": 3}},
        {"text": "link without address", "show": {"kind": "link"}},
        {"text": None, "choices": "no list"},
        {"text": "still here"},
    ]
