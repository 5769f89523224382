"""Scores of held-out messages: is the act right, are all order lines of a message exactly right?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "de")
KINDS = ("acts", "orders_tidy", "orders_noisy")
SINGLE = ("product", "quantity", "max_price", "min_price")
ATTRIBUTES = ("color", "size", "material", "fit", "audience")


@dataclass(frozen=True)
class HeldOut:
    """A message that no training data shares, with what a person reads in it."""

    language: str
    kind: str
    text: str
    intent: str
    lines: list[dict[str, Any]] | None


def held_out(language: str) -> list[HeldOut]:
    """Return all held-out messages of a language."""
    return [
        HeldOut(language, kind, item["text"], item["intent"], item.get("lines") if kind != "acts" else None)
        for kind in KINDS
        for item in yaml.safe_load((FOLDER / language / f"{kind}.yml").read_text(encoding="utf-8"))
    ]


def read_lines(entities: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the order lines of a parse result, in the shape of the held-out files."""
    groups: dict[str, dict[str, Any]] = {}
    for entity in entities:
        if entity.get("group") is None:
            continue
        line = groups.setdefault(str(entity["group"]), {})
        if entity.get("role") == "excluded":
            line.setdefault("excluded", {}).setdefault(entity["entity"], []).append(entity["value"])
        elif entity["entity"] in SINGLE:
            line[entity["entity"]] = entity["value"]
        else:
            line.setdefault(entity["entity"], []).append(entity["value"])
    return list(groups.values())


def same_lines(one: Iterable[Mapping[str, Any]], other: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether two lists hold the same lines, in whatever order."""
    return sorted(map(_canonical, one)) == sorted(map(_canonical, other))


def _canonical(line: Mapping[str, Any]) -> str:
    return repr(sorted((key, _value(key, value)) for key, value in line.items()))


def _value(key: str, value: Any) -> str:
    if key == "excluded":
        return repr(sorted((name, _value(f"excluded {name}", found)) for name, found in value.items()))
    if key in ("quantity", "max_price", "min_price"):
        return str(float(value))
    values = value if isinstance(value, list) else [value]
    return repr(sorted({str(item) for item in values}))


def normalized(text: str) -> str:
    """Return a message without case, punctuation and spaces: what would make two messages the same."""
    return re.sub(r"[\W_]+", "", text.casefold())
