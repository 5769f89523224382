"""Whatever order events come in, however often, and whichever are lost: the money ends up in the same place."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from shop.database import Database
from shop.model import Product, Variant
from tests.properties.edits import STEADY
from tests.properties.money import Money, as_failed

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("money") / "shop.db"
    shop = Database(f"sqlite:///{path}")
    shop.upgrade()
    with shop.write() as session:
        cap = Product(key="cap", type="cap", title_en="Cap", title_de="Kappe")
        cap.variants = [Variant(sku="cap", price=1500, stock=2)]
        session.add(cap)
    shop.close()
    return path


@dataclass(frozen=True)
class Story:
    """What happens at the bank. `pages` says of each link whether it is paid, over, or tried and then paid."""

    pages: tuple[str, ...]
    cancelled: bool
    late: str
    own_refund: int
    own_end: str
    by_hand: tuple[int, ...]


STORIES = st.builds(
    Story,
    pages=st.lists(st.sampled_from(("paid", "paid", "tried", "over")), min_size=1, max_size=3).map(tuple),
    cancelled=st.sampled_from((False, False, True)),
    late=st.sampled_from(("in time", "in time", "late", "gone")),
    own_refund=st.sampled_from((0, 1, 490, 3000, 3490)),
    own_end=st.sampled_from(("done", "failed", "done then failed")),
    by_hand=st.lists(st.sampled_from((1, 700, 1745)), max_size=2).map(tuple),
)


@dataclass(frozen=True)
class Delivery:
    """How the bank's events reach the shop: places to draw from, events that come twice, and lost ones."""

    places: tuple[int, ...] = ()
    twice: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()

    def of(self, notices: list[Any], may_be_lost: bool) -> list[Any]:
        left = [one for n, one in enumerate(notices) if not (may_be_lost and n in self.lost)]
        left += [one for n, one in enumerate(notices) if n in self.twice]
        drawn = []
        for place in itertools.chain(self.places, itertools.repeat(0)):
            if not left:
                return drawn
            drawn.append(left.pop(place % len(left)))
        return drawn


SMALL = st.lists(st.integers(0, 6), max_size=6).map(tuple)
DELIVERIES = st.builds(Delivery, places=SMALL, twice=SMALL, lost=SMALL)


def played(template: Path, story: Story, delivery: Delivery) -> dict[str, Any]:
    path = template.with_name(f"example-{next(_numbers)}.db")
    shutil.copy(template, path)
    world = Money(path)
    try:
        return _told(world, story, delivery)
    finally:
        world.database.close()
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()


def _told(world: Money, story: Story, delivery: Delivery) -> dict[str, Any]:
    # A bank that closes no page: each of them can be paid.
    world.bank.expire = lambda reference: None  # type: ignore[method-assign]
    with world.now():
        world.number = world.order()
        for _ in story.pages:
            world.paying.link_for(world.number)
    notices = _at_the_bank(world, story)
    if story.cancelled:
        with world.now():
            world.cancel()
    if story.late != "in time":
        world.moment += timedelta(hours=1)
        if story.late == "gone" and not story.cancelled:
            with world.now():
                world.lose_the_caps()
    with world.now():
        world.deliver(delivery.of(notices, may_be_lost=True))
        world.settle_down()
        world.deliver(delivery.of(_refunds(world, story), may_be_lost=False))
        world.settle_down()
        world.agrees_with_the_bank()
        return world.end()


def _at_the_bank(world: Money, story: Story) -> list[Any]:
    notices = []
    for kind, reference in zip(story.pages, sorted(world.bank.pages), strict=True):
        page = world.bank.pages[reference]
        if kind == "over":
            page.state = "expired"
            notices.append(world.bank.notice(reference))
            continue
        notice = world.bank.pay(reference)
        notices += [as_failed(notice), notice] if kind == "tried" else [notice]
    return notices


def _refunds(world: Money, story: Story) -> list[Any]:
    """Refunds of an order that was paid once: asked for here, and made on the bank's dashboard."""
    if len(world.bank.payments) != 1 or world.bank.refunds:
        return []
    (payment,) = world.bank.payments
    before = set(world.bank.refunds)
    if story.own_refund:
        world.bank.refund_state = "pending"
        world.request(story.own_refund, "own")
        world.settle_down()
    notices = []
    for reference in set(world.bank.refunds) - before:
        world.bank.refunds[reference].state = "done"
        if story.own_end != "failed":
            notices.append(world.bank.refund_notice(reference))
        if story.own_end != "done":
            world.bank.refunds[reference].state = "failed"
            notices.append(world.bank.refund_notice(reference))
    left = world.bank.payments[payment].amount - world.bank.sent_back(world.number)
    for amount in story.by_hand:
        if amount <= left:
            left -= amount
            notices.append(world.bank.refund_by_hand(payment, amount))
    return notices


# Shrinking an example of this size takes longer than reading it.
@settings(STEADY, max_examples=50, phases=(Phase.explicit, Phase.generate))
@given(story=STORIES, delivery=DELIVERIES)
def test_the_money_ends_up_in_the_same_place(template: Path, story: Story, delivery: Delivery) -> None:
    straight = played(template, story, Delivery())
    event(f"{straight['status']}, {len(straight['refunds'])} refunds")
    assert played(template, story, delivery) == straight
