"""Asking PayPal over HTTP: token, time limits, and repeating only what cannot happen twice.

Nothing here logs a header or a body: they hold the token, the secret and the shopper's data.
"""

from __future__ import annotations

import base64
import json
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from shop.errors import PaymentUnavailable
from shop.payments.paypal_amounts import at, rows_at, text_at

if TYPE_CHECKING:
    import requests

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 8.0
_CONNECT_SECONDS = 3.0
_READ_SECONDS = 5.0
_PAUSES = (0.2, 0.5, 1.0, 2.0)
_LARGEST_ANSWER = 2_000_000
_TOKEN_MARGIN_SECONDS = 60
# 409: an earlier call with the same key is still at work.
_REPEATABLE = frozenset({409, 429, 500, 502, 503, 504})


class PayPalSettings(Protocol):
    """The settings that the adapter reads."""

    @property
    def paypal_client_id(self) -> str:
        """The REST app's client id."""

    @property
    def paypal_client_secret(self) -> str:
        """The REST app's secret."""

    @property
    def paypal_webhook_id(self) -> str:
        """The id that PayPal gave the shop's webhook address."""

    @property
    def paypal_api_url(self) -> str:
        """Live, sandbox or a test's own server."""

    @property
    def currency(self) -> str:
        """The shop's currency, ISO 4217."""


@dataclass(frozen=True)
class Answer:
    """What PayPal answered: its JSON, or None where the body is none."""

    status: int
    body: object

    @property
    def done(self) -> bool:
        """The request was carried out."""
        return 200 <= self.status < 300

    @property
    def issues(self) -> frozenset[str]:
        """PayPal's own names of what is wrong: the error's and those of its details."""
        names = {text_at(self.body, "name")} | {text_at(row, "issue") for row in rows_at(self.body, "details")}
        return frozenset(names - {""})

    @property
    def gone(self) -> bool:
        """PayPal itself, and no proxy on the way, says that there is no such thing."""
        return self.status == 404 and "RESOURCE_NOT_FOUND" in self.issues


class _Broken(Exception):
    """No answer came; what was asked may have been done."""


class PayPalClient:
    """Calls of PayPal's REST API, each within `patience` seconds. May be shared by threads."""

    def __init__(self, settings: PayPalSettings, patience: float = PATIENCE_SECONDS) -> None:
        self._settings = settings
        self._patience = patience
        self._local = threading.local()
        self._token_lock = threading.Lock()
        self._token = ""
        self._token_ends = 0.0

    def call(
        self,
        method: str,
        path: str,
        content: object = None,
        *,
        raw: bytes | None = None,
        key: str | None = None,
        repeat: bool = False,
    ) -> Answer:
        """PayPal's answer below 500; raises PaymentUnavailable.

        With a `key` (PayPal-Request-Id), or where asking twice changes nothing (GET, or `repeat`), a lost call is
        repeated.
        """
        body = raw if raw is not None else None if content is None else json.dumps(content).encode("utf-8")
        headers = {"Content-Type": "application/json", "Prefer": "return=representation"}
        if key is not None:
            headers["PayPal-Request-Id"] = key
        repeat = repeat or method == "GET" or key is not None
        ends = time.monotonic() + self._patience
        token = self._current_token(ends)
        answer = self._ask(method, path, body, {**headers, "Authorization": f"Bearer {token}"}, ends, repeat)
        if answer.status == 401:
            # PayPal did nothing, so even a call without a key may be sent again.
            token = self._current_token(ends, refused=token)
            answer = self._ask(method, path, body, {**headers, "Authorization": f"Bearer {token}"}, ends, repeat)
        return _usable(answer, method, path)

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], ends: float, repeat: bool
    ) -> Answer:
        attempt = 0
        while True:
            pause = _PAUSES[min(attempt, len(_PAUSES) - 1)]
            try:
                answer, wished = self._send(method, path, body, headers, ends)
                if answer.status not in _REPEATABLE:
                    return answer
                pause = max(pause, wished)
            except _Broken as error:
                logger.warning("PayPal gave no answer to %s %s: %s", method, path, error)
                answer = None
            attempt += 1
            if not repeat or time.monotonic() + pause >= ends:
                if answer is None:
                    raise PaymentUnavailable()
                return answer
            time.sleep(pause)

    def _send(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], ends: float
    ) -> tuple[Answer, float]:
        import requests
        import urllib3

        left = max(ends - time.monotonic(), 0.05)
        try:
            with self._session().request(
                method,
                self._settings.paypal_api_url.rstrip("/") + path,
                data=body,
                headers=dict(headers),
                # Without one, requests would put the password of a .netrc file in place of the token.
                auth=lambda prepared: prepared,
                timeout=(min(_CONNECT_SECONDS, left), min(_READ_SECONDS, left)),
                allow_redirects=False,
                stream=True,
            ) as response:
                answer = Answer(response.status_code, _json(_read(response, ends)))
                wished = _wished_pause(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            # The type only: the text of a library's error can hold what was sent.
            raise _Broken(type(error).__name__) from None
        if answer.done and answer.status != 204 and not isinstance(answer.body, dict):
            raise _Broken("success without JSON")
        return answer, wished

    def _session(self) -> requests.Session:
        # One per thread: requests does not promise that a session may be shared.
        import requests

        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
        return session

    def _current_token(self, ends: float, refused: str = "") -> str:
        with self._token_lock:
            if self._token and self._token != refused and time.monotonic() < self._token_ends:
                return self._token
            self._token, seconds = self._new_token(ends)
            self._token_ends = time.monotonic() + max(seconds - _TOKEN_MARGIN_SECONDS, 0)
            return self._token

    def _new_token(self, ends: float) -> tuple[str, float]:
        """OAuth 2 client credentials: https://developer.paypal.com/api/rest/authentication/."""
        pair = f"{self._settings.paypal_client_id}:{self._settings.paypal_client_secret}".encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": "Basic " + base64.b64encode(pair).decode("ascii"),
        }
        path = "/v1/oauth2/token"
        answer = self._ask("POST", path, b"grant_type=client_credentials", headers, ends, repeat=True)
        token, seconds = text_at(answer.body, "access_token"), at(answer.body, "expires_in")
        if not answer.done or not token or not isinstance(seconds, (int, float)):
            logger.error("PayPal refused a token (%d): check PAYPAL_CLIENT_ID and _SECRET", answer.status)
            raise PaymentUnavailable()
        return token, float(seconds)


def _usable(answer: Answer, method: str, path: str) -> Answer:
    if not answer.done:
        issues, mark = ", ".join(sorted(answer.issues)), text_at(answer.body, "debug_id")
        logger.warning("PayPal answered %s %s with %d (%s; debug id %s)", method, path, answer.status, issues, mark)
    if answer.status in _REPEATABLE or answer.status >= 500 or answer.status == 401 or 300 <= answer.status < 400:
        raise PaymentUnavailable()
    return answer


def _read(response: requests.Response, ends: float) -> bytes:
    body = bytearray()
    # As it comes in: the timeout of the socket alone would let a server that drips hold a thread for hours.
    while piece := response.raw.read1(65_536, decode_content=True):
        body += piece
        if time.monotonic() > ends or len(body) > _LARGEST_ANSWER:
            raise TimeoutError()
    return bytes(body)


def _json(body: bytes) -> object:
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found


def _wished_pause(response: requests.Response) -> float:
    wished = response.headers.get("Retry-After", "")
    return float(wished) if wished.isascii() and wished.isdigit() else 0.0
