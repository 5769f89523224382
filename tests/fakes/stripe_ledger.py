"""The books of the stand-in Stripe: sessions, payments, charges, refunds, and the events that tell of them."""

from __future__ import annotations

import copy
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from stripe._api_version import _ApiVersion

from tests.fakes.stripe_objects import (
    Object,
    charge_object,
    event_object,
    payment_object,
    refund_object,
    session_object,
)
from tests.fakes.stripe_params import Refusal
from tests.fakes.stripe_rules import check_session

API_VERSION = _ApiVersion.CURRENT


class Ledger:
    """What Stripe knows. `now` is its clock (seconds); every method is one step, also with many threads."""

    def __init__(self, now: Callable[[], float] = time.time, live: bool = False) -> None:
        self.now = now
        self.live = live
        self.sessions: dict[str, Object] = {}
        self.payments: dict[str, Object] = {}
        self.charges: dict[str, Object] = {}
        self.refunds: dict[str, Object] = {}
        self.events: list[Object] = []
        self.lock = threading.RLock()
        self._metadata: dict[str, dict[str, str]] = {}
        self._next_refunds: deque[str] = deque()

    # What the API does.

    def create_session(self, form: Object, address: str, key: str | None) -> Object:
        with self.lock:
            now = self.time()
            session = session_object(form, check_session(form, now), now, address) | {"livemode": self.live}
            self.sessions[session["id"]] = session
            self._metadata[session["id"]] = form.get("payment_intent_data", {}).get("metadata", {})
            return copy.deepcopy(session)

    def session(self, reference: str, expand: tuple[str, ...] = ()) -> Object:
        with self.lock:
            self.lapse()
            session = copy.deepcopy(_found(self.sessions, reference, "checkout.session"))
            if "payment_intent" in expand and session["payment_intent"]:
                session["payment_intent"] = copy.deepcopy(self.payments[session["payment_intent"]])
            return session

    def expire_by_api(self, reference: str, key: str | None = None) -> Object:
        with self.lock:
            status = self.session(reference)["status"]
            if status != "open":
                said = 'Only Checkout Sessions with a status in ["open"] can be expired.'
                raise Refusal(f"{said} This Checkout Session has a status of `{status}`.")
            self._expire(self.sessions[reference], key)
            return self.session(reference)

    def create_refund(self, form: Object, key: str | None = None) -> Object:
        with self.lock:
            payment = _found(self.payments, form.get("payment_intent", ""), "payment_intent", "payment_intent")
            charge = self.charges.get(payment["latest_charge"] or "")
            if charge is None:
                raise Refusal("This PaymentIntent does not have a successful charge to refund.", "payment_intent")
            left = charge["amount"] - charge["amount_refunded"]
            if left == 0:
                raise Refusal(f"Charge {charge['id']} has already been refunded.", "", "charge_already_refunded")
            amount = form.get("amount", left)
            if amount < 1:
                raise Refusal("This value must be greater than or equal to 1.", "amount", "parameter_invalid_integer")
            if amount > left:
                said = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
                raise Refusal(said, "amount", "amount_too_large")
            status = self._next_refunds.popleft() if self._next_refunds else "succeeded"
            return self._refunded(charge, amount, form.get("metadata", {}), status, key)

    def list_refunds(self, query: Object) -> Object:
        with self.lock:
            if not 1 <= query.get("limit", 10) <= 100:
                raise Refusal("This value must be between 1 and 100.", "limit", "parameter_invalid_integer")
            if "payment_intent" in query:
                _found(self.payments, query["payment_intent"], "payment_intent", "payment_intent")
            all_of_it = [
                copy.deepcopy(refund)
                for refund in reversed(self.refunds.values())
                if query.get("payment_intent") in (None, refund["payment_intent"])
            ]
            page = all_of_it[: query.get("limit", 10)]
            return {"object": "list", "data": page, "has_more": len(all_of_it) > len(page), "url": "/v1/refunds"}

    # What shoppers, banks, time and the merchant do.

    def pay(
        self, reference: str, amount: int | None = None, currency: str | None = None, delayed: bool = False
    ) -> list[Object]:
        """The shopper pays (another `amount` or `currency` if Stripe lies); `delayed`: the money is on its way.

        Returns the new events; raises Refusal if the session is not open.
        """
        with self.lock:
            before = len(self.events)
            if self.session(reference)["status"] != "open":
                raise Refusal("This Checkout Session is no longer active.")
            session = self.sessions[reference]
            session["amount_total"] = session["amount_total"] if amount is None else amount
            session["currency"] = currency or session["currency"]
            paid = (session["amount_total"], session["currency"])
            payment = payment_object(session, self._metadata[reference], *paid, now=self.time())
            self.payments[payment["id"]] = payment
            session.update(status="complete", url=None, payment_intent=payment["id"])
            self._tell("payment_intent.created", payment)
            if delayed:
                self._tell("payment_intent.processing", payment)
            else:
                self._money_came(session, payment)
            self._tell("checkout.session.completed", session)
            return self.events[before:]

    def settle(self, reference: str, succeeded: bool = True) -> list[Object]:
        """The money of a delayed payment arrives, or it turns out that it never will. Returns the new events."""
        with self.lock:
            before = len(self.events)
            session = self.sessions[reference]
            payment = self.payments[session["payment_intent"]]
            if succeeded:
                self._money_came(session, payment)
            else:
                payment["status"] = "requires_payment_method"
                payment["last_payment_error"] = {"type": "card_error", "code": "payment_method_provider_decline"}
                self._tell("payment_intent.payment_failed", payment)
            self._tell(f"checkout.session.async_payment_{'succeeded' if succeeded else 'failed'}", session)
            return self.events[before:]

    def expire(self, reference: str) -> list[Object]:
        """The session's time is over. Returns the new events."""
        with self.lock:
            before = len(self.events)
            self._expire(self.sessions[reference])
            return self.events[before:]

    def lapse(self) -> None:
        """Close the sessions whose time is over by Stripe's clock."""
        for session in self.sessions.values():
            if session["status"] == "open" and session["expires_at"] <= self.time():
                self._expire(session)

    def refund_by_hand(self, payment: str, amount: int | None = None) -> Object:
        """The merchant refunds in Stripe's Dashboard: without the shop's metadata."""
        return self.create_refund({"payment_intent": payment} | ({} if amount is None else {"amount": amount}))

    def next_refunds(self, *statuses: str) -> None:
        """How the next refunds come out: succeeded (if nothing is said), pending, requires_action or failed."""
        self._next_refunds.extend(statuses)

    def finish_refund(self, reference: str, status: str) -> list[Object]:
        """What became of a pending refund, or of one that seemed to be done. Returns the new events."""
        with self.lock:
            before = len(self.events)
            refund = self.refunds[reference]
            previous = {"status": refund["status"]}
            refund["status"] = status
            if status in ("failed", "canceled"):
                charge = self.charges[refund["charge"]]
                charge.update(amount_refunded=charge["amount_refunded"] - refund["amount"], refunded=False)
            self._tell("refund.updated", refund, before=previous)
            self._tell("charge.refund.updated", refund, before=previous)
            if status == "failed":
                self._tell("refund.failed", refund)
            return self.events[before:]

    def time(self) -> int:
        return int(self.now())

    def _money_came(self, session: Object, payment: Object) -> None:
        charge = charge_object(payment, self.time())
        self.charges[charge["id"]] = charge
        payment.update(status="succeeded", amount_received=payment["amount"], latest_charge=charge["id"])
        session["payment_status"] = "paid"
        self._tell("charge.succeeded", charge)
        self._tell("payment_intent.succeeded", payment)

    def _expire(self, session: Object, key: str | None = None) -> None:
        session.update(status="expired", url=None)
        self._tell("checkout.session.expired", session, key)

    def _refunded(self, charge: Object, amount: int, metadata: Any, status: str, key: str | None) -> Object:
        refund = refund_object(charge, amount, metadata, status, self.time())
        self.refunds[refund["id"]] = refund
        self._tell("refund.created", refund, key)
        if status not in ("failed", "canceled"):
            previous = {"amount_refunded": charge["amount_refunded"]}
            charge["amount_refunded"] += amount
            charge["refunded"] = charge["amount_refunded"] == charge["amount"]
            self._tell("charge.refunded", charge, key, previous)
        return copy.deepcopy(refund)

    def _tell(self, kind: str, thing: Object, key: str | None = None, before: Object | None = None) -> None:
        self.events.append(event_object(kind, copy.deepcopy(thing), self.time(), API_VERSION, key, before))


def _found(things: dict[str, Object], reference: str, kind: str, param: str = "id") -> Object:
    if reference not in things:
        raise Refusal(f"No such {kind}: '{reference}'", param, "resource_missing", status=404)
    return things[reference]
