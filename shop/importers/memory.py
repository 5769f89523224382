"""Whether a file was imported before with the same content."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from shop.model import CatalogImport


def is_as_last_time(session: Session, path: Path, digest: str) -> bool:
    """Whether the last file imported under this name had the same content."""
    last = session.get(CatalogImport, path.name)
    return last is not None and bool(last.digest == digest)


def remember(session: Session, path: Path, digest: str) -> None:
    """Note that this content was imported; takes effect with the session's commit."""
    session.merge(CatalogImport(file_name=path.name, digest=digest))
