"""Google's product feed: tab-separated, or RSS or Atom with Google's own elements; groups make articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree

from shop import clock
from shop.importers.addresses import listed
from shop.importers.amounts import price_in
from shop.importers.drafts import UNCOUNTED, Draft, DraftVariant
from shop.importers.finish import goods_of
from shop.importers.goods import Goods, Unreadable
from shop.importers.reading import Problems, grams_or_none, read_rows, whole_or_none
from shop.importers.tables import Row, decode, header_of

_ITEMS = ("item", "entry")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HAS_TYPE = re.compile(r"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_GOOGLE_NAME = re.compile(r"^g:|\s*\(.*\)$")
_OPTIONS = {"color": "Color", "size": "Size", "pattern": "Pattern"}
_FURTHER = "additional_image_link"
_QUANTITY = ("quantity", "sell_on_google_quantity", "inventory", "quantity_to_sell_on_facebook")
_THERE = ("in stock", "in_stock", "preorder", "backorder", "available for order", "limited availability")


def is_google_table(data: bytes) -> bool:
    """Whether the columns are those of a Google feed."""
    names = {_name(column) for column in header_of(data)}
    return {"id", "title", "price", "availability"} <= names


def is_google_xml(data: bytes) -> bool:
    """Whether it is a feed of items with Google's elements."""
    start = decode(data[:20_000])
    return "base.google.com/ns/" in start or "<rss" in start or "<feed" in start


def read_google_table(data: bytes) -> Goods:
    """Read a tab-separated feed."""
    problems = Problems()
    rows = (Row(row.number, _renamed(row.values)) for row in read_rows(data, problems))
    return _read(rows, problems)


def read_google_xml(data: bytes) -> Goods:
    """Read a feed in XML; "row 3" is its third item."""
    problems = Problems()
    text = _DECLARATION.sub("", decode(data), count=1)
    if _HAS_TYPE.search(text):
        # Entities of its own could make a small file fill the memory; feeds have none.
        problems.say("the feed defines a document type, which no feed needs")
        return goods_of((), problems)
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        problems.say(f"the file is no XML ({error})")
        return goods_of((), problems)
    return _read(_rows(root), problems)


def _rows(root: ElementTree.Element) -> Iterator[Row]:
    items = (element for element in root.iter() if _tag(element) in _ITEMS)
    for number, item in enumerate(items, start=1):
        values: dict[str, str] = {}
        for element in item:
            _keep(values, _tag(element), "".join(element.itertext()).strip() or element.get("href", ""))
        yield Row(number, values)


def _keep(values: dict[str, str], name: str, text: str) -> None:
    """An element that comes again is left out, but for further pictures."""
    if name == _FURTHER and values.get(name):
        values[name] += f",{text}"
    else:
        values.setdefault(name, text)


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _renamed(values: object) -> dict[str, str]:
    assert isinstance(values, dict)
    return {_name(column): value for column, value in values.items()}


def _name(column: str) -> str:
    return _GOOGLE_NAME.sub("", column).replace(" ", "_")


def _read(rows: Iterator[Row], problems: Problems) -> Goods:
    drafts: dict[str, Draft] = {}
    ids: set[str] = set()
    for row in rows:
        with problems.at(row.number):
            number = row.get("id")
            if not number or number in ids:
                raise Unreadable(f"id {number} is used twice; left out" if number else "no id; left out")
            variant = _variant(row)
            ids.add(number)
            key = (row.get("item_group_id") or number).lower()
            draft = drafts.setdefault(key, _draft(row, key))
            draft.variants.append(variant)
            problems.add_pictures(row.number, draft.pictures.add(_pictures(row)))
    return goods_of(drafts.values(), problems)


def _draft(row: Row, key: str) -> Draft:
    weight = re.fullmatch(r"([\d.,]+)\s*(\w+)", row.get("product_weight", "shipping_weight"))
    kind = row.get("product_type") or row.get("google_product_category")
    return Draft(
        row=row.number,
        key=key,
        # The title of a whole group is a later invention of Google's; else the first item's has to do.
        title=row.get("item_group_title", "title"),
        body=row.get("description", "summary"),
        brand=row.get("brand"),
        type="" if kind.isdecimal() else kind,
        material=row.get("material").replace("/", ", "),
        for_whom=(row.get("age_group"), row.get("gender")),
        weight_grams=grams_or_none(weight[1], weight[2]) if weight else None,
        link=row.get("link"),
    )


def _pictures(row: Row) -> list[str]:
    """The picture of an item and its further ones, which a table separates by commas."""
    return [row.get("image_link"), *listed(row.get(_FURTHER))] if row.get("image_link") else []


def _variant(row: Row) -> DraftVariant:
    price, sale = price_in(row.get("price")), price_in(row.get("sale_price"))
    if price is None:
        raise Unreadable("no price; left out")
    if sale is not None and _is_now(row.get("sale_price_effective_date")):
        price = min(price, sale)
    options = {name: row.get(column) for column, name in _OPTIONS.items() if row.get(column)}
    return DraftVariant(row.number, row.get("sku") or row.get("id"), price, _stock(row), options)


def _stock(row: Row) -> int | None:
    availability = row.get("availability").lower()
    if availability and availability not in _THERE:
        return 0
    counted = whole_or_none(row.get(*_QUANTITY))
    return UNCOUNTED if counted is None else counted


def _is_now(period: str) -> bool:
    """Whether a sale is on: "2026-11-01T00:00+0100/2026-11-30T23:59+0100"; one without dates is."""
    start, _, end = period.partition("/")
    try:
        moments = [datetime.fromisoformat(_python_zone(moment)) for moment in (start, end)]
        return not period or moments[0] <= clock.now() <= moments[1]
    except (ValueError, TypeError):
        return not period


def _python_zone(moment: str) -> str:
    return re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", moment.strip().replace("Z", "+00:00"))
