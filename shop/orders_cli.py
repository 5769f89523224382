"""`shop orders`: what the merchant sees of orders, and does with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from shop.cli_session import failed, open_shop

if TYPE_CHECKING:
    from shop.cli_session import OpenShop
    from shop.model import Order

orders_app = typer.Typer(help="Orders: list them, or see and change one.", invoke_without_command=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON; amounts are integers of minor units.")]
# typer reads annotations at run time, where Python 3.10 and typer agree on Optional.
Text = Optional[str]  # noqa: UP045
Number = Optional[int]  # noqa: UP045


@orders_app.callback()
def list_orders(
    context: typer.Context,
    sender: Annotated[Text, typer.Option(help="Only the orders of this shopper.")] = None,
    as_json: Json = False,
) -> None:
    """List orders, newest first; or see and change one."""
    if context.invoked_subcommand is not None:
        return
    from shop import printing
    from shop.orders import Orders

    with open_shop() as shop:
        found = Orders(shop.session).list(sender)
    printing.orders(found, as_json)


@orders_app.command()
def show(number: str, as_json: Json = False) -> None:
    """Show an order with its payments, refunds, returns and tickets."""
    with open_shop() as shop:
        _print(shop, _order(shop, number), as_json)


@orders_app.command()
def pack(number: str, as_json: Json = False) -> None:
    """Mark a paid order as packed."""
    _advance(number, "packed", as_json)


@orders_app.command()
def ship(
    number: str,
    carrier: Annotated[Text, typer.Option(help="Who carries it, such as DHL.")] = None,
    tracking: Annotated[Text, typer.Option(help="The web address where the parcel can be followed.")] = None,
    as_json: Json = False,
) -> None:
    """Mark an order as shipped."""
    if carrier is not None and not 0 < len(carrier.strip()) <= 40:
        raise failed("The carrier's name must have 1 to 40 characters.")
    if tracking is not None and not _is_address(tracking):
        raise failed("--tracking must be a web address, such as https://carrier.example/123.")
    _advance(number, "shipped", as_json, carrier=carrier, tracking_url=tracking)


@orders_app.command()
def deliver(number: str, as_json: Json = False) -> None:
    """Mark an order as delivered: the withdrawal period begins."""
    _advance(number, "delivered", as_json)


@orders_app.command()
def cancel(number: str, as_json: Json = False) -> None:
    """Cancel an order that is not shipped; what was paid goes back."""
    from shop.aftersale import cancellation

    with open_shop(writes=True) as shop:
        order = _order(shop, number)
        cancellation.cancel(shop.session, order)
        _print(shop, order, as_json)


@orders_app.command()
def refund(
    number: str,
    amount: Annotated[str, typer.Argument(help="How much, such as 4.90.")],
    payment: Annotated[
        Number, typer.Option(help="Which payment it comes off, by its number in `shop orders show`; else the newest.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Send back a part of what was paid, by the provider that took it."""
    import secrets

    from shop.orders.refunds import payment_of, request_refund

    with open_shop(writes=True) as shop:
        order = _order(shop, number)
        paid = payment_of(order, payment) if payment is not None else None
        if payment is not None and paid is None:
            raise failed(f"Order {order.number} has no payment {payment}. `shop orders show {order.number}` lists all.")
        wanted = _amount(amount, paid.currency if paid is not None else order.currency)
        key = f"merchant:{order.id}:{secrets.token_hex(6)}"
        request_refund(shop.session, order, wanted, "merchant", key, payment=paid)
        _print(shop, order, as_json)


@orders_app.command("return-received")
def return_received(
    number: Annotated[str, typer.Argument(help="The number on the return slip, such as R10001.")],
    damaged: Annotated[bool, typer.Option("--damaged", help="Do not put the pieces back into the stock.")] = False,
    as_json: Json = False,
) -> None:
    """Book the arrival of a return; what was promised for it goes back."""
    from dataclasses import asdict

    from shop.aftersale import returns
    from shop.money import format_money

    with open_shop(writes=True) as shop:
        done = returns.receive(shop.session, number, damaged)
    if as_json:
        import json

        typer.echo(json.dumps(asdict(done), indent=2))
        return
    typer.echo(f"Return {done.return_number} of order {done.order_number} is settled ({done.kind}).")
    typer.echo(f"Goes back: {format_money(done.refund, done.currency, 'en')}.")
    if done.replacement:
        typer.echo(f"Order {done.replacement} can be sent now.")


def _advance(number: str, status: str, as_json: bool, **facts: str | None) -> None:
    from shop.orders import states

    with open_shop(writes=True) as shop:
        order = _order(shop, number)
        states.advance(
            shop.session, order, status, carrier=facts.get("carrier"), tracking_url=facts.get("tracking_url")
        )
        _print(shop, order, as_json)


def _amount(text: str, currency: str) -> int:
    from shop.money import minor_units

    try:
        wanted = minor_units(text, currency)
    except ValueError as error:
        raise failed(f"{error}.") from error
    if wanted == 0:
        raise failed("The amount must be more than nothing.")
    return wanted


def _order(shop: OpenShop, number: str) -> Order:
    from shop.aftersale.own import any_order

    return any_order(shop.session, number)


def _print(shop: OpenShop, order: Order, as_json: bool) -> None:
    from shop.order_printing import order_details, print_order

    shop.session.flush()
    print_order(order_details(shop.session, order), as_json)


def _is_address(text: str) -> bool:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.netloc) and len(text) <= 500 and text.isprintable()
