"""What Rasa does not check: every response that is named has words in every language, with the same blanks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.wording_importer import DuplicateResponse, merged_responses
from shop import errors

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = sorted(folder.name for folder in (ROOT / "responses").iterdir() if folder.is_dir())
BLANK = re.compile(r"{(\w+)}")
NAMED = re.compile(r"\butter_[a-z_]*[a-z]\b")


def responses(language: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for file in (ROOT / "responses" / language).glob("*.yml"):
        found.update(yaml.safe_load(file.read_text(encoding="utf-8")).get("responses") or {})
    return found


def terms(language: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / "responses" / language / "terms.yml").read_text(encoding="utf-8"))


def blanks(language: str, name: str) -> set[str]:
    return {blank for item in responses(language)[name] for blank in BLANK.findall(item["text"])}


def named_responses() -> set[str]:
    files = [*ROOT.glob("actions/*.py"), *ROOT.glob("components/*.py"), *ROOT.glob("data/**/*.yml")]
    names = {name for file in files for name in NAMED.findall(file.read_text(encoding="utf-8"))}
    return names - {"utter_message", "utter_ask", "utter_error", "utter_action"}


def refusals() -> list[type[errors.ShopError]]:
    found, queue = [], [errors.ShopError]
    while queue:
        kind = queue.pop()
        found.append(kind)
        queue += kind.__subclasses__()
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_response_that_is_named_has_words(language: str) -> None:
    assert named_responses() - responses(language).keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_words(language: str) -> None:
    assert {f"utter_error_{kind.code}" for kind in refusals()} - responses(language).keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_left_over(language: str) -> None:
    used = named_responses() | {f"utter_error_{kind.code}" for kind in refusals()}
    asked = {name for name in responses(language) if name.startswith("utter_ask_checkout_form_")}
    assert responses(language).keys() - used - asked == set()


def test_every_form_slot_is_asked_for() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    slots = {f"ask_{form}_{slot}" for form, body in domain["forms"].items() for slot in body["required_slots"]}
    asks = {f"utter_{name}" for name in slots if f"action_{name}" not in domain["actions"]}
    assert all(asks <= responses(language).keys() for language in LANGUAGES)


def test_languages_have_the_same_responses_with_the_same_blanks() -> None:
    for language in LANGUAGES:
        assert responses(language).keys() == responses("en").keys()
        for name in responses("en"):
            assert blanks(language, name) == blanks("en", name), f"{name} in {language}"


def test_languages_have_the_same_patterns_with_the_same_blanks() -> None:
    for language in LANGUAGES:
        patterns = terms(language)["patterns"]
        assert {key: set(BLANK.findall(text)) for key, text in patterns.items()} == {
            key: set(BLANK.findall(text)) for key, text in terms("en")["patterns"].items()
        }
        assert terms(language)["phrases"].keys() == terms("en")["phrases"].keys()


def test_button_titles_fit_a_messenger() -> None:
    titles = [title for language in LANGUAGES for title in terms(language)["words"]["button"].values()]
    assert [title for title in titles if len(title) > 20] == []


def test_the_same_response_in_two_files_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "responses" / "en"
    folder.mkdir(parents=True)
    for name in ("one.yml", "two.yml"):
        (folder / name).write_text('version: "3.1"\nresponses:\n  utter_greet:\n    - text: "Hi"\n')
    with pytest.raises(DuplicateResponse):
        merged_responses(tmp_path)


def test_english_is_said_whatever_the_language_slot_holds() -> None:
    for name, variations in merged_responses(ROOT).items():
        assert any("condition" not in item for item in variations), name
        assert any(item.get("condition") for item in variations), name
