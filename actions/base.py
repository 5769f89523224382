"""One base class for custom actions: a thread, a transaction, and words for every failure."""

from __future__ import annotations

import abc
import asyncio
import logging
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import is_bare_value, is_order, language_of, message_of
from actions.replies import Reply
from shop.counter import Counter
from shop.database import Database
from shop.errors import ShopError
from shop.orders.paying import Paying
from shop.profile import kept_profile
from shop.settings import Settings

logger = logging.getLogger(__name__)

Events = list[dict[str, Any]]


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process, read at the first action."""
    return Settings.from_environment()


@lru_cache(maxsize=1)
def database() -> Database:
    """Return the shop database of this process, opened at the first action."""
    return Database(settings().database_url)


def paying() -> Paying:
    """Return what makes payment links; it opens its own transactions, so use it in ``Reply.after``."""
    return Paying(database(), settings(), kept_profile(settings().profile_folder))


class ShopAction(Action, abc.ABC):
    """An action of the shop: ``perform`` reads the tracker, calls the shop once and says the result.

    ``writes`` tells whether the turn changes anything; ``resumes`` whether it is an aside after which an open question
    about an order line is asked again.
    """

    writes = False
    resumes = False

    @abc.abstractmethod
    def name(self) -> str:
        """Return the name in the domain; abstract here, so that the action server registers only real actions."""

    @abc.abstractmethod
    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        """Do the work of one turn in one transaction and return slot events."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Run in a thread, since one event loop serves all shoppers; a failure becomes an apology, never silence."""
        return await asyncio.to_thread(self.turn, dispatcher, tracker)

    def turn(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Perform in a transaction; a refusal or a failure rolls it back and is said."""
        reply = Reply(dispatcher, language_of(tracker), settings().currency)
        disclosed = self._disclose(tracker, reply)
        try:
            with database().write() if self.writes else database().read() as session:
                events = self._act(tracker, reply, Counter(session, settings()))
        except ShopError as error:
            reply.discard()
            reply.refuse(error)
            events = []
        except Exception:
            logger.exception("%s failed", self.name())
            reply.discard()
            reply.say("utter_error_unexpected")
            events = []
        self._finish(reply)
        reply.send()
        return disclosed + events

    def _finish(self, reply: Reply) -> None:
        """Do what comes after the transaction; what is stored, and the events that tell of it, stay."""
        try:
            reply.afterwards()
        except ShopError as error:
            reply.refuse(error)
        except Exception:
            logger.exception("%s failed after its transaction", self.name())
            reply.say("utter_error_unexpected")

    def _act(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        """Perform; an aside gives way to an answer or an order, and asks the open question again."""
        if not self.resumes or tracker.active_loop:
            return self.perform(tracker, reply, counter)
        question, message = counter.cart.question(tracker.sender_id), message_of(tracker)
        if question and is_bare_value(message):
            return [FollowupAction("action_take_answer")]
        if is_order(message) and (message.value("product") or tracker.get_slot("focused_line")):
            return [FollowupAction("action_add_to_cart")]
        events = self.perform(tracker, reply, counter)
        reply.ask(counter.cart.question(tracker.sender_id) if self.writes else question)
        return events

    @staticmethod
    def _disclose(tracker: Tracker, reply: Reply) -> Events:
        """Say at first contact that this is a bot."""
        if tracker.get_slot("bot_disclosed"):
            return []
        reply.introduce("utter_disclose_bot")
        return [SlotSet("bot_disclosed", True)]
