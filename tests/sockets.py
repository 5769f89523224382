"""Ports for servers of tests: Sanic takes port 0 for its usual one, which another server may have."""

from __future__ import annotations

import socket


def free_socket() -> socket.socket:
    """A socket that is bound to a free port of this machine."""
    free = socket.socket()
    free.bind(("127.0.0.1", 0))
    return free
