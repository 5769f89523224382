"""Complaints: the shopper's words and photo for a person, and what the merchant lets the bot offer at once."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.aftersale import AfterSaleAction, words_of
from actions.aftersale_pieces import Picked, Search, Unclear, ask_pieces, picked, search
from actions.base import Events
from actions.conversation import SURE, message_of
from actions.pending import PENDING, SOLUTION, WHICH, WORDS, Pending, contains, solution_named
from actions.photo import photo_of
from actions.replies import Button, Reply, button
from shop.aftersale import Solution, Speaker, TicketOpened
from shop.counter import Counter
from shop.errors import NoOrder, OrderNotPaid

# "Reklamation", "I have a complaint": that something is wrong, not what.
FEW_WORDS = 5


class Complain(AfterSaleAction):
    """Keep what is wrong for a person: at once, or once it is clear what it is about."""

    def name(self) -> str:
        return "action_complain"

    def perform(self, tracker: Tracker, reply: Reply, counter: Counter) -> Events:
        found = search(tracker, counter, "complain")
        said = complaint_of(tracker, found.asked)
        photo = photo_of(tracker) or (found.asked.content.get("photo") if found.asked else None)
        content = {"words": said, "photo": photo}
        if not found.lines:
            return without_order(tracker, reply, counter, said, photo)
        if says_nothing(tracker, reply, found, said):
            return Pending("complain", WORDS, "utter_ask_what_is_wrong", content=content).asked(reply)
        try:
            pieces = picked(tracker, reply, counter, about_goods(found))
        except Unclear as unclear:
            return ask_pieces(tracker, reply, "complain", unclear, **content)
        return keep(tracker, reply, counter, pieces, said, photo)


def complaint_of(tracker: Tracker, asked: Pending | None) -> str:
    """Return the shopper's words, also those before the question that this message answers."""
    before = str(asked.content.get("words") or "") if asked else ""
    return "\n".join(filter(None, [before, words_of(tracker)]))


def says_nothing(tracker: Tracker, reply: Reply, found: Search, said: str) -> bool:
    """Tell whether only that something is wrong was said, so that it is worth asking what."""
    if found.asked is not None or message_of(tracker).value("piece") is not None:
        return not said
    bare = not said or contains(said, reply.terms.phrases("complaint")) and len(said.split()) <= FEW_WORDS
    return bare and not found.said and photo_of(tracker) is None


def about_goods(found: Search) -> Search:
    """Return the search without numbers and attributes of nothing: "it has two holes" is about no two pieces."""
    if found.asked is not None and found.asked.step == WHICH:
        return found
    return Search(found.lines, [line for line in found.said if line.product], found.asked, found.number, "")


def without_order(tracker: Tracker, reply: Reply, counter: Counter, said: str, photo: str | None) -> Events:
    """Nothing paid for is left to complain about: what is said for certain still reaches a person.

    Raises:
        OrderNotPaid, NoOrder: there is nothing that a complaint could be about.
    """
    order = counter.orders.latest(tracker.sender_id)
    if order is not None and order.status == "awaiting_payment":
        raise OrderNotPaid(number=order.number)
    if order is not None:
        opened = counter.aftersale.complain(tracker.sender_id, order.number, None, said, photo)
        return tell_opened(reply, opened)
    if message_of(tracker).confidence < SURE or not said:
        raise NoOrder()
    channel = tracker.get_latest_input_channel() or None
    speaker = Speaker(tracker.sender_id, channel, reply.language)
    return tell_opened(reply, counter.aftersale.ask(speaker, said, photo))


def keep(
    tracker: Tracker, reply: Reply, counter: Counter, pieces: list[Picked], said: str, photo: str | None
) -> Events:
    """Open the ticket about a line, or about the order if several are meant, and offer what can be offered."""
    lines = [piece.line for piece in pieces]
    sku = lines[0].sku if len(lines) == 1 else None
    opened = counter.aftersale.complain(tracker.sender_id, lines[0].number, sku, said or words_of(tracker), photo)
    events = tell_opened(reply, opened)
    quantity = pieces[0].quantity if sku else None
    affected = int(quantity) if quantity is not None and quantity >= 1 and quantity == int(quantity) else None
    offered = counter.aftersale.solutions(tracker.sender_id, opened.ticket.number, affected) if sku else ()
    return offer(reply, opened, offered, affected) if offered else events


def tell_opened(reply: Reply, opened: TicketOpened) -> Events:
    """Say the ticket's number, and that a person looks at it."""
    response = "utter_ticket_opened_with_photo" if opened.ticket.photo else "utter_ticket_opened"
    reply.say(response, ticket=opened.ticket.number)
    return [SlotSet(PENDING, None)]


def offer(reply: Reply, opened: TicketOpened, offered: tuple[Solution, ...], pieces: int | None) -> Events:
    """Offer what the merchant allows; it stays the shopper's choice."""
    ways = {one.kind: way_of(reply, one) for one in offered}
    buttons = [solution_button(reply, one) for one in offered]
    buttons.append(button(reply.terms.word("button", "no_solution"), "deny", request="solution"))
    content = {"ticket": opened.ticket.number, "pieces": pieces, "kinds": [one.kind for one in offered]}
    blanks = {"choices": reply.terms.alternatives(list(ways.values()))}
    return Pending("solution", SOLUTION, "utter_offer_solutions", buttons, blanks, content).asked(reply)


def way_of(reply: Reply, one: Solution) -> str:
    """Return a quick solution in words, for the middle of a sentence."""
    return reply.terms.format(f"solution_{one.kind}", amount=reply.money(one.amount))


def solution_button(reply: Reply, one: Solution) -> Button:
    """Return the button that takes a solution."""
    title = reply.terms.format(f"button_{one.kind}", amount=reply.money(one.amount))
    return button(title, "affirm", request="solution", solution=one.kind)


def take_solution(tracker: Tracker, reply: Reply, counter: Counter, pending: Pending) -> Events:
    """Do what was offered and chosen; a bare "yes" to two offers chooses none."""
    message = message_of(tracker)
    kinds = [str(kind) for kind in pending.content.get("kinds") or []]
    chosen = str(message.value("solution") or solution_named(message.text, reply.terms) or "")
    if not chosen and len(kinds) == 1:
        chosen = kinds[0]
    if chosen not in kinds:
        return pending.asked(reply)
    ticket = str(pending.content.get("ticket"))
    taken = counter.aftersale.take_solution(tracker.sender_id, ticket, chosen, pending.content.get("pieces"))
    if taken.replacement is not None:
        reply.say("utter_replacement_ordered", number=taken.replacement.number, ticket=ticket)
    else:
        reply.say("utter_partial_refund_given", amount=reply.money(taken.solution.amount), ticket=ticket)
    return [SlotSet(PENDING, None)]
