"""The engine, its sessions and its migrations."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"
# Everybody gets a turn, also when eighty shoppers order at once on a busy machine.
_BUSY_MILLISECONDS = 20_000
# PostgreSQL's serialization_failure and deadlock_detected: nothing of it happened, and it can be done anew.
# https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html
_BROKEN_OFF = ("40001", "40P01")
_MOST_TIMES = 3
# SQLAlchemy 1.4 opens a SQLite file anew for every session; closing the last one folds the write-ahead log back into
# the file, and both take longer than what a turn asks of the database.
KEEP_SQLITE_OPEN: dict[str, Any] = {"poolclass": QueuePool, "connect_args": {"check_same_thread": False}}


class Database:
    """One database; hand out one session per unit of work."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        # An error says what was wrong, not with whose data.
        options: dict[str, Any] = {"hide_parameters": True}
        if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            options |= KEEP_SQLITE_OPEN
        self.url = url
        self.engine: Any = create_engine(parsed, future=True, **options)
        if parsed.get_backend_name() == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writing = self.engine.execution_options(shop_writes=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session whose changes are thrown away."""
        with Session(self.engine, future=True, expire_on_commit=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits at the end, or takes everything back if an exception passes through."""
        with Session(self._writing, future=True, expire_on_commit=False) as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def unit(self, work: Callable[[Session], Result]) -> Result:
        """Do a whole unit of work in a transaction, and anew from its beginning if the database broke it off.

        `work` must read everything that it decides by in the session that it gets, and do nothing outside of it that
        may not be done again. All rows are locked in one order (`shop.orders.locking`), so that this is for what an
        import, or a person at the database, may do beside.
        """
        for _ in range(_MOST_TIMES - 1):
            try:
                with self.write() as session:
                    return work(session)
            except DBAPIError as error:
                if not is_broken_off(error):
                    raise
                logger.warning("a transaction is done anew: %s", error.orig)
        with self.write() as session:
            return work(session)

    def upgrade(self) -> None:
        """Bring the tables to the newest revision; does nothing if they are."""
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        with self._for_migrations() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def _for_migrations(self) -> Iterator[Any]:
        """A transaction in which SQLite does not follow foreign keys.

        A changed constraint makes alembic build the table anew, and dropping the old one would delete what hangs on it.
        """
        engine = self._writing
        if engine.url.get_backend_name() == "sqlite" and engine.url.database not in (None, "", ":memory:"):
            engine = create_engine(engine.url, future=True, hide_parameters=True).execution_options(shop_writes=True)
            event.listen(engine, "connect", _prepare_sqlite_for_migrations)
            event.listen(engine, "begin", _begin_sqlite)
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            if engine is not self._writing:
                engine.dispose()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def is_broken_off(error: DBAPIError) -> bool:
    """Whether the database ended a transaction only because of others: the same can be done again."""
    return getattr(error.orig, "pgcode", None) in _BROKEN_OFF


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling would begin too late for BEGIN IMMEDIATE: we begin ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _prepare_sqlite_for_migrations(connection: Any, record: Any) -> None:
    _prepare_sqlite(connection, record)
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get("shop_writes", False)
    # A writer that starts as a reader can fail in the middle; one that waits at the door cannot.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
