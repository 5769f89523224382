"""WooCommerce's product export: a row for each simple article, each variable one and each of its variations."""

from __future__ import annotations

import re

from shop.importers.addresses import listed
from shop.importers.amounts import price_in
from shop.importers.drafts import UNCOUNTED, Draft, DraftVariant
from shop.importers.finish import goods_of
from shop.importers.goods import Goods, Unreadable
from shop.importers.known_words import folded
from shop.importers.reading import Problems, grams_or_none, read_rows, whole_or_none
from shop.importers.tables import Row, header_of
from shop.importers.texts import spaced, split_list

# WooCommerce translates its headers.
_TYPE = ("type", "typ")
_SKU = ("sku", "artikelnummer")
_PARENT = ("parent", "übergeordnetes produkt", "übergeordnet", "eltern")
_PRICE = ("regular price", "regulärer preis")
_SALE_PRICE = ("sale price", "angebotspreis")
_STOCK = ("stock", "lager", "bestand", "lagerbestand")
_IN_STOCK = ("in stock?", "vorrätig?", "auf lager?")
_CATEGORIES = ("categories", "kategorien")
_PICTURES = ("images", "bilder")
_LONG, _SHORT = ("description", "beschreibung"), ("short description", "kurzbeschreibung")
_ATTRIBUTE = re.compile(r"attribut[e]? (\d+) name|name des attributs (\d+)")
_NO = frozenset(("0", "-1", "no", "nein", "false"))
_NO_CATEGORY = frozenset((
    "uncategorized", "unkategorisiert", "uncategorised", "allgemein", "sale", "angebote", "angebot", "featured",
    "neu", "neuheiten",
))  # fmt: skip
_NOT_SOLD_HERE = ("grouped", "external")
_BRAND_ATTRIBUTES = frozenset(("brand", "marke", "hersteller"))
_MATERIAL_ATTRIBUTES = frozenset(("material", "materialien", "stoff", "fabric"))
_AUDIENCE_ATTRIBUTES = frozenset(("gender", "geschlecht", "zielgruppe", "audience"))


def is_woocommerce(data: bytes) -> bool:
    """Whether the columns are those of a WooCommerce export, English or German."""
    names = set(header_of(data))
    return bool(names & set(_TYPE)) and bool(names & set(_PRICE)) and "name" in names and bool(names & set(_SKU))


def read_woocommerce(data: bytes) -> Goods:
    """Read an export; what cannot be read is left out and named with its row."""
    problems = Problems()
    rows = list(read_rows(data, problems))
    drafts: dict[str, Draft] = {}
    parents: dict[str, tuple[Draft, Row]] = {}
    for row in rows:
        with problems.at(row.number):
            if not _is(row, "variation"):
                _add_article(row, drafts, parents, problems)
    for row in rows:
        with problems.at(row.number):
            if _is(row, "variation"):
                _add_variation(row, parents, problems)
    return goods_of(drafts.values(), problems)


def _is(row: Row, kind: str) -> bool:
    return kind in split_list(row.get(*_TYPE).lower())


def _add_article(row: Row, drafts: dict[str, Draft], parents: dict[str, tuple[Draft, Row]], problems: Problems) -> None:
    for kind in _NOT_SOLD_HERE:
        if _is(row, kind):
            raise Unreadable(f"{kind} products are not sold here; left out")
    key = (row.get(*_SKU) or f"woo-{row.get('id')}").lower()
    if key in drafts or key == "woo-":
        raise Unreadable(f"{key} is used twice; left out" if key in drafts else "neither SKU nor ID; left out")
    attributes = _attributes(row)
    draft = Draft(
        row=row.number,
        key=key,
        title=row.get("name"),
        body=row.get(*_LONG) or row.get(*_SHORT),
        brand=row.get("brands", "marken", "brand", "marke") or _named(attributes, _BRAND_ATTRIBUTES),
        type=_category(row.get(*_CATEGORIES)),
        material=_named(attributes, _MATERIAL_ATTRIBUTES),
        tags=split_list(row.get("tags", "schlagwörter")),
        for_whom=(_named(attributes, _AUDIENCE_ATTRIBUTES),),
        weight_grams=_weight(row),
        active=row.get("published", "veröffentlicht").lower() not in _NO,
    )
    problems.add_pictures(row.number, draft.pictures.add(listed(row.get(*_PICTURES))))
    if not _is(row, "variable"):
        draft.variants.append(_variant(row, row, _chosen(attributes)))
    drafts[key] = draft
    for name in (row.get(*_SKU).lower(), f"id:{row.get('id')}"):
        parents.setdefault(name, (draft, row))


def _add_variation(row: Row, parents: dict[str, tuple[Draft, Row]], problems: Problems) -> None:
    name = row.get(*_PARENT).lower()
    if not name or name not in parents:
        raise Unreadable(f"the parent {name or '(none)'} is not in the file; left out")
    draft, parent = parents[name]
    if row.get("published", "veröffentlicht").lower() in _NO:
        return
    draft.variants.append(_variant(row, parent, _said(_attributes(row))))
    problems.add_pictures(row.number, draft.pictures.add(listed(row.get(*_PICTURES))))


def _variant(row: Row, parent: Row, options: dict[str, str]) -> DraftVariant:
    price = price_in(row.get(*_PRICE))
    sale = price_in(row.get(*_SALE_PRICE))
    price = price if sale is None else min(sale, price or sale)
    if price is None:
        raise Unreadable("no price; left out")
    return DraftVariant(row.number, "" if row.get(*_SKU) == parent.get(*_SKU) and row is not parent else row.get(*_SKU),
                        price, _stock(row, parent), options)  # fmt: skip


def _stock(row: Row, parent: Row) -> int | None:
    if row.get(*_IN_STOCK).lower() in _NO:
        return 0
    counted = whole_or_none(row.get(*_STOCK))
    if counted is None:
        counted = whole_or_none(parent.get(*_STOCK))
    return UNCOUNTED if counted is None and row.get(*_IN_STOCK) else counted


def _attributes(row: Row) -> dict[str, str]:
    attributes = {}
    for column, name in row.values.items():
        match = _ATTRIBUTE.fullmatch(column)
        if match and name:
            number = match[1] or match[2]
            columns = (f"attribute {number} value(s)", f"attribut {number} wert(e)", f"wert(e) des attributs {number}")
            attributes[name] = row.get(*columns)
    return attributes


def _chosen(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes with one value; a list of them is no choice that the row makes."""
    values = {name: split_list(value, ",|") for name, value in attributes.items()}
    fixed = _BRAND_ATTRIBUTES | _AUDIENCE_ATTRIBUTES
    return {name: found[0] for name, found in values.items() if len(found) == 1 and folded(name) not in fixed}


def _said(attributes: dict[str, str]) -> dict[str, str]:
    """What a variation is; a comma in its one value belongs to it ("1,5 m")."""
    fixed = _BRAND_ATTRIBUTES | _AUDIENCE_ATTRIBUTES
    values = {name: spaced(value.replace("\\", "")) for name, value in attributes.items()}
    return {name: value for name, value in values.items() if value and folded(name) not in fixed}


def _named(attributes: dict[str, str], names: frozenset[str]) -> str:
    """The single value of an attribute of the whole article."""
    found = [split_list(value, ",|") for name, value in attributes.items() if folded(name) in names]
    return found[0][0] if found and len(found[0]) == 1 else ""


def _category(text: str) -> str:
    """The most specific of several categories, as a path."""
    paths = [path for path in split_list(text) if folded(path.split(">")[-1]) not in _NO_CATEGORY]
    return max(paths, key=lambda path: path.count(">"), default="")


def _weight(row: Row) -> int | None:
    for column, value in row.values.items():
        match = re.fullmatch(r"(?:weight|gewicht) \((\w+)\)", column)
        if match:
            return grams_or_none(value, match[1])
    return None
