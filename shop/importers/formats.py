"""Which formats there are. A new one is a reader and one entry here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shop.importers.goods import Goods
from shop.importers.google_merchant import is_google_table, is_google_xml, read_google_table, read_google_xml
from shop.importers.own_format import read_own_format
from shop.importers.shopify import is_shopify, read_shopify
from shop.importers.woocommerce import is_woocommerce, read_woocommerce


def _any_content(data: bytes) -> bool:
    return True


@dataclass(frozen=True)
class CatalogFormat:
    """A file format; `recognizes` looks at the content where formats share a suffix (several exports are CSV)."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes], Goods]
    recognizes: Callable[[bytes], bool] = _any_content


_TABLES = (".csv", ".tsv", ".txt")
FORMATS = (
    CatalogFormat("Tresen catalog", (".yml", ".yaml"), read_own_format),
    CatalogFormat("Shopify products", _TABLES, read_shopify, is_shopify),
    CatalogFormat("WooCommerce products", _TABLES, read_woocommerce, is_woocommerce),
    CatalogFormat("Google feed", _TABLES, read_google_table, is_google_table),
    CatalogFormat("Google feed in XML", (".xml", ".rss", ".atom"), read_google_xml, is_google_xml),
)


def read_goods(path: Path) -> Goods:
    """Read a file in whichever format it is; nothing that the file says or lacks raises."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return Goods(problems=[f"{path.name} cannot be read: {error.strerror or type(error).__name__}"])
    for known in FORMATS:
        if path.suffix.lower() in known.suffixes and known.recognizes(data):
            goods = known.read(data)
            goods.digest = hashlib.sha256(data).hexdigest()
            return goods
    formats = "; ".join(f"{known.name} ({', '.join(known.suffixes)})" for known in FORMATS)
    return Goods(problems=[f"{path.name} has none of the formats that can be imported: {formats}"])
