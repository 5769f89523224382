"""Shopify's product export: one row for each variant and each further picture, grouped by the handle."""

from __future__ import annotations

from shop.importers.amounts import price_in
from shop.importers.drafts import UNCOUNTED, Draft, DraftVariant
from shop.importers.finish import goods_of
from shop.importers.goods import Goods, Unreadable
from shop.importers.reading import Problems, read_rows, whole_or_none
from shop.importers.tables import Row, header_of
from shop.importers.texts import split_list

_HANDLE = ("handle", "url handle")
_PRICE = ("variant price", "price")
_SKU = ("variant sku", "sku")
_QUANTITY = ("variant inventory qty", "inventory quantity")
_TRACKER = ("variant inventory tracker", "inventory tracker")
_POLICY = ("variant inventory policy", "continue selling when out of stock")
# Every row may bring one: of the article, or of the variant alone.
_PICTURE = ("image src", "product image url", "variant image", "variant image url")
_NO_OPTION = ("title", "default title")
_OPTIONS = (1, 2, 3)


def is_shopify(data: bytes) -> bool:
    """Whether the columns are those of a Shopify export, old or new."""
    names = set(header_of(data))
    return "title" in names and bool(names & set(_HANDLE)) and bool(names & set(_PRICE))


def read_shopify(data: bytes) -> Goods:
    """Read an export; what cannot be read is left out and named with its row."""
    drafts: dict[str, Draft] = {}
    option_names: dict[str, list[str]] = {}
    problems = Problems()
    for row in read_rows(data, problems):
        handle = row.get(*_HANDLE).lower()
        if not handle:
            problems.add(row.number, "no handle")
            continue
        draft = drafts.setdefault(handle, Draft(row.number, handle))
        if not draft.title and row.get("title"):
            _describe(draft, row)
        if picture := row.get(*_PICTURE):
            problems.add_pictures(row.number, draft.pictures.add([picture]))
        names = option_names.setdefault(handle, ["", "", ""])
        for number in _OPTIONS:
            names[number - 1] = row.get(f"option{number} name") or names[number - 1]
        if _is_variant(row):
            with problems.at(row.number):
                draft.variants.append(_variant(row, names))
    return goods_of(drafts.values(), problems)


def _describe(draft: Draft, row: Row) -> None:
    draft.title = row.get("title")
    draft.body = row.get("body (html)", "body html", "description")
    draft.brand = row.get("vendor")
    draft.type = row.get("type", "custom product type")
    draft.tags = split_list(row.get("tags"))
    draft.for_whom = (row.get("google shopping / age group"), row.get("google shopping / gender"))
    draft.weight_grams = whole_or_none(row.get("variant grams", "weight value (grams)")) or None
    published = row.get("published", "published on online store").lower() != "false"
    draft.active = published and row.get("status").lower() in ("", "active")


def _is_variant(row: Row) -> bool:
    """Rows with nothing but a handle and a picture come after the variants."""
    return bool(row.get(*_PRICE, *_SKU, *(f"option{number} value" for number in _OPTIONS)))


def _variant(row: Row, names: list[str]) -> DraftVariant:
    price = price_in(row.get(*_PRICE))
    if price is None:
        raise Unreadable("no price")
    options = {}
    for number in _OPTIONS:
        name, value = names[number - 1], row.get(f"option{number} value")
        if value and (name.lower(), value.lower()) != _NO_OPTION:
            options[name or f"Option {number}"] = value
    return DraftVariant(row.number, row.get(*_SKU).lstrip("'"), price, _stock(row), options)


def _stock(row: Row) -> int | None:
    quantity = whole_or_none(row.get(*_QUANTITY))
    if row.get(*_POLICY).lower() in ("continue", "true") or row.has(*_TRACKER) and not row.get(*_TRACKER):
        # Sold without limit; a number that is there is still a better guess than none.
        return quantity or UNCOUNTED
    return quantity
