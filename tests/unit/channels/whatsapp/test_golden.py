"""What leaves for WhatsApp, screen by screen, as it was looked at and kept in tests/payloads/whatsapp."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from channels.whatsapp.messages import Outgoing, template
from tests.fakes import graph_rules as rules
from tests.unit.channels.whatsapp.judge import CATALOG, rendered
from tests.unit.channels.whatsapp.screens import KINDS, screen

FOLDER = Path(__file__).parents[3] / "payloads" / "whatsapp"
# Set to write the files anew after looking at what changed.
RECORD = bool(os.environ.get("RECORD_PAYLOADS"))


def as_json(message: Outgoing) -> dict[str, Any]:
    shown = {"type": message.kind, message.kind: message.content, "shows": message.product}
    return shown | {"instead": [as_json(other) for other in message.instead]}


def compare(name: str, sent: Any) -> None:
    path = FOLDER / f"{name}.json"
    if RECORD:
        path.write_text(json.dumps(sent, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert sent == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", KINDS)
def test_sends_a_screen_as_recorded(kind: str, language: str) -> None:
    catalog = CATALOG if kind == "products" else ""
    pages = [rendered(screen(kind, language), first, catalog) for first in ((0, 9) if kind == "list" else (0,))]
    compare(f"{kind}.{language}", [[as_json(message) for message in page] for page in pages])


@pytest.mark.parametrize("language", ["en", "de"])
def test_sends_news_outside_the_window_as_recorded(language: str) -> None:
    message = template("shop_news", language, "Your parcel is on its way.")
    rules.check_template(message.content, {("shop_news", language): "{{1}}"})
    compare(f"template.{language}", [[as_json(message)]])
