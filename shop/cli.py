"""The merchant's command line. Whatever is slow to import is imported by the command that needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from shop.discounts_cli import discounts_app
from shop.links_cli import links_app
from shop.orders_cli import orders_app
from shop.tickets_cli import tickets_app

if TYPE_CHECKING:
    from shop.database import Database
    from shop.orders.worker import Worker

app = typer.Typer(help="The shop behind Tresen.", no_args_is_help=True, add_completion=False)
catalog_app = typer.Typer(help="The goods.", no_args_is_help=True)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(catalog_app, name="catalog")
app.add_typer(db_app, name="db")
app.add_typer(discounts_app, name="discounts")
app.add_typer(links_app, name="link")
app.add_typer(orders_app, name="orders")
app.add_typer(tickets_app, name="tickets")

Json = Annotated[bool, typer.Option("--json", help="Print JSON; amounts are integers of minor units.")]
# typer reads annotations at run time, where Python 3.10 and typer agree on Optional.
Text = Optional[str]  # noqa: UP045


def main() -> None:
    """Run the command line; a setting that is missing or wrong is said, not thrown."""
    import sys

    from shop.errors import SettingsError

    try:
        app()
    except SettingsError as error:
        sys.exit(str(error))


@app.command()
def cart(sender: str, as_json: Json = False) -> None:
    """Show the cart of SENDER, the channel's id of a shopper."""
    from shop import printing
    from shop.cart import Carts

    with _database() as database, database.read() as session:
        view = Carts(session).view(sender)
    printing.cart(sender, view, as_json)


@app.command()
def stock(
    sku: str,
    new: Annotated[Optional[int], typer.Option("--set", min=0, help="Set the stock to this.")] = None,  # noqa: UP045
    as_json: Json = False,
) -> None:
    """Show the stock of a variant, or set it."""
    from shop import printing
    from shop.catalog.counting import HeldPieces, set_stock, stock_of

    with _database() as database:
        if new is not None:
            try:
                with database.write() as session:
                    set_stock(session, sku, new)
            except HeldPieces as error:
                raise _failed(str(error)) from error
        with database.read() as session:
            count = stock_of(session, sku)
    if count is None:
        raise _failed(f"There is no variant with the SKU {sku}. `shop catalog list` shows all.")
    printing.stock(count, as_json)


@catalog_app.command("list")
def catalog_list(
    product: Annotated[Text, typer.Option(help="Canonical product type, such as t-shirt.")] = None,
    color: Annotated[Text, typer.Option(help="Canonical color, such as navy.")] = None,
    size: Annotated[Text, typer.Option(help="Size, such as M or 32/34; a waist alone finds every length.")] = None,
    as_json: Json = False,
) -> None:
    """List variants with price and stock."""
    from shop import printing
    from shop.catalog import Catalog
    from shop.order_line import Attributes, OrderLine

    wanted = Attributes(color=(color,) if color else (), size=(size,) if size else ())
    with _database() as database, database.read() as session:
        found = Catalog(session).variants(OrderLine(product=product, wanted=wanted))
    printing.variants(found, as_json)


@catalog_app.command("import")
def catalog_import(file: str, as_json: Json = False) -> None:
    """Import goods from FILE: the shop's own YAML, a Shopify or WooCommerce export, or a Google feed.

    An unchanged file changes nothing.
    """
    from pathlib import Path

    from shop import printing
    from shop.importers import import_file

    path = Path(file)
    if not path.is_file():
        raise _failed(f"There is no file {file}.")
    with _database() as database:
        report = import_file(database, path)
    printing.report(report, as_json)
    if not report.products:
        raise typer.Exit(1)


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest form, and fill an empty one with the demo catalog."""
    from sqlalchemy import select

    from shop.model import Product

    with _database() as database:
        database.upgrade()
        with database.write() as session:
            if session.execute(select(Product.id).limit(1)).first() is None:
                from shop.importers import load_demo_catalog

                report = load_demo_catalog(session)
                typer.echo(f"The demo catalog is in: {report.products} products, {report.variants} variants.")
    typer.echo("The database is up to date.")


@app.command("serve-pages")
def serve_pages() -> None:
    """Serve the pages on 127.0.0.1 and SHOP_PORT, and do the work of the background (see `shop work`)."""
    import threading

    from waitress import serve

    from shop import logs
    from shop.pages import create_app
    from shop.settings import Settings

    settings = Settings.from_environment()
    logs.configure(settings.log_level)
    application, stopped = create_app(settings), threading.Event()
    with _database() as database:
        worker = threading.Thread(target=_worker(database).run_until, args=(stopped,), name="worker", daemon=True)
        worker.start()
        try:
            serve(application, host="127.0.0.1", port=settings.port, ident=None)
        except OSError as error:
            raise _failed(
                f"Port {settings.port} cannot be used ({error.strerror}). Set SHOP_PORT to a free one."
            ) from error
        finally:
            stopped.set()
            worker.join(timeout=5)


@app.command()
def work(
    once: Annotated[bool, typer.Option("--once", help="Do what is due now and end.")] = False, as_json: Json = False
) -> None:
    """Release holds, ask payment providers after open payments, send refunds and news; until Ctrl-C, or once."""
    import json
    import threading

    from shop import logs
    from shop.settings import Settings

    logs.configure(Settings.from_environment().log_level)
    with _database() as database:
        worker = _worker(database)
        if not once:
            worker.run_until(threading.Event())
        done = worker.run_once()
    if as_json:
        typer.echo(json.dumps(done))
        return
    typer.echo(", ".join(f"{name}: {count}" for name, count in done.items()))


def _worker(database: Database) -> Worker:
    from shop.orders.delivering import deliver_of
    from shop.orders.worker import Worker
    from shop.profile import kept_profile
    from shop.settings import Settings

    settings = Settings.from_environment()
    return Worker(database, settings, kept_profile(settings.profile_folder), deliver_of(settings))


@contextmanager
def _database() -> Iterator[Database]:
    """The configured database; a missing table becomes advice."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from shop.database import Database
    from shop.settings import Settings

    database = Database(Settings.from_environment().database_url)
    try:
        yield database
    except (OperationalError, ProgrammingError) as error:
        raise _failed(f"The database cannot be used: {error.orig}\nTry `shop db upgrade` first.") from error
    finally:
        database.close()


def _failed(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)
