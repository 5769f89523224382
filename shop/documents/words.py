"""The words of documents, one file for each language, and how a language writes amounts, rates and dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from shop.model import OrderItem

_FOLDER = Path(__file__).resolve().parent / "wording"
_FEATURES = ("color", "size", "audience", "material", "fit")
# See `shop.aftersale.replacement`.
_CREDIT = re.compile(r"[RT][1-9]\d{4,}")
FALLBACK = "en"
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.yml")))


def is_credit(code: str | None) -> bool:
    """Whether an order's "code" is the number of the return or the ticket whose goods it was paid with."""
    return _CREDIT.fullmatch(code or "") is not None


@cache
def words_of(language: str) -> Words:
    """The words of a language; English for one that documents do not speak."""
    import yaml

    known = language if language in LANGUAGES else FALLBACK
    return Words(known, yaml.safe_load((_FOLDER / f"{known}.yml").read_text(encoding="utf-8")))


class Words:
    """The words of one language."""

    def __init__(self, language: str, texts: Mapping[str, Any]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, name: str, /, **blanks: object) -> str:
        """A text with its blanks filled; raises KeyError if the language lacks it."""
        return str(self._texts[name]).format(**blanks)

    def choice(self, group: str, name: str) -> str:
        """The word for a canonical value; a value without one is its own word."""
        return str(self._texts[group].get(name, name))

    def features(self, item: OrderItem) -> list[str]:
        """The essential features of an ordered line."""
        values = [(name, getattr(item, name)) for name in _FEATURES]
        return [self._feature(name, value) for name, value in values if value]

    def _feature(self, name: str, value: str) -> str:
        word = self.choice("values", value)
        return self("size", value=word) if name == "size" else word

    def amount(self, amount: int, currency: str) -> str:
        """An amount of minor units, with a minus sign instead of a hyphen."""
        from shop.money import format_money

        return format_money(amount, currency, self.language).replace("-", "\u2212")

    def rate(self, rate: int) -> str:
        """A rate of hundredths of a percent: 19 %."""
        from babel.numbers import format_percent

        return str(format_percent(Decimal(rate).scaleb(-4), format=self("rate_form"), locale=self.language))

    def day(self, iso: str) -> str:
        """A date."""
        from babel.dates import format_date

        return str(format_date(date.fromisoformat(iso), format=self("date_form"), locale=self.language))

    def country(self, code: str) -> str:
        """The name of a country, as the last line of an address abroad has it: in capitals (DIN 5008)."""
        from babel import Locale

        return str(Locale(self.language).territories.get(code, code)).upper()
