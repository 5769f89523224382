"""The catalog that the project ships."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from shop.importers.formats import read_goods
from shop.importers.goods import Goods
from shop.importers.learning import learn
from shop.importers.report import ImportReport
from shop.importers.storing import store

SEED = Path(__file__).resolve().parents[1] / "catalog" / "seed"


def read_demo_catalog() -> Goods:
    """All seed files together."""
    goods = Goods()
    for path in sorted(SEED.glob("*.yml")):
        part = read_goods(path)
        goods.products += part.products
        goods.words |= part.words
        goods.listed |= part.listed
        goods.problems += [f"{path.name}: {problem}" for problem in part.problems]
    return goods


def load_demo_catalog(session: Session) -> ImportReport:
    """Fill the tables from the seed within the caller's transaction.

    May be repeated: it adds what is missing and renews texts and prices, and never touches the stock of what is there.
    """
    goods = read_demo_catalog()
    changed, problems = store(session, goods, keep_stock=True)
    words = learn(session, goods)
    unchanged = not changed and not words
    return ImportReport(len(goods.products), goods.variant_count, unchanged, goods.problems + problems, words)
