"""Run a program and leave out the warnings of old libraries, which Rasa switches on whatever the environment says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

# The last: custom actions say these responses, which Rasa cannot see; tests/contract checks that none is left over.
NOISE = re.compile(
    r"\w*(Deprecation|MovedIn20|Convergence|Future)\w*: |declare_namespace|Implementing implicit namespace"
    r"|STOP: TOTAL NO|Increase the number of iterations|scikit-learn\.org|alternative solver options"
    r"|is not used in any story or rule|Processed (story blocks|trackers)"
)
CODE_OF_A_WARNING = re.compile(r"  \S")


def run(command: Sequence[str], environment: Mapping[str, str], folder: Path | None = None) -> int:
    """Run ``command`` without input, show what it prints but for the noise, and return its exit code."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout
        for piece in without_noise(_pieces(process.stdout.fileno())):
            sys.stdout.write(piece)
            sys.stdout.flush()
    return process.returncode


def without_noise(pieces: Iterator[str]) -> Iterator[str]:
    """Yield the pieces that say something; the line of code that a warning quotes goes with it."""
    hidden = False
    for piece in pieces:
        hidden = bool(NOISE.search(piece)) or (hidden and bool(CODE_OF_A_WARNING.match(piece)))
        if not hidden:
            yield piece


def _pieces(descriptor: int) -> Iterator[str]:
    """Yield what comes up to each line feed or carriage return, so that progress bars move."""
    rest = b""
    while chunk := os.read(descriptor, 65536):
        *whole, rest = re.split(rb"(?<=[\r\n])", rest + chunk)
        yield from (piece.decode(errors="replace") for piece in whole)
    if rest:
        yield rest.decode(errors="replace")
