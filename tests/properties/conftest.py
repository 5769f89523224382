"""Shops for property tests: made once, each example is a shopper of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shop.database import Database
from shop.importers import load_demo_catalog
from tests.unit.shop.conftest import tiny_catalog


@pytest.fixture(scope="session")
def catalogs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Database]]:
    """The demo catalog, and a tiny one in which every kind of question arises soon."""
    folder = tmp_path_factory.mktemp("catalogs")
    shops = {"demo": _filled(folder / "demo.db"), "tiny": _filled(folder / "tiny.db", tiny=True)}
    yield shops
    for shop in shops.values():
        shop.close()


def _filled(path: Path, tiny: bool = False) -> Database:
    shop = Database(f"sqlite:///{path}")
    shop.upgrade()
    with shop.write() as session:
        if tiny:
            session.add_all(tiny_catalog())
        else:
            load_demo_catalog(session)
    return shop
