"""When the model is trained again."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import train

SOURCES = ("config.yml", "data/nlu/en/cart.yml", "responses/de/cart.yml", "components/language.py")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in SOURCES:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    (tmp_path / "models").mkdir()
    return tmp_path


def trained(project: Path) -> Path:
    train.model_file(project).write_text("model")
    (project / "models" / "tresen.stamp").write_text(train.fingerprint(project))
    return project


def test_a_fresh_clone_has_no_current_model(project: Path) -> None:
    assert not train.is_current(project)


def test_a_trained_model_stays_current_while_nothing_changes(project: Path) -> None:
    trained(project)
    (project / "README.md").write_text("new")
    (project / "components" / "__pycache__").mkdir()
    (project / "components" / "__pycache__" / "language.pyc").write_text("new")
    assert train.is_current(project)


@pytest.mark.parametrize("name", SOURCES)
def test_a_change_in_anything_the_model_is_made_from_asks_for_training(project: Path, name: str) -> None:
    trained(project)
    (project / name).write_text("changed")
    assert not train.is_current(project)


def test_a_new_a_renamed_and_a_deleted_file_ask_for_training(project: Path) -> None:
    trained(project)
    new = project / "data" / "stories.yml"
    new.write_text("")
    assert not train.is_current(project)
    new.unlink()
    assert train.is_current(project)
    (project / "config.yml").unlink()
    assert not train.is_current(project)


def test_a_deleted_model_asks_for_training_even_with_a_stamp(project: Path) -> None:
    trained(project)
    train.model_file(project).unlink()
    assert not train.is_current(project)


def test_a_failed_training_leaves_no_stamp(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained(project)
    monkeypatch.setattr(train.sys, "executable", "false")
    assert train.train(project) != 0
    assert not train.is_current(project)
