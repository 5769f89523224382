"""Goods from files into the shop."""

from __future__ import annotations

from pathlib import Path

from shop.database import Database
from shop.importers.demo import load_demo_catalog
from shop.importers.formats import read_goods
from shop.importers.memory import is_as_last_time, remember
from shop.importers.report import ImportReport
from shop.importers.storing import store

__all__ = ["ImportReport", "import_file", "load_demo_catalog"]


def import_file(database: Database, path: str | Path) -> ImportReport:
    """Import a catalog file in one transaction.

    A file whose content was imported last time under the same name changes nothing, not even the stock that was sold
    since. What cannot be read is left out and reported; if nothing can be read, the database stays as it is.
    """
    path = Path(path)
    goods = read_goods(path)
    if not goods.products:
        return ImportReport(problems=goods.problems)
    with database.write() as session:
        changed, problems = False, list[str]()
        if not is_as_last_time(session, path, goods.digest):
            changed, problems = store(session, goods)
            remember(session, path, goods.digest)
    return ImportReport(len(goods.products), goods.variant_count, not changed, goods.problems + problems)
