"""Signed addresses of documents and return slips: whoever has one may open it, and nobody can make one up."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from shop.model import Document, Return
from shop.settings import Settings

# A salt for each purpose keeps a token of one from opening the other, or from being a payment link.
_DOCUMENT = "document"
_SLIP = "return-slip"


def document_url(settings: Settings, document: Document) -> str:
    """Where the shopper opens an invoice or a credit note; it works as long as the shop keeps its secret."""
    return f"{settings.public_url}/documents/{_sign(settings, _DOCUMENT, document.id)}.pdf"


def slip_url(settings: Settings, return_: Return) -> str:
    """Where the shopper opens the return slip."""
    return f"{settings.public_url}/returns/{_sign(settings, _SLIP, return_.id)}.pdf"


def document_id(settings: Settings, token: str) -> int | None:
    """The id of the document of a token; None for any token that this shop did not sign for a document."""
    return _read(settings, _DOCUMENT, token)


def return_id(settings: Settings, token: str) -> int | None:
    """The id of the return of a token; None for any token that this shop did not sign for a slip."""
    return _read(settings, _SLIP, token)


def _sign(settings: Settings, purpose: str, row_id: int) -> str:
    if row_id is None:
        raise ValueError("flush the row first: its id is part of its address")
    token = _serializer(settings, purpose).dumps(row_id)
    return token.decode("ascii") if isinstance(token, bytes) else token


def _read(settings: Settings, purpose: str, token: str) -> int | None:
    try:
        row_id = _serializer(settings, purpose).loads(token)
    except BadSignature:
        return None
    return row_id if type(row_id) is int else None


def _serializer(settings: Settings, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret(), salt=purpose)
