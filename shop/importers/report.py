"""What the merchant hears after an import."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ImportReport:
    """The outcome of an import.

    `products` and `variants` count what could be read (not what changed); `unchanged` is true if the database already
    said the same; `problems` name what was left out, and why; `words` counts what the shop newly understands.
    """

    products: int = 0
    variants: int = 0
    unchanged: bool = True
    problems: list[str] = field(default_factory=list)
    words: int = 0
