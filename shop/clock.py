"""The one place that asks for the time, so that tests can set it."""

from __future__ import annotations

from datetime import datetime, timezone


def now() -> datetime:
    """The current moment, UTC, timezone-aware."""
    return datetime.now(timezone.utc)
