"""Say thousands of generated and mangled messages to reader and actions: no exception, no silence, no broken cart.

The classifier is left out: each message comes with an act that it could be, or with any other. `make fuzz`.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
import tempfile
import time
import traceback
import warnings
from dataclasses import dataclass, field
from random import Random

from scripts.train import PROJECT

TURNS = 50
EXAMPLES = 3


@dataclass(frozen=True)
class Failure:
    """What went wrong; `--seed` and `--shopper` say the same conversation again."""

    seed: int
    shopper: int
    turn: int
    message: str
    act: str
    problem: str


@dataclass
class Outcome:
    """What a run has seen."""

    messages: int = 0
    shoppers: int = 0
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def count(self, what: str) -> None:
        """Count something that occurred, so that a run that never met it is noticed."""
        self.counts[what] = self.counts.get(what, 0) + 1


def main(arguments: list[str] | None = None) -> int:
    """Run on a fresh demo shop and print what was seen; 1 if anything failed."""
    options = parse(arguments)
    with tempfile.TemporaryDirectory(prefix="tresen-fuzz-") as folder:
        os.environ["SHOP_DATABASE_URL"] = f"sqlite:///{folder}/shop.db"
        os.environ.setdefault("SHOP_SECRET", "a secret for fuzzing only")
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        fill_shop()
        outcome = run(options.messages, options.seed, options.shopper)
    report(outcome, options.seed)
    return int(bool(outcome.failures))


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--messages", type=int, default=20_000, help="how many messages (20,000)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed says the same messages (1)")
    parser.add_argument("--shopper", type=int, help="only this shopper of the seed")
    return parser.parse_args(arguments)


def fill_shop() -> None:
    """Fill the database of the environment with the demo catalog."""
    from actions.base import database, settings
    from shop.importers import load_demo_catalog

    settings.cache_clear()
    database.cache_clear()
    database().upgrade()
    with database().write() as session:
        load_demo_catalog(session)


def run(messages: int, seed: int, only: int | None = None) -> Outcome:
    """Let shoppers talk, one after the other, until enough was said; the shop of `actions.base` must be filled."""
    import structlog

    from scripts.fuzz_checks import Errors

    # Rasa prints a note on every odd command. Python's own log stays as it is: what it holds is checked.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    outcome, errors, started = Outcome(), Errors(), time.monotonic()
    logging.getLogger().addHandler(errors)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Rasa warns of every odd command
            asyncio.run(_talk(outcome, errors, messages, seed, only))
    finally:
        logging.getLogger().removeHandler(errors)
    outcome.seconds = time.monotonic() - started
    return outcome


async def _talk(outcome: Outcome, errors: logging.Handler, messages: int, seed: int, only: int | None) -> None:
    from scripts.fuzz_acts import read_acts
    from scripts.fuzz_server import Server
    from scripts.fuzz_visit import Visit

    server, acts = Server(PROJECT), read_acts(PROJECT)
    shoppers = [only] if only is not None else range(-(-messages // TURNS))
    for number in shoppers:
        visit = Visit(server, acts, errors, Random(f"{seed}-{number}"), f"fuzz-{seed}-{number}")
        outcome.shoppers += 1
        for turn in range(min(TURNS, messages - outcome.messages)):
            outcome.messages += 1
            try:
                problems = await visit.turn(outcome)
            except Exception:
                problems = [traceback.format_exc()]
            outcome.failures += [Failure(seed, number, turn, visit.text, visit.act, problem) for problem in problems]


def report(outcome: Outcome, seed: int) -> None:
    """Print what was said, what was met, and every failure."""
    for failures in _alike(outcome.failures):
        first = failures[0]
        print(f"FAILED {len(failures)} times, as {first.problem.strip().splitlines()[-1]}")
        for failure in failures[:EXAMPLES]:
            print(f"  --seed {failure.seed} --shopper {failure.shopper}, turn {failure.turn} ({failure.act})")
            print(f"    message: {failure.message[:300]!r}")
        print(f"{first.problem.strip()}\n")
    print(f"{outcome.messages} messages of {outcome.shoppers} shoppers, seed {seed}, in {outcome.seconds:.0f} s")
    print("met: " + ", ".join(f"{count} {name}" for name, count in sorted(outcome.counts.items())))
    print(f"slowest to read: {outcome.slowest[0] * 1000:.0f} ms for {outcome.slowest[1][:80]!r}")
    print(f"{len(outcome.failures)} failures" if outcome.failures else "no failure")


def _alike(failures: list[Failure]) -> list[list[Failure]]:
    """Group by the last line of the problem: one bug may fail a hundred times."""
    groups: dict[str, list[Failure]] = {}
    for failure in failures:
        groups.setdefault(failure.problem.strip().splitlines()[-1][:60], []).append(failure)
    return list(groups.values())


if __name__ == "__main__":
    sys.exit(main())
