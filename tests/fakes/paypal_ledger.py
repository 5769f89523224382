"""What the stand-in PayPal keeps: orders, captures, refunds, and the answers under every PayPal-Request-Id."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shop import clock
from tests.fakes.paypal_checks import Refusal, unprocessable

MERCHANT = "3SQBR4YEWZ4BA"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"

Json = dict[str, Any]


def new_id() -> str:
    """An id of PayPal's form: 17 capitals and digits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(17))


def missing() -> Refusal:
    return Refusal(404, "RESOURCE_NOT_FOUND", ("INVALID_RESOURCE_ID", "/"))


@dataclass
class Order:
    """An order, and what was commanded about its payment."""

    json: Json
    approvals: int = 0
    decline: str | None = None
    capture_status: str = "COMPLETED"
    captured_as: Json | None = None


@dataclass
class Replay:
    """The request that used a key, and how to answer it again with the latest state."""

    request: tuple[str, object]
    answer: Callable[[], Json] | Refusal


@dataclass
class Ledger:
    """All state. Its owner holds a lock around every call."""

    url: str
    happened: Callable[[str, str, Json], object]
    orders: dict[str, Order] = field(default_factory=dict)
    captures: dict[str, Json] = field(default_factory=dict)
    refunds: dict[str, Json] = field(default_factory=dict)
    refund_status: str = "COMPLETED"
    replays: dict[str, Replay] = field(default_factory=dict)
    moments: int = 0

    def now(self) -> str:
        """A moment that no other one equals, as PayPal's `update_time` tells of a change."""
        self.moments += 1
        return clock.now().strftime("%Y-%m-%dT%H:%M:%S") + f".{self.moments:06d}Z"

    def keyed(
        self, key: str | None, request: tuple[str, object], work: Callable[[], Callable[[], Json]]
    ) -> tuple[int, Json]:
        """Do the work once per key; again, tell how it stands now. Refusals are remembered, too."""
        known = self.replays.get(key) if key else None
        if known is not None:
            if known.request != request:
                raise unprocessable("DUPLICATE_REQUEST_ID", "PayPal-Request-Id")
            if isinstance(known.answer, Refusal):
                raise known.answer
            return 200, known.answer()
        try:
            answer = work()
        except Refusal as refusal:
            if key:
                self.replays[key] = Replay(request, refusal)
            raise
        if key:
            self.replays[key] = Replay(request, answer)
        return 201, answer()

    def order(self, order_id: str) -> Order:
        if order_id not in self.orders:
            raise missing()
        return self.orders[order_id]

    def create(self, body: Json) -> Callable[[], Json]:
        order_id, now = new_id(), self.now()
        units = [
            {"reference_id": "default", "payee": {"merchant_id": MERCHANT}, **unit} for unit in body["purchase_units"]
        ]
        own = f"{self.url}/v2/checkout/orders/{order_id}"
        source = "payment_source" in body
        json = {
            "id": order_id,
            "intent": body["intent"],
            "status": "PAYER_ACTION_REQUIRED" if source else "CREATED",
            "payment_source": {"paypal": {}} if source else {},
            "purchase_units": deepcopy(units),
            "create_time": now,
            "update_time": now,
            "links": [
                {"href": own, "rel": "self", "method": "GET"},
                {
                    "href": f"https://www.paypal.com/checkoutnow?token={order_id}",
                    "rel": "payer-action" if source else "approve",
                    "method": "GET",
                },
            ],
        }
        self.orders[order_id] = Order(json)
        return lambda: deepcopy(self.order(order_id).json)

    def patch(self, order_id: str, changes: list[Json]) -> None:
        order = self.order(order_id).json
        if order["status"] == "COMPLETED":
            raise unprocessable("ORDER_ALREADY_COMPLETED")
        for change in changes:
            unit = order["purchase_units"][0]
            if change["path"] != f"/purchase_units/@reference_id=='{unit['reference_id']}'/custom_id":
                raise unprocessable("NOT_PATCHABLE", change["path"])
            unit["custom_id"] = change["value"]
        order["update_time"] = self.now()

    def approve(self, order_id: str) -> None:
        order = self.order(order_id)
        if order.json["status"] in ("COMPLETED", "VOIDED"):
            raise AssertionError(f"a payer cannot approve an order that is {order.json['status']}")
        order.approvals += 1
        order.json.update(status="APPROVED", update_time=self.now())
        order.json["links"] = [link for link in order.json["links"] if link["rel"] == "self"]
        # An empty breakdown, as PayPal really sends one: who writes it anew may make a list of it.
        resource = deepcopy(order.json)
        resource["purchase_units"][0]["amount"]["breakdown"] = {}
        self.happened("CHECKOUT.ORDER.APPROVED", "checkout-order", resource)

    def capture(self, order_id: str) -> Callable[[], Json]:
        order = self.order(order_id)
        if order.json["status"] == "COMPLETED":
            raise unprocessable("ORDER_ALREADY_CAPTURED")
        if order.json["status"] != "APPROVED":
            raise unprocessable("ORDER_NOT_APPROVED")
        if order.decline:
            raise unprocessable(order.decline)
        unit = order.json["purchase_units"][0]
        capture_id, now = new_id(), self.now()
        capture = {
            "id": capture_id,
            "status": order.capture_status,
            "amount": order.captured_as or {k: unit["amount"][k] for k in ("currency_code", "value")},
            "final_capture": True,
            "custom_id": unit.get("custom_id", ""),
            "invoice_id": unit.get("invoice_id", ""),
            "payee": {"merchant_id": MERCHANT},
            "supplementary_data": {"related_ids": {"order_id": order_id}},
            "create_time": now,
            "update_time": now,
            "links": [
                {"href": f"{self.url}/v2/payments/captures/{capture_id}", "rel": "self", "method": "GET"},
                {"href": f"{self.url}/v2/checkout/orders/{order_id}", "rel": "up", "method": "GET"},
            ],
        }
        self.captures[capture_id] = capture
        unit["payments"] = {"captures": [capture]}
        order.json.update(status="COMPLETED", update_time=now)
        self.captured(capture)
        return lambda: deepcopy(self.order(order_id).json)

    def captured(self, capture: Json) -> None:
        """Tell of a capture's state."""
        self.happened(f"PAYMENT.CAPTURE.{capture['status']}", "capture", deepcopy(capture))

    def refund(self, capture_id: str, body: Json | None, status: str | None = None) -> Callable[[], Json]:
        capture = self.captures.get(capture_id)
        if capture is None:
            raise missing()
        if capture["status"] == "PENDING":
            raise unprocessable("PENDING_CAPTURE")
        left = Decimal(capture["amount"]["value"]) - self.refunded(capture_id)
        if left <= 0:
            raise unprocessable("CAPTURE_FULLY_REFUNDED")
        amount = (body or {}).get("amount") or {**capture["amount"], "value": str(left)}
        if amount["currency_code"] != capture["amount"]["currency_code"]:
            raise unprocessable("REFUND_CAPTURE_CURRENCY_MISMATCH", "/amount")
        if Decimal(amount["value"]) <= 0:
            raise unprocessable("CANNOT_BE_ZERO_OR_NEGATIVE", "/amount/value")
        if Decimal(amount["value"]) > left:
            raise unprocessable("REFUND_AMOUNT_EXCEEDED", "/amount/value")
        refund_id, now = new_id(), self.now()
        refund = {
            "id": refund_id,
            "status": status or self.refund_status,
            "amount": deepcopy(amount),
            "custom_id": (body or {}).get("custom_id") or capture["custom_id"],
            "invoice_id": capture["invoice_id"],
            "create_time": now,
            "update_time": now,
            "links": [
                {"href": f"{self.url}/v2/payments/refunds/{refund_id}", "rel": "self", "method": "GET"},
                {"href": f"{self.url}/v2/payments/captures/{capture_id}", "rel": "up", "method": "GET"},
            ],
        }
        self.refunds[refund_id] = refund
        capture["status"] = "PARTIALLY_REFUNDED" if Decimal(amount["value"]) < left else "REFUNDED"
        if refund["status"] == "COMPLETED":
            self.happened("PAYMENT.CAPTURE.REFUNDED", "refund", deepcopy(refund))
        return lambda: deepcopy(self.refunds[refund_id])

    def refunded(self, capture_id: str) -> Decimal:
        """What went back, or is on its way back, of a capture."""
        own = f"/v2/payments/captures/{capture_id}"
        rows = [row for row in self.refunds.values() if row["links"][1]["href"].endswith(own)]
        gone = [Decimal(row["amount"]["value"]) for row in rows if row["status"] in ("COMPLETED", "PENDING")]
        return sum(gone, Decimal(0))
