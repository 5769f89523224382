"""Stripe's webhooks: signed as Stripe signs, and delivered well or badly.

The signature is made with the standard library, not with our own check and not with Stripe's library: three judges.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import requests

FORGERIES = ("body", "secret", "unsigned", "old", "future", "scheme", "garbage")
_OUTSIDE_SECONDS = 330


@dataclass(frozen=True)
class Delivery:
    """One webhook and what the shop answered; `status` 0 means that nobody answered."""

    event_id: str
    kind: str
    status: int
    text: str


def signed(
    event: dict[str, Any], secrets: Iterable[str], now: float, age: float = 0, forge: str | None = None
) -> tuple[dict[str, str], bytes]:
    """Headers and body of a webhook made `age` seconds ago; `forge` is one of FORGERIES."""
    if forge is not None and forge not in FORGERIES:
        raise ValueError(f"unknown forgery {forge}")
    body = json.dumps(event, indent=2, ensure_ascii=False).encode("utf-8")
    moment = int(now - age + {"old": -_OUTSIDE_SECONDS, "future": _OUTSIDE_SECONDS}.get(forge or "", 0))
    keys = ["whsec_of_somebody_else"] if forge == "secret" else list(secrets)
    scheme = "v0" if forge == "scheme" else "v1"
    parts = [f"{scheme}={_hmac(key, moment, body)}" for key in keys]
    header = "t=soon,v1=" if forge == "garbage" else ",".join([f"t={moment}", *parts])
    if forge == "body":
        body = json.dumps(event | {"forged": True}).encode("utf-8")
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0"}
    return (headers if forge == "unsigned" else headers | {"Stripe-Signature": header}), body


def _hmac(secret: str, moment: int, body: bytes) -> str:
    return hmac.new(secret.encode(), b"%d." % moment + body, hashlib.sha256).hexdigest()


class Postman:
    """Delivers events to a shop, and remembers which it took: the others come again, as with Stripe."""

    def __init__(self, secrets: Iterable[str], now: Callable[[], float]) -> None:
        self.secrets = tuple(secrets)
        self.taken: set[str] = set()
        self._now = now

    def deliver(
        self,
        url: str,
        events: Iterable[dict[str, Any]],
        *,
        copies: int = 1,
        shuffle: random.Random | None = None,
        drop: Iterable[str] = (),
        delay: float = 0,
        age: float = 0,
        forge: str | None = None,
        secrets: Iterable[str] | None = None,
        parallel: int = 1,
    ) -> list[Delivery]:
        """Send each event `copies` times, but those whose id or type is in `drop`; `parallel` at once.

        `delay` waits (seconds) before each; `age` and `forge` are those of `signed`.
        """
        lost = set(drop)
        letters = [event for event in events if not {event["id"], event["type"]} & lost for _ in range(copies)]
        if shuffle is not None:
            shuffle.shuffle(letters)
        keys = self.secrets if secrets is None else tuple(secrets)

        def send(event: dict[str, Any]) -> Delivery:
            time.sleep(delay)
            headers, body = signed(event, keys, self._now(), age, forge)
            return self._send(url, event, headers, body)

        if parallel == 1:
            return [send(event) for event in letters]
        with ThreadPoolExecutor(parallel) as pool:
            return list(pool.map(send, letters))

    def _send(self, url: str, event: dict[str, Any], headers: dict[str, str], body: bytes) -> Delivery:
        try:
            answer = requests.post(url, data=body, headers=headers, timeout=30, allow_redirects=False)
        except requests.RequestException as error:
            return Delivery(event["id"], event["type"], 0, type(error).__name__)
        if 200 <= answer.status_code < 300:
            self.taken.add(event["id"])
        return Delivery(event["id"], event["type"], answer.status_code, answer.text)
