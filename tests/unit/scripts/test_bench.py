"""The arithmetic of `make bench`; no time is tested."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from scripts.bench_measure import held_out_messages, rss_mb, spread
from scripts.bench_report import ROWS, Row, report, verdict, written
from scripts.services import StartFailed


def test_p95_is_the_value_that_ninety_five_percent_do_not_exceed() -> None:
    assert spread("x", [float(n) for n in range(100, 0, -1)]) == {"x_p50_ms": 50.5, "x_p95_ms": 95.0}
    assert spread("x", [7.0]) == {"x_p50_ms": 7.0, "x_p95_ms": 7.0}


def test_held_out_messages_come_from_all_files(tmp_path: Path) -> None:
    for language in ("de", "en"):
        (tmp_path / language).mkdir()
        lines = [f'- {{text: "{language} {n}", intent: greet}}' for n in range(50)]
        (tmp_path / language / "acts.yml").write_text("\n".join(lines))
    messages = held_out_messages(10, tmp_path)
    assert len(messages) == 10
    assert {text.split()[0] for text in messages} == {"de", "en"}


def test_no_held_out_messages_are_an_error_and_no_figure(tmp_path: Path) -> None:
    with pytest.raises(StartFailed, match="held-out"):
        held_out_messages(10, tmp_path)


def test_a_goal_is_judged_by_the_ratio_or_by_the_figure() -> None:
    by_ratio, by_figure = Row("a", "a", "ms", ratio_at_most=1.5), Row("b", "b", "s", at_most=240)
    assert [verdict(by_ratio, 10, own) for own in (15, 16)] == ["yes", "NO"]
    assert [verdict(by_figure, 1, own) for own in (240, 241)] == ["yes", "NO"]
    assert verdict(by_ratio, None, 10) == verdict(by_figure, 1, None) == verdict(Row("c", "c", ""), 1, 1) == ""


def test_the_report_keeps_both_bots_and_their_growth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    starter = {row.key: 100.0 for row in ROWS}
    tresen = {**starter, "turn_200th_ms": 300.0}
    report(starter, tresen, tmp_path / "result.json")
    kept = json.loads((tmp_path / "result.json").read_text())
    assert kept["tresen"]["long_ratio"] == 3.0
    assert kept["starter"]["long_ratio"] == 1.0
    assert "NO" in capsys.readouterr().out


def test_figures_are_written_as_precisely_as_they_are_known() -> None:
    assert [written(value, "ms") for value in (1.234, 12.34, 123.4, None)] == ["1.23 ms", "12.3 ms", "123 ms", "–"]


def test_memory_of_a_process_is_read() -> None:
    assert 5 < rss_mb(os.getpid()) < 5000
