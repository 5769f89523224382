"""What all pages of the shop show around their content, and the words for goods paid with other goods."""

from __future__ import annotations

import pytest

from shop.documents.words import is_credit
from shop.pages import create_app


@pytest.fixture()
def client(database, settings):
    return create_app(settings).test_client()


@pytest.mark.parametrize(("path", "status"), [("/legal/de/terms", 200), ("/pay/x", 404), ("/documents/x.pdf", 404)])
def test_every_page_names_the_seller_and_links_to_the_legal_texts(client, path, status):
    answer = client.get(path, headers={"Accept-Language": "de"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == status and "Tresen Demo GmbH" in text
    for name in ("withdrawal", "terms", "privacy"):
        assert f'href="/legal/de/{name}"' in text


@pytest.mark.parametrize(
    ("code", "credit"), [("R10001", True), ("T123456", True), ("WINTER10", False), ("R1", False), (None, False)]
)
def test_numbers_of_returns_and_tickets_are_no_discount_codes(code, credit):
    assert is_credit(code) is credit
