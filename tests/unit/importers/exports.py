"""Small exports as shop systems write them, made from the few columns that a test is about."""

from __future__ import annotations

import csv
import io

Cells = dict[str, object]


def table(*rows: Cells, separator: str = ",") -> bytes:
    """A file with every column that a row names."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def shopify(*rows: Cells, separator: str = ",") -> bytes:
    """A Shopify export; a row is a product of its own unless it names a handle."""
    usual: Cells = {"Variant Inventory Tracker": "shopify", "Variant Inventory Qty": 5}
    complete = []
    for number, row in enumerate(rows, start=1):
        base: Cells = {"Handle": f"p{number}", "Title": "", "Type": "", "Variant Price": "10.00"}
        complete.append({**base, **usual, **row})
    return table(*complete, separator=separator)


def options(*pairs: tuple[str, str]) -> Cells:
    """Option columns of Shopify."""
    return {
        f"Option{number} {part}": text
        for number, pair in enumerate(pairs, start=1)
        for part, text in zip(("Name", "Value"), pair, strict=True)
    }


def woocommerce(*rows: Cells) -> bytes:
    """A WooCommerce export."""
    usual: Cells = {"Type": "simple", "SKU": "", "Published": 1, "In stock?": 1, "Regular price": "10"}
    return table(*({"ID": number, **usual, **row} for number, row in enumerate(rows, start=1)))


def attributes(*pairs: tuple[str, str]) -> Cells:
    """Attribute columns of WooCommerce."""
    return {
        f"Attribute {number} {part}": text
        for number, pair in enumerate(pairs, start=1)
        for part, text in zip(("name", "value(s)"), pair, strict=True)
    }


def google(*rows: Cells) -> bytes:
    """A tab-separated Google feed."""
    usual: Cells = {"price": "10.00 EUR", "availability": "in_stock"}
    return table(*({"id": f"A{number}", **usual, **row} for number, row in enumerate(rows, start=1)), separator="\t")
