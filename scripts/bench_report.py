"""Print the figures of both bots side by side, with the goals, and keep them as JSON."""

from __future__ import annotations

import json
import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scripts.bench_measure import Figures


@dataclass(frozen=True)
class Row:
    """One line of the table. A goal is for Tresen's own figure (`at_most`) or for its ratio to the starter's."""

    key: str
    title: str
    unit: str
    ratio_at_most: float | None = None
    at_most: float | None = None


ROWS = (
    Row("training_s", "training", "s", at_most=240),
    Row("start_s", "start until the first answer", "s", ratio_at_most=0.7),
    Row("parse_p50_ms", "NLU parse p50", "ms"),
    Row("parse_p95_ms", "NLU parse p95", "ms"),
    Row("turn_p50_ms", "turn of a fresh conversation p50", "ms", ratio_at_most=1.5),
    Row("turn_p95_ms", "turn of a fresh conversation p95", "ms"),
    Row("turn_10th_ms", "around the 10th message", "ms"),
    Row("turn_200th_ms", "around the 200th message", "ms"),
    Row("long_ratio", "200th / 10th message", "×", at_most=1.5),
    Row("silent_turns", "turns without an answer", ""),
    Row("rss_rasa_mb", "memory of Rasa", "MB", at_most=1200),
    Row("rss_actions_mb", "memory of the action server", "MB"),
    Row("rss_pages_mb", "memory of the shop's pages", "MB"),
)


def report(starter: Figures, tresen: Figures | None, target: Path) -> None:
    """Print one table and write both bots' figures to `target`."""
    bots = {"starter": starter, "tresen": tresen or {}}
    for figures in bots.values():
        figures["long_ratio"] = ratio(figures.get("turn_200th_ms"), figures.get("turn_10th_ms"))
    machine = {"machine": platform.platform(), "cores": os.cpu_count(), "at": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
    target.write_text(json.dumps({**machine, **bots}, indent=2) + "\n", encoding="utf-8")
    Console(width=110).print(table(bots["starter"], bots["tresen"]))


def table(starter: Figures, tresen: Figures) -> Table:
    """Return the table: both figures, their ratio, the goal and whether it is reached."""
    made = Table(title=f"Tresen beside the starter bot of rasa init ({os.cpu_count()} cores)")
    made.add_column("")
    for title in ("starter", "Tresen", "ratio", "goal", ""):
        made.add_column(title, justify="right")
    for row in ROWS:
        floor, own = starter.get(row.key), tresen.get(row.key)
        if floor is None and own is None:
            continue
        shown = ratio(own, floor)
        times = "–" if shown is None or row.unit in ("", "×") else f"{shown:.2f}"
        figures = (written(floor, row.unit), written(own, row.unit), times)
        made.add_row(row.title, *figures, goal(row), verdict(row, floor, own))
    return made


def goal(row: Row) -> str:
    """Return the goal as text, or nothing if there is none."""
    if row.ratio_at_most is not None:
        return f"≤ {row.ratio_at_most:g} × starter"
    return "" if row.at_most is None else f"≤ {row.at_most:g} {row.unit}"


def verdict(row: Row, floor: float | None, own: float | None) -> str:
    """Return whether the goal is reached; nothing without a goal or a figure."""
    reached = ratio(own, floor) if row.ratio_at_most is not None else own
    limit = row.ratio_at_most if row.ratio_at_most is not None else row.at_most
    if reached is None or limit is None:
        return ""
    return "yes" if reached <= limit else "NO"


def ratio(one: float | None, other: float | None) -> float | None:
    """Return one / other, or None where a figure is missing."""
    return one / other if one is not None and other else None


def written(value: float | None, unit: str) -> str:
    """Return a figure with its unit; a dash where there is none."""
    if value is None:
        return "–"
    if not unit:
        return f"{value:.0f}"
    return f"{value:.{0 if value >= 100 else 1 if value >= 10 else 2}f} {unit}"
