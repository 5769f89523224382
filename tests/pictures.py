"""Makes the pictures of the documentation: `python -m tests.pictures invoice docs/invoice.png` (or payment).

Needs pdftoppm (poppler-utils) for the invoice and chromium for the payment page.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from shop import clock
from shop.database import Database
from shop.documents import issue_invoice, render_pdf
from shop.model import Order, PaymentLink
from shop.payments.signature import LinkClaim, sign
from shop.profile import DEMO_PROFILE, kept_profile
from shop.settings import Settings
from tests.unit.documents.samples import PAID, order

_SECRET = "pictures"


def invoice(target: Path) -> None:
    """The first page of a German invoice."""
    clock.now = lambda: PAID
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/shop.db")
        database.upgrade()
        with database.write() as session:
            made = order()
            session.add(made)
            session.flush()
            file = render_pdf(issue_invoice(session, kept_profile(DEMO_PROFILE), made), "de")
        database.close()
        pdf = Path(folder) / "invoice.pdf"
        pdf.write_bytes(file)
        _run("pdftoppm", "-r", "72", "-png", "-singlefile", str(pdf), str(target.with_suffix("")))


def payment(target: Path, language: str = "de", width: int = 460, height: int = 690, page: str = "") -> None:
    """The demo payment page of an order; `page` is "/thanks" for the one after paying, or "/nothing" for no order."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/shop.db", given_secret=_SECRET)
        database = Database(settings.database_url)
        database.upgrade()
        with database.write() as session:
            token = _link(session, language, page)
        server, address = _served(settings)
        try:
            _photograph(f"{address}/pay/{token}{page if page == '/thanks' else ''}", target, width, height)
        finally:
            server.shutdown()
        database.close()


def _link(session: Any, language: str, page: str) -> str:
    made: Order = order(paid_with=None, status="awaiting_payment", paid_at=None, language=language)
    if page == "/thanks":
        made.status, made.paid_at, made.paid_total = "paid", PAID, made.total
    session.add(made)
    session.flush()
    moment = clock.now() - timedelta(hours=2 if page == "/expired" else 0)
    session.add(
        PaymentLink(
            nonce="nonce",
            order_id=made.id,
            provider="demo",
            amount=made.total,
            currency=made.currency,
            created_at=moment,
            expires_at=moment + timedelta(hours=1),
        )
    )
    return "x" if page == "/nothing" else sign(_SECRET, LinkClaim(made.number, made.total, made.currency, "nonce"))


def _served(settings: Settings) -> tuple[Any, str]:
    from werkzeug.serving import make_server

    from shop.pages import create_app

    server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


def _photograph(address: str, target: Path, width: int, height: int) -> None:
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={width},{height}"]
    _run("chromium", *options, f"--screenshot={target.absolute()}", address)


def _run(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise SystemExit(f"{program} is not installed")
    subprocess.run([program, *arguments], check=True, timeout=120, capture_output=True)


if __name__ == "__main__":
    {"invoice": invoice, "payment": payment}[sys.argv[1]](Path(sys.argv[2]))
