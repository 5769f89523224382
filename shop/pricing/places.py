"""What is known of countries: their names, postal codes and largest cities. Codes are ISO 3166-1 alpha-2."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).resolve().with_name("places.yml")


@dataclass(frozen=True)
class PostalCodes:
    """The postal codes of a country: how many digits, and from which to which."""

    digits: int
    first: int
    last: int

    def has(self, code: str) -> bool:
        """Whether such a code can exist there."""
        return len(code) == self.digits and self.first <= int(code) <= self.last


@dataclass(frozen=True)
class Places:
    """All that is known; names and cities are folded, see `folded`."""

    names: Mapping[str, str]
    prefixes: Mapping[str, str]
    postal_codes: Mapping[str, PostalCodes]
    cities: Mapping[str, Mapping[str, tuple[str, ...]]]

    def countries_with(self, postal_code: str) -> tuple[str, ...]:
        """The countries that can have this postal code (digits only)."""
        found = tuple(country for country, codes in self.postal_codes.items() if codes.has(postal_code))
        # Liechtenstein's codes are nobody else's.
        return ("LI",) if "LI" in found else found

    def country_of_city(self, city: str, postal_code: str) -> str | None:
        """The country whose large city this is, if its postal codes begin like this one."""
        words = f"{folded(city)} "
        found = {
            country
            for country, cities in self.cities.items()
            for name, starts in cities.items()
            if words.startswith(f"{name} ") and postal_code.startswith(starts)
        }
        return found.pop() if len(found) == 1 else None


def folded(text: str) -> str:
    """Small letters without accents and punctuation, with umlauts as people without them type or drop them."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    words = re.sub(r"[\W_]+", " ", letters).strip()
    return re.sub(r"\bsankt\b|\bsaint\b", "st", re.sub(r"([aou])e", r"\1", words))


@lru_cache(maxsize=1)
def places() -> Places:
    """Read once; the names of countries are babel's, German and English."""
    import yaml

    data = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    more = {folded(name): country for country, names in data["names"].items() for name in names}
    return Places(
        names={**_names(), **more},
        prefixes=data["prefixes"],
        postal_codes={country: PostalCodes(**codes) for country, codes in data["postal_codes"].items()},
        cities={
            country: {folded(name): tuple(starts) for name, starts in cities.items()}
            for country, cities in data["cities"].items()
        },
    )


def _names() -> dict[str, str]:
    from babel import Locale

    # Not countries, although CLDR lists them: the European Union, the euro zone, the United Nations, "unknown".
    none = {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"}
    found: dict[str, str] = {}
    for language in ("en", "de"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in none:
                found[folded(name)] = code
                found[code.casefold()] = code
    return found
