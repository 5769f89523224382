"""HTTP to the APIs of messengers: one client, one timeout, one error; nothing in a log that names shopper or token."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import httpx

# httpx logs every address at INFO, and Telegram and Meta put tokens into addresses.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)

SECONDS = 10.0
_CONNECT_SECONDS = 5.0
# A refusal for the moment is tried once more after this; longer than this nobody is kept waiting.
PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 3.0
_FOR_THE_MOMENT = (429, 500, 502, 503, 504)


class NotDelivered(Exception):
    """The other side did not take it. `status` is None if there was no answer; `code` is the API's own."""

    def __init__(self, reason: str, status: int | None = None, code: int | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.code = code


class Api:
    """An HTTP API. `parameters` go with every call, `auth` is user and password."""

    def __init__(
        self,
        url: str,
        auth: tuple[str, str] | None = None,
        parameters: Mapping[str, str] | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._url = url
        self._auth = httpx.BasicAuth(*auth) if auth else None
        self._parameters = dict(parameters or {})
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS)))

    async def post(self, path: str, **content: Any) -> dict[str, Any]:
        """Send a request (`json=`, `data=` or `content=` of httpx) and return its answer; raises NotDelivered.

        What is refused for the moment is tried once more; what may have got through is not, as it might arrive twice.
        """
        for last in (False, True):
            try:
                answer = await self._client.post(
                    self._url + path, params=self._parameters or None, auth=self._auth, **content
                )
            except httpx.ConnectError as error:
                if last:
                    raise NotDelivered(f"no connection: {type(error).__name__}") from None
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise NotDelivered(f"no answer: {type(error).__name__}") from None
            pause = _pause(answer)
            if last or pause is None:
                return _content(answer)
            await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def download(self, url: str, most: int, authorized: bool = False) -> tuple[bytes, str]:
        """Return what lies at an address, of at most `most` bytes, and its type; raises NotDelivered."""
        auth = self._auth if authorized else None
        try:
            async with self._client.stream("GET", url, auth=auth, follow_redirects=True) as answer:
                if answer.status_code != 200:
                    raise NotDelivered(f"the file is not given: {answer.status_code}", answer.status_code)
                data = bytearray()
                async for piece in answer.aiter_bytes():
                    data += piece
                    if len(data) > most:
                        raise NotDelivered(f"the file has more than {most} bytes")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotDelivered(f"the file is not given: {type(error).__name__}") from None
        return bytes(data), answer.headers.get("Content-Type", "")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def __aenter__(self) -> Api:
        """Use it once, and close it."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        await self.close()


def _pause(answer: httpx.Response) -> float | None:
    """Return how long to wait before trying again, or None if that is of no use."""
    if answer.status_code not in _FOR_THE_MOMENT:
        return None
    named = answer.headers.get("Retry-After", "")
    if not named.isdigit():
        return PAUSE_SECONDS
    return float(named) if float(named) <= LONGEST_PAUSE_SECONDS else None


def _content(answer: httpx.Response) -> dict[str, Any]:
    try:
        content = answer.json()
    except (ValueError, RecursionError):
        content = None
    if answer.is_success and isinstance(content, dict):
        return content
    code = _code(content)
    # The API's own words may repeat what was sent: its number is enough.
    raise NotDelivered(f"refused with {answer.status_code}, code {code}", answer.status_code, code)


def _code(content: Any) -> int | None:
    """Return the number of an error as Meta ({"error": {"code"}}) and Twilio ({"code"}) write it."""
    if not isinstance(content, dict):
        return None
    error = content.get("error")
    code = error.get("code") if isinstance(error, dict) else content.get("code")
    return code if isinstance(code, int) else None
