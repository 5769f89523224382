"""Train the model when there is none, or when something that it is made from has changed."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scripts import quiet

PROJECT = Path(__file__).resolve().parent.parent
MODEL_NAME = "tresen"
# The lock too: a model can only be loaded with the library versions that wrote it.
SOURCES = ("config.yml", "domain.yml", "domain", "data", "responses", "components", "requirements.lock")


def model_file(project: Path = PROJECT) -> Path:
    """Return where the trained model is kept."""
    return project / "models" / f"{MODEL_NAME}.tar.gz"


def fingerprint(project: Path = PROJECT, sources: Iterable[str] = SOURCES) -> str:
    """Return a hash over the names and contents of everything that the model is made from."""
    digest = hashlib.sha256()
    for path in _files(project, sources):
        content = path.read_bytes()
        # Lengths keep a renamed or split file from looking like the same bytes.
        digest.update(f"{path.relative_to(project).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_current(project: Path = PROJECT) -> bool:
    """Return whether there is a model and it was made from the files as they are now."""
    stamp = _stamp(project)
    return model_file(project).exists() and stamp.exists() and stamp.read_text() == fingerprint(project)


def train(project: Path = PROJECT) -> int:
    """Run `rasa train`, showing its progress; return its exit code (0: the model is written and stamped)."""
    made_from = fingerprint(project)  # before training: what is edited meanwhile is not in the model
    _stamp(project).unlink(missing_ok=True)
    # `make validate` and `make test` validate.
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", MODEL_NAME, "--skip-validation"]
    # Threads that wait for each other by spinning make a training beside other work endless.
    waiting = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "10000"}
    environment = {**waiting, **os.environ, "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO")}
    code = quiet.run(command, environment, project)
    if code == 0:
        _stamp(project).write_text(made_from)
    return code


def main() -> int:
    """Train if needed; return the exit code for the shell."""
    with _alone():
        return _train_if_needed()


def _train_if_needed() -> int:
    if is_current():
        return 0
    print("Training the model: there is none for these data yet (the first time 2 to 4 minutes) …", flush=True)
    start = time.monotonic()
    code = train()
    if code:
        print("\nThe training failed; the reason stands above. `make validate` checks the data.", file=sys.stderr)
    else:
        print(f"The model is trained ({time.monotonic() - start:.0f} s).", flush=True)
    return code


@contextmanager
def _alone(project: Path = PROJECT) -> Iterator[None]:
    """Let one training after the other happen: two at once take twice as long, for the same model."""
    file = project / "var" / "train.lock"
    file.parent.mkdir(exist_ok=True)
    with file.open("w") as lock:
        with suppress(ImportError):  # not there on Windows
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stamp(project: Path) -> Path:
    return project / "models" / f"{MODEL_NAME}.stamp"


def _files(project: Path, sources: Iterable[str]) -> Iterator[Path]:
    for source in sources:
        path = project / source
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)


if __name__ == "__main__":
    sys.exit(main())
