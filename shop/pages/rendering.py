"""Turning an order into a page. Jinja escapes whatever a shopper typed."""

from __future__ import annotations

import secrets

from flask import Response, make_response, render_template, request
from markupsafe import Markup

from shop.documents.words import is_credit
from shop.money import format_money
from shop.pages.wording import FALLBACK, languages, wording
from shop.views import LineView, OrderView


def pay_page(order: OrderView) -> Response:
    """What is to be paid, with one button."""
    language = _spoken(order.language)
    return _page("pay", 200, language, order=order)


def message_page(
    page: str, status: int, number: str = "", language: str | None = None, chat: str | None = None
) -> Response:
    """A heading and a sentence: `<page>_heading` and `<page>_text` of the wording; `chat` is the way back there."""
    spoken = _spoken(language or request.accept_languages.best_match(languages()) or FALLBACK)
    return _page(page, status, spoken, number, chat=chat)


def legal_page(text: str, version: str, language: str) -> Response:
    """A legal text, written in Markdown; HTML in it is shown as text."""
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark", {"html": False}).render(text)
    return _page("legal", 200, _spoken(language), version, legal=Markup(html))


def _page(
    page: str,
    status: int,
    language: str,
    number: str = "",
    order: OrderView | None = None,
    legal: str = "",
    chat: str | None = None,
) -> Response:
    words = wording(language)
    nonce = secrets.token_urlsafe(16)

    def money(amount: int) -> str:
        return format_money(amount, order.currency if order else "EUR", language)

    def details_of(line: LineView) -> str:
        values = (line.color, line.size, line.audience)
        return ", ".join(words["values"].get(value, value) for value in values if value)

    html = render_template(
        "page.html",
        is_credit=is_credit,
        page=page,
        order=order,
        legal=legal,
        chat=chat,
        number=number,
        language=language,
        words=words,
        nonce=nonce,
        money=money,
        details_of=details_of,
    )
    response = make_response(html, status)
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    return response


def _spoken(language: str) -> str:
    return language if language in languages() else FALLBACK
