"""A part of `make fuzz`, and some of its messages through the whole model."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from actions.base import database, settings
from scripts.fuzz import run
from scripts.fuzz_acts import read_acts
from scripts.fuzz_checks import Errors, wrong_with_cart
from scripts.fuzz_mangle import mangled
from scripts.fuzz_messages import LANGUAGES, Composer
from scripts.fuzz_payloads import payload
from scripts.train import PROJECT
from shop.counter import Counter

# The same shop and the same agent as in the conversations.
from tests.conversations.conftest import endpoint, loop, shop_environment, talk_to  # noqa: F401
from tests.conversations.talk import Talk

MESSAGES = 1_000
MESSAGES_TO_THE_MODEL = 300
TURNS = 20
BLANK = re.compile(r"{[a-z_]+}")


def test_no_message_breaks_reader_or_actions(shop_environment: Path) -> None:  # noqa: F811
    outcome = run(MESSAGES, seed=1)
    assert outcome.failures == []
    assert outcome.messages == MESSAGES
    for met in ("orders placed", "payments: paid", "turns in the checkout form", "turns with an open question (size)"):
        assert outcome.counts[met], f"the messages never led to {met}: they prove less than they should"


def test_no_message_silences_the_whole_bot(talk_to: Callable[..., Talk]) -> None:  # noqa: F811
    errors, rng, acts = Errors(), Random("model"), read_acts(PROJECT)
    wrong: list[tuple[str, Any]] = []
    logging.getLogger().addHandler(errors)
    try:
        for shopper in range(MESSAGES_TO_THE_MODEL // TURNS):
            talk, composer = talk_to(f"fuzz-{shopper}"), Composer(rng, rng.choice(LANGUAGES))
            sent = ""
            for _ in range(TURNS):
                command = rng.random() < 0.1
                text = payload(rng, acts.intents, acts.entities) if command else mangled(rng, composer.message()[0])
                sent += text
                wrong += [(text, problem) for problem in (*_wrong(talk, text, sent), *errors.take())]
    finally:
        logging.getLogger().removeHandler(errors)
    assert wrong == []


def _wrong(talk: Talk, text: str, sent: str) -> list[str]:
    try:
        answer = talk.say(text)
    except Exception as error:
        return [repr(error)]
    texts = [str(message.get("text") or "") for message in answer]
    problems = [] if any(texts) else ["silence"]
    problems += [f"open blank {blank}" for blank in BLANK.findall(" ".join(texts)) if blank not in sent]
    with database().read() as session:
        return [*problems, *wrong_with_cart(Counter(session, settings()).cart.view(talk.sender))]
