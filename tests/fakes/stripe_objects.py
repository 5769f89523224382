"""Stripe's objects, with the fields that the API version of the adapter has, as far as a shop can meet them."""

from __future__ import annotations

import secrets
from typing import Any

Object = dict[str, Any]


def new_id(prefix: str) -> str:
    """An id that looks like Stripe's."""
    return f"{prefix}_{'test_' if prefix == 'cs' else ''}{secrets.token_hex(12)}"


def session_object(form: Object, total: int, now: int, address: str) -> Object:
    """An open Checkout Session."""
    reference = new_id("cs")
    rows = form["line_items"]
    return {
        "id": reference,
        "object": "checkout.session",
        "adaptive_pricing": form.get("adaptive_pricing", {"enabled": True}),
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": form.get("cancel_url"),
        "client_reference_id": form.get("client_reference_id"),
        "created": now,
        "currency": rows[0]["price_data"]["currency"],
        "custom_fields": [],
        "custom_text": {},
        "customer": None,
        "customer_details": None,
        "customer_email": form.get("customer_email"),
        "expires_at": form.get("expires_at", now + 86400),
        "livemode": False,
        "locale": form.get("locale"),
        "metadata": form.get("metadata", {}),
        "mode": "payment",
        "payment_intent": None,
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "success_url": form["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{address}/c/pay/{reference}",
    }


def payment_object(session: Object, metadata: dict[str, str], amount: int, currency: str, now: int) -> Object:
    """The PaymentIntent that comes to be when the shopper pays."""
    return {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": amount,
        "amount_received": 0,
        "capture_method": "automatic_async",
        "created": now,
        "currency": currency,
        "customer": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": session["livemode"],
        "metadata": metadata,
        "payment_method_types": ["card"],
        "status": "processing",
    }


def charge_object(payment: Object, now: int) -> Object:
    """The money that came in by a PaymentIntent."""
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": payment["amount"],
        "amount_captured": payment["amount"],
        "amount_refunded": 0,
        "captured": True,
        "created": now,
        "currency": payment["currency"],
        "disputed": False,
        "livemode": payment["livemode"],
        "metadata": dict(payment["metadata"]),
        "paid": True,
        "payment_intent": payment["id"],
        "refunded": False,
        "status": "succeeded",
    }


def refund_object(charge: Object, amount: int, metadata: dict[str, str], status: str, now: int) -> Object:
    """Money that goes back."""
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "reason": None,
        "receipt_number": None,
        "status": status,
    }


def event_object(kind: str, thing: Object, now: int, version: str, key: str | None, before: Object | None) -> Object:
    """What Stripe tells the shop: a picture of the object as it was when it happened."""
    data: Object = {"object": thing}
    if before is not None:
        data["previous_attributes"] = before
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": version,
        "created": now,
        "data": data,
        "livemode": thing.get("livemode", False),
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": key},
        "type": kind,
    }
