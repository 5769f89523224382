"""The outbox: what shoppers and staff are to be told is stored with what happened, and sent afterwards."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from shop import clock
from shop.crash_points import reach
from shop.database import Database
from shop.model import News, Order
from shop.model.base import column

logger = logging.getLogger(__name__)

STAFF = "staff"
# How the error of news begins that a channel took and told nobody: they are told again, whoever remembers them as told.
UNHEARD = "heard by nobody"
# Doubling from ten seconds to an hour, this goes on for three days.
MOST_TRIES = 80
# A sender that dies keeps its news for this long; then another one takes them.
_LEASE = timedelta(minutes=5)
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 10, 3600


@dataclass(frozen=True)
class Message:
    """One thing to tell. `key` is unique for it: a receiver that knows the key has been told before."""

    key: str
    kind: str
    sender: str
    channel: str | None
    language: str
    order_number: str | None
    content: dict[str, Any]


Deliver = Callable[[Message], None]


def tell(session: Session, kind: str, order: Order, key: str | None = None, **content: Any) -> News:
    """Keep news of an order for its shopper, in the caller's transaction; the same key is told once."""
    facts = {"number": order.number, **{name: value for name, value in content.items() if value is not None}}
    return _kept(
        session,
        News(
            key=key or f"{kind}:{order.id}",
            kind=kind,
            sender=order.sender,
            channel=order.channel,
            language=order.language,
            order_id=order.id,
            content=facts,
        ),
    )


def tell_staff(session: Session, kind: str, order: Order | None, key: str, **content: Any) -> News:
    """Keep news for the people of the shop."""
    number = {"number": order.number} if order is not None else {}
    return _kept(
        session,
        News(
            key=key,
            kind=kind,
            sender=STAFF,
            channel=STAFF,
            language="en",
            order_id=order.id if order is not None else None,
            content={**number, **content},
        ),
    )


def _kept(session: Session, news: News) -> News:
    same = select(News).where(News.key == news.key)
    known: News | None = session.execute(same).scalar_one_or_none()
    if known is not None:
        return known
    news.created_at = news.next_try_at = clock.now()
    try:
        with session.begin_nested():
            session.add(news)
    except IntegrityError:
        return session.execute(same).scalar_one()  # type: ignore[no-any-return]
    return news


class Sender:
    """Hands news to `deliver`, which returns once it is delivered and raises if it is not.

    News of one shopper keep their order. Confirmed news are never sent again; if a process dies between the delivery
    and keeping that it was done, the same `key` is delivered again.
    """

    def __init__(self, database: Database, deliver: Deliver, channels: Collection[str] | None = None) -> None:
        """`channels`: only their news are sent, and all others wait; None: those of every channel."""
        self._database = database
        self._deliver = deliver
        self._channels = channels

    def run_once(self, limit: int = 50) -> int:
        """Send what is due; returns how many were delivered."""
        done = 0
        for _ in range(limit):
            claimed = self._claim()
            if claimed is None:
                break
            done += self._send(*claimed)
        return done

    def _claim(self) -> tuple[int, int, Message] | None:
        """The oldest due news, which nobody else gets until the lease is over."""
        moment = clock.now()
        with self._database.write() as session:
            news: News | None = session.execute(_due(moment, self._channels)).scalars().first()
            if news is None:
                return None
            news.tries += 1
            news.next_try_at = moment + _LEASE
            order = session.get(Order, news.order_id) if news.order_id is not None else None
            number = order.number if order is not None else None
            message = Message(news.key, news.kind, news.sender, news.channel, news.language, number, dict(news.content))
            return news.id, news.tries, message

    def _send(self, news_id: int, tries: int, message: Message) -> bool:
        reach("before_news_delivered")
        try:
            self._deliver(message)
        except Exception as error:  # whatever a channel raises: it was not delivered
            logger.warning("news %s is not delivered: %s", message.key, error)
            pause = min(_FIRST_PAUSE_SECONDS * 2 ** min(tries - 1, 20), _LONGEST_PAUSE_SECONDS)
            self._keep(news_id, next_try_at=clock.now() + timedelta(seconds=pause), error=str(error)[:500])
            return False
        reach("after_news_delivered")
        self._keep(news_id, sent_at=clock.now(), error=None)
        return True

    def _keep(self, news_id: int, **values: Any) -> None:
        with self._database.write() as session:
            unsent = update(News).where(News.id == news_id, column(News.sent_at).is_(None))
            session.execute(unsent.values(**values).execution_options(synchronize_session=False))


def _due(moment: Any, channels: Collection[str] | None) -> Any:
    earlier = aliased(News)
    waits_for_an_earlier_one = and_(
        earlier.sender == News.sender,
        earlier.id < News.id,
        earlier.sent_at.is_(None),
        earlier.tries < MOST_TRIES,
    )
    query = select(News)
    if channels is not None:
        waits_for_an_earlier_one &= earlier.channel.in_(list(channels))
        query = query.where(column(News.channel).in_(list(channels)))
    return (
        query.where(column(News.sent_at).is_(None), News.next_try_at <= moment, News.tries < MOST_TRIES)
        .where(~exists().where(waits_for_an_earlier_one))
        .order_by(News.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=News)
    )
