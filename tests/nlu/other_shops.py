"""Shops with goods that no training message names: their catalogs are imported, their shoppers' messages are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from sqlalchemy import select

from components.reading.lexicon import Lexicon
from components.reading.reader import Reader
from components.reading.tokens import fold
from components.vocabulary import Vocabulary
from shop.database import Database
from shop.importers import import_file
from shop.model import Product, Variant

FOLDER = Path(__file__).parent / "new_goods"
SHOPS: Mapping[str, str] = MappingProxyType(
    {
        "coffee": "coffee.csv",
        "furniture": "furniture.yml",
        "outdoor": "outdoor.csv",
        "garden": "garden.csv",
        "schreibwaren": "schreibwaren.yml",
        "instruments": "instruments.yml",
        "pets": "pets.csv",
        "bikes": "bikes.csv",
        "toys": "toys.yml",
        "cookware": "cookware.yml",
    }
)
# Measured before anybody looked at it.
FRESH = ("cookware",)


@dataclass(frozen=True)
class OtherShop:
    """A shop with a reader that knows its catalog; `messages` by language, with the lines that a person reads."""

    name: str
    reader: Reader
    messages: dict[str, list[tuple[str, list[dict[str, Any]]]]]


def other_shops(folder: Path, lexicon: Lexicon) -> Iterator[OtherShop]:
    """Import every catalog into a database of its own in `folder`."""
    for name, file in SHOPS.items():
        database = Database(f"sqlite:///{folder}/{name}.db")
        database.upgrade()
        import_file(database, FOLDER / file)
        meant = _Meant(database, lexicon)
        messages = {
            path.suffixes[0].removeprefix("."): [
                (item["text"], [meant.line(line) for line in item["lines"]])
                for item in yaml.safe_load(path.read_text(encoding="utf-8"))
            ]
            for path in sorted(FOLDER.glob(f"{name}.*.yml"))
        }
        yield OtherShop(name, Vocabulary(lexicon, database).reader(), messages)
        database.close()


class _Meant:
    """The values of an annotation as the import stored them.

    A value that both languages know anyway ("Rucksack", "Petrol") is stored under its canonical name ("backpack",
    "turquoise"), which the people who wrote the messages could not always know.
    """

    def __init__(self, database: Database, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        columns = {
            "product": Product.type,
            "color": Variant.color,
            "size": Variant.size,
            "material": Product.material,
            "brand": Product.brand,
        }
        with database.read() as session:
            self._stored = {
                name: set(session.execute(select(column).distinct()).scalars()) for name, column in columns.items()
            }

    def line(self, line: dict[str, Any]) -> dict[str, Any]:
        """Return a line with the stored values."""
        return {name: self._values(name, value) for name, value in line.items()}

    def _values(self, name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {inner: self._values(inner, values) for inner, values in value.items()}
        return [self._value(name, one) for one in value] if isinstance(value, list) else self._value(name, value)

    def _value(self, name: str, value: Any) -> Any:
        if name not in self._stored or value in self._stored[name]:
            return value
        written = next((one for one in self._stored[name] if one and one.lower() == str(value).lower()), None)
        if written is not None:
            return written
        form = fold(str(value)).replace("-", "").replace(" ", "")
        known = (entry.value for entry in self._lexicon.forms.get(form, ()) if entry.entity == name)
        return next(known, value)
