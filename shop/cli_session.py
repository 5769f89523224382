"""What commands share: the configured shop, and refusals as sentences for the merchant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from shop.errors import ShopError
    from shop.profile import Profile
    from shop.settings import Settings

_REFUSED = {
    "unknown_order": "There is no order {number}. `shop orders` lists all.",
    "wrong_state": "Order {number} is {status}; it cannot become {wanted}.",
    "already_shipped": "Order {number} is shipped: it cannot be cancelled, only returned.",
    "already_cancelled": "Order {number} is cancelled already.",
    "refund_too_large": "Order {number} cannot give back that much: {available} minor units are left.",
    "unknown_return": "There is no return {number}. `shop orders show` names those of an order.",
    "return_settled": "Return {number} is settled already.",
    "nothing_left_to_return": "The pieces of this return came back by another one (order {number}).",
    "too_many_to_return": "Only {left} of these pieces have not come back by another return.",
    "exchange_not_arrived": "Book return {number} first: its goods paid for these.",
    "unknown_ticket": "There is no ticket {number}. `shop tickets list` shows all.",
    "ticket_closed": "Ticket {number} is closed.",
    "nothing_said": "The text is empty.",
}


@dataclass(frozen=True)
class OpenShop:
    """One transaction of the configured shop."""

    session: Session
    settings: Settings
    profile: Profile


@contextmanager
def open_shop(writes: bool = False) -> Iterator[OpenShop]:
    """The configured shop; whatever goes wrong becomes a readable message and exit code 1."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from shop.database import Database, is_broken_off
    from shop.errors import SettingsError, ShopError
    from shop.profile import ProfileError, kept_profile
    from shop.settings import Settings

    try:
        settings = Settings.from_environment()
        profile = kept_profile(settings.profile_folder)
    except (SettingsError, ProfileError) as error:
        raise failed(str(error)) from error
    database = Database(settings.database_url)
    try:
        with database.write() if writes else database.read() as session:
            yield OpenShop(session, settings, profile)
    except ShopError as error:
        raise failed(readable(error)) from error
    except (OperationalError, ProgrammingError) as error:
        if is_broken_off(error):
            raise failed("Somebody changed the same at the same moment: nothing was done. Try again.") from error
        raise failed(f"The database cannot be used: {error.orig}\nTry `shop db upgrade` first.") from error
    finally:
        database.close()


def failed(message: str) -> typer.Exit:
    """Say what went wrong where errors belong; raise what this returns."""
    typer.echo(message, err=True)
    return typer.Exit(1)


def readable(error: ShopError) -> str:
    """A refusal as the merchant reads it."""
    known = _REFUSED.get(error.code)
    return known.format(**error.details) if known else f"Refused ({error.code}): {error.details}"
