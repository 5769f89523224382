"""What the command line prints: JSON for programs, tables for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from shop.catalog.counting import StockCount
from shop.catalog.matching import Candidate
from shop.money import format_money
from shop.views import CartView, LineView, OrderView

if TYPE_CHECKING:
    from shop.importers import ImportReport

_LANGUAGE = "en"
_CURRENCY = "EUR"


def cart(sender: str, view: CartView, as_json: bool) -> None:
    """One cart."""
    if as_json:
        lines = [_line(line) for line in view.lines]
        _json({"sender": sender, "currency": view.currency, "total": view.total, "lines": lines})
        return
    _line_table(f"Cart of {sender}", view.lines, view.total, view.currency)


def orders(found: Sequence[OrderView], as_json: bool) -> None:
    """Orders, as they come."""
    if as_json:
        _json([order_data(order) for order in found])
        return
    rows = [
        (order.number, order.created_at.strftime("%Y-%m-%d %H:%M"), order.sender, order.status, order.email)
        + (format_money(order.total, order.currency, _LANGUAGE),)
        for order in found
    ]
    _table("Orders", ("Number", "Time (UTC)", "Sender", "Status", "E-mail", "Total"), rows)


def stock(count: StockCount, as_json: bool) -> None:
    """The stock of one variant."""
    if as_json:
        _json(asdict(count))
        return
    _table("Stock", ("SKU", "Stock", "Held", "Available"), [(count.sku, count.stock, count.held, count.available)])


def variants(found: Sequence[Candidate], as_json: bool) -> None:
    """Variants of the catalog."""
    if as_json:
        _json([_variant(variant) for variant in found])
        return
    rows = [
        (variant.sku, variant.titles[_LANGUAGE], variant.color, variant.size, variant.audience)
        + (format_money(variant.price, _CURRENCY, _LANGUAGE), variant.available)
        for variant in found
    ]
    _table("Catalog", ("SKU", "Title", "Color", "Size", "For", "Price", "Available"), rows)


def report(done: ImportReport, as_json: bool) -> None:
    """What an import did, and what it could not read."""
    if as_json:
        _json(asdict(done))
        return
    read = f"{done.products} products, {done.variants} variants, {done.words} new words"
    print(read + (": nothing changed." if done.unchanged else "."))
    if done.problems:
        print("Not read:")
    for problem in done.problems:
        print(f"- {problem}")


def _line(line: LineView) -> dict[str, Any]:
    return {
        "sku": line.sku,
        "product": line.product,
        "title": line.titles[_LANGUAGE],
        "color": line.color,
        "size": line.size,
        "audience": line.audience,
        "material": line.material,
        "fit": line.fit,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "total": line.total,
    }


def order_data(order: OrderView) -> dict[str, Any]:
    """An order as JSON-ready data; amounts are minor units."""
    return {
        "number": order.number,
        "sender": order.sender,
        "status": order.status,
        "currency": order.currency,
        "total": order.total,
        "email": order.email,
        "payment_url": order.payment_url,
        "created_at": order.created_at.isoformat(),
        "lines": [_line(line) for line in order.lines],
    }


def _variant(variant: Candidate) -> dict[str, Any]:
    return {
        "sku": variant.sku,
        "product": variant.product,
        "title": variant.titles[_LANGUAGE],
        "color": variant.color,
        "size": variant.size,
        "audience": variant.audience,
        "material": variant.material,
        "fit": variant.fit,
        "price": variant.price,
        "stock": variant.stock,
        "available": variant.available,
    }


def _line_table(title: str, lines: Iterable[LineView], total: int, currency: str) -> None:
    rows: list[tuple[object, ...]] = [
        (line.quantity, line.titles[_LANGUAGE], line.color, line.size, line.audience, line.sku)
        + (format_money(line.total, currency, _LANGUAGE),)
        for line in lines
    ]
    rows.append(("", "Total", "", "", "", "", format_money(total, currency, _LANGUAGE)))
    _table(title, ("Pieces", "Title", "Color", "Size", "For", "SKU", "Price"), rows)


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), title_justify="left")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*(escape("" if value is None else str(value)) for value in row))
    Console().print(table)


def _json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))
