"""Pictures that shoppers sent, for whoever has their signed address."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from shop.database import Database
from shop.messaging.photos import key_of, photo_file
from shop.messaging.picture import MIME
from shop.model import Photo
from shop.pages.rendering import message_page
from shop.settings import Settings


def photo_pages(database: Database, settings: Settings) -> Blueprint:
    """GET /photos/<token>."""
    pages = Blueprint("photos", __name__)

    @pages.get("/photos/<token>")
    def show(token: str) -> Response:
        key = key_of(settings, token)
        with database.read() as session:
            known = key is not None and session.get(Photo, key) is not None
        if key is None or not known:
            return message_page("no_photo", 404)
        try:
            return _picture(photo_file(settings.photos_folder, key).read_bytes())
        except FileNotFoundError:
            return message_page("no_photo", 404)

    return pages


def _picture(picture: bytes) -> Response:
    response = Response(picture, mimetype=MIME)
    # Opened by itself it is a picture and nothing else: no script, no frame, no name of somebody's choice.
    response.headers["Content-Disposition"] = 'inline; filename="photo.jpg"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response
