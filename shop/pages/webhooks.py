"""Where payment providers and the merchant's own systems report what happened. Answers are JSON."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.exc import OperationalError

from shop.crash_points import reach
from shop.database import Database
from shop.errors import EventForged, PaymentUnavailable, UnknownOrder, WrongState
from shop.orders.reports import ReportInvalid, apply_report, read_report
from shop.orders.settle import apply
from shop.pages.signed import check_signed
from shop.payments import provider_named, provider_of
from shop.profile import Profile
from shop.settings import Settings

logger = logging.getLogger(__name__)

Answer = tuple[Response, int]


def webhook_pages(database: Database, settings: Settings, profile: Profile) -> Blueprint:
    """POST /webhooks/stripe, /webhooks/paypal and /webhooks/orders; a provider that is not set up has none."""
    pages = Blueprint("webhooks", __name__)
    # Built at the start: a missing key is said then, not at the first event.
    providers = {settings.payment_provider: provider_of(settings)}
    for name, configured in _also_configured(settings).items():
        if configured:
            providers.setdefault(name, provider_named(name, settings))
    providers.pop("demo", None)

    @pages.post("/webhooks/orders")
    def order_changed() -> Answer:
        body = _body()
        return _answered(lambda: _reported(database, settings, body))

    @pages.post("/webhooks/<name>")
    def money_moved(name: str) -> Answer:
        provider = providers.get(name)
        if provider is None:
            return _json("there is no such webhook", 404)
        body, headers = _body(), dict(request.headers)

        def settled() -> str:
            notice = provider.read_event(headers, body)
            if notice is None:
                return "ignored"
            outcome = database.unit(lambda session: apply(session, profile, notice, settings.payment_account)).outcome
            reach("after_payment_stored")
            return outcome

        return _answered(settled)

    return pages


def _reported(database: Database, settings: Settings, body: bytes) -> str:
    check_signed(dict(request.headers), body, settings.webhook_secrets)
    report = read_report(body)
    return database.unit(lambda session: apply_report(session, report))


def _answered(work: Callable[[], str]) -> Answer:
    """2xx only for what is stored: everything else is to be sent again, or was never ours."""
    try:
        return jsonify({"outcome": work()}), 200
    except EventForged:
        logger.warning("a webhook message was not signed as it should be")
        return _json("the signature is not right", 400)
    except ReportInvalid as error:
        return _json(str(error), 422)
    except UnknownOrder:
        return _json("there is no such order (yet)", 404)
    except WrongState as error:
        return _json(f"the order is {error.details['status']}", 409)
    except PaymentUnavailable:
        return _json("the event cannot be verified now", 503)
    except OperationalError:
        logger.exception("a webhook message could not be stored")
        return _json("the database is busy", 503)


def _body() -> bytes:
    # The raw bytes: the signature is over them, not over what a parser makes of them.
    return request.get_data(cache=False, parse_form_data=False)


def _also_configured(settings: Settings) -> dict[str, bool]:
    """Providers that took money before another one was chosen still report refunds."""
    return {
        "stripe": bool(settings.stripe_secret_key and settings.stripe_webhook_secrets),
        "paypal": bool(settings.paypal_client_id and settings.paypal_client_secret and settings.paypal_webhook_id),
    }


def _json(error: str, status: int) -> Answer:
    return jsonify({"error": error}), status
