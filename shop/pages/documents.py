"""Invoices, credit notes and return slips, for whoever has their signed address."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from shop.database import Database
from shop.documents import render_pdf, render_return_slip
from shop.documents.links import document_id, return_id
from shop.documents.words import LANGUAGES
from shop.model import Document, Return
from shop.pages.rendering import message_page
from shop.profile import Profile
from shop.settings import Settings


def document_pages(database: Database, settings: Settings, profile: Profile) -> Blueprint:
    """GET /documents/<token>.pdf and /returns/<token>.pdf, in the order's language or that of `?lang=`."""
    pages = Blueprint("documents", __name__)

    @pages.get("/documents/<token>.pdf")
    def show_document(token: str) -> Response:
        row_id = document_id(settings, token)
        with database.read() as session:
            document: Document | None = None if row_id is None else session.get(Document, row_id)
            if document is None:
                return message_page("no_document", 404)
            file = render_pdf(document, _language(document.order.language))
            return _pdf(file, str(document.content["number"]))

    @pages.get("/returns/<token>.pdf")
    def show_slip(token: str) -> Response:
        row_id = return_id(settings, token)
        with database.read() as session:
            return_: Return | None = None if row_id is None else session.get(Return, row_id)
            if return_ is None:
                return message_page("no_document", 404)
            file = render_return_slip(return_, profile, _language(return_.order.language))
            return _pdf(file, return_.number)

    return pages


def _language(language: str) -> str:
    wanted = request.args.get("lang", "")
    return wanted if wanted in LANGUAGES else language


def _pdf(file: bytes, name: str) -> Response:
    response = Response(file, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
    return response
