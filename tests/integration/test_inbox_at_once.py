"""The inbox when a messenger delivers in parallel: every message once, and none for another's sake lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shop.database import Database
from shop.messaging.inbox import Inbox, Origin


@pytest.mark.parametrize("same", [True, False], ids=["one message", "the first messages of a new shopper"])
def test_keeps_each_message_once(
    same: bool, filled: Database, at_once: Callable[[int, Callable[[int], Any]], list[Any]]
) -> None:
    inbox = Inbox(filled)

    def deliver(number: int) -> int | None:
        message = "wamid.same" if same else f"wamid.{number}"
        return inbox.store("whatsapp", message, "wa-DE.1", {}, Origin("DE.1", "4915112345678"))

    taken = [outcome for outcome in at_once(16, deliver) if outcome is not None]
    assert all(isinstance(outcome, int) for outcome in taken), taken
    assert len(set(taken)) == len(taken) == (1 if same else 16)
