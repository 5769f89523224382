"""What all tests share: one trained model, one loaded agent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "tresen.tar.gz"

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@pytest.fixture(scope="session")
def model() -> Path:
    """Return the trained model; train it when there is none or its data changed (one training per session).

    With TRESEN_MODEL_AS_IS the model that is there is used, whatever it was trained from.
    """
    if not os.environ.get("TRESEN_MODEL_AS_IS"):
        subprocess.run([sys.executable, "-m", "scripts.train"], cwd=ROOT, check=True)
    return MODEL
