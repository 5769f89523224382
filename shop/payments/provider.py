"""What every payment provider does for the shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

PAID = "paid"
FAILED = "failed"
EXPIRED = "expired"
REFUNDED = "refunded"
REFUND_DONE = "refund_done"
REFUND_FAILED = "refund_failed"


@dataclass(frozen=True)
class PaymentItem:
    """A row of the provider's page; `amount` is the whole row in minor units, gross."""

    title: str
    quantity: int
    amount: int


@dataclass(frozen=True)
class PaymentRequest:
    """What is to be paid, in minor units, until when (UTC), and where the shopper comes back to.

    The amounts of the items sum up to `amount`. `nonce` is unique for this attempt.
    """

    order_number: str
    amount: int
    currency: str
    nonce: str
    attempt: int
    language: str
    email: str
    expires_at: datetime
    items: tuple[PaymentItem, ...]
    return_url: str
    cancel_url: str

    @property
    def key(self) -> str:
        """The idempotency key: asked again with it, a provider gives the same answer and makes nothing new."""
        return f"{self.order_number}-{self.attempt}-{self.nonce}"


@dataclass(frozen=True)
class ProviderLink:
    """Where the shopper pays, and what the provider calls it."""

    reference: str
    url: str


@dataclass(frozen=True)
class PaymentNotice:
    """What a verified event, or the provider's answer to our own question, says.

    `kind` is paid, failed or expired (of a link), refunded (money went back without us asking), refund_done or
    refund_failed. `amount` is in minor units of `currency`. `account` is the merchant's account, where it is told.
    """

    provider: str
    event_id: str
    kind: str
    order_number: str | None
    link_reference: str | None
    payment_reference: str | None
    refund_reference: str | None
    amount: int
    currency: str
    account: str | None = None


@dataclass(frozen=True)
class RefundRequest:
    """Money to send back, in minor units; `key` makes asking again harmless, `whole` says that nothing is left."""

    key: str
    payment_reference: str
    amount: int
    currency: str
    whole: bool
    reason: str


@dataclass(frozen=True)
class RefundAnswer:
    """What the provider calls the refund; `state` is done, pending or failed."""

    reference: str
    state: str


class PaymentProvider(Protocol):
    """Makes payment links and refunds; every call is made outside of a transaction.

    All methods that ask the provider raise PaymentUnavailable when it gives no usable answer.
    """

    @property
    def name(self) -> str:
        """The name under which its links, payments and events are stored."""

    def create_link(self, request: PaymentRequest) -> ProviderLink:
        """A page where exactly this can be paid until `expires_at`."""

    def look_up(self, reference: str) -> PaymentNotice | None:
        """What became of a link, asked of the provider; None while it is open. An approved payment is captured."""

    def expire(self, reference: str) -> None:
        """Close a link that must not be paid any more; one that is closed or paid is left alone."""

    def refund(self, request: RefundRequest) -> RefundAnswer:
        """Send money back; raises RefundRefused if the provider will never do it."""

    def read_event(self, headers: Mapping[str, str], body: bytes) -> PaymentNotice | None:
        """A verified event; None if it means nothing to the shop. Raises EventForged."""
