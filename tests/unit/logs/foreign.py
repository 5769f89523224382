"""Lines as other people's libraries log them."""

from __future__ import annotations

import logging

logger = logging.getLogger("rasa.core.something")


def log_filled(sender: str) -> None:
    logger.warning(f"Circuit breaker tripped. Stopped predicting more actions for sender '{sender}'.")


def log_args(text: str) -> None:
    logger.error("Couldn't send %s to %r", text, {"text": text})


def log_plain() -> None:
    logger.error("The connection is lost")


def log_given(text: str) -> None:
    logger.error(text)
