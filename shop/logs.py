"""Logs that name nobody: no words of shoppers, no names, addresses, phone numbers or tokens, whoever writes the line.

Rasa, Sanic, httpx and others log what they handle: a message that failed, the local variables around it, an address
with a bot's token in it. So every record of a process is made here, before any handler sees it. What a programmer has
written passes; what was filled in at run time passes only in lines of our own, which are written with care. Of an
exception remain its class and its places in the code. Debugging shows everything, and says so at the start.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

from shop.traces import named, place, trace

logger = logging.getLogger(__name__)

WARNING_WHEN_DEBUGGING = (
    "Debugging is on: these logs hold messages, names, addresses, phone numbers and tokens of shoppers."
    " Switch it off (LOG_LEVEL=INFO) where real shoppers write, and delete the logs afterwards."
)
LEFT_OUT = "…"
_FORMAT = "%(asctime)s %(levelname)-8s %(name)s  - %(message)s"
_OURS = ("actions", "channels", "components", "scripts", "shop")
# They tell at INFO how a server starts, before anybody has written to it.
_OF_THE_START = (
    "alembic", "rasa.cli", "rasa.core.agent", "rasa.core.processor", "rasa.core.run", "rasa.engine", "rasa.model",
    "rasa_sdk", "sanic.root", "waitress",
)  # fmt: skip
# A line for each request, with its address.
_CHATTY = ("engineio", "httpcore", "httpx", "sanic.access", "socketio", "telegram", "urllib3")
# What a line of code says in one piece; shorter pieces could stand in somebody's message too.
_SHORTEST_PIECE = 10
_BLANK = re.compile(r"%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
_EVENT = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")
# A second net under our own lines: e-mail addresses, phone numbers, shoppers, keys of bots, long tokens in addresses.
_PERSONAL = re.compile(
    r"[^\s@<>\"']+@[^\s@<>\"']+\.\w+"
    r"|\bbot\d+:[\w-]+"
    r"|\b(?:sms|tg|wa)-\+?\d{9,}"
    r"|(?<![\w.:/-])\+?\d[\d ()/-]{7,}\d(?![\w.:/-])"
    r"|(?<=/)[\w-]*[\w.~-]{24,}"
)

Undo = Callable[[], None]


def configure(level: str) -> None:
    """Log to standard error from a level on, and name nobody: for a process whose logs nobody else sets up."""
    logging.basicConfig(level=level, format=_FORMAT)
    begin()


def begin(debugging: bool | None = None) -> Undo:
    """Let no line of this process name anybody from now on; with debugging on, warn that all of them do.

    Whether it is on say the levels of the loggers, if it is not told. Does nothing the second time. Returns what takes
    it back.
    """
    if logging.getLogRecordFactory() is _Records.made:
        return lambda: None
    if _debugging() if debugging is None else debugging:
        logger.warning(WARNING_WHEN_DEBUGGING)
        return lambda: None
    return _keep_private()


def _debugging() -> bool:
    return any(logging.getLogger(name).isEnabledFor(logging.DEBUG) for name in (None, "rasa"))


def _keep_private() -> Undo:
    before = (logging.getLogRecordFactory(), warnings.showwarning, threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in _CHATTY}
    _Records.plain = before[0]
    logging.setLogRecordFactory(_Records.made)
    warnings.showwarning, threading.excepthook = _warned, _thread_failed
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(levels[name], logging.WARNING))

    def undo() -> None:
        logging.setLogRecordFactory(before[0])
        warnings.showwarning, threading.excepthook = before[1], before[2]
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)

    return undo


class _Records:
    """Makes the records of a process; `plain` made them before."""

    plain: Callable[..., logging.LogRecord] = logging.LogRecord

    @staticmethod
    def made(*values: Any, **named: Any) -> logging.LogRecord:
        record = _Records.plain(*values, **named)
        try:
            text = _own(record) if _is_ours(record) else _foreign(record)
            error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        except Exception as failure:  # a line that cannot be made harmless is not written
            text, error = f"{LEFT_OUT} ({place(record.pathname, record.lineno)})", failure
        record.msg, record.args = text if error is None else f"{text}\n{trace(error)}", None
        record.exc_info = record.exc_text = record.stack_info = None
        return record


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether our own code wrote the line: Flask, for one, logs under the name of the module that uses it."""
    return record.name.split(".")[0] in _OURS and place(record.pathname, 0).split("/")[0] in (*_OURS, "tests")


def _own(record: logging.LogRecord) -> str:
    """A line of ours as it is meant, but for an exception's words."""
    if isinstance(record.args, tuple):
        record.args = tuple(named(one) if isinstance(one, BaseException) else one for one in record.args)
    if isinstance(record.msg, BaseException):
        return named(record.msg)
    return scrubbed(record.getMessage())


def _foreign(record: logging.LogRecord) -> str:
    """What a programmer has written of somebody else's line."""
    if record.levelno <= logging.INFO and _source(record).startswith(_OF_THE_START):
        return scrubbed(record.getMessage())
    text, where = record.msg, place(record.pathname, record.lineno)
    if isinstance(text, BaseException):
        return f"({where})\n{trace(text)}"
    if not isinstance(text, str):
        return f"{LEFT_OUT} ({where})"
    event = _structured(text)
    if event is not None:
        return event
    pieces = _pieces(record)
    written = text if text in pieces else _written(text, pieces)
    shown = _BLANK.sub(LEFT_OUT, written) if record.args else written
    return f"{shown} ({where}{_reason(record)})"


def _reason(record: logging.LogRecord) -> str:
    """The class of the exception that is being handled, if it is not told by itself: others put it into their lines."""
    error = None if record.exc_info else sys.exc_info()[1]
    return f", {named(error)}" if error is not None else ""


def _source(record: logging.LogRecord) -> str:
    """Who logs; part of Rasa does so under the name of the root logger."""
    if record.name != "root":
        return record.name
    return place(record.pathname, 0).removesuffix(".py:0").replace("/", ".")


def _written(text: str, pieces: list[str]) -> str:
    """The text with everything left out that does not stand in the code that logs it."""
    kept = [False] * len(text)
    for piece in pieces:
        start = text.find(piece) if len(piece) >= _SHORTEST_PIECE else -1
        while start >= 0:
            kept[start : start + len(piece)] = [True] * len(piece)
            start = text.find(piece, start + 1)
    shown = "".join(character if keep else "\0" for character, keep in zip(text, kept, strict=True))
    return re.sub("\0+", LEFT_OUT, shown)


def _pieces(record: logging.LogRecord) -> list[str]:
    """The texts that stand in the function that logs: whole lines, and what is between the blanks of an f-string."""
    frame = sys._getframe(1)
    while frame is not None:
        if (frame.f_code.co_filename, frame.f_code.co_name) == (record.pathname, record.funcName):
            return [constant for constant in frame.f_code.co_consts if isinstance(constant, str)]
        frame = frame.f_back  # type: ignore[assignment]
    return []


def _structured(text: str) -> str | None:
    """What remains of a line of structlog, which is JSON: its event and the classes of exceptions."""
    if not text.startswith("{"):
        return None
    try:
        line = json.loads(text)
    except ValueError:
        return None
    event = str(line.get("event") or "")
    errors = [one for one in line.get("exception") or () if isinstance(one, dict)]
    last = [_failed_at(one) for one in errors]
    return ", ".join([event if _EVENT.fullmatch(event) else LEFT_OUT, *last])


def _failed_at(error: dict[str, Any]) -> str:
    frames = [
        place(str(one.get("filename")), int(one.get("lineno") or 0), str(one.get("name")))
        for one in error.get("frames") or ()
    ]
    return f"{error.get('exc_type')} at {frames[-1] if frames else LEFT_OUT}"


def scrubbed(text: str) -> str:
    """The text without what looks like an address, a phone number or a key."""
    return _PERSONAL.sub(LEFT_OUT, text)


def _warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: Any = None, line: Any = None
) -> None:
    """Rasa warns with what somebody typed, such as an intent that it does not know."""
    logger.warning("%s at %s", category.__name__, place(filename, lineno))


def _thread_failed(arguments: Any) -> None:
    if arguments.exc_type is not SystemExit:
        logger.error("a thread failed", exc_info=(arguments.exc_type, arguments.exc_value, arguments.exc_traceback))
