"""What all tests share: one trained model, one loaded agent."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "tresen.tar.gz"

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of this test run. Where there is none, tests on it are skipped; in CI they fail."""
    try:
        with postgres.cluster() as url:
            yield url
    except LookupError as missing:
        reason = f"{missing}: nothing is known of the shop on PostgreSQL"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def model() -> Path:
    """Return the trained model; train it when there is none or its data changed (one training per session).

    With TRESEN_MODEL_AS_IS the model that is there is used, whatever it was trained from.
    """
    if not os.environ.get("TRESEN_MODEL_AS_IS"):
        subprocess.run([sys.executable, "-m", "scripts.train"], cwd=ROOT, check=True)
    return MODEL
