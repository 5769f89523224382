"""After the sale: cancelling, withdrawing, returning, exchanging and complaining, by order number for its shopper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from shop import clock
from shop.aftersale import (
    cancellation,
    complaint,
    exchange,
    meaning,
    progress,
    readdressing,
    ticket_photos,
    tickets,
    withdrawal,
)
from shop.aftersale.cancellation import CancellationPreview, OrderCancelled
from shop.aftersale.complaint import Solution, SolutionTaken
from shop.aftersale.deadline import Deadline
from shop.aftersale.exchange import ExchangeArranged, ExchangePreview
from shop.aftersale.meaning import OwnLine
from shop.aftersale.own import own_order
from shop.aftersale.pieces import ReturnLine, Wish
from shop.aftersale.progress import Paper, Progress
from shop.aftersale.readdressing import NewAddress
from shop.aftersale.tickets import Speaker, TicketOpened, TicketView
from shop.aftersale.withdrawal import WhatCanComeBack, WithdrawalDeclared, WithdrawalPreview
from shop.catalog.matching import Candidate
from shop.messaging.photos import usable_photo
from shop.order_line import OrderLine
from shop.profile import Profile
from shop.settings import Settings

__all__ = [
    "AfterSale",
    "CancellationPreview",
    "Deadline",
    "ExchangeArranged",
    "ExchangePreview",
    "NewAddress",
    "OrderCancelled",
    "OwnLine",
    "Paper",
    "Progress",
    "ReturnLine",
    "Solution",
    "SolutionTaken",
    "Speaker",
    "TicketOpened",
    "TicketView",
    "WhatCanComeBack",
    "Wish",
    "WithdrawalDeclared",
    "WithdrawalPreview",
]


class AfterSale:
    """What a shopper can do with an own order; every method raises UnknownOrder for one of somebody else.

    Each change comes in two steps: a preview that is shown, and the act once the shopper has confirmed it.
    """

    def __init__(self, session: Session, settings: Settings, profile: Profile) -> None:
        self._session = session
        self._settings = settings
        self._profile = profile

    def preview_cancellation(self, sender: str, number: str) -> CancellationPreview:
        """See `shop.aftersale.cancellation.preview`."""
        return cancellation.preview(self._session, own_order(self._session, sender, number))

    def cancel(self, sender: str, number: str) -> OrderCancelled:
        """See `shop.aftersale.cancellation.cancel`; the answer in the chat is its news."""
        return cancellation.cancel(self._session, own_order(self._session, sender, number), quiet=True)

    def what_can_come_back(self, sender: str, number: str) -> WhatCanComeBack:
        """See `shop.aftersale.withdrawal.what_can_come_back`."""
        order = own_order(self._session, sender, number)
        return withdrawal.what_can_come_back(self._session, self._profile, order, clock.now())

    def preview_withdrawal(
        self, sender: str, number: str, wishes: Sequence[Wish] = (), moment: datetime | None = None
    ) -> WithdrawalPreview:
        """See `shop.aftersale.withdrawal.preview`."""
        order = own_order(self._session, sender, number)
        return withdrawal.preview(self._session, self._profile, order, wishes, moment)

    def withdraw(
        self,
        sender: str,
        number: str,
        wishes: Sequence[Wish] = (),
        words: str = "",
        moment: datetime | None = None,
    ) -> WithdrawalDeclared:
        """See `shop.aftersale.withdrawal.declare`."""
        order = own_order(self._session, sender, number)
        return withdrawal.declare(self._session, self._profile, order, wishes, words, moment)

    def exchange_choices(self, sender: str, number: str, sku: str) -> list[Candidate]:
        """See `shop.aftersale.exchange.choices`."""
        return exchange.choices(self._session, own_order(self._session, sender, number), sku)

    def preview_exchange(
        self, sender: str, number: str, sku: str, wanted: str, quantity: object = None
    ) -> ExchangePreview:
        """See `shop.aftersale.exchange.preview`."""
        order = own_order(self._session, sender, number)
        return exchange.preview(self._session, self._profile, order, sku, wanted, quantity)

    def exchange(
        self,
        sender: str,
        number: str,
        sku: str,
        wanted: str,
        quantity: object = None,
        fingerprint: str | None = None,
        words: str = "",
    ) -> ExchangeArranged:
        """See `shop.aftersale.exchange.exchange`; a link for what is due comes from `shop.orders.paying.Paying`."""
        order = own_order(self._session, sender, number)
        return exchange.exchange(
            self._session, self._settings, self._profile, order, sku, wanted, quantity, fingerprint, words
        )

    def complain(self, sender: str, number: str, sku: str | None, words: str, photo: str | None = None) -> TicketOpened:
        """See `shop.aftersale.complaint.complain`; a picture of somebody else is left out."""
        photo = usable_photo(self._session, self._settings, sender, photo)
        return complaint.complain(self._session, own_order(self._session, sender, number), sku, words, photo)

    def solutions(self, sender: str, ticket: str, pieces: object = None) -> tuple[Solution, ...]:
        """See `shop.aftersale.complaint.offers`; raises UnknownTicket."""
        found = tickets.find(self._session, ticket, sender)
        return complaint.offers(self._session, self._profile, found, pieces)

    def take_solution(self, sender: str, ticket: str, kind: str, pieces: object = None) -> SolutionTaken:
        """See `shop.aftersale.complaint.take_solution`; raises UnknownTicket."""
        found = tickets.find(self._session, ticket, sender)
        return complaint.take_solution(self._session, self._settings, self._profile, found, kind, pieces)

    def ask(self, speaker: Speaker, words: str, photo: str | None = None) -> TicketOpened:
        """Keep a question for a person; a picture that is not the speaker's is left out. Raises NothingSaid."""
        photo = complaint.address_of(usable_photo(self._session, self._settings, speaker.sender, photo))
        return tickets.open_ticket(self._session, "question", speaker, words, photo=photo)

    def add_photo(self, sender: str, photo: str, number: str | None = None) -> TicketView | None:
        """See `shop.aftersale.ticket_photos.add_photo`; a picture of somebody else is left out."""
        usable = complaint.address_of(usable_photo(self._session, self._settings, sender, photo))
        return ticket_photos.add_photo(self._session, sender, usable, number) if usable else None

    def ticket(self, sender: str, number: str) -> TicketView:
        """The sender's own ticket; raises UnknownTicket."""
        return tickets.show(self._session, number, sender)

    def own_lines(self, sender: str, number: str | None = None) -> list[OwnLine]:
        """See `shop.aftersale.meaning.own_lines`."""
        return meaning.own_lines(self._session, sender, number)

    def meant(self, sender: str, said: OrderLine, number: str | None = None) -> list[OwnLine]:
        """See `shop.aftersale.meaning.meant`."""
        return meaning.meant(self._session, sender, said, number)

    def exchanged_for(self, sender: str, own: OwnLine, said: OrderLine) -> list[Candidate]:
        """See `shop.aftersale.meaning.exchanged_for`."""
        return meaning.exchanged_for(self._session, sender, own, said)

    def progress(self, sender: str, number: str) -> Progress:
        """See `shop.aftersale.progress.progress`."""
        return progress.progress(self._session, self._settings, sender, number)

    def papers(self, sender: str, number: str) -> list[Paper]:
        """See `shop.aftersale.progress.papers`."""
        return progress.papers(self._session, self._settings, sender, number)

    def slip(self, sender: str, return_number: str) -> str:
        """See `shop.aftersale.progress.slip`."""
        return progress.slip(self._session, self._settings, sender, return_number)

    def preview_address(self, sender: str, number: str, address: NewAddress) -> NewAddress:
        """See `shop.aftersale.readdressing.check`."""
        return readdressing.check(self._profile, own_order(self._session, sender, number), address)

    def change_address(self, sender: str, number: str, address: NewAddress) -> NewAddress:
        """See `shop.aftersale.readdressing.change`."""
        return readdressing.change(self._session, self._profile, own_order(self._session, sender, number), address)
