"""The inbox: what a messenger delivers is stored before it is answered, and handled once, however often it comes.

Only the id stays once a message is handled: its words are none of the shop database's business any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shop import clock
from shop.database import Database
from shop.messaging.contacts import heard
from shop.model import Inbound
from shop.model.base import column

# A turn takes at most ten seconds; whoever needs longer has died, and somebody else takes over.
LEASE = timedelta(seconds=60)
MOST_TRIES = 5
# Messengers give up delivering after a week at most (WhatsApp: 7 days); ids older than this are forgotten.
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Origin:
    """Where a message came from: the messenger's own id of the shopper, and the phone number if it is told."""

    address: str
    phone: str | None = None


@dataclass(frozen=True)
class Waiting:
    """A message that nobody has handled yet."""

    id: int
    channel: str
    content: dict[str, Any]


class Inbox:
    """The stored messages of all messengers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store(
        self, channel: str, message_id: str, sender: str, content: Mapping[str, Any], origin: Origin | None = None
    ) -> int | None:
        """Store a message and take it, or return None if it is known: it was or will be handled.

        `origin` is kept as the shopper's contact, in the same transaction.
        """
        for last in (False, True):
            try:
                return self._store(channel, message_id[:200], sender, content, origin)
            except IntegrityError:
                # At the same time either this message was stored, or another one made the contact of a new shopper.
                if last:
                    raise
        return None

    def _store(
        self, channel: str, message_id: str, sender: str, content: Mapping[str, Any], origin: Origin | None
    ) -> int | None:
        moment = clock.now()
        row = Inbound(
            channel=channel,
            message_id=message_id,
            sender=sender,
            content=dict(content),
            received_at=moment,
            taken_until=moment + LEASE,
            tries=1,
        )
        with self._database.write() as session:
            if _known(session, channel, message_id):
                return None
            if origin is not None:
                heard(session, channel, sender, origin.address, origin.phone)
            session.add(row)
            session.flush()
            return row.id

    def handled(self, row_id: int) -> None:
        """Keep that a message is done; its content is gone."""
        with self._database.write() as session:
            _set(session, row_id, handled_at=clock.now(), content=None)

    def take_left(self, channel: str, limit: int = 20) -> list[Waiting]:
        """Take a channel's messages that were stored and never handled, as their process ended; the oldest first."""
        moment = clock.now()
        with self._database.write() as session:
            rows = session.execute(_left(channel, moment).limit(limit)).scalars().all()
            for row in rows:
                row.taken_until, row.tries = moment + LEASE, row.tries + 1
            return [Waiting(row.id, row.channel, dict(row.content or {})) for row in rows]

    def forget_old(self) -> int:
        """Delete the ids of messages that no messenger delivers any more; returns how many there were."""
        with self._database.write() as session:
            gone = session.execute(
                delete(Inbound)
                .where(Inbound.received_at < clock.now() - KEPT)
                .execution_options(synchronize_session=False)
            )
            return int(gone.rowcount)


def _known(session: Session, channel: str, message_id: str) -> bool:
    same = select(Inbound.id).where(Inbound.channel == channel, Inbound.message_id == message_id)
    return session.execute(same).first() is not None


def _left(channel: str, moment: Any) -> Any:
    nobody_has_it = or_(column(Inbound.taken_until).is_(None), Inbound.taken_until < moment)
    return (
        select(Inbound)
        .where(
            Inbound.channel == channel, column(Inbound.handled_at).is_(None), nobody_has_it, Inbound.tries < MOST_TRIES
        )
        .order_by(Inbound.id)
        .with_for_update(skip_locked=True)
    )


def _set(session: Session, row_id: int, **values: Any) -> None:
    session.execute(
        update(Inbound).where(Inbound.id == row_id).values(**values).execution_options(synchronize_session=False)
    )
