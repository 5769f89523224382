"""Play all conversations of tests/conversations and their variants against the model, in one process.

Exit code 1 if a plain conversation fails or a variant passes less often than its gate allows.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from scripts.conversation_report import Row, is_good, keep, report
from scripts.train import PROJECT, model_file
from tests.conversations import house
from tests.conversations.play import LANGUAGES, Conversation, Played, conversations, play
from tests.conversations.talk import InProcessActions, Talk, load
from tests.conversations.variants import SPELLINGS, VARIANTS

RESULT = Path("var/bench/conversations.json")
Play = Callable[[Conversation, str], Played]  # a conversation and the name of its variant


def main(arguments: list[str] | None = None) -> int:
    """Play what the options say and print the table; 0 if it is good."""
    options = parse(arguments)
    os.chdir(PROJECT)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tresen-conversations-") as folder:
        os.environ.update(house.settings_for(Path(folder)))
        start = time.monotonic()
        player = open_for_talk()
        loading = time.monotonic() - start
        rows = [row(language, variant, player, options.only) for variant in options.variant for language in LANGUAGES]
        house.forget_shop()
    rows = [item for item in rows if item.played]
    report(rows, loading)
    keep(rows, loading, RESULT)
    print(f"Every conversation: {RESULT}")
    return 0 if is_good(rows) else 1


def open_for_talk() -> Play:
    """Open a shop of its own, load the model, and return a function that plays a conversation with a new shopper."""
    house.open_shop()
    stock = house.Stock()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    agent = load(model_file(), InProcessActions(), loop)
    numbers = itertools.count(1)

    def player(conversation: Conversation, variant: str) -> Played:
        stock.put_back()
        # Twins of two languages may have one name; each conversation has a shopper of its own.
        talk = Talk(agent, loop, f"shopper-{next(numbers)}")
        return play(conversation, talk, SPELLINGS.get(variant, str))

    return player


def row(language: str, variant: str, player: Play, only: str = "") -> Row:
    """Play the conversations of a language in one variant; `only` is a part of the names to play."""
    start = time.monotonic()
    played = [player(item, variant) for item in made(language, variant) if only in item["name"]]
    print(f"{language} {variant}: {time.monotonic() - start:.0f} s", flush=True)
    return Row(language, variant, played, time.monotonic() - start)


def made(language: str, variant: str) -> Iterable[Conversation]:
    """Return the conversations of a language in one variant."""
    return (VARIANTS[variant](item, language) for item in conversations(language))


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench_conversations", description=__doc__.splitlines()[0])
    parser.add_argument("--variant", action="append", choices=tuple(VARIANTS), help="only this variant (repeatable)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only conversations with this text in their name")
    options = parser.parse_args(arguments)
    options.variant = options.variant or list(VARIANTS)
    return options


if __name__ == "__main__":
    sys.exit(main())
