"""Signed tokens of payment links: nobody else can make one, or change what it is for."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from shop.errors import PaymentLinkInvalid


@dataclass(frozen=True)
class LinkClaim:
    """What a link says that it is for."""

    order_number: str
    amount: int
    currency: str
    nonce: str


def sign(secret: str, claim: LinkClaim) -> str:
    """The claim as a token that fits into an address."""
    token = _serializer(secret).dumps(astuple(claim))
    return token.decode("ascii") if isinstance(token, bytes) else token


def read(secret: str, token: str) -> LinkClaim:
    """The claim of a token that this shop signed; raises PaymentLinkInvalid for any other."""
    try:
        return LinkClaim(*_serializer(secret).loads(token))
    except (BadSignature, TypeError) as error:
        raise PaymentLinkInvalid() from error


def _serializer(secret: str) -> URLSafeSerializer:
    # The salt keeps a token of another purpose, signed with the same secret, from being a payment link.
    return URLSafeSerializer(secret, salt="payment-link")
