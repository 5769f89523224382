"""Stripe's API over HTTP: one place for time limits, repeated tries and what an answer means.

https://docs.stripe.com/error-low-level and https://docs.stripe.com/api/idempotent_requests
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from shop.errors import PaymentUnavailable

logger = logging.getLogger(__name__)

# The version that this adapter was written and tested against: the account's default may change its answers.
API_VERSION = "2026-10-28.endive"

Answer = dict[str, Any]

# A shopper waits for the answer, so all tries together end within this time.
_PATIENCE_SECONDS = 8.0
_CONNECT_SECONDS = 2.0
_READ_SECONDS = 5.0
_TRIES = 4
_FIRST_PAUSE_SECONDS = 0.3
_LARGEST_ANSWER = 2_000_000


class StripeRefused(Exception):
    """Stripe understood the request and will not do it; `code` and `kind` are Stripe's words for the reason."""

    def __init__(self, status: int, kind: str, code: str) -> None:
        super().__init__(f"{status} {kind} {code}".strip())
        self.status = status
        self.kind = kind
        self.code = code


class StripeApi:
    """Calls Stripe; safe to use from several threads."""

    def __init__(self, address: str, secret_key: str) -> None:
        self._address = address.rstrip("/")
        self._key = secret_key
        self._session = requests.Session()
        self._session.headers.update({"Stripe-Version": API_VERSION, "Accept-Encoding": "identity"})
        # As a callable, because a .netrc of the machine would take the place of a header.
        self._session.auth = _Bearer(secret_key)
        # Threads share the session; without cookies there is nothing in it that they could change.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """What Stripe knows; raises StripeRefused or PaymentUnavailable."""
        return self._repeated("GET", path, params=query)

    def post(self, path: str, form: Mapping[str, str], key: str | None) -> Answer:
        """Have Stripe do something; raises StripeRefused or PaymentUnavailable.

        With the same idempotency key Stripe does it once, however often it is asked, for at least 24 hours. Without a
        key only what is harmless to do twice may be asked.
        """
        headers = {"Idempotency-Key": key} if key is not None else {}
        return self._repeated("POST", path, data=form, headers=headers)

    def _repeated(self, method: str, path: str, **content: Any) -> Answer:
        if not self._key:
            logger.error("Stripe cannot be asked: STRIPE_SECRET_KEY is not set")
            raise PaymentUnavailable()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        for pause in _pauses():
            outcome = self._once(method, path, deadline, content)
            if outcome.answer is not None:
                return outcome.answer
            wait = max(pause, outcome.asked_to_wait)
            if not outcome.again or time.monotonic() + wait >= deadline:
                break
            time.sleep(wait)
        raise PaymentUnavailable()

    def _once(self, method: str, path: str, deadline: float, content: dict[str, Any]) -> _Outcome:
        left = max(deadline - time.monotonic(), 0.1)
        limits = (min(_CONNECT_SECONDS, left), min(_READ_SECONDS, left))
        try:
            # A redirect would carry the key and the order to a place that nobody configured.
            with self._session.request(
                method, self._address + path, timeout=limits, allow_redirects=False, stream=True, **content
            ) as response:
                return _judged(f"{method} {path}", response, _text(response, deadline))
        except (requests.RequestException, HTTPError, OSError) as error:
            # The class only: the text of the error may hold what was sent.
            logger.warning("Stripe did not answer %s %s: %s", method, path, type(error).__name__)
            return _Outcome(again=True)


class _Bearer(AuthBase):
    def __init__(self, secret_key: str) -> None:
        self._secret_key = secret_key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._secret_key}"
        return request


@dataclass(frozen=True)
class _Outcome:
    answer: Answer | None = None
    again: bool = False
    asked_to_wait: float = 0.0


def _pauses() -> Iterator[float]:
    """How long to wait after each try: longer each time, and at random, so that shops do not march in step."""
    for index in range(_TRIES):
        yield _FIRST_PAUSE_SECONDS * 2**index * random.uniform(0.5, 1.0)


def _text(response: requests.Response, deadline: float) -> bytes:
    # The time limit of requests is for each piece of the network: an answer that drips would never end.
    parts, size = [], 0
    while part := response.raw.read1(65536, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > _LARGEST_ANSWER or time.monotonic() > deadline:
            raise requests.ReadTimeout()
    return b"".join(parts)


def _judged(what: str, response: requests.Response, text: bytes) -> _Outcome:
    answer = _json(text)
    if response.status_code == 200 and answer is not None and isinstance(answer.get("object"), str):
        return _Outcome(answer)
    error = _error(answer)
    # No message: it may repeat what was sent. The request's id finds everything in the merchant's Stripe Dashboard.
    logger.warning(
        "Stripe answered %s with %s %s %s %s (%s)",
        what,
        response.status_code,
        error.get("type", ""),
        error.get("code", ""),
        error.get("param", ""),
        response.headers.get("Request-Id", "no request id"),
    )
    if _worth_another_try(response):
        return _Outcome(again=True, asked_to_wait=_asked_to_wait(response))
    if 400 <= response.status_code < 500 and response.status_code not in (401, 403, 409, 429) and error:
        raise StripeRefused(response.status_code, str(error.get("type", "")), str(error.get("code", "")))
    return _Outcome()


def _worth_another_try(response: requests.Response) -> bool:
    advice = response.headers.get("Stripe-Should-Retry")
    if advice in ("true", "false"):
        return advice == "true"
    if response.headers.get("Idempotent-Replayed") == "true":
        # Stripe keeps what a key led to, also a 500, for at least 24 hours: it will not say anything else.
        return False
    # 200 is here an answer that could not be read: asked again with the same key, Stripe repeats it.
    return response.status_code in (200, 409, 429) or response.status_code >= 500


def _asked_to_wait(response: requests.Response) -> float:
    given = response.headers.get("Retry-After", "")
    return float(given) if given.isascii() and given.isdigit() else 0.0


def _json(text: bytes) -> Answer | None:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _error(answer: Answer | None) -> dict[str, Any]:
    error = (answer or {}).get("error")
    return error if isinstance(error, dict) else {}
