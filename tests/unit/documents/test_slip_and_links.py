"""Return slips, and who can open a document."""

from __future__ import annotations

import io
from types import SimpleNamespace
from urllib.parse import urlparse

import pytest
from itsdangerous import URLSafeSerializer

from shop.documents import document_url, issue_invoice, render_return_slip, slip_url
from shop.documents.links import document_id, return_id
from shop.pages import create_app
from shop.payments.signature import LinkClaim, sign
from shop.settings import Settings
from tests.unit.documents.samples import goods_return, order


@pytest.fixture()
def links(database, settings, profile):
    """Paths of an invoice and of a return slip of the same order."""
    with database.write() as session:
        made = order()
        back = goods_return(made, {0: 1, 2: 1})
        session.add_all([made, back])
        session.flush()
        document = issue_invoice(session, profile, made)
        return SimpleNamespace(
            invoice=urlparse(document_url(settings, document)).path,
            slip=urlparse(slip_url(settings, back)).path,
            document_id=document.id,
        )


@pytest.fixture()
def client(database, settings):
    return create_app(settings).test_client()


def test_the_slip_says_what_comes_back_where_to_and_by_when(session, profile, pages_of):
    back = goods_return(order(), {0: 1, 2: 1})
    session.add(back)
    session.flush()
    (text,) = pages_of(render_return_slip(back, profile, "de"))
    for expected in (
        "Rücksendeschein R10001",
        "Rücksendung nach Widerruf",
        "Tresen Demo GmbH Musterstraße 1 10115 Berlin",
        "Absender: Anna Berg · Hauptstraße 5 · 10115 Berlin",
        "Bestellnummer 10001",
        "Widerruf vom 01.12.2026",
        "Bitte absenden bis 15.12.2026",
        "1 × Kapuzenjacke Hamburg",
        "HOODIE-BLK-M",
        "Kleines Buch der Knoten",
    ):
        assert expected in text, expected
    assert "Damen-T-Shirt" not in text


def test_the_slip_of_an_exchange_speaks_of_one(session, profile, pages_of):
    back = goods_return(order(country="AT"), {0: 2}, kind="exchange")
    session.add(back)
    session.flush()
    (text,) = pages_of(render_return_slip(back, profile, "en"))
    assert "Return for exchange" in text and "2 × Zip hoodie Hamburg" in text and "GERMANY" in text


def test_the_code_on_the_slip_is_the_return_number(session, profile):
    import pypdf
    import segno

    back = goods_return(order(), {0: 1})
    session.add(back)
    session.flush()
    page = pypdf.PdfReader(io.BytesIO(render_return_slip(back, profile, "de"))).pages[0]
    dark = sum(cell for row in segno.make("R10001", error="h", micro=False).matrix for cell in row)
    # One filled rectangle for each dark field, and one behind the head of the table.
    assert page.get_contents().get_data().count(b" re f") == dark + 1


def test_a_link_opens_the_invoice_in_the_language_of_its_order(client, links, pages_of):
    answer = client.get(links.invoice)
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="RE-10001.pdf"'
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Rechnung RE-10001" in pages_of(answer.data)[0]
    assert "Invoice RE-10001" in pages_of(client.get(f"{links.invoice}?lang=en").data)[0]
    assert client.get(f"{links.invoice}?lang=../../etc").status_code == 200


def test_a_link_opens_the_slip(client, links, pages_of):
    answer = client.get(links.slip)
    assert answer.status_code == 200 and "R10001" in pages_of(answer.data)[0]


def test_a_link_of_another_purpose_or_a_changed_one_opens_nothing(client, links, settings):
    invoice, slip = (path.split("/")[-1].removesuffix(".pdf") for path in (links.invoice, links.slip))
    payment = sign("test", LinkClaim("10001", 14206, "EUR", "nonce"))
    other = URLSafeSerializer("another secret", salt="document").dumps(1)
    unsalted = URLSafeSerializer("test").dumps(1)
    for token in (slip, payment, other, unsalted, invoice[:-1], f"{invoice}x", f"x{invoice}", "1", "", "../1", "%00"):
        answer = client.get(f"/documents/{token}.pdf")
        assert answer.status_code == 404 and answer.mimetype == "text/html", token
    for token in (invoice, payment, other, slip[::-1]):
        assert client.get(f"/returns/{token}.pdf").status_code == 404, token


def test_tokens_are_read_for_their_own_purpose_only(links, settings):
    invoice, slip = (path.split("/")[-1].removesuffix(".pdf") for path in (links.invoice, links.slip))
    assert (document_id(settings, invoice), return_id(settings, slip)) == (links.document_id, 1)
    assert (document_id(settings, slip), return_id(settings, invoice)) == (None, None)


@pytest.mark.parametrize("payload", [True, "1", None, [1], {"id": 1}, 1.0])
def test_a_signed_token_that_is_no_number_opens_nothing(settings, payload):
    token = URLSafeSerializer("test", salt="document").dumps(payload)
    assert document_id(settings, token) is None


def test_a_document_that_is_gone_is_not_found(client, settings, links):
    assert client.get(urlparse(document_url(settings, SimpleNamespace(id=999))).path).status_code == 404


def test_an_unsaved_document_has_no_address():
    with pytest.raises(ValueError, match="flush"):
        document_url(Settings(database_url="sqlite://", given_secret="test"), SimpleNamespace(id=None))
