"""Which web pages may speak with the chat, and what browsers are told about it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from channels.settings import ChannelSettings

ANY = "*"
# Rasa's own handling of origins (sanic-cors) adds these by the server's --cors, which knows nothing of the chat.
_HEADERS = (
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Headers",
    "Access-Control-Allow-Methods",
    "Access-Control-Expose-Headers",
    "Access-Control-Max-Age",
)
_PREFLIGHT_SECONDS = "7200"


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def may_speak(settings: ChannelSettings, asked: Mapping[str, str]) -> bool:
    """Tell whether a request comes from a page that may speak with the chat; one without an origin is no browser's.

    The page of its own always may: its origin is the one that the request is addressed to.
    """
    origin = asked.get("origin")
    if not origin or ANY in settings.webchat_origins:
        return True
    own = urlsplit(origin).netloc == asked.get("host")
    return own or origin in (*settings.webchat_origins, origin_of(settings.chat_public_url))


def tell_browser(settings: ChannelSettings, asked: Mapping[str, str], answer: dict[str, str], public: bool) -> None:
    """Put into the headers of an answer who may read it: everybody for files (`public`), else who may speak."""
    for name in _HEADERS:
        while name in answer:
            del answer[name]
    origin = asked.get("origin")
    if public:
        answer["Access-Control-Allow-Origin"] = ANY
        answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    elif origin and may_speak(settings, asked):
        answer["Access-Control-Allow-Origin"] = origin
        answer["Access-Control-Allow-Headers"] = "Content-Type, X-Chat-Token"
        answer["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        answer["Access-Control-Max-Age"] = _PREFLIGHT_SECONDS
    if not public:
        answer["Vary"] = "Origin"


def content_policy(settings: ChannelSettings) -> str:
    """Return the Content-Security-Policy of the page of its own: only its own scripts and styles, no frames, no forms.

    Pictures of goods come from wherever the merchant's catalog has them, over https.
    """
    here = origin_of(settings.chat_public_url)
    sockets = here.replace("http", "ws", 1)
    pictures = f"'self' data: blob: https: {origin_of(settings.shop.public_url)} {here}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            f"img-src {pictures}",
            f"connect-src 'self' {here} {sockets}",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
