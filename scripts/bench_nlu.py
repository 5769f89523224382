"""Measure what the model makes of messages that its authors have not seen, and of goods that it was never trained on.

Prints a table for each language and kind of message with the worst confusions and the time of a parse beside the
starter bot's, and draws the confusion matrix to docs/confusion-<language>.png.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from scripts.bench_bots import BENCH, starter
from scripts.bench_catalog import large_catalog
from scripts.bench_confusion import draw
from scripts.bench_measure import spread
from scripts.train import PROJECT, model_file
from tests.nlu.other_shops import FRESH as FRESH_SHOPS
from tests.nlu.other_shops import other_shops
from tests.nlu.scores import LANGUAGES, OUT_OF_SCOPE, HeldOut, held_out, read_lines, same_act, same_lines

WORST = 8
PARSES = 100


@dataclass(frozen=True)
class Row:
    """One rate: how many of how many messages were right; `goal` is a share, None where there is none."""

    language: str
    title: str
    right: int
    count: int
    goal: float | None = None


def main(arguments: list[str] | None = None) -> int:
    """Take all figures and print them; 0 whatever they are."""
    options = parse(arguments)
    os.chdir(PROJECT)
    BENCH.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tresen-nlu-") as folder:
        # No catalog of a merchant: the messages are about the demo shop's words, which the languages know.
        os.environ["SHOP_DATABASE_URL"] = f"sqlite:///{folder}/none.db"
        parse_one = parser_of(model_file())
        rows, confusions = messages(parse_one)
        rows += new_goods(Path(folder))
        large = large_catalog(Path(folder), sample())
    console = Console(width=110)
    console.print(table(rows))
    console.print(large)
    for language, pairs in confusions.items():
        wrong = [(pair, count) for pair, count in pairs.most_common() if not same_act(pair[1], pair[0])][:WORST]
        console.print(f"Worst confusions {language}: " + ", ".join(f"{a} as {b} ({n})" for (a, b), n in wrong))
        draw(pairs, PROJECT / "docs" / f"confusion-{language}.png", language)
    if not options.no_starter:
        console.print(times(parse_one, parser_of(starter().services[0].folder / "models" / "starter.tar.gz")))
    return 0


def messages(parse_one: Any) -> tuple[list[Row], dict[str, Counter[tuple[str, str]]]]:
    """Return the rates of the held-out messages, and how often each act was taken for which."""
    rows: list[Row] = []
    confusions: dict[str, Counter[tuple[str, str]]] = {}
    for language in LANGUAGES:
        read = [(message, parse_one(message.text)) for message in held_out(language)]
        acts = [(m, p["intent"]["name"]) for m, p in read]
        confusions[language] = Counter((m.intent, name) for m, name in acts)
        for fresh, word in ((True, "never looked at"), (False, "used while building")):
            rows += list(_rates(language, word, [(m, p) for m, p in read if m.fresh is fresh]))
    return rows, confusions


def _rates(language: str, word: str, read: list[tuple[HeldOut, dict[str, Any]]]) -> Iterator[Row]:
    goals = {"act": 0.90, "orders_tidy": 0.95, "orders_noisy": 0.88}
    right = [same_act(p["intent"]["name"], m.intent) for m, p in read]
    yield Row(language, f"act, {word}", sum(right), len(right), goals["act"])
    outside = [same_act(p["intent"]["name"], m.intent) for m, p in read if m.intent == OUT_OF_SCOPE]
    if outside:
        yield Row(language, f"out of scope not answered as something else, {word}", sum(outside), len(outside), 0.75)
    for kind, title in (("orders_tidy", "tidy"), ("orders_noisy", "noisy")):
        lines = [same_lines(read_lines(p["entities"]), m.lines or []) for m, p in read if m.kind == kind]
        if not lines:
            continue
        yield Row(language, f"all order lines of a {title} message, {word}", sum(lines), len(lines), goals[kind])


def new_goods(folder: Path) -> list[Row]:
    """Return the rates on catalogs that no training message names; reading alone, nothing is learned from them."""
    from components.reading.lexicon import Lexicon

    rows = []
    for shop in other_shops(folder, Lexicon.from_files()):
        word = "never looked at" if shop.name in FRESH_SHOPS else "used while building"
        for language, items in shop.messages.items():
            right = [same_lines(read_lines(map(asdict, shop.reader.read(text))), lines) for text, lines in items]
            rows.append(Row(language, f"all order lines, new goods ({shop.name}), {word}", sum(right), len(right), 0.9))
    return rows


def table(rows: list[Row]) -> Table:
    """Return the rates as a table."""
    made = Table(title="Held-out messages")
    for title in ("", "messages", "right", "%", "goal", ""):
        made.add_column(title, justify="left" if not title else "right")
    for row in rows:
        share = row.right / row.count if row.count else 0.0
        goal = "" if row.goal is None else f"≥ {row.goal:.0%}"
        reached = "" if row.goal is None else "yes" if share >= row.goal else "NO"
        title = f"{row.language}: {row.title}"
        made.add_row(title, str(row.count), str(row.right), f"{share:.1%}", goal, reached)
    return made


def sample() -> list[str]:
    """Return held-out messages, evenly taken."""
    texts = [message.text for language in LANGUAGES for message in held_out(language)]
    return texts[:: max(1, len(texts) // PARSES)][:PARSES]


def times(own: Any, other: Any) -> Table:
    """Return how long both pipelines take for the same messages, alternating, so that both meet the same machine."""
    texts = sample()
    taken: dict[str, list[float]] = {"tresen": [], "starter": []}
    for text in [*texts[:5], *texts]:
        for name, parse_one in (("tresen", own), ("starter", other)):
            began = time.perf_counter()
            parse_one(text)
            taken[name].append((time.perf_counter() - began) * 1000)
    figures = {name: spread("parse", values[5:]) for name, values in taken.items()}
    made = Table(title="Time of a parse (in process)")
    for title in ("", "starter", "Tresen", "ratio", "goal"):
        made.add_column(title, justify="right")
    for key, title, goal in (("parse_p50_ms", "p50", "≤ 2.5"), ("parse_p95_ms", "p95", "≤ 2.5")):
        one, two = figures["starter"][key] or 0.0, figures["tresen"][key] or 0.0
        made.add_row(title, f"{one:.1f} ms", f"{two:.1f} ms", f"{two / one:.2f}", goal)
    return made


def parser_of(model: Path) -> Any:
    """Return a function that parses a message with a trained model."""
    import logging

    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    agent = Agent.load(str(model))
    loop = asyncio.new_event_loop()
    return lambda text: loop.run_until_complete(agent.parse_message(text))


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench_nlu", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--no-starter", action="store_true", help="do not train or time the starter bot")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
