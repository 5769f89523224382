"""`shop tickets`: what people must look at."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shop.cli_session import failed, open_shop

if TYPE_CHECKING:
    from shop.aftersale.tickets import TicketView

tickets_app = typer.Typer(help="Complaints, questions and payments to look at.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_STATES = ("open", "closed", "all")


@tickets_app.command("list")
def list_tickets(
    state: Annotated[str, typer.Option(help="open, closed or all.")] = "open", as_json: Json = False
) -> None:
    """List tickets, newest first."""
    from shop.aftersale import tickets

    if state not in _STATES:
        raise failed(f"--state must be one of {', '.join(_STATES)}.")
    with open_shop() as shop:
        found = tickets.all_tickets(shop.session, None if state == "all" else state)
    if as_json:
        typer.echo(json.dumps([_data(ticket) for ticket in found], ensure_ascii=False, indent=2))
        return
    _table(found)


@tickets_app.command()
def show(number: str, as_json: Json = False) -> None:
    """Show a ticket with all that was said."""
    from shop.aftersale import tickets

    with open_shop() as shop:
        ticket = tickets.show(shop.session, number)
    _print(ticket, as_json)


@tickets_app.command()
def answer(
    number: str,
    text: Annotated[str, typer.Argument(help="What the shopper reads, in the ticket's language.")],
    close: Annotated[bool, typer.Option("--close", help="Close the ticket with it.")] = False,
    as_json: Json = False,
) -> None:
    """Answer the shopper in the conversation that the ticket came from."""
    from shop.aftersale import tickets

    with open_shop(writes=True) as shop:
        answered = tickets.answer(shop.session, number, text, close)
    _print(answered.ticket, as_json)


@tickets_app.command()
def close(
    number: str,
    note: Annotated[str, typer.Option(help="Kept with the ticket; the shopper does not see it.")] = "",
    as_json: Json = False,
) -> None:
    """Close a ticket."""
    from shop.aftersale import tickets

    with open_shop(writes=True) as shop:
        ticket = tickets.close(shop.session, number, note)
    _print(ticket, as_json)


def _data(ticket: TicketView) -> dict[str, Any]:
    from dataclasses import asdict

    closed = ticket.closed_at.isoformat() if ticket.closed_at else None
    return {**asdict(ticket), "created_at": ticket.created_at.isoformat(), "closed_at": closed}


def _print(ticket: TicketView, as_json: bool) -> None:
    data = _data(ticket)
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    typer.echo("\n".join(f"{name}: {value}" for name, value in data.items() if value is not None))


def _table(found: list[TicketView]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title="Tickets", title_justify="left")
    for column in ("Number", "Time (UTC)", "Kind", "State", "Order", "Words"):
        table.add_column(column)
    for one in found:
        words = one.words if len(one.words) <= 80 else f"{one.words[:79]}…"
        cells = (one.number, f"{one.created_at:%Y-%m-%d %H:%M}", one.kind, one.state, one.order_number or "", words)
        table.add_row(*(escape(cell) for cell in cells))
    Console().print(table)
