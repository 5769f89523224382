"""Measure Tresen beside the starter bot of `rasa init`, one after the other, on this machine.

No figure makes it fail; a bot that does not start does.
"""

from __future__ import annotations

import argparse
import os
import sys

from scripts.bench_bots import BENCH, Bot, starter, tresen
from scripts.bench_measure import Figures, held_out_messages, measure
from scripts.bench_report import report
from scripts.processes import Supervisor
from scripts.services import StartFailed
from scripts.train import PROJECT

RESULT = BENCH / "result.json"


def main(arguments: list[str] | None = None) -> int:
    """Take all figures and print them; 0 unless a bot does not start."""
    options = parse(arguments)
    os.chdir(PROJECT)
    BENCH.mkdir(parents=True, exist_ok=True)
    # Both as a merchant runs them: a log on disk, nothing on the screen.
    supervisor = Supervisor(BENCH / "log")
    try:
        print("The starter bot (its training only the first time) …", flush=True)
        floor = take(starter(), supervisor, options)
        own = None
        if not options.starter_only:
            print("Tresen …", flush=True)
            own = take(tresen(with_training=not options.quick), supervisor, options)
    except StartFailed as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    finally:
        supervisor.stop()
    report(floor, own, RESULT)
    print(f"Figures: {RESULT.relative_to(PROJECT)}")
    return 0


def take(bot: Bot, supervisor: Supervisor, options: argparse.Namespace) -> Figures:
    """Measure one bot with as many repetitions as the options say."""
    messages = held_out_messages(20 if options.quick else 100)
    starts, conversations = (1, 5) if options.quick else (3, 40)
    return measure(bot, supervisor, messages, starts, conversations)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few repetitions, and Tresen's training is not measured")
    parser.add_argument("--starter-only", action="store_true", help="measure only the starter bot")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
