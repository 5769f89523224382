"""The words of the pages, one file for each language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent
FALLBACK = "en"


@cache
def languages() -> tuple[str, ...]:
    """The languages that pages speak."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yml")))


@cache
def wording(language: str) -> dict[str, Any]:
    """The words of a language; English for one that pages do not speak."""
    import yaml

    known = language if language in languages() else FALLBACK
    words: dict[str, Any] = yaml.safe_load((_FOLDER / f"{known}.yml").read_text(encoding="utf-8"))
    return words
