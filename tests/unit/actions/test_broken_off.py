"""A turn that the database breaks off because of others is done anew, and says everything once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.exc import OperationalError

from actions import base
from actions.replies import Reply
from shop.counter import Counter
from shop.database import Database
from shop.settings import Settings


class Tries(base.ShopAction):
    """Fails as PostgreSQL ends a deadlock, as often as it is told."""

    writes = True

    # Rasa registers every action class of a process, so it must be built without arguments too.
    def __init__(self, failures: int = 0, code: str = "40P01") -> None:
        self.failures, self.code, self.begun = failures, code, 0

    def name(self) -> str:
        return "action_tries"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> list[dict[str, Any]]:
        self.begun += 1
        reply.say("utter_cart_empty")
        if self.begun <= self.failures:
            raise OperationalError("UPDATE", {}, SimpleNamespace(pgcode=self.code))  # type: ignore[arg-type]
        return []


@pytest.fixture()
def said(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'shop.db'}", given_secret="s")
    database = Database(settings.database_url)
    database.upgrade()
    monkeypatch.setattr(base, "settings", lambda: settings)
    monkeypatch.setattr(base, "database", lambda: database)

    def run(action: base.ShopAction) -> list[str]:
        dispatcher = CollectingDispatcher()
        message = {"text": "hello", "intent": {"name": "greet"}, "entities": []}
        action.turn(dispatcher, Tracker("anna", {"bot_disclosed": True}, message, [], False, None, {}, None))
        return [str(one["response"]) for one in dispatcher.messages]

    yield run
    database.close()


def test_a_deadlock_is_no_business_of_the_shopper(said: Any) -> None:
    action = Tries(failures=2)
    assert said(action) == ["utter_cart_empty"] and action.begun == 3


@pytest.mark.parametrize(("failures", "code", "begun"), [(9, "40P01", 3), (9, "23505", 1)])
def test_what_does_not_help_ends_in_an_apology(said: Any, failures: int, code: str, begun: int) -> None:
    action = Tries(failures, code)
    assert said(action) == ["utter_error_unexpected"] and action.begun == begun
