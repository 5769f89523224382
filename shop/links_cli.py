"""`shop link`: addresses and QR codes that open the chat, and what they brought."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from shop.cli_session import failed, open_shop

if TYPE_CHECKING:
    from shop.links import EntryView, LinkReport
    from shop.links.addresses import Address

links_app = typer.Typer(help="Links and QR codes that open the chat.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
# typer reads annotations at run time, where Python 3.10 and typer agree on Optional.
Text = Optional[str]  # noqa: UP045
_PICTURES = (".svg", ".png")
# Pixels of one module of a code in a file: 300 to 400 for a code, sharp on paper of a few centimeters.
_SCALE = 10


@links_app.command("create")
def create(
    campaign: Annotated[str, typer.Option(help="Your own name for where the link hangs, such as window-berlin.")],
    product: Annotated[Text, typer.Option(help="Key or SKU of a product; without it the chat opens with all.")] = None,
    qr: Annotated[Text, typer.Option(help="Write a QR code to this file: .svg or .png.")] = None,
    channel: Annotated[Text, typer.Option(help="Whose address the QR code holds; the web chat's if it is on.")] = None,
    language: Annotated[str, typer.Option(help="Of the text that stands ready to be sent: en or de.")] = "en",
    as_json: Json = False,
) -> None:
    """Make a link, and print its address in every channel that is set up."""
    from shop import links
    from shop.links.addresses import LANGUAGES, addresses

    if language not in LANGUAGES:
        raise failed(f"--language must be one of {', '.join(LANGUAGES)}.")
    if qr is not None and not qr.lower().endswith(_PICTURES):
        raise failed(f"--qr must end with {' or '.join(_PICTURES)}, so that it is clear what to draw.")
    with open_shop(writes=True) as shop:
        try:
            found = links.product_named(shop.session, product) if product is not None else None
            link = links.create(shop.session, found.key if found is not None else None, campaign)
        except links.NoEntryLink as error:
            raise failed(str(error)) from error
        title = getattr(found, f"title_{language}", None)
        ways = addresses(shop.settings, link, title, language)
        chosen = _chosen(ways, channel)
        _draw(chosen, qr)
    _print_created(link, ways, chosen, qr, as_json)


@links_app.command("list")
def list_all(as_json: Json = False) -> None:
    """List all links with their visits by channel, and the paid orders that visitors placed afterwards."""
    from shop import links

    with open_shop() as shop:
        reports = links.listing(shop.session)
    if as_json:
        typer.echo(json.dumps([_data(report) for report in reports], ensure_ascii=False, indent=2))
        return
    _table(reports)


def _chosen(ways: list[Address], channel: str | None) -> Address:
    """The address that the QR code holds; leaving by an error takes the link back."""
    if not ways:
        raise failed("No channel is set up. See .env.example.")
    chosen = next((way for way in ways if channel in (None, way.channel)), None)
    if chosen is None:
        raise failed(f"--channel must be one of {', '.join(way.channel for way in ways)}.")
    return chosen


def _draw(address: Address, file: str | None) -> None:
    import segno

    if file is None:
        return
    try:
        # Quartile correction: it can be read with a quarter of it dirty or torn.
        segno.make_qr(address.url, error="q").save(file, scale=_SCALE)
    except OSError as error:
        raise failed(f"{file} cannot be written ({error.strerror}).") from error


def _print_created(link: EntryView, ways: list[Address], chosen: Address, file: str | None, as_json: bool) -> None:
    import segno

    if as_json:
        data = {
            "code": link.code,
            "campaign": link.campaign,
            "product": link.product_key,
            "addresses": {way.channel: way.url for way in ways},
            "qr": file,
        }
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    typer.echo(f"Link {link.code} for {link.product_key or 'the whole shop'}, campaign {link.campaign}")
    for way in ways:
        typer.echo(f"  {way.channel:<10} {way.url}")
    typer.echo(f"\nThe QR code of the {chosen.channel} address{f' is in {file} too' if file else ''}:")
    segno.make_qr(chosen.url).terminal(out=sys.stdout, compact=True)
    if "//127.0.0.1" in chosen.url or "//localhost" in chosen.url:
        typer.echo("It leads to this machine only: set CHAT_PUBLIC_URL to the address that shoppers reach.", err=True)


def _data(report: LinkReport) -> dict[str, Any]:
    return {
        "code": report.link.code,
        "campaign": report.link.campaign,
        "product": report.link.product_key,
        "created_at": report.created_at.isoformat(),
        "visits": report.visits,
        "visitors": report.visitors,
        "orders": report.orders,
    }


def _table(reports: list[LinkReport]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title="Links", title_justify="left")
    for column in ("Code", "Campaign", "Product", "Since (UTC)", "Visits", "Shoppers", "Orders"):
        table.add_column(column)
    for one in reports:
        visits = ", ".join(f"{channel} {count}" for channel, count in one.visits.items())
        cells = (one.link.code, one.link.campaign, one.link.product_key or "", f"{one.created_at:%Y-%m-%d %H:%M}")
        table.add_row(*map(escape, (*cells, visits or "none", str(one.visitors), str(one.orders))))
    Console().print(table)
