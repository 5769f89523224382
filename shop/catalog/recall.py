"""What one unit of work has already read of the catalog: one turn asks for the same goods several times."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

_KEPT = "catalog"
Result = TypeVar("Result")


def recalled(session: Session, key: Hashable, read: Callable[[], Result]) -> Result:
    """Return what was read under this key in the session, or read it now."""
    kept: dict[Hashable, Any] = session.info.setdefault(_KEPT, {})
    if key not in kept:
        kept[key] = read()
    found: Result = kept[key]
    return found


def forget(session: Session) -> None:
    """Read anew from here on; whoever changes stock or goods calls this."""
    session.info.pop(_KEPT, None)
