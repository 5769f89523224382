"""Amounts as people and programs write them."""

from __future__ import annotations

import re

from shop.importers.entry import as_hundredths
from shop.importers.goods import Unreadable

_CURRENCY = "EUR"
_EURO = re.compile(r"€|\beuros?\b|\beur\b", re.IGNORECASE)
_SPACES = re.compile(r"[\s'’\u00a0\u202f]")
_NO_CENTS = re.compile(r"[.,][-–—]+$")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")


def price_in(text: str) -> int | None:
    """Minor units of "12,90", "€12.90", "1,299.00" or "12.90 EUR"; None if there is nothing.

    Raises Unreadable for what is no amount, and for another currency than the shop's.
    """
    bare = _NO_CENTS.sub("", _SPACES.sub("", _EURO.sub("", text)))
    if not bare:
        return None
    if not _NUMBER.fullmatch(bare):
        foreign = re.sub(r"[\d.,\-]", "", bare)
        if foreign and _NUMBER.search(bare):
            raise Unreadable(f"the shop sells in {_CURRENCY}, not in {foreign:.10}")
        raise Unreadable(f"{text.strip():.20} is no price")
    return as_hundredths(_with_point(bare), "price")


def _with_point(number: str) -> str:
    """The same number with a decimal point and nothing else."""
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return number
    whole, sign, fraction = number[:last], number[last], number[last + 1 :]
    groups = re.split(r"[.,]", whole.lstrip("-"))
    # "1.299" and "1,299,000": three digits after a group of one to three are thousands.
    grouped = len(fraction) == 3 and sign not in re.sub(rf"\{sign}", "", whole) and groups[0] not in ("", "0")
    if grouped and len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]) and _one_sign(number):
        return re.sub(r"[.,]", "", number)
    return re.sub(r"[.,]", "", whole) + "." + (fraction.rstrip("0") or "0")


def _one_sign(number: str) -> bool:
    return not ("." in number and "," in number)
