"""Marked points at which crash tests kill the process. Outside of tests they do nothing."""

from __future__ import annotations

import os
import signal

_CRASH_AT = os.environ.get("SHOP_CRASH_AT", "")


def reach(point: str) -> None:
    """Die here, as by `kill -9`, if a test asked for it in SHOP_CRASH_AT."""
    if _CRASH_AT and point == _CRASH_AT:
        os.kill(os.getpid(), signal.SIGKILL)
