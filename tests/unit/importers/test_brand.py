"""A brand narrows; nobody is asked for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from shop.cart.resolve import Found, resolve
from shop.catalog.matching import carried
from shop.database import Database
from shop.importers import import_file
from shop.order_line import Attributes, OrderLine, from_json, to_json
from tests.unit.importers.exports import shopify


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path}/shop.db")
    database.upgrade()
    path = tmp_path / "a.csv"
    rows = [{"Title": f"{brand} Mug", "Type": "Mugs", "Vendor": brand} for brand in ("Fernhill", "Österberg", "")]
    path.write_bytes(shopify(*rows))
    import_file(database, path)
    with database.read() as session:
        yield session
    database.close()


def mugs(session: Session, **said: Attributes) -> set[str]:
    return {candidate.key for candidate in carried(session, OrderLine(product="mug", **said))}


@pytest.mark.parametrize(
    ("brand", "found"), [("Fernhill", {"p1"}), ("fernHILL", {"p1"}), ("Österberg", {"p2"}), ("Other", set())]
)
def test_a_brand_is_found_in_any_case(session: Session, brand: str, found: set[str]) -> None:
    assert mugs(session, wanted=Attributes(brand=(brand,))) == found


def test_a_brand_can_be_excluded(session: Session) -> None:
    assert mugs(session, excluded=Attributes(brand=("fernhill",))) == {"p2", "p3"}


def test_a_brand_decides_and_is_not_asked_for(session: Session) -> None:
    line = OrderLine(product="mug", quantity=1)
    assert isinstance(resolve(session, OrderLine("mug", 1, Attributes(brand=("Fernhill",)))), Found)
    asked = resolve(session, line)
    assert not isinstance(asked, Found)
    assert asked.kind == "product"


def test_lines_stored_before_there_were_brands_can_be_read() -> None:
    stored = to_json(OrderLine(product="mug", wanted=Attributes(color=("grey",))))
    for name in ("wanted", "excluded"):
        del stored[name]["brand"]
    assert from_json(stored) == OrderLine(product="mug", wanted=Attributes(color=("grey",)))
