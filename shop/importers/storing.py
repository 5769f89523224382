"""Bring the database to what a file says, in bulk and inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from shop.importers.goods import Goods, ReadProduct, ReadVariant
from shop.model import metadata

_PRODUCT = metadata.tables["product"]
_VARIANT = metadata.tables["variant"]
_PRODUCT_FIELDS = tuple(item.name for item in fields(ReadProduct) if item.name != "variants")
Row = dict[str, Any]


@dataclass
class _Plan:
    """What has to be written; `problems` are variants that the database cannot take as the file says."""

    inserted: list[Row] = field(default_factory=list)
    updated: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def store(session: Session, goods: Goods, *, keep_stock: bool = False) -> tuple[bool, list[str]]:
    """Write what was read; returns whether anything changed, and problems.

    Nothing is deleted: a product that the file does not name stays. `keep_stock` leaves the stock of variants that
    are there already alone, whatever the file says.
    """
    session.flush()
    changed = _store_products(session, goods.products)
    plan = _plan_variants(session, goods.products, keep_stock)
    changed |= _write(session, _VARIANT, plan.inserted, plan.updated)
    # The rows were written past the session: what it had loaded is out of date.
    session.expire_all()
    return changed, plan.problems


def _store_products(session: Session, products: Iterable[ReadProduct]) -> bool:
    known: Mapping[str, Any] = {row["key"]: row for row in session.execute(select(_PRODUCT)).mappings()}
    inserted, updated = [], []
    for product in products:
        said = {name: getattr(product, name) for name in _PRODUCT_FIELDS}
        row = known.get(product.key)
        if row is None:
            inserted.append(said)
        elif any(row[name] != value for name, value in said.items()):
            updated.append({**said, "row_id": row["id"]})
    return _write(session, _PRODUCT, inserted, updated)


def _plan_variants(session: Session, products: Iterable[ReadProduct], keep_stock: bool) -> _Plan:
    ids = {key: number for number, key in session.execute(select(_PRODUCT.c.id, _PRODUCT.c.key))}
    # Locked, because the stock may not fall below what is being held at this moment.
    locked = select(_VARIANT).order_by(_VARIANT.c.id).with_for_update(key_share=True)
    rows = session.execute(locked).mappings().all()
    by_sku = {row["sku"]: row for row in rows}
    taken = {(row["product_id"], row["color"], row["size"]): row["sku"] for row in rows}
    plan = _Plan()
    for product in products:
        product_id = ids[product.key]
        for variant in product.variants:
            row = by_sku.get(variant.sku)
            there = taken.get((product_id, variant.color, variant.size), variant.sku)
            if row is not None and row["product_id"] != product_id:
                plan.problems.append(f"{product.key}: SKU {variant.sku} belongs to another product; left out")
            elif there != variant.sku:
                plan.problems.append(f"{product.key}: {variant.sku} is already sold as {there}; left out")
            elif row is None:
                plan.inserted.append(_new(variant, product_id))
            else:
                _plan_update(plan, row, variant, keep_stock)
    return plan


def _new(variant: ReadVariant, product_id: int) -> Row:
    return {
        "product_id": product_id,
        "sku": variant.sku,
        "color": variant.color,
        "size": variant.size,
        "price": variant.price,
        "stock": variant.stock or 0,
    }


def _plan_update(plan: _Plan, row: Mapping[str, Any], variant: ReadVariant, keep_stock: bool) -> None:
    stock = row["stock"] if keep_stock or variant.stock is None else variant.stock
    if stock < row["held"]:
        plan.problems.append(f"{variant.sku}: {row['held']} are held for open orders; the stock stays at that")
        stock = row["held"]
    said = {"color": variant.color, "size": variant.size, "price": variant.price, "stock": stock}
    if any(row[name] != value for name, value in said.items()):
        plan.updated.append({**said, "row_id": row["id"]})


def _write(session: Session, table: Any, inserted: list[Row], updated: list[Row]) -> bool:
    connection = session.connection()
    if inserted:
        connection.execute(insert(table), inserted)
    if updated:
        connection.execute(update(table).where(table.c.id == bindparam("row_id")), updated)
    return bool(inserted or updated)
