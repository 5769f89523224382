"""How the conversations went: the table, the gates, and every conversation as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests.conversations.play import Played

# The share that must pass: all of the plain ones, of each variant a little less than was measured.
GATES = {
    "plain": {"en": 1.0, "de": 1.0},
    "typo": {"en": 0.80, "de": 0.70},
    "dictation": {"en": 0.91, "de": 0.88},
    "interruption": {"en": 0.95, "de": 0.95},
}
# The goal on two cores after loading: 120 plain conversations in 90 seconds; more of them may take longer.
PLAIN_SECONDS = 0.75


@dataclass(frozen=True)
class Row:
    """The conversations of a language in one variant, and how many seconds they took."""

    language: str
    variant: str
    played: Sequence[Played]
    seconds: float

    @property
    def failed(self) -> list[Played]:
        """The conversations that broke a promise."""
        return [item for item in self.played if item.failure]

    @property
    def rate(self) -> float:
        """The share that passed."""
        return 1 - len(self.failed) / len(self.played)

    @property
    def gate(self) -> float:
        """The share that must pass."""
        return GATES[self.variant][self.language]


def is_good(rows: Sequence[Row]) -> bool:
    """Whether every row reaches its gate; nothing played is not good."""
    return bool(rows) and all(row.rate >= row.gate for row in rows)


def report(rows: Sequence[Row], loading: float, console: Console | None = None) -> None:
    """Print what failed, the table and the times in seconds."""
    console = console or Console(width=120)
    for row in rows:
        for item in row.failed:
            console.print(f"[bold]{row.language} {row.variant}: {escape(item.name)}[/]", highlight=False)
            console.print(f"  {escape(str(item.failure))}", highlight=False)
    console.print(table(rows))
    plain = sum(row.seconds for row in rows if row.variant == "plain")
    total = sum(row.seconds for row in rows)
    count = sum(len(row.played) for row in rows if row.variant == "plain")
    goal = f"{count} conversations, goal: under {PLAIN_SECONDS * count:.0f} s"
    console.print(f"Plain: {plain:.0f} s ({goal}), all: {total:.0f} s, after {loading:.0f} s of loading")


def table(rows: Sequence[Row]) -> Table:
    """Return language × variant with counts, rate, gate and time."""
    made = Table(title="Conversations, judged by the state of the shop after every turn")
    for title in ("language", "variant"):
        made.add_column(title)
    for title in ("conversations", "passed", "rate", "gate", "turns", "seconds", ""):
        made.add_column(title, justify="right")
    for row in rows:
        count, turns = len(row.played), sum(item.turns for item in row.played)
        shares = (f"{row.rate:.1%}", f"≥ {row.gate:.0%}")
        counts = (str(count), str(count - len(row.failed)), *shares, str(turns), f"{row.seconds:.0f}")
        made.add_row(row.language, row.variant, *counts, "yes" if row.rate >= row.gate else "NO")
    return made


def keep(rows: Sequence[Row], loading: float, target: Path) -> None:
    """Write how every conversation went to `target`."""
    kept = [
        {
            "language": row.language,
            "variant": row.variant,
            "seconds": round(row.seconds, 1),
            "conversations": [asdict(item) for item in row.played],
        }
        for row in rows
    ]
    content = {"loading": round(loading, 1), "rows": kept}
    target.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
