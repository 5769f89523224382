"""Alembic's entry: uses the connection that `Database.upgrade` hands over, or the settings' database."""

from __future__ import annotations

from typing import Any

from alembic import context

from shop.model import metadata


def _run(connection: Any) -> None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


def _start() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    from shop.database import Database
    from shop.settings import Settings

    with Database(Settings.from_environment().database_url).engine.begin() as connection:
        _run(connection)


_start()
