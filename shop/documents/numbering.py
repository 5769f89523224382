"""Numbers of documents: one after the other, none twice, none left out (Section 14 (4) no. 4 UStG)."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shop.model import Sequence
from shop.model.base import column

# RE and RK are the German words' letters (Rechnung, Rechnungskorrektur): a number is the same in every language.
_PREFIXES = {"invoice": "RE-", "credit_note": "RK-"}
_FIRST_NUMBER = 10_000


def document_number(kind: str, sequence: int) -> str:
    """What the document is called: RE-10001 is the first invoice."""
    return f"{_PREFIXES[kind]}{_FIRST_NUMBER + sequence}"


def take(session: Session, name: str) -> int:
    """The next number of a row of numbers, starting with 1.

    It is taken in the caller's transaction: whoever takes one holds the row until commit, so that the next one waits
    (or gets the same number after a rollback).
    """
    if not _raise(session, name):
        try:
            with session.begin_nested():
                session.add(Sequence(name=name, last=1))
        except IntegrityError:
            # Somebody else began this row of numbers in the same moment.
            _raise(session, name)
    query = select(Sequence.last).where(Sequence.name == name)
    return int(session.execute(query).scalar_one())


def _raise(session: Session, name: str) -> bool:
    raised = (
        update(Sequence)
        .where(column(Sequence.name) == name)
        .values(last=Sequence.last + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(session.execute(raised).rowcount)
