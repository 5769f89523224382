"""One shopper before the actions: whole turns over a small shop, with what a channel tells beside the text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import base
from shop.counter import Counter
from shop.database import Database
from shop.model import Product, Variant
from shop.settings import Settings

LONG_KEY = "k" * 120


def entity(name: str, value: Any, group: str | None = "1", **more: Any) -> dict[str, Any]:
    return {"entity": name, "value": value, **({"group": group} if group else {}), **more}


class Talk:
    """Turns of one shopper; slots live on from turn to turn, as Rasa keeps them."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.slots: dict[str, Any] = {"bot_disclosed": True, "language": "en"}
        self.loop: dict[str, Any] = {}
        self.followup: str | None = None

    def turn(
        self, action: base.ShopAction, intent: str = "", text: str = "", *entities: dict[str, Any], **metadata: Any
    ) -> list[dict[str, Any]]:
        """Run one action as Rasa does, and return what it says."""
        latest = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": list(entities)}
        events = [{"event": "user", "text": text, "metadata": metadata}]
        tracker = Tracker("anna", dict(self.slots), latest, events, False, None, self.loop, "action_listen")
        dispatcher = CollectingDispatcher()
        done = action.turn(dispatcher, tracker)
        self.slots.update({event["name"]: event["value"] for event in done if event["event"] == "slot"})
        self.followup = next((event["name"] for event in done if event["event"] == "followup"), None)
        return dispatcher.messages

    def cart(self) -> dict[str, int]:
        with self.database.read() as session:
            return {line.sku: line.quantity for line in Counter(session, self.settings).cart.view("anna").lines}

    def question(self) -> str | None:
        with self.database.read() as session:
            asked = Counter(session, self.settings).cart.question("anna")
        return asked.kind if asked else None


def names(messages: list[dict[str, Any]]) -> list[str]:
    return [str(message["response"]) for message in messages]


def shown(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [message["show"] for message in messages if message.get("show")]


@pytest.fixture()
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talk]:
    settings = Settings(f"sqlite:///{tmp_path / 'shop.db'}", given_secret="s", public_url="http://shop.test")
    database = Database(settings.database_url)
    database.upgrade()
    with database.write() as session:
        session.add_all(goods())
    monkeypatch.setattr(base, "settings", lambda: settings)
    monkeypatch.setattr(base, "database", lambda: database)
    yield Talk(database, settings)
    database.close()


def goods() -> list[Product]:
    """Two tees in several colors and sizes, a cap with photos, a product that is sold out, and one with a long key."""

    def product(key: str, kind: str, variants: list[Variant], **more: Any) -> Product:
        titles = {"title_en": f"{key[:9]} en", "title_de": f"{key[:9]} de"}
        return Product(key=key, type=kind, variants=variants, **titles, **more)

    def tees(prefix: str, price: int) -> list[Variant]:
        return [
            Variant(sku=f"{prefix}-{color}-{size}", color=color, size=size, price=price, stock=9)
            for color in ("grey", "navy")
            for size in ("S", "M", "L")
        ]

    return [
        product("tee-men", "t-shirt", tees("TM", 1990), audience="men"),
        product("tee-women", "t-shirt", tees("TW", 1790), audience="women"),
        product("cap", "cap", [Variant(sku="CP", color="black", price=900, stock=2)],
                pictures=["https://shop.example/cap.jpg"], link="https://shop.example/cap"),
        product("scarf", "scarf", [Variant(sku="SC", color="red", price=2490, stock=0)]),
        product(LONG_KEY, "belt", [Variant(sku="BE", color="black", size="95", price=1500, stock=5)]),
    ]  # fmt: skip
