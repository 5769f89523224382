"""The pages of the shop: paying, legal texts, and what payment providers and other systems report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from shop.settings import Settings

# The largest events of payment providers have some dozens of kilobytes.
_LARGEST_REQUEST = 256 * 1024
_HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # The address is the key to the order: it must not reach other sites or caches.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_app(settings: Settings) -> Flask:
    """The Flask application over the shop's database."""
    from flask import Flask, Response, jsonify, request
    from werkzeug.exceptions import HTTPException

    from shop.database import Database
    from shop.pages.documents import document_pages
    from shop.pages.legal import legal_pages
    from shop.pages.payment import payment_pages
    from shop.pages.photos import photo_pages
    from shop.pages.pictures import picture_pages
    from shop.pages.rendering import message_page
    from shop.pages.webhooks import webhook_pages
    from shop.profile import kept_profile

    database, profile = Database(settings.database_url), kept_profile(settings.profile_folder)

    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_REQUEST
    app.jinja_env.globals["seller_name"] = profile.seller.name
    app.register_blueprint(payment_pages(database, settings, profile))
    app.register_blueprint(webhook_pages(database, settings, profile))
    app.register_blueprint(legal_pages(profile))
    app.register_blueprint(document_pages(database, settings, profile))
    app.register_blueprint(photo_pages(database, settings))
    app.register_blueprint(picture_pages(database))

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response | HTTPException:
        if request.path.startswith("/webhooks/"):
            answer: Response = jsonify({"error": error.name})
            answer.status_code = error.code or 500
            return answer
        return message_page("invalid", 404) if error.code == 404 else error

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app
