"""What `make check`, `make validate` and `make test` run: every step to its end, then one line for each of them."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts import quiet
from scripts.train import PROJECT, model_file

RESULTS = Path("var/test")


@dataclass(frozen=True)
class Step:
    """One program; `count` says in a few words what it has looked at, after it has run."""

    title: str
    command: tuple[str, ...]
    count: Callable[[], str] = lambda: ""


def main(arguments: list[str] | None = None) -> int:
    """Run the steps of one kind; return 0 only if every one succeeded."""
    parser = argparse.ArgumentParser(prog="checks", description=__doc__)
    parser.add_argument("kind", choices=("lint", "validate", "test"))
    kind = parser.parse_args(arguments).kind
    os.chdir(PROJECT)
    if kind == "lint":
        return run(lint_steps())
    if kind == "validate":
        return run([validate_step()])
    RESULTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tresen-test-") as folder:
        return run(test_steps(), own_databases(Path(folder)))


def run(steps: Sequence[Step], environment: dict[str, str] | None = None) -> int:
    """Run all steps, also after a failure, and print the summary; return 1 if one failed."""
    summary = []
    for step in steps:
        print(f"\n=== {step.title} ===", flush=True)
        code = quiet.run(step.command, {**os.environ, **(environment or {})})
        verdict = "ok" if code == 0 else f"FAILED (exit code {code})"
        summary.append((code, f"  {step.title:<22} {verdict:<22} {step.count()}".rstrip()))
    print("\n" + "\n".join(line for _, line in summary), flush=True)
    return int(any(code for code, _ in summary))


def lint_steps() -> list[Step]:
    """Style, types, layers, YAML."""
    return [
        Step("ruff", (*_module("ruff"), "check", ".")),
        Step("mypy", (*_module("mypy"), "shop")),
        Step("import-linter", (str(Path(sys.executable).with_name("lint-imports")),)),
        Step("yamllint", (*_module("yamllint"), "--strict", ".")),
    ]


def validate_step() -> Step:
    """Rasa's own look at domain and data; without the flag it passes unknown responses."""
    return Step("rasa data validate", (*_module("rasa"), "data", "validate", "--fail-on-warnings"))


def test_steps() -> list[Step]:
    """The test suite, then what Rasa itself can check."""
    junit = RESULTS / "pytest.xml"
    stories = RESULTS / "stories"
    for old in (junit, stories / "story_report.json"):
        old.unlink(missing_ok=True)
    return [
        Step("pytest", (*_module("pytest"), "-rs", f"--junitxml={junit}"), lambda: count_tests(junit)),
        validate_step(),
        Step("rasa test core", rasa_test_core(stories), lambda: count_stories(stories / "story_report.json")),
    ]


def rasa_test_core(results: Path) -> tuple[str, ...]:
    """Return the command that plays the test stories; it exits with 0 on failures without the flag."""
    flags = ("--fail-on-prediction-errors", "--stories", "tests/stories", "--out", str(results))
    return (*_module("rasa"), "test", "core", "-m", str(model_file()), *flags)


def own_databases(folder: Path) -> dict[str, str]:
    """Return the environment that keeps every test away from the shop's own databases."""
    return {
        "SHOP_DATABASE_URL": f"sqlite:///{folder / 'shop.db'}",
        "TRACKER_DATABASE_URL": f"sqlite:///{folder / 'tracker.db'}",
    }


def count_tests(junit: Path) -> str:
    """Return how many tests passed, failed and were skipped, from pytest's report."""
    if not junit.exists():
        return "no report"
    suites = list(ElementTree.parse(junit).getroot().iter("testsuite"))
    total, failed, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites for name in names)
        for names in (("tests",), ("failures", "errors"), ("skipped",))
    )
    return f"{total - failed - skipped} passed, {failed} failed, {skipped} skipped"


def count_stories(report: Path) -> str:
    """Return how many test stories were predicted rightly, from Rasa's report."""
    if not report.exists():
        return "no report"
    counts = json.loads(report.read_text(encoding="utf-8")).get("conversation_accuracy", {})
    return f"{counts.get('correct', 0)} of {counts.get('total', 0)} stories right"


def _module(name: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name)


if __name__ == "__main__":
    sys.exit(main())
