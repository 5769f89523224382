"""Background processes: start them, wait until they are healthy, restart what dies, stop all of them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.services import Service, StartFailed, project_environment

POLL_SECONDS = 0.2
TEND_SECONDS = 0.3
STOP_SECONDS = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
# A process that lived this long has earned a quick restart again.
STEADY_SECONDS = 60.0
TAIL_LINES = 25


@dataclass
class _Child:
    service: Service
    process: subprocess.Popen[bytes]
    started: float
    pause: float = FIRST_PAUSE
    restart_at: float | None = None


class Supervisor:
    """Runs services as process groups of their own, so that Ctrl-C in a terminal reaches them only through `stop`."""

    def __init__(self, logs: Path, report: Callable[[str], None] = print) -> None:
        self._logs = logs
        self._report = report
        self._children: dict[str, _Child] = {}

    def start(self, service: Service) -> None:
        """Start a service; its output goes to `<logs>/<name>.log`."""
        self._children[service.name] = _Child(service, self._spawn(service), time.monotonic())

    def log_of(self, service: Service) -> Path:
        """Return where the output of a service is kept."""
        return self._logs / f"{service.name}.log"

    def pid(self, name: str) -> int:
        """Return the process id of a running service."""
        return self._children[name].process.pid

    def wait_healthy(self, timeout: float, alive: Callable[[], bool] = lambda: True) -> bool:
        """Wait until every service answers; return False as soon as `alive` does.

        Raises:
            StartFailed: a process ended, or did not answer within `timeout` seconds; with the end of its log.
        """
        deadline = time.monotonic() + timeout
        waiting = list(self._children.values())
        while waiting:
            if not alive():
                return False
            self.refuse_dead()
            waiting = [child for child in waiting if not answers(child.service.health)]
            if waiting and time.monotonic() > deadline:
                self._refuse(waiting[0].service, f"does not answer after {timeout:.0f} s")
            time.sleep(POLL_SECONDS if waiting else 0)
        return True

    def tend(self) -> None:
        """Restart what has died, each time after a longer pause. To be called again and again."""
        now = time.monotonic()
        for child in self._children.values():
            code = child.process.poll()
            if code is None:
                continue
            if child.restart_at is None:
                self._plan_restart(child, code, now)
            elif now >= child.restart_at:
                child.process, child.started, child.restart_at = self._spawn(child.service), now, None

    @contextlib.contextmanager
    def tended(self) -> Iterator[None]:
        """Tend in the background for as long as the block runs."""
        done = threading.Event()

        def keep_tending() -> None:
            while not done.wait(TEND_SECONDS):
                self.tend()

        thread = threading.Thread(target=keep_tending, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def stop(self) -> None:
        """Stop everything, politely first."""
        children = list(self._children.values())
        self._children = {}
        for child in children:
            _signal_group(child.process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
            # Also after a polite end: nothing of the group may stay behind and hold the port.
            _signal_group(child.process, signal.SIGKILL)
            child.process.wait()

    def _spawn(self, service: Service) -> subprocess.Popen[bytes]:
        self._logs.mkdir(parents=True, exist_ok=True)
        with self.log_of(service).open("ab") as log:
            log.write(f"\n--- {service.title}, {time.strftime('%Y-%m-%d %H:%M:%S')} ---\n".encode())
            log.flush()
            return subprocess.Popen(
                service.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=project_environment(service.environment),
                cwd=service.folder,
                start_new_session=True,
            )

    def refuse_dead(self) -> None:
        """Raise StartFailed, with the end of its log, if a process has ended."""
        for child in self._children.values():
            code = child.process.poll()
            if code is not None:
                self._refuse(child.service, f"ended at its start (exit code {code})")

    def _refuse(self, service: Service, what: str) -> None:
        log = self.log_of(service)
        raise StartFailed(f"The {service.title} {what}. The end of {log}:\n\n{tail(log)}")

    def _plan_restart(self, child: _Child, code: int, now: float) -> None:
        if now - child.started > STEADY_SECONDS:
            child.pause = FIRST_PAUSE
        self._report(f"The {child.service.title} ended (exit code {code}); starting it again.")
        child.restart_at = now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)


def answers(url: str) -> bool:
    """Return whether a GET of `url` is answered with 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """Return the last lines of a file, or nothing if there is none."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def run_to_end(command: Sequence[str], what: str, environment: dict[str, str] | None = None) -> None:
    """Run a short command silently; StartFailed with its output if it fails."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, env=environment, capture_output=True, check=False)
    if done.returncode:
        output = (done.stdout + done.stderr).decode(errors="replace").splitlines()[-TAIL_LINES:]
        raise StartFailed(f"{what} failed:\n\n" + "\n".join(output))


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
