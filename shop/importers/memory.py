"""Which files were imported, so that an unchanged file never puts back stock that was sold since."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, MetaData, String, Table, delete, insert, select
from sqlalchemy.orm import Session

# Kept apart from the shop's own tables: no rule of the shop depends on it, and losing it costs one import.
_IMPORTED = Table(
    "catalog_import",
    MetaData(),
    Column("file_name", String(255), primary_key=True),
    Column("digest", String(64), nullable=False),
)


def is_as_last_time(session: Session, path: Path, digest: str) -> bool:
    """Whether the last file imported under this name had the same content."""
    _IMPORTED.create(session.connection(), checkfirst=True)
    query = select(_IMPORTED.c.digest).where(_IMPORTED.c.file_name == path.name)
    return bool(session.execute(query).scalar_one_or_none() == digest)


def remember(session: Session, path: Path, digest: str) -> None:
    """Note that this content was imported; takes effect with the session's commit."""
    session.execute(delete(_IMPORTED).where(_IMPORTED.c.file_name == path.name))
    session.execute(insert(_IMPORTED).values(file_name=path.name, digest=digest))
