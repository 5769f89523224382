"""The merchant's legal texts, which every order links to."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from shop.pages.rendering import legal_page, message_page
from shop.profile import LANGUAGES, LEGAL_TEXTS, Profile


def legal_pages(profile: Profile) -> Blueprint:
    """GET /legal/<language>/<text>: withdrawal, terms or privacy."""
    pages = Blueprint("legal", __name__)

    @pages.get("/legal/<language>/<text>")
    def show(language: str, text: str) -> Response:
        if language not in LANGUAGES or text not in LEGAL_TEXTS:
            return message_page("invalid", 404)
        return legal_page(profile.legal_text(text, language), profile.terms_version, language)

    return pages
