"""Idempotency keys as Stripe keeps them: https://docs.stripe.com/api/idempotent_requests

What a key led to is kept from the moment the work began, also if it failed; a request that was refused for its
parameters, its API key or the rate leaves no trace.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.stripe_params import Refusal


@dataclass
class Kept:
    """What a key was first used for, and what came of it (None while it is being done)."""

    what: str
    form: str
    answer: tuple[int, dict[str, object]] | None = None


class Keys:
    """The keys of the last day."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}
        self._lock = threading.Lock()

    def forget(self) -> None:
        """A day has passed."""
        with self._lock:
            self._kept.clear()

    def once(
        self, key: str | None, what: str, form: str, work: Callable[[], tuple[int, dict[str, object]]]
    ) -> tuple[int, dict[str, object], bool]:
        """The answer of the work, or of the first time; the last value says that it is a repetition."""
        if key is None:
            return *work(), False
        if len(key) > 255:
            raise Refusal("Idempotency keys are at most 255 characters long", kind="idempotency_error")
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                kept = self._kept[key] = Kept(what, form)
            else:
                return self._again(key, kept, what, form)
        try:
            kept.answer = work()
        except Refusal:
            with self._lock:
                self._kept.pop(key, None)
            raise
        return *kept.answer, False

    def _again(self, key: str, kept: Kept, what: str, form: str) -> tuple[int, dict[str, object], bool]:
        advice = f"Try using a key other than '{key}' if you meant to execute a different request."
        if kept.what != what:
            said = "Keys for idempotent requests can only be used for the same endpoint they were first used for"
            raise Refusal(f"{said} ('{what}' vs '{kept.what}'). {advice}", kind="idempotency_error")
        if kept.form != form:
            said = "Keys for idempotent requests can only be used with the same parameters they were first used with."
            raise Refusal(f"{said} {advice}", kind="idempotency_error")
        if kept.answer is None:
            said = f"There is currently another in-progress request using this Idempotent Key: {key}. Try again later"
            raise Refusal(said, code="idempotency_key_in_use", status=409)
        return *kept.answer, True
