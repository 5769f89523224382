"""What is remembered of shoppers is bounded, and nobody who waits for an answer is forgotten."""

from __future__ import annotations

from channels.webchat.limits import IDS_OF_A_SHOPPER
from channels.webchat.shoppers import Shopper, Shoppers


def test_the_one_who_was_here_last_is_kept() -> None:
    shoppers = Shoppers(most=3)
    for name in "abc":
        shoppers.add(Shopper(name))
    shoppers.get("a")
    shoppers.add(Shopper("d"))
    assert [name for name in "abcd" if shoppers.get(name)] == ["a", "c", "d"]


def test_who_waits_for_an_answer_is_not_forgotten() -> None:
    shoppers = Shoppers(most=2)
    waiting = shoppers.add(Shopper("a", busy=1))
    for name in "bcd":
        shoppers.add(Shopper(name))
    assert shoppers.get("a") is waiting and shoppers.get("d") is not None


def test_two_tabs_share_one_memory() -> None:
    shoppers = Shoppers()
    first = shoppers.add(Shopper("a"))
    assert shoppers.add(Shopper("a")) is first


def test_old_ids_give_way_to_new_ones() -> None:
    shopper = Shopper("a")
    shopper.note(str(number) for number in range(IDS_OF_A_SHOPPER + 1))
    assert not shopper.has_sent("0") and shopper.has_sent("1") and shopper.has_sent(str(IDS_OF_A_SHOPPER))
