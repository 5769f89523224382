"""What a messenger delivers and the bot cannot read: it says so kindly, and keeps a photo that a ticket waits for."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Events, ShopAction
from actions.conversation import message_of
from actions.pending import PENDING, Pending, pending_of
from actions.photo import photo_of
from actions.replies import Reply
from shop.counter import Counter

UNSUPPORTED = "unsupported"
ANSWERS = {
    "photo": "utter_attachment_photo",
    "voice": "utter_attachment_voice",
    "sticker": "utter_attachment_sticker",
    "contact": "utter_attachment_contact",
    "location": "utter_attachment_location",
    "video": "utter_attachment_video",
    "document": "utter_attachment_document",
    "edited": "utter_attachment_edited",
    "deleted": "utter_attachment_deleted",
    UNSUPPORTED: "utter_attachment_unsupported",
}
# While the checkout asks for a datum, which its form asks for again after this.
IN_CHECKOUT = {
    "contact": "utter_attachment_contact_checkout",
    "location": "utter_attachment_location_checkout",
}


class AnswerAttachment(ShopAction):
    """Answer a photo, a voice note, a location …; what was open is asked again."""

    writes = True
    resumes = True

    def name(self) -> str:
        return "action_answer_attachment"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        photo = photo_of(tracker)
        if photo is not None and (kept := keep_photo(tracker, reply, counter, photo)) is not None:
            return kept
        kind = str(message_of(tracker).value("attachment") or ("photo" if photo else UNSUPPORTED))
        kind = kind if kind in ANSWERS else UNSUPPORTED
        answers = {**ANSWERS, **IN_CHECKOUT} if tracker.active_loop else ANSWERS
        reply.say(answers[kind])
        return []


def keep_photo(tracker: Tracker, reply: Reply, counter: Counter, photo: str) -> Events | None:
    """Keep a photo with the complaint that is being asked about, or with a ticket that was just opened; else None."""
    pending = pending_of(tracker)
    if pending is not None and pending.kind == "complain":
        reply.say("utter_photo_kept")
        return _asked_with(pending, photo, reply)
    ticket = str(pending.content.get("ticket") or "") if pending is not None and pending.kind == "solution" else None
    kept = counter.aftersale.add_photo(tracker.sender_id, photo, ticket)
    if kept is None:
        return None
    reply.say("utter_photo_added", ticket=kept.number)
    return []


def _asked_with(pending: Pending, photo: str, reply: Reply) -> Events:
    asked = replace(pending, content={**pending.content, "photo": photo})
    asked.ask(reply)
    return [SlotSet(PENDING, {**vars(asked), "buttons": list(asked.buttons)})]
