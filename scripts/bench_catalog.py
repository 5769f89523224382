"""What a large catalog costs: 100,000 invented variants are imported, and reading is timed with and without them."""

from __future__ import annotations

import csv
import itertools
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from components.reading.lexicon import Lexicon
from components.reading.reader import Reader
from components.vocabulary import Vocabulary
from shop.database import Database
from shop.importers import import_file

PRODUCTS = 5_000
COLORS, SIZES = 5, 4
TYPES = 250
_SYLLABLES = ("ba", "do", "fi", "gru", "ka", "lo", "mi", "nor", "pe", "ri", "so", "tul", "va", "wen", "zo")
_HEADER = ("Handle", "Title", "Vendor", "Type", "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value",
           "Variant SKU", "Variant Inventory Qty", "Variant Price")  # fmt: skip


def large_catalog(folder: Path, texts: Sequence[str]) -> Table:
    """Import the catalog and return how long that took, and what a message costs with it."""
    file = folder / "large.csv"
    _write(file)
    database = Database(f"sqlite:///{folder}/large.db")
    database.upgrade()
    began = time.perf_counter()
    report = import_file(database, file)
    seconds = time.perf_counter() - began
    general = Lexicon.from_files()
    vocabulary = Vocabulary(general, database)
    began = time.perf_counter()
    large = vocabulary.reader()
    learning = time.perf_counter() - began
    without, with_it = _milliseconds(Reader(general), texts), _milliseconds(large, texts)
    made = Table(title=f"A catalog of {report.variants:,} variants ({report.words:,} words)")
    for title in ("import", "the server learns its words in", "reading without it", "with it", "costs", "goal"):
        made.add_column(title, justify="right")
    cost = with_it - without
    made.add_row(
        f"{seconds:.1f} s", f"{learning:.1f} s", f"{without:.1f} ms", f"{with_it:.1f} ms", f"{cost:.1f} ms", "≤ 10 ms"
    )
    return made


def _milliseconds(reader: Reader, texts: Sequence[str]) -> float:
    taken = []
    for text in [*texts[:10], *texts]:
        began = time.perf_counter()
        reader.read(text)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.mean(taken[10:])


def _write(file: Path) -> None:
    choose = random.Random(4)
    types = ["".join(parts).capitalize() for parts in itertools.islice(_names(choose, 3), TYPES)]
    colors = ["".join(parts) + " blue" for parts in itertools.islice(_names(choose, 2), COLORS)]
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(_HEADER)
        for number, parts in zip(range(PRODUCTS), _names(choose, 4), strict=False):
            kind, name = types[number % TYPES], "".join(parts).capitalize()
            first = True
            for color, size in itertools.product(colors, ("S", "M", "L", "XL")[:SIZES]):
                head = (f"p{number}", f"{name} {kind}", "Large", kind) if first else (f"p{number}", "", "", "")
                rows.writerow((*head, "Color", color, "Size", size, f"P{number}-{color[:3]}{size}", 5, "9.90"))
                first = False


def _names(choose: random.Random, length: int) -> itertools.chain[tuple[str, ...]]:
    every = list(itertools.product(_SYLLABLES, repeat=length))
    choose.shuffle(every)
    return itertools.chain(every)
