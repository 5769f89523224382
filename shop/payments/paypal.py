"""PayPal: Orders v2, paid by approval of the payer and capture by the shop.

Sources: https://developer.paypal.com/docs/api/orders/v2/, https://developer.paypal.com/docs/api/payments/v2/,
https://developer.paypal.com/reference/guidelines/idempotency
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping
from dataclasses import replace

from shop import clock
from shop.errors import EventForged, PaymentUnavailable, RefundRefused
from shop.payments import paypal_events as events
from shop.payments import paypal_order as orders
from shop.payments.paypal_amounts import Unreadable, money, text_at
from shop.payments.paypal_client import PATIENCE_SECONDS, Answer, PayPalClient, PayPalSettings
from shop.payments.provider import (
    EXPIRED,
    FAILED,
    PaymentNotice,
    PaymentRequest,
    ProviderLink,
    RefundAnswer,
    RefundRequest,
)

logger = logging.getLogger(__name__)

_ORDERS = "/v2/checkout/orders"
_REFERENCE = re.compile(r"[A-Z0-9]{1,36}", re.ASCII)
_LONGEST_KEY = 108
_NO_DEADLINE_LEFT = 0
_REFUND_STATES = {"COMPLETED": "done", "PENDING": "pending", "FAILED": "failed", "CANCELLED": "failed"}
_NOT_YET = frozenset({"ORDER_NOT_APPROVED", "ORDER_COMPLETION_IN_PROGRESS"})
# Headers of a form that PayPal would never have sent.
_NO_SUCH_SIGNATURE = frozenset({400, 422})
# A capture that is still pending can be refunded once it is there.
_REFUND_LATER = frozenset({"PENDING_CAPTURE"})


class PayPalProvider:
    """Payments by PayPal. `patience` is how many seconds a call may take, repetitions included."""

    name = orders.NAME

    def __init__(self, settings: PayPalSettings, patience: float = PATIENCE_SECONDS) -> None:
        self._settings = settings
        self._client = PayPalClient(settings, patience)

    def create_link(self, request: PaymentRequest) -> ProviderLink:
        """PayPal's page for this order; raises PaymentUnavailable."""
        try:
            body = orders.order_body(request)
            answer = self._client.call("POST", _ORDERS, body, key=_fitting(request.key))
            if not answer.done:
                raise PaymentUnavailable()
            return orders.payer_link(answer.body)
        except ValueError as error:
            logger.error("no PayPal order for %s: %s", request.order_number, error)
            raise PaymentUnavailable() from error

    def look_up(self, reference: str, *, late: bool = False) -> PaymentNotice | None:
        """What became of a link; captures an order that the payer approved. Raises PaymentUnavailable.

        After the link's own time, or after `expire`, an order is not captured: it counts as expired, and its payer is
        not charged. Whoever has the stock in hand again may capture it all the same, with `late`. An order that was
        captured in time and only heard of later is told as paid.
        """
        answer = self._get(reference)
        if answer.gone:
            return orders.gone_notice(reference, self._settings.currency)
        try:
            return self._outcome(reference, _read(answer, reference), late)
        except Unreadable as error:
            logger.error("PayPal's order %s cannot be read: %s", reference, error)
            raise PaymentUnavailable() from error

    def expire(self, reference: str) -> None:
        """Make sure that the shop never captures this order; raises PaymentUnavailable.

        PayPal cannot cancel an order, and its page stays open. So the deadline that it carries is set to the past.
        """
        order = self._get(reference)
        mark = orders.mark_of(order.body)
        if not order.done or mark is None or text_at(order.body, "status") in (orders.COMPLETED, orders.VOIDED):
            return
        path = f"/purchase_units/@reference_id=='{mark.unit}'/custom_id"
        closed = str(replace(mark, deadline=_NO_DEADLINE_LEFT))
        change = [{"op": "replace", "path": path, "value": closed}]
        answer = self._client.call("PATCH", f"{_ORDERS}/{reference}", change, repeat=True)
        if not answer.done:
            logger.warning("PayPal's order %s could not be closed: %s", reference, ", ".join(sorted(answer.issues)))

    def refund(self, request: RefundRequest) -> RefundAnswer:
        """Send money back; asked again with the same key, PayPal tells what became of it (for 45 days).

        Raises PaymentUnavailable (try again later) or RefundRefused.
        """
        if not _REFERENCE.fullmatch(request.payment_reference):
            raise RefundRefused(issue="INVALID_RESOURCE_ID")
        # The amount is named also when nothing is left after it: without one, PayPal would send back whatever it holds.
        custom_id = events.OWN_REFUND + re.sub(r"[^A-Za-z0-9_.,-]", ".", request.key)
        try:
            body = {"amount": money(request.amount, request.currency), "custom_id": custom_id[:127]}
        except ValueError as error:
            raise RefundRefused(issue="DECIMALS_NOT_SUPPORTED") from error
        path = f"/v2/payments/captures/{request.payment_reference}/refund"
        # A shop's own keys are numbered: another shop of this account, or one that started anew, has the same.
        key = _fitting(f"{request.payment_reference}-{request.key}")
        return _refund_answer(self._client.call("POST", path, body, key=key))

    def read_event(self, headers: Mapping[str, str], body: bytes) -> PaymentNotice | None:
        """What a webhook says, once PayPal confirmed that it is its own; raises EventForged, PaymentUnavailable.

        That a payer approved makes the shop capture: the notice is then the result. PayPal sends an event again for
        three days; one that was signed more than five minutes ago only makes the shop ask what is true now.
        """
        event = events.read_body(body)
        question = events.question(headers, body, self._settings.paypal_webhook_id)
        answer = self._client.call("POST", "/v1/notifications/verify-webhook-signature", raw=question, repeat=True)
        if not answer.done and answer.status not in _NO_SUCH_SIGNATURE:
            raise PaymentUnavailable()
        if text_at(answer.body, "verification_status") != "SUCCESS":
            raise EventForged()
        approved = events.approved_order(event)
        if approved is not None:
            found = self.look_up(approved)
            return replace(found, event_id=text_at(event, "id")) if found else None
        try:
            return events.notice_of(self._renewed(event) if events.is_old(headers) else event)
        except Unreadable as error:
            logger.error("PayPal's event %s cannot be read: %s", text_at(event, "id"), error)
            raise PaymentUnavailable() from error

    def _renewed(self, event: object) -> object:
        source = events.source_of(event)
        return events.renewed(event, self._client.call("GET", source).body) if source else None

    def _get(self, reference: str) -> Answer:
        if not _REFERENCE.fullmatch(reference):
            raise PaymentUnavailable()
        return self._client.call("GET", f"{_ORDERS}/{reference}")

    def _outcome(self, reference: str, order: object, late: bool) -> PaymentNotice | None:
        status = text_at(order, "status")
        if status == orders.COMPLETED:
            return orders.capture_notice(order)
        if status == orders.VOIDED or not (late or _in_time(order)):
            return orders.order_notice(order, EXPIRED)
        if status == orders.APPROVED:
            return self._capture(reference, order)
        return None

    def _capture(self, reference: str, order: object) -> PaymentNotice | None:
        """The key changes when the payer approves anew: the answer to an old one would tell of the card that failed.

        PayPal captures an order once only, whatever the key.
        """
        approval = hashlib.sha256(text_at(order, "update_time").encode()).hexdigest()[:16]
        key = f"capture-{reference}-{approval}"
        answer = self._client.call("POST", f"{_ORDERS}/{reference}/capture", {}, key=key)
        if answer.done:
            return orders.capture_notice(_read(answer, reference))
        if "ORDER_ALREADY_CAPTURED" in answer.issues:
            return orders.capture_notice(_read(self._get(reference), reference))
        if answer.issues & _NOT_YET:
            return None
        if answer.status == 422:
            return orders.order_notice(order, FAILED)
        raise PaymentUnavailable()


def _in_time(order: object) -> bool:
    mark = orders.mark_of(order)
    return mark is not None and clock.now().timestamp() < mark.deadline


def _read(answer: Answer, reference: str) -> object:
    if not answer.done or text_at(answer.body, "id") != reference:
        raise Unreadable("another order, or none")
    return answer.body


def _refund_answer(answer: Answer) -> RefundAnswer:
    if not answer.done:
        if answer.issues & _REFUND_LATER or not answer.issues:
            raise PaymentUnavailable()
        raise RefundRefused(issue=", ".join(sorted(answer.issues)))
    state, reference = _REFUND_STATES.get(text_at(answer.body, "status")), text_at(answer.body, "id")
    if state is None or not reference:
        raise PaymentUnavailable()
    return RefundAnswer(reference, state)


def _fitting(key: str) -> str:
    """A PayPal-Request-Id has at most 108 characters."""
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()
