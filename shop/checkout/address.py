"""Finding street, postal code and city in what a shopper typed."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """The parts that were found; what was not there is None."""

    street: str | None = None
    postal_code: str | None = None
    city: str | None = None


_PREFIX = r"(?:(?:DE|D|AT|A|CH)[- ]?)?"
_FIVE = re.compile(rf"(?<![\w-]){_PREFIX}(\d{{5}})(?!\w)", re.IGNORECASE)
_FOUR = re.compile(rf"(?<![\w-]){_PREFIX}(\d{{4}})(?!\w)", re.IGNORECASE)
# Whatever leads up to the address: "my address is …", "Meine Adresse lautet …", "Address: …".
_LEAD_IN = re.compile(r"^.*?(?:\b(?:is|ist|lautet)\b\s*:?|:)\s*", re.IGNORECASE | re.DOTALL)
_STREET_WORD = re.compile(
    r"\S*(?:str\.?|stra(?:ß|ss)e|weg|platz|allee|gasse|ring|damm|ufer|hof|street|road|lane|avenue|square)\s+\d+\s*\w?$",
    re.IGNORECASE,
)
# "Rosenweg 4 in 99084 Erfurt"
_LEADS_TO_CITY = re.compile(r"(?<=\d)\s*(?:[a-z]\s+)?in$", re.IGNORECASE)
_LAST_WORD_AND_NUMBER = re.compile(r"\S+\s+\d+\s*[a-z]?$", re.IGNORECASE)


def parse_address(text: str) -> Address:
    """The parts of an address in any usual order, on one line or several."""
    parts = [" ".join(part.split()) for part in re.split(r"[,;\n\r]+", _without_lead_in(text))]
    parts = [part for part in parts if part]
    match, index = _postal_code(parts)
    if match is None:
        return _without_postal_code(parts)
    before, after = _trimmed(parts[index][: match.start()]), _trimmed(parts[index][match.end() :])
    others = parts[:index] + parts[index + 1 :]
    street = next((part for part in others if _is_street(part)), None)
    if street is None:
        street, before, after = _street_beside(before, after)
    city = after or (before if before != street else "") or _first_city(others)
    return Address(street, match[1], city or None)


def _without_lead_in(text: str) -> str:
    shorter = _LEAD_IN.sub("", text, count=1)
    return shorter if any(character.isdigit() for character in shorter) else text


def _postal_code(parts: list[str]) -> tuple[re.Match[str] | None, int]:
    for pattern in (_FIVE, _FOUR):
        # From the end: "1234 Long Road, 1010 Wien".
        for index in range(len(parts) - 1, -1, -1):
            found = list(pattern.finditer(parts[index]))
            if found and (pattern is _FIVE or len(parts) == 1 or not _is_house_number(parts, index, found[-1])):
                return found[-1], index
    return None, -1


def _is_house_number(parts: list[str], index: int, match: re.Match[str]) -> bool:
    # "Hauptstr. 1234": a number of four digits behind a name, while no city follows it.
    return match.end() == len(parts[index]) and match.start() > 0 and _STREET_WORD.search(parts[index]) is not None


def _street_beside(before: str, after: str) -> tuple[str | None, str, str]:
    """The street in the same part as the postal code: in front of it, or behind the city."""
    if _is_street(before):
        return before, "", after
    match = _STREET_WORD.search(after) or _LAST_WORD_AND_NUMBER.search(after)
    if match is not None and match.start() > 0:
        return match[0], before, _trimmed(after[: match.start()])
    return None, before, after


def _without_postal_code(parts: list[str]) -> Address:
    street = next((part for part in parts if _is_street(part)), None)
    city = _first_city([part for part in parts if part != street]) if street else None
    return Address(street, None, city)


def _first_city(parts: list[str]) -> str | None:
    return next((part for part in parts if part and not any(character.isdigit() for character in part)), None)


def _is_street(part: str) -> bool:
    return any(character.isalpha() for character in part) and any(character.isdigit() for character in part)


def _trimmed(text: str) -> str:
    return _LEADS_TO_CITY.sub("", text.strip(" ,;.-"))
