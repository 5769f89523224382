"""The action server: ``python -m actions``, which takes what ``python -m rasa_sdk`` takes.

What it adds: logs that name nobody (``shop/logs.py``), and ``LOG_LEVEL=DEBUG``.
"""

from __future__ import annotations

import logging
import sys

from rasa_sdk.__main__ import main_from_args
from rasa_sdk.endpoint import create_argument_parser

from actions.base import settings
from shop import logs


def main(arguments: list[str]) -> None:
    """Serve the actions until interrupted."""
    wanted = create_argument_parser().parse_args(["--actions", "actions", *arguments])
    if settings().log_level == "DEBUG":
        wanted.loglevel = logging.DEBUG
    logs.begin(debugging=wanted.loglevel == logging.DEBUG)
    main_from_args(wanted)


if __name__ == "__main__":
    main(sys.argv[1:])
