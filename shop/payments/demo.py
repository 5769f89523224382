"""The demo provider: its payment page is part of the shop, and no money moves."""

from __future__ import annotations

from shop.payments.provider import PaymentRequest
from shop.payments.signature import LinkClaim, sign
from shop.settings import Settings


class DemoProvider:
    """Links to the shop's own page."""

    name = "demo"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def create_link(self, request: PaymentRequest) -> str:
        """A signed address; see `shop.pages`."""
        claim = LinkClaim(request.order_number, request.amount, request.currency, request.nonce)
        return f"{self._settings.public_url}/pay/{sign(self._settings.secret(), claim)}"
