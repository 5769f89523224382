"""Measure the web chat: what door and rendering add, one shopper and ten, and whether fifty lose or cross a message.

The processes are the real ones, on free ports and fresh databases. No time makes it fail; a lost or crossed message
does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table

from scripts.bench_bots import BENCH, Bot, empty_databases, tresen
from scripts.bench_chat_added import Added, added_by_rest, added_by_webchat
from scripts.bench_measure import START_SECONDS, start
from scripts.chat_shoppers import Shopper, Turn, Verdict, judged, wishes
from scripts.processes import Supervisor
from scripts.services import StartFailed
from scripts.train import PROJECT
from shop.counter import Counter
from shop.database import Database
from shop.settings import Settings

RESULT = BENCH / "chat.json"
EVERY_SECONDS = 5.0


@dataclass(frozen=True)
class Amount:
    """How much is measured: `added` and `alone` in turns, `ten_seconds` and `load_seconds` of talking."""

    added: int = 1000
    alone: int = 60
    ten_seconds: float = 120.0
    load_shoppers: int = 50
    load_seconds: float = 120.0


QUICK = Amount(added=200, alone=20, ten_seconds=30.0, load_seconds=30.0)


@dataclass(frozen=True)
class Row:
    """A figure with its unit and, where there is one, what it may be at most."""

    title: str
    value: float
    unit: str
    at_most: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        return None if self.at_most is None else self.value <= self.at_most


def main(arguments: list[str] | None = None) -> int:
    """Take all figures and print them; 1 if a process does not start, or a message is lost or crossed."""
    parser = argparse.ArgumentParser(prog="bench_chat", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few repetitions, half a minute of load")
    options, _others = parser.parse_known_args(arguments)
    amount = QUICK if options.quick else Amount()
    os.chdir(PROJECT)
    BENCH.mkdir(parents=True, exist_ok=True)
    print("What door and rendering add …", flush=True)
    rows = added_rows("web chat", added_by_webchat(amount.added)) + added_rows("REST", added_by_rest(amount.added))
    supervisor = Supervisor(BENCH / "log")
    try:
        bot = tresen(with_training=False)
        empty_databases(bot)
        print("Starting Tresen …", flush=True)
        start(bot, supervisor)
        supervisor.wait_healthy(START_SECONDS)
        rows += asyncio.run(talked(bot, amount))
    except StartFailed as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    finally:
        supervisor.stop()
    return told(rows)


async def talked(bot: Bot, amount: Amount) -> list[Row]:
    """Let one shopper talk, then ten, then all of them."""
    await together(bot, 10, 0, turns=4)  # what only a cold process pays for is no part of the figures
    print("One shopper …", flush=True)
    alone = turns_of(await together(bot, 1, 0, turns=amount.alone))
    print("Ten shoppers …", flush=True)
    ten = turns_of(await together(bot, 10, amount.ten_seconds))
    print(f"{amount.load_shoppers} shoppers …", flush=True)
    many = await together(bot, amount.load_shoppers, amount.load_seconds)
    verdict = judged(many, lambda sender: cart_of(bot, sender))
    return [*alone_rows(alone), *ten_rows(ten, alone), *load_rows(turns_of(many), verdict, amount)]


async def together(bot: Bot, count: int, seconds: float, turns: int = 0) -> list[Shopper]:
    """Let new shoppers talk: a message each every five seconds, or so many one after the other. Evenly spread."""
    shoppers = [Shopper(bot.server, wish) for wish in wishes(count)]
    for shopper in shoppers:
        await shopper.browser.connect()

    async def talk(number: int, shopper: Shopper) -> None:
        if turns:
            await shopper.shop(0, math.inf, turns)
            return
        await asyncio.sleep(EVERY_SECONDS * number / count)
        await shopper.shop(EVERY_SECONDS, time.monotonic() + seconds)

    await asyncio.gather(*(talk(number, shopper) for number, shopper in enumerate(shoppers)))
    for shopper in shoppers:
        await shopper.browser.close()
    return shoppers


def turns_of(shoppers: Sequence[Shopper]) -> list[Turn]:
    """Return all turns of shoppers."""
    return [turn for shopper in shoppers for turn in shopper.turns]


def cart_of(bot: Bot, sender: str) -> dict[str, int]:
    """Return the pieces in a cart, by SKU, from the shop's database."""
    settings = Settings.from_environment(bot.services[0].environment)
    database = Database(settings.database_url)
    try:
        with database.read() as session:
            return {line.sku: line.quantity for line in Counter(session, settings).cart.view(sender).lines}
    finally:
        database.close()


def added_rows(channel: str, turns: Sequence[Added]) -> list[Row]:
    """Return what a channel adds to a turn."""
    clock = [turn.clock for turn in turns]
    return [
        Row(f"{channel}: door and rendering add, p50", statistics.median(clock), "ms"),
        Row(f"{channel}: door and rendering add, p95", p95(clock), "ms", 3),
        Row(f"{channel}: computing of it, p95", p95([turn.cpu for turn in turns]), "ms"),
    ]


def alone_rows(turns: Sequence[Turn]) -> list[Row]:
    """Return how long a turn takes one shopper."""
    whole = milliseconds(turn.whole for turn in turns)
    return [
        Row("one shopper: a turn, p50", statistics.median(whole), "ms"),
        Row("one shopper: a turn, p95", p95(whole), "ms"),
    ]


def ten_rows(turns: Sequence[Turn], alone: Sequence[Turn]) -> list[Row]:
    """Return how long ten shoppers wait, beside one alone."""
    first, single = milliseconds(t.first for t in turns), milliseconds(t.whole for t in alone)
    return [
        Row("ten shoppers: first reply, p50", statistics.median(first), "ms"),
        Row("ten shoppers: first reply, p95", p95(first), "ms"),
        Row("ten shoppers: first reply p95 / one alone, turn p95", p95(first) / p95(single), "×", 3),
        Row("ten shoppers: typing shown, p50", statistics.median(milliseconds(t.typing for t in turns)), "ms"),
        Row("ten shoppers: typing shown, p95", p95(milliseconds(t.typing for t in turns)), "ms"),
    ]


def load_rows(turns: Sequence[Turn], verdict: Verdict, amount: Amount) -> list[Row]:
    """Return what became of the messages of many shoppers."""
    many = f"{amount.load_shoppers} shoppers, {amount.load_seconds:.0f} s"
    first = milliseconds(turn.first for turn in turns)
    return [
        Row(f"{many}: messages", verdict.messages, ""),
        Row(f"{many}: first reply, p50", statistics.median(first), "ms"),
        Row(f"{many}: first reply, p95", p95(first), "ms"),
        Row(f"{many}: lost messages", verdict.lost, "", 0),
        Row(f"{many}: crossed messages", verdict.crossed, "", 0),
        Row(f"{many}: carts that are not as they should be", verdict.wrong_carts, "", 0),
    ]


def told(rows: Sequence[Row]) -> int:
    """Print the figures and keep them; 1 if something was lost or crossed."""
    table = Table(title=f"The web chat ({os.cpu_count()} cores)")
    for title in ("", "measured", "goal", ""):
        table.add_column(title, justify="left" if not title and not table.columns else "right")
    for row in rows:
        shown = f"{row.value:.0f}" if not row.unit else f"{row.value:.2f} {row.unit}"
        goal = "" if row.at_most is None else f"≤ {row.at_most:g} {row.unit}".rstrip()
        table.add_row(row.title, shown, goal, {None: "", True: "yes", False: "NO"}[row.reached])
    Console(width=110).print(table)
    RESULT.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")
    print(f"Figures: {RESULT.relative_to(PROJECT)}")
    return int(any(row.at_most == 0 and row.value for row in rows))


def milliseconds(seconds: Iterable[float | None]) -> list[float]:
    """Return times in ms, without those that never came."""
    return [second * 1000 for second in seconds if second is not None]


def p95(times: Sequence[float]) -> float:
    """Return the value that 95 % do not exceed."""
    return sorted(times)[math.ceil(0.95 * len(times)) - 1]


if __name__ == "__main__":
    sys.exit(main())
