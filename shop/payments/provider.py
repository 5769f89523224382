"""What every payment provider does for the shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class PaymentRequest:
    """What is to be paid, in minor units. `nonce` is unique for this attempt: it is the idempotency key."""

    order_number: str
    amount: int
    currency: str
    nonce: str
    language: str
    email: str


class PaymentProvider(Protocol):
    """Makes payment links. That something was paid arrives as an event, see `shop.orders.settle`."""

    @property
    def name(self) -> str:
        """The name under which its links and events are stored."""

    def create_link(self, request: PaymentRequest) -> str:
        """The address where the shopper pays."""
