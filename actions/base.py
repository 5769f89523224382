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
from sqlalchemy.orm import Session

from actions.codes import code_instead, without_stale_question
from actions.conversation import is_bare_value, is_order, language_of, message_of
from actions.metadata import SAID_CUT, cut_is_unsaid
from actions.news import are_waiting, note_what_was_read, tell_what_waits
from actions.pending import PENDING, pending_of, taker
from actions.quoted import take_quoted
from actions.replies import Reply
from shop.counter import Counter
from shop.database import Database
from shop.errors import ShopError
from shop.orders.paying import Paying
from shop.profile import Profile, kept_profile
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


def profile() -> Profile:
    """Return the merchant's profile."""
    return kept_profile(settings().profile_folder)


def paying() -> Paying:
    """Return what makes payment links; it opens its own transactions, so use it in ``Reply.after``."""
    return Paying(database(), settings(), profile())


class ShopAction(Action, abc.ABC):
    """An action of the shop: ``perform`` reads the tracker, calls the shop once and says the result.

    ``writes`` tells whether the turn changes anything; ``resumes`` whether it is an aside after which an open question
    about an order line is asked again; ``settles`` whether it answers or replaces a pending request, which other asides
    leave open and everything else lets lapse.
    """

    writes = False
    resumes = False
    settles = False

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
        reply = Reply(dispatcher, language_of(tracker), settings().currency, profile())
        disclosed = self._disclose(tracker, reply)
        if cut_is_unsaid(tracker):
            reply.introduce(SAID_CUT)
        try:
            waiting = are_waiting(database(), settings(), tracker.sender_id)
            events = self._stored(tracker, reply, self.writes or waiting)
        except ShopError as error:
            reply.discard()
            reply.refuse(error)
            events = self._lapsed(tracker, [])
        except Exception:
            logger.exception("%s failed", self.name())
            reply.discard()
            reply.say("utter_error_unexpected")
            events = []
        self._finish(reply, tracker.sender_id)
        reply.send()
        return disclosed + without_stale_question(tracker, events)

    def _stored(self, tracker: Tracker, reply: Reply, writes: bool) -> Events:
        """Perform in one transaction; if the database breaks it off because of others, the turn is done anew."""

        def act(session: Session) -> Events:
            reply.discard()
            counter = Counter(session, settings())
            quoted = take_quoted(tracker, counter)
            instead = code_instead(tracker, counter, self.name())
            events = [FollowupAction(instead)] if instead else self._act(tracker, reply, counter)
            tell_what_waits(session, settings(), tracker.sender_id, reply)
            return [*quoted, *events]

        if writes:
            return database().unit(act)
        with database().read() as session:
            return act(session)

    def _finish(self, reply: Reply, sender: str) -> None:
        """Do what comes after the transaction; what is stored, and the events that tell of it, stay."""
        try:
            reply.afterwards()
            note_what_was_read(database(), reply, sender)
        except ShopError as error:
            reply.refuse(error)
        except Exception:
            logger.exception("%s failed after its transaction", self.name())
            reply.say("utter_error_unexpected")

    def _act(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        """Perform; an aside gives way to an answer or an order, and asks the open question again."""
        pending, message = pending_of(tracker), message_of(tracker)
        answers = taker(pending, message, reply.terms)
        if answers is not None and answers != self.name():
            return [FollowupAction(answers)]
        if not self.resumes or tracker.active_loop:
            return self._lapsed(tracker, self.perform(tracker, reply, counter))
        question = counter.cart.question(tracker.sender_id)
        if answers is None and question and is_bare_value(message):
            return [FollowupAction("action_take_answer")]
        if answers is None and is_order(message) and (message.value("product") or tracker.get_slot("focused_line")):
            return [FollowupAction("action_add_to_cart")]
        events = self._lapsed(tracker, self.perform(tracker, reply, counter))
        if any(event.get("event") == "followup" or event.get("value") and is_pending(event) for event in events):
            return events
        if pending is not None and not self.settles:
            pending.ask(reply)
        else:
            reply.ask(counter.cart.question(tracker.sender_id) if self.writes else question)
        return events

    def _lapsed(self, tracker: Tracker, events: Events) -> Events:
        """Return the events, with one that drops a pending request that this turn neither keeps nor renews."""
        kept = (self.resumes and not self.settles) or any(is_pending(event) for event in events)
        handed_over = any(event.get("event") == "followup" for event in events)
        if kept or handed_over or tracker.get_slot(PENDING) is None:
            return events
        return [*events, SlotSet(PENDING, None)]

    @staticmethod
    def _disclose(tracker: Tracker, reply: Reply) -> Events:
        """Say at first contact that this is a bot."""
        if tracker.get_slot("bot_disclosed"):
            return []
        reply.introduce("utter_disclose_bot")
        return [SlotSet("bot_disclosed", True)]


def is_pending(event: dict[str, Any]) -> bool:
    """Tell whether an event opens, renews or drops a pending request."""
    return event.get("event") == "slot" and event.get("name") == PENDING
