"""Colors, sizes and materials under the names by which shoppers' messages ask for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from shop.importers.known_words import KnownWords
from shop.importers.texts import spaced

LONGEST_VALUE = 40
_ONE_SIZE = frozenset(
    ("one size", "onesize", "os", "o/s", "one size fits all", "einheitsgröße", "default title", "default")
)
_WAIST_AND_LENGTH = re.compile(r"w\s*(\d\d)\s*[/x×,-]?\s*l\s*(\d\d)|(\d\d)\s*w\s*[/x×,-]?\s*(\d\d)\s*l", re.IGNORECASE)
_EU = re.compile(r"(?:eu|eur)\s*(\d\d(?:[.,]5)?)|(\d\d(?:[.,]5)?)\s*(?:eu|eur)", re.IGNORECASE)
_LETTERS = re.compile(r"\d?x*[sml](?:\s*/\s*\d?x*[sml])?", re.IGNORECASE)
_UNIT = re.compile(r"(\d)\s*(mg|kg|g|ml|cl|l|mm|cm|m|oz|lb|lbs|inch|zoll|w|v|mah|gb|tb)\b", re.IGNORECASE)


def own_value(raw: str) -> str:
    """The merchant's own value: lower case, single spaces."""
    return spaced(raw).lower()


def color_of(raw: str, known: KnownWords, language: str) -> str | None:
    """The canonical color that a value names; None if it is the merchant's own."""
    return known.meaning("color", raw, language)


def size_of(raw: str, known: KnownWords, language: str) -> str | None:
    """The canonical size that a value names; None if it is the merchant's own."""
    pair = _WAIST_AND_LENGTH.fullmatch(spaced(raw))
    if pair:
        return "/".join(number for number in pair.groups() if number)
    european = _EU.fullmatch(spaced(raw))
    if european:
        return (european[1] or european[2]).replace(",", ".")
    return known.meaning("size", raw, language)


def own_size(raw: str) -> str:
    """The merchant's own size: letters as labels have them ("L/XL"), units with a space ("250 g")."""
    value = spaced(raw)
    if _LETTERS.fullmatch(value):
        return value.upper().replace(" ", "")
    return _UNIT.sub(r"\1 \2", value.lower())


def is_one_size(raw: str) -> bool:
    """Whether a value only says that there is no choice."""
    return own_value(raw) in _ONE_SIZE


def settled(
    groups: Iterable[Iterable[str]],
    canonical: Callable[[str], str | None],
    own: Callable[[str], str],
    is_plain: Callable[[str, str], bool],
) -> dict[str, str]:
    """What each written value of a file is stored as; a group holds those of one product.

    Where a product has two values that the languages know as the same ("Forest Green" and "Sage"), the plain one
    becomes canonical and the others stay the merchant's own, in the whole file: else they could not be told apart.
    """
    distinct = [list(dict.fromkeys(group)) for group in groups]
    raws = dict.fromkeys(raw for group in distinct for raw in group)
    values = {raw: canonical(raw) or own(raw) for raw in raws}
    kept: set[str] = set()
    for group in distinct:
        together: dict[str, dict[str, str]] = {}
        for raw in group:
            together.setdefault(values[raw], {}).setdefault(own(raw), raw)
        for value, same in together.items():
            if len(same) > 1:
                kept |= {own_name for own_name, raw in same.items() if not is_plain(raw, value)}
    return {raw: own(raw) if own(raw) in kept else value for raw, value in values.items()}
