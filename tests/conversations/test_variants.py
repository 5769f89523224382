"""A small sample of the variants: `make bench-conversations` plays all of them and has the gates."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from scripts.conversation_report import GATES
from tests.conversations.house import Stock
from tests.conversations.play import LANGUAGES, Conversation, conversations, play
from tests.conversations.talk import Talk
from tests.conversations.variants import SPELLINGS, VARIANTS

SIZE = 8
SLACK = 0.25  # so few conversations may pass less often than all of them


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variant", [name for name in VARIANTS if name != "plain"])
def test_most_of_a_sample_of_the_variants_passes(
    language: str, variant: str, talk_to: Callable[..., Talk], stock: Stock
) -> None:
    failures = []
    for conversation in sample(language, variant):
        stock.put_back()
        played = play(VARIANTS[variant](conversation, language), talk_to(), SPELLINGS.get(variant, str))
        failures += [played] if played.failure else []
    assert 1 - len(failures) / SIZE >= GATES[variant][language] - SLACK, failures


def sample(language: str, variant: str) -> list[Conversation]:
    """Return the same few conversations in every run."""
    return random.Random(f"{language} {variant}").sample(conversations(language), SIZE)
