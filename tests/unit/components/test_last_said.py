"""The end of a conversation is read without the rest of it, across sessions."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered

from components.tracker_store import ShopTrackerStore
from tests.fakes.chat_server import DOMAIN


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ShopTrackerStore:
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path}/tracker.db")
    store = ShopTrackerStore(domain=DOMAIN)
    for sender in ("anna", "bert"):
        tracker = store.init_tracker(sender)
        for number in range(4):
            tracker.update(SessionStarted())
            tracker.update(ActionExecuted("action_listen"))
            tracker.update(SlotSet("language", "de" if number == 3 else "en"))
            tracker.update(UserUttered(f"{sender} {number}", message_id=f"{number}"))
            tracker.update(BotUttered(f"to {sender} {number}", {"buttons": []}, {"language": "de"}))
        asyncio.run(store.save(tracker))
    return store


def test_reads_the_last_messages_of_one_conversation_in_their_order(store: ShopTrackerStore) -> None:
    said = store.last_said("anna", 3)
    assert [event["text"] for event in said] == ["to anna 2", "anna 3", "to anna 3"]
    assert said[1]["message_id"] == "3" and said[2]["metadata"] == {"language": "de"}
    assert len(store.last_said("anna", 100)) == 8 and store.last_said("nobody", 5) == []


def test_reads_what_a_slot_was_last_set_to(store: ShopTrackerStore) -> None:
    assert store.last_slot("bert", "language") == "de"
    assert store.last_slot("bert", "never_set") is None and store.last_slot("nobody", "language") is None
