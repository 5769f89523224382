"""Goods from files into the shop."""

from __future__ import annotations

from pathlib import Path

from shop.database import Database
from shop.importers.demo import load_demo_catalog
from shop.importers.formats import read_goods
from shop.importers.known_words import known_words
from shop.importers.learning import has_learned, learn
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
    known_words()  # read before the transaction, for which shoppers have to wait
    with database.write() as session:
        changed, problems, words = False, list[str](), 0
        as_last_time = is_as_last_time(session, path, goods.digest)
        if not as_last_time:
            changed, problems = store(session, goods)
            remember(session, path, goods.digest)
        # A shop of before it could learn catches up, even though its file is the same.
        if not as_last_time or not has_learned(session):
            words = learn(session, goods)
    unchanged = not changed and not words
    return ImportReport(len(goods.products), goods.variant_count, unchanged, goods.problems + problems, words)
