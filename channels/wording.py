"""The few words that a channel adds to what the bot says, from channels/wording/<language>.yml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from channels.content import LANGUAGES

FOLDER = Path(__file__).parent / "wording"


@lru_cache(maxsize=len(LANGUAGES))
def _words(language: str) -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
    return words


def word(language: str, key: str, **blanks: object) -> str:
    """Return a text of the channels in a language; one that is not ours counts as English."""
    return str(_words(language if language in LANGUAGES else LANGUAGES[0])[key]).format(**blanks)


def listed(language: str, key: str) -> list[str]:
    """Return a list of words."""
    return [str(item) for item in _words(language if language in LANGUAGES else LANGUAGES[0])[key]]
