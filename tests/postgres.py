"""A PostgreSQL of our own for tests: started from the machine's binaries, reached by a socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=120 -c listen_addresses=''"


def binary(name: str) -> str | None:
    """The path of a program of PostgreSQL; None if this machine has none."""
    return shutil.which(name) or next((str(folder / name) for folder in _PLACES if (folder / name).exists()), None)


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of an empty database; raises LookupError if this machine has no PostgreSQL."""
    initdb, control = binary("initdb"), binary("pg_ctl")
    if initdb is None or control is None:
        raise LookupError("this machine has no PostgreSQL (initdb and pg_ctl)")
    # Paths of sockets are at most 107 characters long, which pytest's folders can exceed.
    folder = Path(tempfile.mkdtemp(prefix="tresen-pg-"))
    data = str(folder / "data")
    user = _user()
    if user is not None:
        shutil.chown(folder, user)
    try:
        _run(user, initdb, "-D", data, "-U", "shop", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        _run(user, control, "-D", data, "-w", "-l", str(folder / "log"), "-o", f"-k {folder} {_FAST}", "start")
        try:
            yield f"postgresql+psycopg2://shop@/postgres?host={folder}"
        finally:
            _run(user, control, "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    """Whom to run it as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


def _run(user: str | None, *command: str) -> None:
    # A server that inherits a pipe keeps it open for good: its output goes nowhere, and to its log.
    subprocess.run(
        command, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120
    )


def own_database(server: str, name: str) -> str:
    """The URL of a new database on the server, for tests that must not find what others left."""
    import psycopg2

    connection = psycopg2.connect(server.replace("postgresql+psycopg2", "postgresql"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    return server.replace("/postgres?", f"/{name}?")
