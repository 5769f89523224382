"""Take the figures of one bot: start, understanding, turns, a long conversation, memory."""

from __future__ import annotations

import math
import re
import statistics
import subprocess
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import requests
import yaml

from scripts.bench_bots import Bot, empty_databases
from scripts.processes import Supervisor
from scripts.services import StartFailed
from scripts.train import PROJECT

START_SECONDS = 300.0
# Whole rounds of a long conversation's four messages, around the 10th and the 200th: the same mix in both.
EARLY, LATE = slice(6, 14), slice(196, 204)

Figures = dict[str, float | None]


def measure(bot: Bot, supervisor: Supervisor, messages: Sequence[str], starts: int, conversations: int) -> Figures:
    """Start the bot `starts` times, and take every figure from the last start; times in ms, start and training in s."""
    seconds = []
    for _ in range(starts):
        supervisor.stop()
        empty_databases(bot)
        seconds.append(start(bot, supervisor))
    supervisor.wait_healthy(START_SECONDS)
    figures: Figures = {"training_s": bot.training_seconds, "start_s": statistics.median(seconds)}
    with requests.Session() as session:
        figures |= speak(session, bot, messages, conversations)
    for service in bot.services:
        figures[f"rss_{service.name}_mb"] = rss_mb(supervisor.pid(service.name))
    supervisor.stop()
    return figures


def speak(session: requests.Session, bot: Bot, messages: Sequence[str], conversations: int) -> Figures:
    """Take every figure that a running bot gives by being spoken to."""
    for text in bot.conversation:  # what only the first messages pay for is no part of the figures
        timed_post(session, f"{bot.server}/model/parse", {"text": text})
    list(turns_of(session, bot, bot.conversation))
    parses = [timed_post(session, f"{bot.server}/model/parse", {"text": text})[0] for text in messages]
    fresh = [turn for _ in range(conversations) for turn in turns_of(session, bot, bot.conversation)]
    long = list(turns_of(session, bot, islice(cycle(bot.long_conversation), LATE.stop)))
    return {
        **spread("parse", parses),
        **spread("turn", [milliseconds for milliseconds, _ in fresh]),
        "turn_10th_ms": statistics.median(milliseconds for milliseconds, _ in long[EARLY]),
        "turn_200th_ms": statistics.median(milliseconds for milliseconds, _ in long[LATE]),
        # Silence is quick: without this row a broken bot would look like a fast one.
        "silent_turns": float(sum(not answer for _, answer in fresh + long)),
    }


def start(bot: Bot, supervisor: Supervisor) -> float:
    """Start all processes of the bot at once; return the seconds until a message over REST has its answer."""
    began = time.monotonic()
    for service in bot.services:
        supervisor.start(service)
    body = {"sender": uuid.uuid4().hex, "message": bot.conversation[0]}
    while time.monotonic() - began < START_SECONDS:
        supervisor.refuse_dead()
        try:
            answer = requests.post(f"{bot.server}/webhooks/rest/webhook", json=body, timeout=60)
            if answer.ok and answer.json():
                return time.monotonic() - began
        except (requests.ConnectionError, requests.Timeout):
            pass
        time.sleep(0.1)
    raise StartFailed(f"{bot.name} has not answered within {START_SECONDS:.0f} s.")


def turns_of(session: requests.Session, bot: Bot, messages: Iterable[str]) -> Iterator[tuple[float, Any]]:
    """Say the messages in one new conversation; yield the milliseconds until each answer, and the answer."""
    sender = uuid.uuid4().hex
    for text in messages:
        yield timed_post(session, f"{bot.server}/webhooks/rest/webhook", {"sender": sender, "message": text})


def timed_post(session: requests.Session, url: str, body: dict[str, str]) -> tuple[float, Any]:
    """Return the milliseconds of one POST and its JSON; a refused one is no figure but an error."""
    began = time.perf_counter()
    response = session.post(url, json=body, timeout=120)
    milliseconds = (time.perf_counter() - began) * 1000
    response.raise_for_status()
    return milliseconds, response.json()


def spread(name: str, times: Sequence[float]) -> Figures:
    """Return median and 95th percentile (the value that 95 % do not exceed) of some times in ms."""
    ordered = sorted(times)
    p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return {f"{name}_p50_ms": statistics.median(ordered), f"{name}_p95_ms": p95}


def held_out_messages(count: int, folder: Path = PROJECT / "tests" / "nlu") -> list[str]:
    """Return messages of the held-out set, evenly taken from all its files: both bots read the same ones."""
    texts = []
    for file in sorted(folder.glob("*/*.yml")):
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))
        if isinstance(entries, list):
            texts += [str(entry["text"]) for entry in entries if isinstance(entry, dict) and entry.get("text")]
    if not texts:
        raise StartFailed(f"There are no held-out messages in {folder} to measure with.")
    return texts[:: max(1, len(texts) // count)][:count]


def rss_mb(pid: int) -> float:
    """Return the resident memory of a process in MB (10^6 bytes)."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
        kib = int(found.group(1)) if found else 0
    else:
        kib = int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(pid)]))
    return kib * 1024 / 1e6
