"""How much one shopper and one network address may say."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

# So many shoppers or addresses are remembered; the one that was silent longest is forgotten, with a full bucket again.
_REMEMBERED = 20_000


class RateLimit:
    """A token bucket for each key: `burst` at once, refilled with `per_minute`."""

    def __init__(self, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._burst = float(burst)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, key: str) -> bool:
        """Take one token; False if there is none."""
        now = self._clock()
        tokens, before = self._buckets.pop(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - before) * self._rate)
        allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if allowed else tokens, now)
        while len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        return allowed
