"""Withdrawing from a contract, whole or in part, without giving a reason (Sections 355 to 357 BGB).

Two steps, as Article 11a of Directive 2011/83/EU (inserted by Directive 2023/2673) wants: a preview is the statement,
`declare` its confirmation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from shop import clock
from shop.aftersale import cancellation
from shop.aftersale.deadline import Deadline, withdrawal_deadline
from shop.aftersale.money import unpromised
from shop.aftersale.pieces import ReturnLine, Wish, chosen, return_line
from shop.aftersale.superseded import end_superseded, lock_with_replacements
from shop.aftersale.worth import LineLeft, is_alive, lines_left, returns_of
from shop.errors import NothingLeftToReturn, OrderNotPaid, WithdrawalTooLate
from shop.model import Order, Return, ReturnItem
from shop.model.sales import AWAITING_PAYMENT
from shop.pricing.delivery import delivery_cost
from shop.profile import Profile
from shop.text import storable

_LONGEST_WORDS = 4000


@dataclass(frozen=True)
class WhatCanComeBack:
    """Lines with the pieces that are left and what they were paid with. Without a deadline: not delivered yet."""

    order_number: str
    currency: str
    lines: tuple[ReturnLine, ...]
    deadline: Deadline | None
    in_time: bool


@dataclass(frozen=True)
class WithdrawalPreview:
    """What would come back and be paid back, in minor units: total = goods + delivery - paid_back_before.

    `whole` says that nothing of the order is left then. `cancels`: the goods never left, so nothing has to be sent.
    """

    order_number: str
    currency: str
    lines: tuple[ReturnLine, ...]
    goods: int
    delivery: int
    paid_back_before: int
    total: int
    whole: bool
    cancels: bool
    deadline: Deadline | None


@dataclass(frozen=True)
class WithdrawalDeclared:
    """The facts that the dated confirmation of receipt names (Section 356a (4) BGB)."""

    return_number: str
    declared_at: datetime
    name: str
    email: str
    words: str
    content: WithdrawalPreview


def what_can_come_back(session: Session, profile: Profile, order: Order, moment: datetime) -> WhatCanComeBack:
    """What is left of an order that could come back; raises OrderNotPaid."""
    deadline = withdrawal_deadline(profile, order.delivered_at)
    lines = tuple(return_line(line, line.quantity, line.amount) for line in _open_lines(session, order))
    in_time = deadline is None or not deadline.is_over(moment)
    return WhatCanComeBack(order.number, order.currency, lines, deadline, in_time)


def check_deadline(profile: Profile, order: Order, moment: datetime) -> Deadline | None:
    """The deadline of an order; raises WithdrawalTooLate."""
    deadline = withdrawal_deadline(profile, order.delivered_at)
    if deadline is not None and deadline.is_over(moment):
        raise WithdrawalTooLate(number=order.number, deadline=deadline.last_day.isoformat())
    return deadline


def preview(
    session: Session, profile: Profile, order: Order, wishes: Sequence[Wish] = (), moment: datetime | None = None
) -> WithdrawalPreview:
    """What withdrawing would bring; no wishes: the whole order, as far as it is left.

    `moment` is when the shopper said it, if that is not now. Raises WithdrawalTooLate, OrderNotPaid,
    NothingLeftToReturn, TooManyToReturn, NotAPiece or UnknownLine.
    """
    left = _open_lines(session, order)
    if not left:
        raise NothingLeftToReturn(number=order.number)
    deadline = check_deadline(profile, order, moment or clock.now())
    picked = chosen(order, left, wishes)
    lines = tuple(return_line(line, pieces, line.share(pieces)) for line, pieces in picked)
    whole = sum(line.quantity for line in lines) == sum(line.quantity for line in left)
    goods = sum(line.amount for line in lines)
    delivery = _delivery(profile, order) if whole and _only_withdrawn(session, order) else 0
    total = min(goods + delivery, unpromised(session, order))
    return WithdrawalPreview(
        order_number=order.number,
        currency=order.currency,
        lines=lines,
        goods=goods,
        delivery=delivery,
        paid_back_before=goods + delivery - total,
        total=total,
        whole=whole,
        cancels=whole and order.shipped_at is None and order.delivered_at is None,
        deadline=deadline,
    )


def declare(
    session: Session,
    profile: Profile,
    order: Order,
    wishes: Sequence[Wish] = (),
    words: str = "",
    moment: datetime | None = None,
) -> WithdrawalDeclared:
    """Withdraw: the return is announced, and settled when the goods arrive (`shop.aftersale.returns.receive`).

    An order of which nothing has left the shop is cancelled at once. Raises what `preview` raises.
    """
    order = lock_with_replacements(session, order)
    said_at = moment or clock.now()
    content = preview(session, profile, order, wishes, said_at)
    goods_return = Return(
        order_id=order.id,
        order=order,
        kind="withdrawal",
        state="announced",
        declared_at=said_at,
        amount=content.total,
        words=storable(words).replace("\x00", "")[:_LONGEST_WORDS],
    )
    end_superseded(session, order, [item for item in order.items if item.sku in {line.sku for line in content.lines}])
    ids = {item.sku: item.id for item in order.items}
    goods_return.items = [
        ReturnItem(order_item_id=ids[line.sku], quantity=line.quantity, amount=line.amount) for line in content.lines
    ]
    session.add(goods_return)
    session.flush()
    if content.cancels:
        content = _cancelled(session, order, goods_return, content)
    return WithdrawalDeclared(goods_return.number, said_at, order.name, order.email, goods_return.words, content)


def _cancelled(session: Session, order: Order, goods_return: Return, content: WithdrawalPreview) -> WithdrawalPreview:
    done = cancellation.cancel(session, order, "withdrawal", quiet=True)
    goods_return.state, goods_return.settled_at = "settled", done.cancelled_at
    # All that was paid goes back, also an express delivery that never took place.
    goods_return.amount = done.refund
    session.flush()
    delivery = min(max(0, done.refund - content.goods), order.delivery_cost)
    before = max(0, content.goods + delivery - done.refund)
    return replace(content, delivery=delivery, paid_back_before=before, total=done.refund)


def _open_lines(session: Session, order: Order) -> list[LineLeft]:
    if order.status == AWAITING_PAYMENT:
        raise OrderNotPaid(number=order.number)
    if order.cancelled_at is not None:
        return []
    return [line for line in lines_left(session, order) if line.quantity > 0]


def _only_withdrawn(session: Session, order: Order) -> bool:
    return all(one.kind == "withdrawal" for one in returns_of(session, order) if is_alive(one))


def _delivery(profile: Profile, order: Order) -> int:
    """What of the delivery cost goes back: not more than the cheapest usual delivery costs (Section 357 (2) BGB)."""
    zone = profile.zone_of(order.country)
    if zone is None:
        return order.delivery_cost
    usual = next(iter(zone.methods.values()))
    return min(order.delivery_cost, delivery_cost(usual, order.goods_total - order.discount_total))
