"""Stretches of a message that are no goods whatever words they contain: e-mails, links, dates, times, addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Mask:
    """A stretch and what it is; only "email" becomes an entity."""

    kind: str
    start: int
    end: int


_PATTERNS = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("link", re.compile(r"(?:https?://|www\.)\S+|<[^<>]{1,80}>|&\w+;")),
    (
        "date",
        re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?(?!\d)|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b"),
    ),
    ("date", re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\b(?!\s+one)")),
    (
        "time",
        re.compile(r"\b\d{1,2}:\d{2}\b|\b\d{1,2}\s?(?:h\b|am\b(?!\s+\w)|pm\b|Uhr\b)(?:\s?\d{2}\b)?", re.IGNORECASE),
    ),
    ("phone", re.compile(r"(?<![\w,.])(?:\+|00)\d[\d /()-]{6,}\d|\b0\d{2,5}[ /-]\d{3,}(?:[ -]?\d+)*")),
    (
        "address",
        re.compile(
            r"\b(?:[A-ZÄÖÜ][a-zäöüß]+(?:en|er|e)[ -])?"
            r"[\w.-]*(?:str\.?|stra(?:ß|ss)e|weg|gasse|platz|allee|damm|ufer)\s+\d{1,4}\s?[a-z]?\b",
            re.IGNORECASE,
        ),
    ),
    (
        "address",
        re.compile(
            r"\b\d{1,4}[a-z]?\s+(?:[A-Z][\w'-]+\s){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square|Close)\b"
        ),
    ),
    (
        "address",
        re.compile(
            r"\b(?:[A-Z]{1,2}-)?\d{4,5}\s+(?=[A-ZÄÖÜ][a-zäöüß]{3,})(?!(?:T-|Paar|St[üu]ck|Euros?\b))[A-ZÄÖÜ][a-zäöüß]+(?=\s*(?:$|[,.\n]))"
        ),
    ),
    ("code", re.compile(r"\b\d+(?:[-/]\d+){2,}\b|\b[A-Z]{1,4}-\d{3,}\b|(?<=#)[A-Z]{1,3}\d{3,}\b")),
    ("measure", re.compile(r"\b[3-7]\s?(?:ft|foot|feet|')\s?\d{0,2}\b(?!\s?x)", re.IGNORECASE)),
    ("measure", re.compile(r"\b\d(?:[.,]\d{1,2})\s?m\b|\b\d{2,3}\s?(?:cm|kg)\b")),
)


def find_masks(text: str) -> list[Mask]:
    """Return the stretches in order, without overlaps (earlier kinds win)."""
    found: list[Mask] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            mask = Mask(kind, match.start(), match.end())
            if all(mask.end <= other.start or mask.start >= other.end for other in found):
                found.append(mask)
    return sorted(found, key=lambda mask: mask.start)
