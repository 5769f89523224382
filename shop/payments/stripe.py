"""Stripe Checkout: the shopper pays on a page of Stripe; no payment data ever reaches the shop.

https://docs.stripe.com/api/checkout/sessions and https://docs.stripe.com/api/refunds
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from urllib.parse import quote

from shop.errors import EventForged, PaymentUnavailable, RefundRefused
from shop.payments import stripe_notice as notice
from shop.payments.provider import PaymentNotice, PaymentRequest, ProviderLink, RefundAnswer, RefundRequest
from shop.payments.stripe_api import Answer, StripeApi, StripeRefused
from shop.payments.stripe_form import refund_form, session_form
from shop.payments.stripe_signature import check_signature
from shop.settings import Settings

logger = logging.getLogger(__name__)

_SESSIONS = "/v1/checkout/sessions"
_REFUNDS = "/v1/refunds"
# Refusals that time or the merchant can mend: https://docs.stripe.com/error-codes
_NOT_NOW = {"balance_insufficient", "insufficient_funds", "lock_timeout", "rate_limit"}
# The longest page of a list that Stripe gives.
_PAGE = 100


class StripeProvider:
    """Makes payment links and refunds at Stripe, and reads Stripe's events."""

    name = notice.NAME

    def __init__(self, settings: Settings) -> None:
        self._api = StripeApi(settings.stripe_api_url, settings.stripe_secret_key)
        self._webhook_secrets = settings.stripe_webhook_secrets
        # Keys are sk_test_…, sk_live_…, and rk_live_… with fewer rights.
        self._live = "_live_" in settings.stripe_secret_key
        self._account = settings.payment_account

    def create_link(self, request: PaymentRequest) -> ProviderLink:
        """A Checkout Session for exactly this until the hold ends; the same request again gives the same one.

        Raises PaymentUnavailable, also if Stripe's page would ask for another sum.
        """
        session = self._asked("POST", _SESSIONS, session_form(request), request.key)
        due = (request.amount, request.currency.lower(), request.order_number)
        told = (session.get("amount_total"), session.get("currency"), session.get("client_reference_id"))
        reference, url = session.get("id"), session.get("url")
        if told != due or not _text(reference) or not _text(url):
            logger.error("Stripe's page for order %s is not for what is due", request.order_number)
            raise PaymentUnavailable()
        return ProviderLink(str(reference), str(url))

    def look_up(self, reference: str) -> PaymentNotice | None:
        """What became of a Checkout Session; None while it is open or its money is on its way."""
        session = self._session(reference)
        try:
            return notice.session_notice(session)
        except ValueError as error:
            logger.error("Stripe's session %s cannot be read: %s", reference, error)
            raise PaymentUnavailable() from error

    def expire(self, reference: str) -> None:
        """Close an open session: Stripe then takes no payment for it. Closed and paid ones are left alone."""
        try:
            # Without a key: closing twice does no harm, while a key would repeat a failure for a day.
            self._api.post(f"{_SESSIONS}/{quote(reference, safe='')}/expire", {}, key=None)
        except StripeRefused as error:
            if self._session(reference).get("status") == "open":
                raise PaymentUnavailable() from error

    def refund(self, request: RefundRequest) -> RefundAnswer:
        """Send money back; the same request again sends nothing more and tells the refund's state of now.

        Stripe forgets idempotency keys after a day, so refunds that exist are looked through first. Raises
        PaymentUnavailable (ask again later) or RefundRefused (a person must look).
        """
        known = self._known_refund(request)
        refund = known if known is not None else self._new_refund(request)
        reference = refund.get("id")
        if not _text(reference):
            raise PaymentUnavailable()
        if (refund.get("amount"), refund.get("currency")) != (request.amount, request.currency.lower()):
            logger.error("Stripe's refund %s is not what was asked for under this key", reference)
            raise RefundRefused()
        return RefundAnswer(str(reference), notice.refund_state(refund))

    def read_event(self, headers: Mapping[str, str], body: bytes) -> PaymentNotice | None:
        """A verified event; None if it means nothing to the shop. Raises EventForged."""
        check_signature(headers, body, self._webhook_secrets)
        try:
            event = json.loads(body)
            if not isinstance(event, dict):
                raise ValueError("it is no object")
            return notice.event_notice(event, self._live, self._account)
        except (ValueError, RecursionError) as error:
            logger.error("an event with Stripe's signature cannot be read: %s", type(error).__name__)
            raise EventForged() from error

    def _session(self, reference: str) -> Answer:
        # The payment is shown in full: only it tells that a delayed one has failed.
        return self._asked("GET", f"{_SESSIONS}/{quote(reference, safe='')}", {"expand[0]": "payment_intent"})

    def _known_refund(self, request: RefundRequest) -> Answer | None:
        query = {"payment_intent": request.payment_reference, "limit": str(_PAGE)}
        try:
            answer = self._api.get(_REFUNDS, query)
        except StripeRefused as error:
            raise _refused(error) from error
        refunds = answer.get("data")
        if not isinstance(refunds, list):
            raise PaymentUnavailable()
        found = (one for one in refunds if isinstance(one, dict) and notice.refund_key(one) == request.key)
        return next(found, None)

    def _new_refund(self, request: RefundRequest) -> Answer:
        try:
            return self._api.post(_REFUNDS, refund_form(request), request.key)
        except StripeRefused as error:
            raise _refused(error) from error

    def _asked(self, method: str, path: str, form: Mapping[str, str], key: str | None = None) -> Answer:
        try:
            return self._api.post(path, form, key) if method == "POST" else self._api.get(path, form)
        except StripeRefused as error:
            raise PaymentUnavailable() from error


def _refused(error: StripeRefused) -> PaymentUnavailable | RefundRefused:
    return PaymentUnavailable() if error.code in _NOT_NOW else RefundRefused()


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
