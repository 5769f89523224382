"""Logs name nobody: marked secrets go in by every way that a log line has, and none comes out."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator

import httpx
import pytest
import requests
import sqlalchemy
import structlog
from flask import Flask

from channels.rest import RestChannel
from components.tracker_store import ShopTrackerStore
from shop import logs
from shop.database import Database
from shop.logs import WARNING_WHEN_DEBUGGING
from shop.messaging.photos import NotAPicture
from shop.traces import trace
from tests.unit.logs import foreign

MARK = "GEHEIM-52"
PHONE, EMAIL, TOKEN = "+49 170 1234567", "geheim.anna@example.com", "123456789:AAE-geheimer_Token-fuer-den-Bot42"
SECRETS = (MARK, "49 170", "geheim", "1234567")


class Lines(logging.Handler):
    """All that is logged, as a file would get it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture(autouse=True)
def as_python_makes_them() -> Iterator[None]:
    """Begin with plain records: a server of another test of this process may have made its logs private."""
    before = logging.getLogRecordFactory()
    logging.setLogRecordFactory(logging.LogRecord)
    yield
    logging.setLogRecordFactory(before)


@pytest.fixture()
def said() -> Iterator[Lines]:
    """What is logged while logs are private; at the level of a server."""
    lines, root = Lines(), logging.getLogger()
    level = root.level
    root.addHandler(lines)
    root.setLevel(logging.INFO)
    undo = logs.begin(debugging=False)
    yield lines
    undo()
    root.setLevel(level)
    root.removeHandler(lines)


def clean(said: Lines) -> str:
    assert said.lines and not [secret for secret in SECRETS if secret.lower() in said.text.lower()], said.text
    return said.text


@pytest.fixture()
def failing() -> Callable[[], None]:
    def fail() -> None:
        text = MARK
        try:
            raise KeyError(text)
        except KeyError as error:
            raise ValueError(f"cannot read {text} of {EMAIL}") from error

    return fail


def test_of_a_foreign_line_remains_what_its_code_says(said: Lines) -> None:
    foreign.log_filled(MARK)
    foreign.log_args(MARK)
    foreign.log_plain()
    foreign.log_given(MARK)
    text = clean(said)
    assert "Stopped predicting more actions for sender '…" in text
    assert "Couldn't send … to …" in text and "The connection is lost" in text
    assert text.count("tests/unit/logs/foreign.py:") == 4


def test_of_an_exception_remain_classes_and_places(said: Lines, failing: Callable[[], None]) -> None:
    for name in ("rasa.core.processor", "actions.base"):
        try:
            failing()
        except ValueError:
            logging.getLogger(name).exception("it failed")
    text = clean(said)
    assert text.count("ValueError") == 2 and text.count("KeyError") == 2 and "test_logs.py" in text
    assert "in fail" in text and "it failed" in text


def test_an_exception_as_the_line_itself_says_only_its_class(said: Lines) -> None:
    for name in ("rasa.core.lock", "shop.orders"):
        logging.getLogger(name).error(ValueError(MARK))
        logging.getLogger(name).error("it cannot be done: %s", ValueError(MARK))
    assert clean(said).count("ValueError") == 3


def test_lines_of_structlog_keep_their_event_only(said: Lines, failing: Callable[[], None]) -> None:
    """As rasa.utils.log_utils sets it up where output is no terminal: local variables of every frame are in it."""
    before = structlog.get_config()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.dev.set_exc_info,
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    try:
        failing()
    except ValueError:
        structlog.get_logger().exception("rest.message.received.failure", text=MARK, sender=PHONE)
    finally:
        structlog.configure(**before)
    text = clean(said)
    assert "rest.message.received.failure" in text and "ValueError at " in text


@pytest.mark.parametrize(
    "line",
    [
        json.dumps({"event": MARK, "text": MARK}),
        json.dumps({"event": "a b", "exception": MARK}),
        json.dumps({"exception": [{"exc_type": "E", "frames": [{"filename": "x", "lineno": "no", "name": MARK}]}]}),
        json.dumps([MARK]),
        "{" + MARK,
        "\x1b[1m" + MARK,
    ],
)
def test_what_only_looks_like_structlog_is_left_out(said: Lines, line: str) -> None:
    logging.getLogger("rasa.core.channels.rest").error(line)
    clean(said)


def test_httpx_does_not_tell_the_bots_token(said: Lines) -> None:
    client = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(500)))
    with pytest.raises(httpx.HTTPStatusError) as failed:
        client.post(f"https://api.telegram.org/bot{TOKEN}/sendMessage").raise_for_status()
    logging.getLogger("channels.api").error("it was not sent", exc_info=failed.value)
    logging.getLogger("httpx").warning('HTTP Request: %s "%s"', "POST", f"https://api.telegram.org/bot{TOKEN}/x")
    assert "httpx.HTTPStatusError" in clean(said)


def test_requests_and_urllib3_do_not_tell_addresses_with_tokens(said: Lines) -> None:
    try:
        requests.get(f"http://127.0.0.1:1/bot{TOKEN}/x?number={PHONE}", timeout=5)
    except requests.RequestException as error:
        logging.getLogger("shop.orders.news").exception("news have to wait: %s", error)
    assert "ConnectionError" in clean(said)


def test_a_database_error_does_not_tell_whose_data_it_was(said: Lines, tmp_path) -> None:
    database = Database(f"sqlite:///{tmp_path}/shop.db")
    try:
        with database.write() as session:
            session.execute(sqlalchemy.text("INSERT INTO missing VALUES (:words)"), {"words": MARK})
    except sqlalchemy.exc.OperationalError as error:
        assert MARK not in str(error) and database.engine.hide_parameters
        logging.getLogger("actions.base").exception("an action failed")
        logging.getLogger("rasa.core.tracker_store").error(f"Error happened when trying to save: {error}.")
    assert clean(said).endswith("OperationalError: no such table: missing)")


def test_the_tracker_store_hides_what_was_said(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path}/tracker.db")
    store = ShopTrackerStore()
    with store.session_scope() as session, pytest.raises(sqlalchemy.exc.StatementError) as failed:
        session.execute(sqlalchemy.text("INSERT INTO missing VALUES (:words)"), {"words": MARK})
    assert MARK not in str(failed.value)


def test_asyncio_threads_and_warnings_do_not_tell_either(said: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    # pytest puts hooks of its own in place for each test.
    monkeypatch.setattr(threading, "excepthook", logs._thread_failed)

    async def lost() -> None:
        async def work(text: str) -> None:
            raise ValueError(text)

        asyncio.get_running_loop().call_exception_handler({"message": MARK, "exception": ValueError(MARK)})
        task = asyncio.ensure_future(work(MARK))
        await asyncio.sleep(0)
        del task

    def work() -> None:
        raise ValueError(MARK)

    asyncio.run(lost())
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = logs._warned
        warnings.warn(f"Interpreter parsed an intent '{MARK}' which is not defined in the domain.", stacklevel=1)
    text = clean(said)
    assert "a thread failed" in text and "UserWarning at tests/unit/logs/test_logs.py" in text


def test_our_own_lines_pass_but_for_what_looks_personal(said: Lines) -> None:
    ours = logging.getLogger("channels.door.door")
    ours.warning("a turn of %s on %s said nothing", "wa-1a2b3c4d", "whatsapp")
    ours.warning("12 of 345 photos, order #10023, 3 tries in 40 s")
    for secret in (PHONE, EMAIL, f"https://api.telegram.org/bot{TOKEN}/getMe", f"wa-49{PHONE[4:].replace(' ', '')}"):
        ours.warning("something about %s here", secret)
    ours.warning("GET /pay/IjEyMyI.ZZZZZZZZZZZZZZZZZZZZZZZZZZ")
    text = clean(said)
    assert "a turn of wa-1a2b3c4d on whatsapp said nothing" in text
    assert "12 of 345 photos, order #10023, 3 tries in 40 s" in text
    assert text.count("something about …") + text.count("something about https://api.telegram.org/") == 4
    assert "ZZZZ" not in text


def test_a_failing_page_does_not_tell_its_address(said: Lines) -> None:
    """Flask logs under the name of our module, with the path: it is not our line for that."""
    pages = Flask("shop.pages")

    @pages.get("/pay/<token>")
    def pay(token: str) -> str:
        raise ValueError(token)

    assert pages.test_client().get(f"/pay/{MARK}").status_code == 500
    assert "Exception on …" in clean(said)


def test_our_own_exceptions_about_bytes_keep_their_words(said: Lines) -> None:
    logging.getLogger("channels.media").warning("a photo is not taken: %s", NotAPicture("has 7 bytes"))
    assert "NotAPicture: has 7 bytes" in clean(said)


def test_how_a_server_starts_is_told(said: Lines) -> None:
    logging.getLogger("rasa.core.run").info(f"Starting Rasa server on http://127.0.0.1:{5005}")
    logging.getLogger("rasa_sdk.executor").info("Registered function for 'action_x'.")
    assert "Starting Rasa server on http://127.0.0.1:5005" in said.text and "action_x" in said.text


def test_a_line_that_cannot_be_read_is_left_out_and_nothing_breaks(said: Lines) -> None:
    class Broken:
        def __str__(self) -> str:
            raise ValueError(MARK)

    logging.getLogger("channels.door").warning("%s and %d", Broken(), 1)
    logging.getLogger("channels.door").warning("%d", MARK)
    logging.getLogger("rasa").warning(Broken())
    assert len(said.lines) == 3 and clean(said)


def test_words_of_exceptions_about_code_are_kept() -> None:
    def text_of(work: Callable[[], object]) -> str:
        try:
            work()
        except Exception as error:
            return trace(error)
        raise AssertionError

    assert "has no attribute 'nothing'" in text_of(lambda: None.nothing)  # type: ignore[attr-defined]
    assert "No such file or directory" in text_of(lambda: open("/nowhere/GEHEIM"))  # noqa: SIM115
    assert "GEHEIM" not in text_of(lambda: open("/nowhere/GEHEIM"))  # noqa: SIM115
    assert "GEHEIM" not in text_of(lambda: int("GEHEIM")) and "GEHEIM" not in text_of(lambda: {}["GEHEIM"])


def test_debugging_says_everything_and_warns(caplog: pytest.LogCaptureFixture) -> None:
    undo = logs.begin(debugging=True)
    logging.getLogger("rasa.core").warning(f"Received {MARK}")
    undo()
    assert WARNING_WHEN_DEBUGGING in caplog.text and MARK in caplog.text


@pytest.mark.parametrize("name", ["", "rasa"])
def test_a_rasa_server_that_debugs_warns_when_it_makes_its_channels(caplog: pytest.LogCaptureFixture, name) -> None:
    server = logging.getLogger(name)
    level = server.level
    server.setLevel(logging.DEBUG)
    try:
        RestChannel.from_credentials({})
    finally:
        server.setLevel(level)
    assert WARNING_WHEN_DEBUGGING in caplog.text
    assert logging.getLogRecordFactory() is logging.LogRecord


def test_it_begins_once_and_leaves_nothing_behind() -> None:
    hooks = (logging.getLogRecordFactory(), warnings.showwarning, threading.excepthook, sys.excepthook)
    undo = logs.begin(debugging=False)
    logs.begin(debugging=False)()
    assert logging.getLogRecordFactory() is not hooks[0]
    undo()
    assert (logging.getLogRecordFactory(), warnings.showwarning, threading.excepthook, sys.excepthook) == hooks
