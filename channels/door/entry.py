"""Entry links of channels that can only open with a text: `Hello! I am interested in … #K7Q2XW`."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from channels.arrival import LINK, TEXT, Arrival
from shop.database import Database
from shop.links import existing
from shop.links.addresses import language_of_greeting
from shop.links.codes import codes_in


async def entered(arrival: Arrival, database: Database) -> Arrival:
    """Return the arrival as the opening of a link, if it is a text that holds the code of one; else as it is.

    The database is asked only about a text in which something looks like a code. `extra["language"]` is that of the
    greeting that we put into the message box, so that a German link is answered in German.
    """
    codes = codes_in(arrival.text) if arrival.kind == TEXT else []
    code = await asyncio.to_thread(_known, database, codes) if codes else None
    if code is None:
        return arrival
    language = language_of_greeting(arrival.text)
    extra = {**arrival.extra, "language": language} if language else arrival.extra
    return replace(arrival, kind=LINK, text=code, extra=extra)


def _known(database: Database, codes: list[str]) -> str | None:
    with database.read() as session:
        return existing(session, codes)
