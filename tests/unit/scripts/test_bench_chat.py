"""The measurement of the web chat sees what is lost, and what another shopper saw."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.bench_chat import Row, p95, told
from scripts.chat_shoppers import Shopper, Turn, judged, names, wishes


def message(key: str, text: str) -> dict[str, Any]:
    return {"id": key, "from": "bot", "text": text}


def cart_of(wish: Any, pieces: int = 1) -> str:
    color, kind = wish.words.split()
    return f"Your cart:\n{pieces} × Women's {kind.title()} ({color}, M) – €39.90"


@pytest.fixture
def two() -> list[Shopper]:
    """Two shoppers who have each put a piece into their cart, looked at it, and were answered."""
    shoppers = [Shopper("http://127.0.0.1:9", wish) for wish in wishes(2)]
    for number, shopper in enumerate(shoppers):
        answers = [message(f"{number}-added", "Added."), message(f"{number}-cart", cart_of(shopper.wish))]
        shopper.turns = [Turn(shopper.wish.asked, answers=answers[:1]), Turn("show my cart", answers=answers[1:])]
        shopper.browser.view = answers
        shopper.browser.welcomes = [{"token": f"web-{number}.signature"}]
        shopper.added = 1
    return shoppers


def carts(shoppers: list[Shopper]) -> Any:
    return lambda sender: {shopper.wish.sku: 1 for shopper in shoppers if shopper.sender == sender}


def test_everybody_wants_something_else() -> None:
    many = wishes(50)
    assert len({wish.sku for wish in many}) == len({wish.words for wish in many}) == 50


def test_all_is_well(two: list[Shopper]) -> None:
    verdict = judged(two, carts(two))
    assert (verdict.messages, verdict.lost, verdict.crossed, verdict.wrong_carts) == (4, 0, 0, 0)


def test_sees_a_message_without_an_answer(two: list[Shopper]) -> None:
    two[0].turns[0].answers = []
    assert judged(two, carts(two)).lost == 1


def test_sees_what_another_shopper_saw(two: list[Shopper]) -> None:
    two[1].browser.view.append(two[0].browser.view[0])
    assert judged(two, carts(two)).crossed == 1


def test_sees_the_cart_of_another_shopper(two: list[Shopper]) -> None:
    foreign = message("x", cart_of(two[0].wish))
    two[1].turns[1].answers = two[1].browser.view = [foreign]
    assert judged(two, carts(two)).crossed >= 1


def test_sees_a_cart_that_is_not_as_it_should_be(two: list[Shopper]) -> None:
    two[0].added = 2
    assert judged(two, carts(two)).wrong_carts == 1


def test_goods_are_named_in_any_order() -> None:
    assert names("1 × Women's Hoodie (black, M)", "black hoodie")
    assert not names("1 × Women's Hoodie (grey, M)", "black hoodie") and not names(
        "blackboard, hoodies", "black hoodie"
    )


def test_a_lost_message_fails_the_measurement_a_slow_one_does_not(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.bench_chat.PROJECT", tmp_path)
    monkeypatch.setattr("scripts.bench_chat.RESULT", tmp_path / "chat.json")
    slow, lost = Row("first reply", 900, "ms", 3), Row("lost", 1, "", 0)
    assert told([slow]) == 0 and told([slow, lost]) == 1


def test_the_95th_percentile_is_a_value_that_was_measured() -> None:
    assert p95([float(number) for number in range(1, 101)]) == 95.0 and p95([7.0]) == 7.0
