"""Invoices: everything the law wants is on them, the sums agree, and they never change."""

from __future__ import annotations

import io

import pytest

from shop.documents import issue_invoice, render_pdf
from shop.documents.content import Content
from shop.model import Document
from tests.unit.documents.samples import item, order, usual_items


@pytest.fixture()
def issued(session, profile):
    def issue(made):
        session.add(made)
        session.flush()
        return issue_invoice(session, profile, made)

    return issue


def test_says_everything_that_the_law_wants(issued, pages_of):
    (text,) = pages_of(render_pdf(issued(order()), "de"))
    seller = ["Tresen Demo GmbH", "Musterstraße 1", "10115 Berlin", "DE123456788", "Amtsgericht Charlottenburg"]
    account = ["DE02 1203 0000 0000 2020 51", "BYLADEM1001", "hallo@tresen-demo.example"]
    head = ["Anna Berg", "Hauptstraße 5", "Rechnung RE-10001", "Bestellnummer 10001", "Rechnungsdatum 23.11.2026"]
    when = ["Lieferung voraussichtlich 25.11.2026 – 27.11.2026", "Zahlungseingang 23.11.2026", "Seite 1 von 1"]
    for expected in [*seller, *account, *head, *when, "bezahlt mit PayPal"]:
        assert expected in text, expected


def test_shows_every_amount_of_every_line_rate_and_sum(issued, pages_of):
    (text,) = pages_of(render_pdf(issued(order()), "de"))
    assert "1 Kapuzenjacke Hamburg Schwarz · Größe M · Herren · Bio-Baumwolle" in text and "HOODIE-BLK-M" in text
    for expected in (
        "2 39,90 € −7,98 € 19 % 71,82 €",
        "3 19,90 € −5,97 € 19 % 53,73 €",
        "1 12,90 € −1,29 € 7 % 11,61 €",
        "Zwischensumme 137,16 €",
        "Versand (Standardversand) 4,90 €",
        "Gesamtbetrag 142,06 €",
        "WINTER10 15,24 €",
        "19 % 109,27 € 20,77 € 130,04 €",
        "7 % 11,23 € 0,79 € 12,02 €",
        "Summe 120,50 € 21,56 € 142,06 €",
    ):
        assert expected in text, expected


def test_speaks_english_under_the_same_number(issued, pages_of):
    (text,) = pages_of(render_pdf(issued(order()), "en"))
    for expected in ("Invoice RE-10001", "Zip hoodie Hamburg", "€142.06", "25 November 2026", "19%", "black · Size M"):
        assert expected in text, expected


def test_the_orders_day_is_that_of_the_shops_time_zone(issued):
    assert issued(order()).content["ordered_on"] == "2026-11-23"


def test_names_the_day_of_shipping_once_it_is_known(issued, pages_of):
    from tests.unit.documents.samples import DECLARED

    (text,) = pages_of(render_pdf(issued(order(shipped_at=DECLARED)), "de"))
    assert "Lieferdatum 01.12.2026" in text and "voraussichtlich" not in text


def test_an_export_has_no_vat_and_says_why(issued, pages_of):
    abroad = order([item(vat_rate=0)], country="CH", postal_code="8001", city="Zürich", delivery_cost=1490)
    (text,) = pages_of(render_pdf(issued(abroad), "de"))
    assert "8001 Zürich SCHWEIZ" in text and "§ 4 Nr. 1a" in text and "0 % 94,70 € 0,00 € 94,70 €" in text


def test_is_issued_once_and_keeps_its_words_whatever_changes(session, profile, issued):
    made = order()
    first = issued(made)
    before = render_pdf(first, "de")
    made.items[0].title_de = made.name = "changed"
    session.flush()
    again = issue_invoice(session, profile, made)
    session.expire(again)
    assert again.id == first.id and render_pdf(again, "de") == before
    assert session.query(Document).count() == 1


def test_what_is_stored_is_read_back_the_same(issued):
    stored = issued(order()).content
    assert Content.from_json(stored).to_json() == stored | {"lines": tuple(stored["lines"])} | {
        "vat_rows": tuple(stored["vat_rows"])
    }


def test_sixty_lines_take_pages_with_the_tables_head_on_each(issued, pages_of):
    rows = [item(f"SKU-{number:03}", 1, 1000 + number) for number in range(60)]
    pages = pages_of(render_pdf(issued(order(rows)), "de"))
    assert 3 <= len(pages) <= 6
    for number, text in enumerate(pages, 1):
        assert f"Seite {number} von {len(pages)}" in text and "Tresen Demo GmbH" in text
        assert ("Pos. Artikel" in text) == ("SKU-" in text)
    joined = " ".join(pages)
    for number in range(60):
        assert joined.count(f"SKU-{number:03}") == 1 and f"10,{number:02} €" in joined


def test_nothing_overlaps_or_leaves_the_page_however_long_it_is(issued):
    from pypdf import PdfReader

    long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenanstecknadel" * 3
    rows = [item("S" * 80, 99, 12345678, title_de=long[:200], material="m" * 40) for _ in range(12)]
    made = order(rows, name="Ж" * 200, street="Straße " * 28, city="Ort " * 30, postal_code="9" * 20)
    places: list[tuple[int, float, float]] = []
    for page, sheet in enumerate(PdfReader(io.BytesIO(render_pdf(issued(made), "de"))).pages):
        sheet.extract_text(
            visitor_text=lambda text, _cm, tm, _font, _size, page=page: (
                places.append((page, tm[4], tm[5])) if text.strip() else None
            )
        )
    assert places and all(0 < x < 595 and 0 < y < 842 for _page, x, y in places)
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Łukasz Wiśniewski-Żółć", "Łukasz Wiśniewski-Żółć"),
        ("Юрий Щербаков", "Юрий Щербаков"),
        ("Ελένη Ångström Öztürk", "Ελένη Ångström Öztürk"),
        ("Zoe\u0308 Mu\u0308ller", "Zoë Müller"),
        ("Anna\n\t\x00Berg\u200b\u202e", "Anna Berg"),
        ("<b>A & B</b> **x** {nb}", "<b>A & B</b> **x**"),
        ("山田 Anna", "?? Anna"),
    ],
)
def test_names_are_printed_as_people_write_them(issued, pages_of, name, printed):
    (text,) = pages_of(render_pdf(issued(order(name=name)), "de"))
    assert printed in text


def test_the_file_says_what_it_is_in_which_language(issued):
    from pypdf import PdfReader

    document = issued(order())
    for language, title in (("de", "Rechnung RE-10001"), ("en", "Invoice RE-10001")):
        reader = PdfReader(io.BytesIO(render_pdf(document, language)))
        assert (reader.metadata.title, reader.metadata.author) == (title, "Tresen Demo GmbH")
        assert reader.trailer["/Root"]["/Lang"] == language


def test_a_gift_without_payment_or_promise_is_still_an_invoice(issued, pages_of):
    free = order(
        [item(discount=7980)], None, delivery_cost=0, paid_at=None, delivery_earliest=None, delivery_latest=None
    )
    (text,) = pages_of(render_pdf(issued(free), "de"))
    assert "Gesamtbetrag 0,00 €" in text and "kostenlos" in text and "folgt nach Zahlung" in text


def test_an_order_that_was_summed_up_in_another_way_still_adds_up(issued):
    # Orders of before the VAT of lines was stored.
    rows = [item(vat=0), item("B", vat=0)]
    made = order(rows, delivery_cost=0)
    made.vat_included, made.discount_total, made.total = 2000, 100, made.total - 100
    content = Content.from_json(issued(made).content)
    assert sum(row.gross for row in content.vat_rows) == made.total
    assert sum(row.vat for row in content.vat_rows) == 2000


def test_every_language_has_the_same_words():
    from shop.documents.words import LANGUAGES, words_of

    assert LANGUAGES == ("de", "en")
    german, english = (words_of(language)._texts for language in LANGUAGES)
    assert german.keys() == english.keys()
    for group in ("reasons", "providers"):
        assert german[group].keys() == english[group].keys()


def test_the_usual_order_has_two_rates():
    assert {one.vat_rate for one in usual_items()} == {1900, 700}
