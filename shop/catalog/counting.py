"""Stock as the merchant counts it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shop import clock
from shop.catalog.matching import by_sku
from shop.catalog.stock import release_expired
from shop.model import Variant


class HeldPieces(Exception):
    """The stock cannot be set below what is held for unpaid orders."""


@dataclass(frozen=True)
class StockCount:
    """Pieces of a variant: in the house, held for unpaid orders, and free."""

    sku: str
    stock: int
    held: int
    available: int


def stock_of(session: Session, sku: str) -> StockCount | None:
    """The count of a variant; None for an unknown SKU. Holds whose time is over count as free."""
    stock = session.execute(select(Variant.stock).where(Variant.sku == sku)).scalar_one_or_none()
    candidate = by_sku(session, sku)
    if stock is None or candidate is None:
        return None
    return StockCount(sku, stock, stock - candidate.available, candidate.available)


def set_stock(session: Session, sku: str, pieces: int) -> None:
    """Set how many pieces are in the house; an unknown SKU changes nothing. Raises HeldPieces."""
    variant_id = session.execute(select(Variant.id).where(Variant.sku == sku)).scalar_one_or_none()
    release_expired(session, clock.now(), [variant_id])
    held = session.execute(select(Variant.held).where(Variant.sku == sku)).scalar_one_or_none()
    if held is not None and held > pieces:
        raise HeldPieces(f"{held} pieces of {sku} are held for unpaid orders; the stock cannot be less.")
    statement = update(Variant).where(Variant.sku == sku).values(stock=pieces)
    session.execute(statement.execution_options(synchronize_session=False))
