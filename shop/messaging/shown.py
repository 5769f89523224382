"""Which message showed which product, and payloads too long for the buttons of a messenger."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shop import clock
from shop.model import KeptPayload, ShownProduct


def remember_shown(session: Session, channel: str, message_id: str, sender: str, product: str) -> None:
    """Keep which product (reference or SKU) a message of ours showed."""
    session.merge(
        ShownProduct(
            channel=channel, message_id=message_id[:200], sender=sender, product=product[:200], shown_at=clock.now()
        )
    )


def shown_in(session: Session, channel: str, message_id: str, sender: str) -> str | None:
    """Return the product that a message to this shopper showed, or None."""
    row: ShownProduct | None = session.get(ShownProduct, (channel, message_id))
    return row.product if row is not None and row.sender == sender else None


def keep_payload(session: Session, key: str, sender: str, payload: str) -> None:
    """Keep a payload under its key."""
    if session.get(KeptPayload, key) is None:
        session.add(KeptPayload(key=key, sender=sender, payload=payload, kept_at=clock.now()))


def kept_payload(session: Session, key: str, sender: str) -> str | None:
    """Return the payload that was kept for this shopper under a key, or None."""
    row: KeptPayload | None = session.get(KeptPayload, key)
    return row.payload if row is not None and row.sender == sender else None
