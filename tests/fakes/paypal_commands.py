"""What payers, the merchant and PayPal itself do, on a test's command."""

from __future__ import annotations

import threading
from typing import Any

from tests.fakes.paypal_ledger import Ledger
from tests.fakes.paypal_webhooks import Webhooks


class Commands:
    """A part of `FakePayPal`."""

    lock: threading.RLock
    ledger: Ledger
    webhooks: Webhooks

    def order(self, order_id: str) -> dict[str, Any]:
        """An order as PayPal has it."""
        return self.ledger.order(order_id).json

    def capture_of(self, order_id: str) -> dict[str, Any]:
        """The capture of an order."""
        found: dict[str, Any] = self.order(order_id)["purchase_units"][0]["payments"]["captures"][0]
        return self.ledger.captures[found["id"]]

    def approve(self, order_id: str) -> None:
        """The payer approves; again after a decline, with another card. Late or not is a matter of the clock."""
        with self.lock:
            self.ledger.order(order_id).decline = None
            self.ledger.approve(order_id)

    def decline(self, order_id: str, issue: str = "INSTRUMENT_DECLINED") -> None:
        """The payer's card is refused when the shop captures, until the payer approves anew."""
        with self.lock:
            self.ledger.order(order_id).decline = issue

    def capture_as(
        self, order_id: str, status: str = "COMPLETED", value: str | None = None, currency: str = "EUR"
    ) -> None:
        """How the capture will turn out: its status (PENDING, DECLINED), or another amount than asked for."""
        with self.lock:
            order = self.ledger.order(order_id)
            order.capture_status = status
            if value is not None:
                order.captured_as = {"currency_code": currency, "value": value}

    def capture_by_itself(self, order_id: str) -> None:
        """Captured without the shop hearing of it, as after a call whose answer was lost."""
        with self.lock:
            self.ledger.capture(order_id)

    def settle(self, order_id: str, status: str = "COMPLETED") -> None:
        """A pending capture comes to its end (COMPLETED, DENIED or DECLINED)."""
        with self.lock:
            capture = self.capture_of(order_id)
            # The event is called DENIED, the state DECLINED.
            capture["status"] = status
            self.ledger.captured(capture)
            capture["status"] = "DECLINED" if status == "DENIED" else status

    def change_amount(self, order_id: str, value: str, currency: str = "EUR") -> None:
        """A capture says another amount from now on; events that are queued say it, too."""
        amount = {"currency_code": currency, "value": value}
        with self.lock:
            self.capture_of(order_id)["amount"] = amount
            for event in self.webhooks.queue:
                if event["resource"].get("id") == self.capture_of(order_id)["id"]:
                    event["resource"]["amount"] = dict(amount)

    def change_merchant(self, order_id: str, merchant_id: str) -> None:
        """The money went to another account."""
        with self.lock:
            order = self.ledger.order(order_id).json
            order["purchase_units"][0]["payee"] = {"merchant_id": merchant_id}

    def void(self, order_id: str) -> None:
        """PayPal gives the order up."""
        with self.lock:
            self.ledger.order(order_id).json["status"] = "VOIDED"

    def forget(self, order_id: str) -> None:
        """PayPal does not know the order any more, as some hours after nobody paid it."""
        with self.lock:
            del self.ledger.orders[order_id]

    def reverse_approval(self, order_id: str) -> None:
        """Nobody captured in time: PayPal lets the approval go, and says so."""
        with self.lock:
            units = self.ledger.order(order_id).json["purchase_units"]
            units = [{k: v for k, v in unit.items() if k != "payments"} for unit in units]
            self.forget(order_id)
            self.webhooks.add(
                "CHECKOUT.PAYMENT-APPROVAL.REVERSED",
                "payment-approval",
                {"order_id": order_id, "purchase_units": units},
            )

    def refund_in_dashboard(self, order_id: str, value: str) -> None:
        """The merchant sends money back by hand, at PayPal's own page."""
        with self.lock:
            capture = self.capture_of(order_id)
            amount = {"currency_code": capture["amount"]["currency_code"], "value": value}
            self.ledger.refund(capture["id"], {"amount": amount}, status="COMPLETED")

    def reverse(self, order_id: str) -> None:
        """A chargeback: PayPal takes everything back."""
        with self.lock:
            self.ledger.refund(self.capture_of(order_id)["id"], None, status="COMPLETED")
            self.webhooks.queue[-1]["event_type"] = "PAYMENT.CAPTURE.REVERSED"

    def refunds_become(self, status: str) -> None:
        """How refunds turn out from now on: COMPLETED, PENDING or FAILED."""
        self.ledger.refund_status = status

    def settle_refund(self, refund_id: str, status: str = "COMPLETED") -> None:
        """A pending refund comes to its end."""
        with self.lock:
            refund = self.ledger.refunds[refund_id]
            refund["status"] = status
            self.webhooks.add("PAYMENT.CAPTURE.REFUNDED", "refund", dict(refund))
