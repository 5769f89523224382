"""The pages of the shop: paying an order by its link."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from shop.settings import Settings

_LARGEST_REQUEST = 16 * 1024
_HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # The address is the key to the order: it must not reach other sites or caches.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_app(settings: Settings) -> Flask:
    """The Flask application over the shop's database."""
    from flask import Flask, Response

    from shop.database import Database
    from shop.pages.payment import payment_pages
    from shop.pages.rendering import message_page

    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_REQUEST
    app.register_blueprint(payment_pages(Database(settings.database_url), settings))
    app.register_error_handler(404, lambda _error: message_page("invalid", 404))

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app
