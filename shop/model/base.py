"""What all tables share: the registry, the names of constraints, and times that stay UTC."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, MetaData
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator

# Named constraints, so that later migrations can drop them on SQLite and PostgreSQL alike.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
tables = registry(metadata=metadata)


class Row:
    """What type checkers see of a mapped class; SQLAlchemy brings the constructor."""

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None:
            """One keyword for each column or relationship."""


class UtcDateTime(TypeDecorator):  # type: ignore[misc]  # SQLAlchemy 1.4 has no types
    """A moment in UTC. SQLite drops the timezone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Store UTC; a naive time is a mistake of ours, not a guess to make."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a timezone")
        return value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Read UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


def column(attribute: object) -> Any:
    """The attribute of a mapped class as the column it is in a query: annotations tell its value's type instead."""
    return attribute
