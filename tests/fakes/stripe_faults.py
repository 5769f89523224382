"""How the stand-in Stripe misbehaves on command."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

# Answers of Stripe instead of doing the work.
ANSWERS = {
    "rate_limit": (429, {"message": "Request rate limit exceeded.", "code": "rate_limit"}),
    "lock": (409, {"message": "Another request holds the object.", "code": "lock_timeout"}),
    "error": (500, {"message": "An unknown error occurred", "type": "api_error"}),
    "unavailable": (503, {"message": "Stripe is not available", "type": "api_error"}),
    "no_balance": (400, {"message": "Insufficient funds in your Stripe balance.", "code": "balance_insufficient"}),
    "unauthorized": (401, {"message": "Invalid API Key provided: sk_test_****"}),
}
KINDS = (
    *ANSWERS,
    "saved_error",  # 500, which Stripe keeps for the idempotency key
    "hang",  # no answer, nothing done
    "close",  # the connection is closed, nothing done
    "slow",  # the work takes `seconds`; the same key meanwhile is refused with 409
    "done_then_hang",
    "done_then_close",
    "done_then_error",
    "cut",  # the work is done, half of the answer comes
    "drip",  # the work is done, the answer comes byte by byte
    "garbage",  # the work is done, the answer is a page of a proxy
    "redirect",  # to the address `to`
    "lie",  # the work is done, the answer has other fields: `change`
)


@dataclass
class Fault:
    """One misbehaviour: at requests whose "METHOD /path" contains `at`, as often as `times`."""

    kind: str
    times: int = 1
    at: str = ""
    seconds: float = 20.0
    retry_after: int | None = None
    should_retry: str | None = None
    to: str = ""
    change: dict[str, Any] = field(default_factory=dict)


class Faults:
    """The misbehaviours that are still to come, in the order in which they were commanded."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        if fault.kind not in KINDS:
            raise ValueError(f"{fault.kind} is none of {', '.join(KINDS)}")
        with self._lock:
            self._coming.append(fault)

    def take(self, what: str) -> Fault | None:
        """The misbehaviour for this request, if one is due."""
        with self._lock:
            for fault in self._coming:
                if fault.at in what:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._coming.remove(fault)
                    return fault
        return None

    def clear(self) -> None:
        """Behave from now on."""
        with self._lock:
            self._coming.clear()
