"""What an answer shows, in parts, for channels that can do better than text (docs/channels.md).

All words are ready for the shopper. The text says the same, so that nothing is lost where only text is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shop.views import CartView, LineView, OrderView

if TYPE_CHECKING:
    from actions.replies import Reply

Show = dict[str, Any]
# The essential features of goods, which the summary before an order must name.
SUMMARY_FEATURES = ("color", "size", "material", "audience")


def cards_shown(cards: Sequence[Mapping[str, Any]], kind: str = "cards") -> Show | None:
    """Return product cards; `kind` is "cards" or "lookbook". None if there are none."""
    return {"kind": kind, "cards": list(cards)} if cards else None


def cart_shown(reply: Reply, cart: CartView) -> Show:
    """Return the whole cart as it is now."""
    return {
        "kind": "cart",
        "lines": _lines(reply, cart.lines),
        "total": reply.money(cart.total),
        "count": sum(line.quantity for line in cart.lines),
    }


def summary_shown(
    reply: Reply, lines: Iterable[LineView], rows: Iterable[tuple[str, str]], links: Iterable[tuple[str, str]]
) -> Show:
    """Return a summary: its lines, amounts with their labels, and links with theirs."""
    return {
        "kind": "summary",
        "lines": _lines(reply, lines, SUMMARY_FEATURES),
        "rows": [list(row) for row in rows],
        "links": [list(link) for link in links],
    }


def payment_shown(reply: Reply, order: OrderView, cart: CartView | None = None) -> Show | None:
    """Return the link that pays an order, with the cart that placing it has emptied; None if it has no link."""
    if order.payment_url is None:
        return None
    emptied = {} if cart is None else {"cart": cart_shown(reply, cart)}
    return {"kind": "link", "url": order.payment_url, "title": reply.terms.word("button", "pay_now"), **emptied}


def document_shown(name: str, url: str) -> Show:
    """Return a PDF document by its number, which is also the name of its file."""
    return {"kind": "document", "url": url, "name": f"{name}.pdf", "mime": "application/pdf"}


def _lines(reply: Reply, lines: Iterable[LineView], named: Sequence[str] = ("color", "size")) -> list[dict[str, Any]]:
    return [
        {
            "sku": line.sku,
            "quantity": line.quantity,
            "title": line.titles[reply.language],
            "features": ", ".join(reply.terms.word(name, getattr(line, name)) for name in named if getattr(line, name)),
            "price": reply.money(line.unit_price),
            "total": reply.money(line.total),
        }
        for line in lines
    ]
