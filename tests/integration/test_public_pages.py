"""Every public address of the shop's pages, asked for anything: no answer of 500, and nothing happens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from werkzeug.routing import Rule

from shop.database import Database
from shop.importers import load_demo_catalog
from shop.model import metadata
from shop.pages import create_app
from shop.settings import Settings

BLANK = re.compile(r"<[^>]+>")
WORDS = st.text(max_size=60) | st.sampled_from(["..", "../../etc/passwd", "%2e%2e", "a.b.c", "t-shirt-men", "x" * 5000])
HEADERS = st.dictionaries(
    st.sampled_from(["Stripe-Signature", "X-Shop-Timestamp", "X-Shop-Signature", "Range", "If-None-Match", "Cookie"]),
    st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    max_size=3,
)


class Pages:
    """The pages over a fresh shop."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder}/shop.db")
        self.database.upgrade()
        with self.database.write() as session:
            load_demo_catalog(session)
        made = Settings(
            database_url=self.database.url, given_secret="a secret for tests only", webhook_secrets=("for tests",)
        )
        self.app = create_app(made)
        self.client: FlaskClient = self.app.test_client()
        self.rules: list[Rule] = sorted(self.app.url_map.iter_rules(), key=str)

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.database.read() as session:
            tables = metadata.sorted_tables
            return {t.name: session.execute(text(f'SELECT COUNT(*) FROM "{t.name}"')).scalar_one() for t in tables}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    made = Pages(tmp_path_factory.mktemp("pages"))
    yield made
    made.database.close()


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_that_is_asked_makes_the_pages_fail(pages: Pages, data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(pages.rules))
    method = data.draw(st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"]))
    path = BLANK.sub(lambda _: data.draw(WORDS).replace("/", "%2F").replace("?", "%3F") or "-", str(rule.rule))
    query = data.draw(st.dictionaries(st.sampled_from(["lang", "color", "code", "x"]), WORDS, max_size=2))
    body = data.draw(st.binary(max_size=300) | st.just(b'{"order": "10001", "status": "paid"}'))
    answer = pages.client.open(path, method=method, query_string=query, data=body, headers=data.draw(HEADERS))
    assert answer.status_code < 500


def test_no_foreign_request_leaves_anything_behind(pages: Pages) -> None:
    before = pages.counts()
    for rule in pages.rules:
        path = BLANK.sub("10001.forged", str(rule.rule))
        for method in ("GET", "POST"):
            assert pages.client.open(path, method=method, data=b"{}").status_code < 500
    assert pages.counts() == before
