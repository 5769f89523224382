"""The parts of `make fuzz` that need no shop: messages that can be repeated, and checks that notice."""

from __future__ import annotations

import logging
from random import Random
from typing import Any

import pytest

from scripts import fuzz
from scripts.fuzz import Failure, Outcome, report
from scripts.fuzz_acts import FALLBACK, Acts, read_acts
from scripts.fuzz_checks import Errors, wrong_with_cart, wrong_with_message
from scripts.fuzz_mangle import MANGLERS, mangled
from scripts.fuzz_messages import LANGUAGES, Composer
from scripts.fuzz_payloads import payload
from scripts.train import PROJECT
from shop.views import CartView, LineView


@pytest.fixture(scope="module")
def acts() -> Acts:
    return read_acts(PROJECT)


class FakeServer:
    """Says one text, whatever is asked, with its blanks filled as Rasa fills them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.responses = {"utter_x": [{"text": text}]}

    def worded(self, message: dict[str, Any], slots: dict[str, Any]) -> dict[str, Any]:
        text = self._text
        for name, value in message.items():
            text = text.replace(f"{{{name}}}", str(value))
        return {"text": text}


def wrong(text: str, acts: Acts, **message: Any) -> list[str]:
    server: Any = FakeServer(text)
    return list(wrong_with_message(server, {"response": "utter_x", **message}, {}, acts))


def line(quantity: Any = 2, total: int = 200, words: str = "two", sku: str = "a") -> LineView:
    return LineView(sku, "cap", {}, None, None, None, None, None, quantity, 100, total, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_seed_says_the_same_messages(language: str, acts: Acts) -> None:
    def said(seed: int) -> list[Any]:
        rng = Random(seed)
        composer = Composer(rng, language)
        return [
            (composer.message(), mangled(rng, "two grey tees"), payload(rng, acts.intents, acts.entities))
            for _ in range(200)
        ]

    assert repr(said(1)) == repr(said(1))
    assert repr(said(1)) != repr(said(2))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_blank_of_a_template_is_filled_and_every_act_is_known(language: str, acts: Acts) -> None:
    composer = Composer(Random(1), language)
    for text, act in (composer.message() for _ in range(500)):
        assert "<lines>" not in text and "<value>" not in text
        assert act in [*acts.intents, "nlu_fallback"]


@pytest.mark.parametrize("mangler", MANGLERS)
def test_every_mangler_takes_any_text(mangler: Any) -> None:
    rng, texts = Random(1), ("", "x", "two {tees} %s \\", "ß" * 50)
    assert all(isinstance(mangler(rng, text), str) for text in texts for _ in range(9))


def test_acts_follow_the_rules_of_the_project(acts: Acts) -> None:
    assert acts.action("add_to_cart", None) == "action_add_to_cart"
    assert acts.action("affirm", "action_summarize_order") == "action_remind_buy_now"
    assert acts.action("EXTERNAL_payment_settled", None) == acts.action("nlu_fallback", None) == FALLBACK
    assert {acts.action(intent, None) for intent in acts.intents} >= {"checkout_form", "action_stop"}
    assert all(intent in acts.alone for intent in acts.intents), "an intent without a rule would be silent"


def test_an_open_blank_is_noticed_and_the_braces_of_a_shopper_are_not(acts: Acts) -> None:
    assert wrong('You wrote: "{words}"', acts, words="{lines} {") == []
    assert wrong('You wrote: "{words}"', acts) != []
    assert wrong(" ", acts) != []


def test_a_button_that_rasa_does_not_know_is_noticed(acts: Acts) -> None:
    def buttons(payload: str, title: str = "M") -> list[str]:
        return wrong("Which size?", acts, buttons=[{"title": title, "payload": payload}])

    assert buttons('/inform{"size": "M"}') == buttons("/check_out") == []
    assert buttons('/inform{"sizes": "M"}') and buttons("/no_such_act") and buttons("/check_out", title=" ")


def test_a_broken_cart_is_noticed() -> None:
    assert list(wrong_with_cart(CartView((line(),), 200, "EUR"))) == []
    broken = [line(0, 0), line(100, 10_000), line(True, 100), line(2, 201), line(words=" ")]
    assert all(list(wrong_with_cart(CartView((one,), one.total, "EUR"))) for one in broken)
    assert list(wrong_with_cart(CartView((line(), line()), 400, "EUR")))
    assert list(wrong_with_cart(CartView((line(),), 201, "EUR")))


def test_what_is_logged_as_an_error_is_kept_once() -> None:
    errors = Errors()
    logger = logging.Logger("actions.base")
    logger.addHandler(errors)
    logger.warning("odd, but well")
    logger.error("%s failed", "action_x")
    assert errors.take() == ["actions.base: action_x failed"]
    assert errors.take() == []


@pytest.mark.parametrize("failures", [0, 1])
def test_exits_with_1_if_anything_failed(
    failures: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failure = Failure(seed=3, shopper=4, turn=5, message="two {tees}", act="inform", problem="silence")
    monkeypatch.setattr(fuzz, "fill_shop", lambda: None)
    monkeypatch.setattr(fuzz, "run", lambda *_: Outcome(messages=9, failures=[failure] * failures))
    monkeypatch.setenv("SHOP_DATABASE_URL", "sqlite://")
    assert fuzz.main(["--seed", "3"]) == failures
    shown = capsys.readouterr().out
    assert ("--seed 3 --shopper 4, turn 5" in shown and "two {tees}" in shown) == bool(failures)
    assert "9 messages" in shown


def test_the_report_names_what_was_met(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = Outcome(messages=2)
    outcome.count("orders placed")
    report(outcome, seed=1)
    assert "1 orders placed" in capsys.readouterr().out
