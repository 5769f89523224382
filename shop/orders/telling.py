"""News that wait in the outbox until their shopper says something: not every channel can be spoken into."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from shop import clock
from shop.model import News, Order
from shop.model.base import column
from shop.orders.news import UNHEARD, Message

# After so many failures a channel that can be spoken into counts as one that cannot.
_PUSHED_IN_VAIN = 3


def are_waiting(session: Session, sender: str, pushed: Collection[str]) -> bool:
    """Whether there are news for a shopper; `pushed` are the channels whose news are brought by the sender."""
    return session.execute(_waiting(column(News.id), sender, pushed).limit(1)).first() is not None


def waiting(session: Session, sender: str, pushed: Collection[str]) -> list[Message]:
    """The news for a shopper, the oldest first; nobody else gets them while the caller's transaction lasts."""
    rows = session.execute(_waiting(News, sender, pushed).order_by(News.id).with_for_update(of=News)).scalars().all()
    return [_message(session, news) for news in rows]


def mark_told(session: Session, keys: Sequence[str]) -> None:
    """These news have been told, in the caller's transaction."""
    if keys:
        unsent = update(News).where(column(News.key).in_(list(keys)), column(News.sent_at).is_(None))
        values = unsent.values(sent_at=clock.now(), error=None)
        session.execute(values.execution_options(synchronize_session=False))


def mark_known(session: Session, sender: str, facts: Collection[tuple[str, str]]) -> None:
    """The shopper has just read this in an answer: `facts` are kinds of news with the number of the order."""
    for news in session.execute(_unsent(News, sender).order_by(News.id)).scalars():
        if (news.kind, str(news.content.get("number"))) in facts:
            mark_told(session, [news.key])


def handed_out(session: Session, sender: str, key: str, told: Collection[str] = ()) -> Message | None:
    """The news of this key, if they are this shopper's and the sender is bringing them just now; else None.

    `told` are keys that the conversation told already: not again, unless nobody heard it.
    """
    query = _unsent(News, sender).where(News.key == key, News.tries > 0)
    news: News | None = session.execute(query).scalar_one_or_none()
    if news is None or (key in told and not (news.error or "").startswith(UNHEARD)):
        return None
    return _message(session, news)


def _unsent(what: Any, sender: str) -> Any:
    return select(what).where(News.sender == sender, column(News.sent_at).is_(None))


def _waiting(what: Any, sender: str, pushed: Collection[str]) -> Any:
    channel = column(News.channel)
    nobody_brings_them = or_(channel.is_(None), channel.not_in(list(pushed)))
    in_vain = and_(News.tries >= _PUSHED_IN_VAIN, column(News.error).is_not(None))
    return _unsent(what, sender).where(or_(nobody_brings_them, in_vain))


def _message(session: Session, news: News) -> Message:
    order = session.get(Order, news.order_id) if news.order_id is not None else None
    number = order.number if order is not None else None
    return Message(news.key, news.kind, news.sender, news.channel, news.language, number, dict(news.content))
