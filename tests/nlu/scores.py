"""Scores of held-out messages: is the act right, are all order lines of a message exactly right?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "de")
# Files by kind. What is called "fresh" was measured before anybody looked at it; the others helped to find classes of
# messages that failed, so that their rates flatter.
FILES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "acts": ("acts", "acts_2", "fresh_acts"),
        "orders_tidy": ("orders_tidy", *(f"orders_tidy_{number}" for number in range(2, 6)), "fresh_orders_tidy"),
        "orders_noisy": ("orders_noisy", *(f"orders_noisy_{number}" for number in range(2, 7)), "fresh_orders_noisy"),
    }
)
FRESH = "fresh_"
OUT_OF_SCOPE = "out_of_scope"
FALLBACK = "nlu_fallback"
SINGLE = ("product", "quantity", "max_price", "min_price")


@dataclass(frozen=True)
class HeldOut:
    """A message that no training data shares, with what a person reads in it; `lines` None: only the act counts."""

    language: str
    kind: str
    text: str
    intent: str
    lines: list[dict[str, Any]] | None
    fresh: bool


def held_out(language: str) -> list[HeldOut]:
    """Return all held-out messages of a language."""
    return [
        HeldOut(language, kind, item["text"], item["intent"], item.get("lines"), name.startswith(FRESH))
        for kind, names in FILES.items()
        for name in names
        for item in yaml.safe_load((FOLDER / language / f"{name}.yml").read_text(encoding="utf-8"))
    ]


def same_act(predicted: str, act: str) -> bool:
    """Tell whether an act is right; what is none of the shop's business may also be not understood at all."""
    return predicted == act or act == OUT_OF_SCOPE and predicted == FALLBACK


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
