"""Who asks for discounts is told of the public codes, with what they are worth and for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import base
from actions.public_codes import say_public
from actions.replies import Reply
from actions.service import AnswerQuestion
from shop.cart.codes import PublicCode
from shop.database import Database
from shop.model import Discount
from shop.settings import Settings


def code(name: str, kind: str, value: int = 0, **more: Any) -> PublicCode:
    limits = {"min_goods": 0, "first_order_only": False, "once_per_shopper": False, "last_day": None, **more}
    return PublicCode(name, kind, value, **limits)


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        (
            "de",
            "• ALLE5: 5 % auf deine Sachen, bis zum 31. August 2027\n"
            "• ERSTE: 5,00\xa0€ weniger, ab 30,00\xa0€ Warenwert, nur bei deiner ersten Bestellung\n"
            "• FREI: kostenloser Versand, einmal pro Person",
        ),
        (
            "en",
            "• ALLE5: 5% off your goods, until August 31, 2027\n"
            "• ERSTE: €5.00 off, from €30.00 of goods, on your first order only\n"
            "• FREI: free delivery, once per person",
        ),
    ],
)
def test_names_each_code_with_its_limits(language: str, rows: str) -> None:
    dispatcher = CollectingDispatcher()
    reply = Reply(dispatcher, language)
    say_public(
        reply,
        [
            code("ALLE5", "percent", 5, last_day=date(2027, 8, 31)),
            code("ERSTE", "amount", 500, min_goods=3000, first_order_only=True),
            code("FREI", "free_delivery", once_per_shopper=True),
        ],
    )
    reply.send()
    (message,) = dispatcher.messages
    assert (message["response"], message["codes"]) == ("utter_public_discounts", rows)
    assert message["buttons"][0]["payload"] == '/apply_discount_code{"discount_code": "ALLE5"}'


@pytest.mark.parametrize(("public", "answer"), [(True, "utter_public_discounts"), (False, "utter_discounts")])
def test_only_public_codes_are_named(public: bool, answer: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'shop.db'}", given_secret="s")
    database = Database(settings.database_url)
    database.upgrade()
    with database.write() as session:
        session.add(Discount(code="ALLE5", kind="percent", value=5, public=public))
    monkeypatch.setattr(base, "settings", lambda: settings)
    monkeypatch.setattr(base, "database", lambda: database)
    dispatcher = CollectingDispatcher()
    message = {"text": "any discounts?", "intent": {"name": "ask_discounts"}, "entities": []}
    events = AnswerQuestion().turn(
        dispatcher, Tracker("anna", {"bot_disclosed": True}, message, [], False, None, {}, None)
    )
    database.close()
    assert [one["response"] for one in dispatcher.messages] == [answer]
    assert any(event.get("name") == "code_asked" and event.get("value") is True for event in events)
