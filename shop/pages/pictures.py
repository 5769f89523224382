"""Pictures of the goods that the shop draws itself, for messengers and web pages."""

from __future__ import annotations

import hashlib

from flask import Blueprint, abort, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from shop.database import Database
from shop.model import Product, Variant
from shop.model.base import column
from shop.pictures.drawing import picture

_TYPES = {"png": "image/png", "jpg": "image/jpeg"}
# A day: long enough for a conversation, short enough for goods that change their type.
_KEPT_SECONDS = 24 * 3600
_LONGEST_COLOR = 40


def picture_pages(database: Database) -> Blueprint:
    """GET /pictures/<product key>.png and .jpg, in a color of the product: `?color=navy`; without one in its first."""
    pages = Blueprint("pictures", __name__)

    @pages.get("/pictures/<path:key>.<string(length=3):kind>")
    def show_picture(key: str, kind: str) -> Response:
        color = request.args.get("color")
        found = _drawn(database, key, color) if kind in _TYPES and len(color or "") <= _LONGEST_COLOR else None
        if found is None:
            abort(404)
        file = picture(*found, kind)
        response = Response(file, mimetype=_TYPES[kind])
        response.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
        response.headers["Content-Security-Policy"] = "default-src 'none'"
        # Web pages with the chat are of other origins.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.set_etag(hashlib.sha256(file).hexdigest()[:32])
        return response.make_conditional(request)

    return pages


def _drawn(database: Database, key: str, color: str | None) -> tuple[str, str | None] | None:
    """The type and the color that are to be drawn; None if there is no such product, or none in this color."""
    query = (
        select(Product.type, Variant.color)
        .join(Variant, Variant.product_id == Product.id)
        .where(Product.key == key, column(Product.active).is_(True))
        .order_by(Variant.id)
    )
    with database.read() as session:
        rows = session.execute(query).all()
    wanted = [row for row in rows if color is None or row.color == color]
    return (wanted[0].type, wanted[0].color) if wanted else None
