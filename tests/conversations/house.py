"""A shop of its own for conversations: fresh databases, the demo catalog, and its stock put back each time."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update

from actions import base
from shop.importers import load_demo_catalog
from shop.model import Variant
from tests.conversations import sale


def settings_for(folder: Path) -> dict[str, str]:
    """Return the environment that keeps a conversation in the databases of `folder`."""
    return {
        "SHOP_DATABASE_URL": f"sqlite:///{folder}/shop.db",
        "TRACKER_DATABASE_URL": f"sqlite:///{folder}/tracker.db",
        "SHOP_SECRET": "a secret for tests only",
    }


def open_shop() -> None:
    """Fill the databases of the environment with the demo catalog."""
    forget_shop()
    base.database().upgrade()
    with base.database().write() as session:
        load_demo_catalog(session)
    sale.add_codes()


def forget_shop() -> None:
    """Let the next action open the databases that the environment names then."""
    base.settings.cache_clear()
    base.database.cache_clear()


class Stock:
    """What was in stock at the beginning, so that no conversation depends on what others bought before it."""

    def __init__(self) -> None:
        self._pieces = self._now()

    def put_back(self) -> None:
        """Put back what was sold, and let go of what is held."""
        now = self._now()
        moved = [sku for sku, pieces in self._pieces.items() if now.get(sku) != pieces]
        if not moved:
            return
        with base.database().write() as session:
            for sku in moved:
                stock, held = self._pieces[sku]
                session.execute(update(Variant).where(Variant.sku == sku).values(stock=stock, held=held))

    @staticmethod
    def _now() -> dict[str, tuple[int, int]]:
        with base.database().read() as session:
            rows = session.execute(select(Variant.sku, Variant.stock, Variant.held)).all()
        return {sku: (stock, held) for sku, stock, held in rows}
