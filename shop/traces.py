"""An exception without its words: its class, and where in the code it happened."""

from __future__ import annotations

import sqlite3
import traceback
from pathlib import Path

from sqlalchemy.exc import OperationalError, ProgrammingError

_ROOT = Path(__file__).resolve().parent.parent
# Rasa's own calls around an action are forty; what matters is where it ended.
_MOST_PLACES = 15
_MOST_CAUSES = 4
# Python says these about names and types in code, never about values.
_OF_CODE = (AttributeError, ImportError, NameError, TypeError, RecursionError)


def trace(error: BaseException) -> str:
    """Class and places of an exception and of what caused it, the cause first as Python shows it."""
    lines: list[str] = []
    current: BaseException | None = error
    while current is not None and len(lines) < _MOST_CAUSES:
        lines.append(_one(current))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\nthen\n".join(reversed(lines))


def place(file: str, line: int, function: str = "") -> str:
    """A place in the code, with the path from the project or its packages on."""
    path = Path(file)
    parts = path.parts
    if "site-packages" in parts:
        path = Path(*parts[parts.index("site-packages") + 1 :])
    elif path.is_relative_to(_ROOT):
        path = path.relative_to(_ROOT)
    return f"{path}:{line}{f' in {function}' if function else ''}"


def words_of(error: BaseException) -> str | None:
    """What an exception says, if it cannot be about anybody; None for all others.

    A class of ours whose words are about bytes and numbers says so with `harmless = True`.
    """
    if isinstance(error, _OF_CODE) or getattr(error, "harmless", False):
        return str(error)
    if isinstance(error, OSError):
        return error.strerror
    if isinstance(error, (OperationalError, ProgrammingError)):
        # PostgreSQL quotes the statement, and what is in it, from the second line on.
        return str(error.orig).partition("\n")[0]
    if isinstance(error, sqlite3.OperationalError):
        return str(error)
    return None


def named(error: BaseException) -> str:
    """The class of an exception, with its words where they cannot be about anybody."""
    kind, words = type(error), words_of(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return f"{name}: {words}" if words else name


def _one(error: BaseException) -> str:
    places = [place(one.filename, one.lineno or 0, one.name) for one in traceback.extract_tb(error.__traceback__)]
    return "\n".join([*(f"  {one}" for one in places[-_MOST_PLACES:]), named(error)])
