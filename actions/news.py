"""News of orders: told in the channel where it was ordered, or before the next answer where nothing can be pushed."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.conversation import LANGUAGES, language_of, message_of
from actions.replies import Reply
from actions.terms import FOLDER
from shop.database import Database
from shop.money import format_money
from shop.orders import telling
from shop.orders.delivering import INTENT, delivered_channels
from shop.orders.news import Message
from shop.settings import Settings

TOLD = "told_news"
# More than can be on their way to one shopper at a time.
KEPT_KEYS = 30
WORDS = {
    "order_paid": "utter_news_order_paid",
    "order_packed": "utter_news_order_packed",
    "order_shipped": "utter_news_order_shipped",
    "order_delivered": "utter_news_order_delivered",
    "order_cancelled": "utter_news_order_cancelled",
    "payment_too_late": "utter_news_payment_too_late",
    "refund_done": "utter_news_refund_done",
    "return_confirmed": "utter_news_return_confirmed",
    "ticket_answered": "utter_news_ticket_answered",
}
# Said instead where the news hold this.
WITH = {
    ("order_shipped", "tracking_url"): "utter_news_order_shipped_tracked",
    ("return_confirmed", "replacement"): "utter_news_return_confirmed_replacement",
    ("return_confirmed", "amount"): "utter_news_return_confirmed_refund",
}
OTHER = "utter_news_other"


class TellNews(Action):
    """Tell the news that the shop's sender brings; whatever a shopper types tells nobody anything.

    It never apologizes: a failure is the sender's to try again, and only told news are kept in the slot that it reads.
    """

    def name(self) -> str:
        return "action_tell_news"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Tell each news once, however often they are brought."""
        if not is_from_the_shop(tracker):
            dispatcher.utter_message(response="utter_not_understood", language=language_of(tracker))
            return []
        key = str(message_of(tracker).value("news") or "")
        told = [str(item) for item in tracker.get_slot(TOLD) or [] if isinstance(item, str)]
        message = await asyncio.to_thread(_handed_out, tracker.sender_id, key, told)
        if message is None:
            return []
        dispatcher.utter_message(text=text_of(message), language=message.language)
        return [SlotSet(TOLD, [*(item for item in told if item != key), key][-KEPT_KEYS:])]


def is_from_the_shop(tracker: Tracker) -> bool:
    """Tell whether Rasa's API triggered this, which no channel can: a typed "/EXTERNAL_order_news" looks different."""
    latest = tracker.latest_message or {}
    metadata = latest.get("metadata") or {}
    return metadata.get("is_external") is True and latest.get("text") == f"EXTERNAL: {INTENT}"


def text_of(message: Message) -> str:
    """Return news in the language of the order."""
    content = message.content
    special = [response for (kind, fact), response in WITH.items() if kind == message.kind and content.get(fact)]
    response = special[0] if special else WORDS.get(message.kind, OTHER)
    language = message.language if message.language in LANGUAGES else LANGUAGES[0]
    facts = {"number": message.order_number or "", "carrier": "", **content}
    for name in ("total", "amount"):
        if isinstance(content.get(name), int):
            facts[name] = format_money(content[name], str(content.get("currency", "EUR")), language)
    return _words(language)[response].format(**facts)


def are_waiting(database: Database, settings: Settings, sender: str) -> bool:
    """Tell whether there are news that the next answer shall begin with."""
    with database.read() as session:
        return telling.are_waiting(session, sender, delivered_channels(settings))


def tell_what_waits(session: Session, settings: Settings, sender: str, reply: Reply) -> None:
    """Say what waits before the answer, unless the answer tells it, and keep in its transaction that it was told."""
    messages = telling.waiting(session, sender, delivered_channels(settings))
    for message in messages:
        if (message.kind, message.order_number) not in reply.covered:
            reply.tell_first(text_of(message))
    telling.mark_told(session, [message.key for message in messages])


def note_what_was_read(database: Database, reply: Reply, sender: str) -> None:
    """Keep in mind what the answer told: it is no news any more."""
    if reply.covered:
        with database.write() as session:
            telling.mark_known(session, sender, reply.covered)


def _handed_out(sender: str, key: str, told: list[str]) -> Message | None:
    from actions.base import database

    with database().read() as session:
        return telling.handed_out(session, sender, key, told)


@lru_cache(maxsize=8)
def _words(language: str) -> dict[str, str]:
    with (FOLDER / language / "news.yml").open(encoding="utf-8") as file:
        return {name: items[0]["text"] for name, items in yaml.safe_load(file)["responses"].items()}
