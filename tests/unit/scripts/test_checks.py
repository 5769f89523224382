"""The steps of `make test` and `make check`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from scripts import checks
from scripts.checks import Step


def step(title: str, code: str) -> Step:
    return Step(title, (sys.executable, "-c", code), lambda: "7 things")


def test_one_failure_fails_everything_but_the_rest_still_runs(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    later = tmp_path / "later"
    steps = [step("first", "raise SystemExit(2)"), step("second", f"open({str(later)!r}, 'w')")]
    assert checks.run(steps) == 1
    assert later.exists()
    out = capfd.readouterr().out
    assert "first" in out
    assert "FAILED (exit code 2)" in out
    assert "7 things" in out


def test_all_good_is_good() -> None:
    assert checks.run([step("only", "")]) == 0


def test_nobody_is_asked_anything() -> None:
    assert checks.run([step("asks", "import sys; sys.exit(sys.stdin.read() != '')")]) == 0


def test_tests_never_touch_the_shops_own_databases(tmp_path: Path) -> None:
    code = "import os; assert os.environ['SHOP_DATABASE_URL'] == os.environ['WANTED']"
    databases = checks.own_databases(tmp_path)
    wanted = {"WANTED": f"sqlite:///{tmp_path / 'shop.db'}"}
    assert checks.run([step("looks", code)], {**databases, **wanted}) == 0


def test_tests_are_counted_from_the_report(tmp_path: Path) -> None:
    junit = tmp_path / "pytest.xml"
    assert checks.count_tests(junit) == "no report"
    junit.write_text('<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"/></testsuites>')
    assert checks.count_tests(junit) == "4 passed, 3 failed, 3 skipped"


def test_stories_are_counted_from_the_report(tmp_path: Path) -> None:
    report = tmp_path / "story_report.json"
    assert checks.count_stories(report) == "no report"
    report.write_text(json.dumps({"conversation_accuracy": {"correct": 4, "total": 5}}))
    assert checks.count_stories(report) == "4 of 5 stories right"


def test_rasas_checks_run_with_the_flags_that_make_them_fail() -> None:
    assert "--fail-on-warnings" in checks.validate_step().command
    assert "--fail-on-prediction-errors" in checks.rasa_test_core(Path("results"))
