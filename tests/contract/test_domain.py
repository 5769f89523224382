"""What Rasa does not check: actions, rules and configuration fit together."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk.executor import ActionExecutor

ROOT = Path(__file__).resolve().parents[2]


def load(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def intent_names() -> set[str]:
    return {name for item in load("domain.yml")["intents"] for name in ([item] if isinstance(item, str) else item)}


def training_intents(language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in (ROOT / "data" / "nlu" / language).glob("*.yml"):
        for item in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            found.setdefault(item["intent"], []).extend(item["examples"].strip().splitlines())
    return found


def test_every_action_is_in_the_domain_and_back() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    built_in = {"action_default_fallback"}
    # Rasa registers every action class of the process, those of other tests too.
    ours = {name for name, run in executor.actions.items() if type(run.__self__).__module__.startswith("actions.")}
    assert ours | built_in == set(load("domain.yml")["actions"]) | built_in


def test_every_action_of_rules_and_stories_is_in_the_domain() -> None:
    domain = load("domain.yml")
    known = {*domain["actions"], *domain["forms"]}
    used = {
        name
        for file in (ROOT / "data").glob("*/*.yml")
        for name in re.findall(r"- action: (\S+)", file.read_text(encoding="utf-8"))
    }
    assert used - known == set()


def test_every_act_has_a_rule_or_stories() -> None:
    used = {
        name
        for file in (ROOT / "data").glob("*/*.yml")
        for name in re.findall(r"- intent: (\w+)", file.read_text(encoding="utf-8"))
    }
    assert intent_names() - used == set()


def test_every_act_is_trained_with_enough_messages_in_both_languages() -> None:
    buying = {
        "search_product",
        "filter_products",
        "ask_availability",
        "ask_price",
        "add_to_cart",
        "remove_from_cart",
        "change_cart_line",
        "show_cart",
        "empty_cart",
        "check_out",
        "place_order",
        "report_payment",
        "check_order_status",
        "inform",
    }
    for language in ("en", "de"):
        trained = training_intents(language)
        # Nobody says what the shop itself triggers.
        assert trained.keys() == {name for name in intent_names() if not name.startswith("EXTERNAL_")}
        few = {name: len(texts) for name, texts in trained.items() if len(texts) < (40 if name in buying else 15)}
        assert few == {}, language


def test_every_slot_says_whether_it_influences_the_conversation() -> None:
    assert all("influence_conversation" in slot for slot in load("domain.yml")["slots"].values())


def test_every_validated_slot_belongs_to_the_form() -> None:
    source = (ROOT / "actions" / "checkout_form.py").read_text(encoding="utf-8")
    validated = set(re.findall(r"def validate_(checkout_\w+)\(", source))
    assert validated == set(load("domain.yml")["forms"]["checkout_form"]["required_slots"])


def test_no_variable_is_quoted_in_endpoints_and_credentials() -> None:
    for name in ("endpoints.yml", "credentials.yml"):
        assert re.findall(r"[\"'][^\"'\n]*\$\{", (ROOT / name).read_text()) == []
