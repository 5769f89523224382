"""A photo comes from outside: only a plain https address, or one of our own page of photos, is one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from actions.base import settings
from actions.photo import photo_of


def tracker(metadata: Any) -> Any:
    return SimpleNamespace(
        events=[{"event": "user", "metadata": metadata}, {"event": "action", "name": "action_complain"}]
    )


def test_takes_an_https_address() -> None:
    assert photo_of(tracker({"photo": "https://pictures.example/a.jpg?x=1"})) == "https://pictures.example/a.jpg?x=1"


def test_takes_an_address_of_our_own_wherever_our_pages_are() -> None:
    own = f"{settings().public_url}/photos/{'a' * 32}.signature"
    assert photo_of(tracker({"photo": own})) == own


@pytest.mark.parametrize(
    "value",
    [
        None, 7, "", [], "http://pictures.example/a.jpg", "javascript:alert(1)", "https://", "https://user@evil.example/a",
        "https://a.example/ b", "https://a.example/\nb", "https://a.example:99999/b", "https://a.example:8080/b",
        "https://a.example/" + "x" * 2000, "https://ä.example/a", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_leaves_everything_else(value: Any) -> None:
    assert photo_of(tracker({"photo": value})) is None


@pytest.mark.parametrize("metadata", [None, [], "photo", {}])
def test_takes_messages_without_a_photo(metadata: Any) -> None:
    assert photo_of(tracker(metadata)) is None
