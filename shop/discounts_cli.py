"""`shop discounts`: the merchant's discount codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from shop.model import Discount
    from shop.profile import Profile

discounts_app = typer.Typer(help="Discount codes.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON; amounts are integers of minor units.")]
# typer reads annotations at run time, where Python 3.10 and typer agree on Optional.
Text = Optional[str]  # noqa: UP045
Number = Optional[int]  # noqa: UP045


@discounts_app.command("add")
def add(
    code: Annotated[str, typer.Argument(help="What shoppers type: letters, digits, - and _, in any case.")],
    percent: Annotated[Number, typer.Option(help="Take this many percent off the goods (1 to 100).")] = None,
    amount: Annotated[Text, typer.Option(help="Take this amount off the goods, such as 5.00.")] = None,
    free_delivery: Annotated[bool, typer.Option("--free-delivery", help="Deliver for nothing, by any method.")] = False,
    min_goods: Annotated[Text, typer.Option(help="Only for goods worth at least this, such as 30.00.")] = None,
    first_order: Annotated[bool, typer.Option("--first-order", help="Only for a shopper's first order.")] = False,
    once: Annotated[bool, typer.Option("--once", help="Only once for each shopper.")] = False,
    starts: Annotated[Text, typer.Option("--from", help="First day at the shop, such as 2026-12-01.")] = None,
    ends: Annotated[Text, typer.Option("--until", help="Last day, such as 2026-12-24; the code works all day.")] = None,
    max_uses: Annotated[Number, typer.Option(help="How many orders may use it.")] = None,
    public: Annotated[bool, typer.Option("--public", help="Tell everybody who asks for discounts of it.")] = False,
    as_json: Json = False,
) -> None:
    """Add a code: one of --percent, --amount and --free-delivery, and its limits."""
    from shop.pricing.codes import CodeRefused, NewCode, add_code

    wanted = NewCode(code, percent, amount, free_delivery, min_goods, first_order, once, starts, ends, max_uses, public)
    with _shop(writes=True) as (session, profile):
        try:
            discount = add_code(session, profile, wanted)
        except CodeRefused as error:
            raise _failed(str(error)) from error
    _print([discount], profile, as_json, one=True)


@discounts_app.command("list")
def list_all(as_json: Json = False) -> None:
    """List all codes with their uses, also those that are over."""
    from shop.pricing.codes import all_codes

    with _shop() as (session, profile):
        _print(all_codes(session), profile, as_json)


@discounts_app.command("stop")
def stop(code: str, as_json: Json = False) -> None:
    """Stop a code. Orders that have it keep it."""
    from shop.errors import DiscountUnknown
    from shop.pricing.codes import stop_code

    with _shop(writes=True) as (session, profile):
        try:
            discount = stop_code(session, code)
        except DiscountUnknown as error:
            raise _failed(f"There is no code {code}. `shop discounts list` shows all.") from error
    _print([discount], profile, as_json, one=True)


@contextmanager
def _shop(writes: bool = False) -> Iterator[tuple[Session, Profile]]:
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from shop.database import Database
    from shop.errors import SettingsError
    from shop.profile import kept_profile
    from shop.settings import Settings

    try:
        settings = Settings.from_environment()
        profile = kept_profile(settings.profile_folder)
    except SettingsError as error:
        raise _failed(str(error)) from error
    database = Database(settings.database_url)
    try:
        with database.write() if writes else database.read() as session:
            yield session, profile
    except (OperationalError, ProgrammingError) as error:
        raise _failed(f"The database cannot be used: {error.orig}\nTry `shop db upgrade` first.") from error
    finally:
        database.close()


def _failed(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)


def _print(found: list[Discount], profile: Profile, as_json: bool, one: bool = False) -> None:
    if as_json:
        rows = [_as_data(discount) for discount in found]
        typer.echo(json.dumps(rows[0] if one else rows, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Discount codes", title_justify="left")
    for column in ("Code", "Takes off", "Min. goods", "Who", "From", "Until", "Uses", ""):
        table.add_column(column, no_wrap=column in ("Code", "From", "Until"))
    for discount in found:
        table.add_row(*_as_row(discount, profile))
    Console().print(table)


def _as_data(discount: Discount) -> dict[str, object]:
    return {
        "code": discount.code,
        "kind": discount.kind,
        "value": discount.value,
        "min_goods": discount.min_goods,
        "first_order_only": discount.first_order_only,
        "once_per_shopper": discount.once_per_shopper,
        "valid_from": discount.valid_from.isoformat() if discount.valid_from else None,
        "valid_until": discount.valid_until.isoformat() if discount.valid_until else None,
        "max_uses": discount.max_uses,
        "uses": discount.uses,
        "active": discount.active,
        "public": discount.public,
    }


def _as_row(discount: Discount, profile: Profile) -> list[str]:
    from shop.money import format_money
    from shop.pricing.codes import last_day

    off = {"percent": f"{discount.value} %", "free_delivery": "delivery"}.get(discount.kind)
    who = "first order" if discount.first_order_only else "once each" if discount.once_per_shopper else "everybody"
    first = profile.local(discount.valid_from).date().isoformat() if discount.valid_from else ""
    last = last_day(profile, discount)
    return [
        discount.code,
        off or format_money(discount.value, profile.currency, "en"),
        format_money(discount.min_goods, profile.currency, "en") if discount.min_goods else "",
        who,
        first,
        last.isoformat() if last else "",
        f"{discount.uses} of {discount.max_uses}" if discount.max_uses is not None else str(discount.uses),
        "stopped" if not discount.active else "public" if discount.public else "",
    ]
