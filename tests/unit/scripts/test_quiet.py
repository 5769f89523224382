"""Warnings of old libraries do not flood the screen; everything else is shown."""

from __future__ import annotations

import os
import sys

import pytest

from scripts import quiet

PROGRAM = """
print("x.py:1: DeprecationWarning: old")
print("  import old")
print("Epochs:  50%", end="\\r")
print("x.py:2: UserWarning: The utterance 'utter_a' is used twice.")
print("  indented, but no code of a warning")
raise SystemExit(3)
"""


def test_hides_the_noise_and_keeps_what_matters(capfd: pytest.CaptureFixture[str]) -> None:
    assert quiet.run([sys.executable, "-c", PROGRAM], os.environ) == 3
    shown = capfd.readouterr().out
    assert "DeprecationWarning" not in shown and "import old" not in shown
    assert "Epochs:  50%\r" in shown
    assert "is used twice" in shown and "indented, but" in shown
