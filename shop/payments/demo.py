"""The demo provider: its payment page is part of the shop, and no money moves."""

from __future__ import annotations

from collections.abc import Mapping

from shop.errors import EventForged
from shop.payments.provider import PaymentNotice, PaymentRequest, ProviderLink, RefundAnswer, RefundRequest
from shop.payments.signature import LinkClaim, sign
from shop.settings import Settings


class DemoProvider:
    """Links to the shop's own page, and refunds nothing that was ever paid."""

    name = "demo"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def create_link(self, request: PaymentRequest) -> ProviderLink:
        """A signed address; see `shop.pages`."""
        claim = LinkClaim(request.order_number, request.amount, request.currency, request.nonce)
        return ProviderLink(request.nonce, f"{self._settings.public_url}/pay/{sign(self._settings.secret(), claim)}")

    def look_up(self, reference: str) -> PaymentNotice | None:
        """Nothing: what is paid on the page is settled at once."""
        return None

    def expire(self, reference: str) -> None:
        """Nothing: the page asks the order itself."""

    def refund(self, request: RefundRequest) -> RefundAnswer:
        """Done at once; the same key is the same refund."""
        return RefundAnswer(f"demo-{request.key}", "done")

    def read_event(self, headers: Mapping[str, str], body: bytes) -> PaymentNotice | None:
        """The demo provider sends no events: whatever comes is forged."""
        raise EventForged()
