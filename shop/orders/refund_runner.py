"""Sends refunds. The provider is called outside of transactions, and always with the key that was stored before."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import clock
from shop.crash_points import reach
from shop.database import Database
from shop.errors import PaymentUnavailable, RefundRefused
from shop.model import Refund
from shop.model.base import column
from shop.model.payments import REQUESTED
from shop.orders.locking import locked_order
from shop.orders.refunds import DONE, FAILED, PENDING, fail, finish
from shop.orders.review import ask_for_review
from shop.payments.provider import PaymentProvider, RefundAnswer, RefundRequest
from shop.profile import Profile

logger = logging.getLogger(__name__)

_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 30, 3600
# After a day without an answer a person is told. Later nobody asks any more: PayPal forgets keys after 45 days
# (https://developer.paypal.com/api/rest/reference/idempotency/) and would send the money back twice.
_PERSON_TOLD_AFTER, _KEYS_LAST = timedelta(days=1), timedelta(days=40)


@dataclass(frozen=True)
class _Claimed:
    refund_id: int
    order_id: int
    provider: str
    request: RefundRequest


class RefundRunner:
    """Asks each payment's own provider for the refunds that are due."""

    def __init__(self, database: Database, profile: Profile, provider_named: Callable[[str], PaymentProvider]) -> None:
        self._database = database
        self._profile = profile
        self._provider_named = provider_named

    def run_once(self, limit: int = 50) -> int:
        """Ask for what is due; returns how many refunds were answered."""
        answered = 0
        for _ in range(limit):
            claimed = self._claim()
            if claimed is None:
                break
            answered += self._send(claimed)
        return answered

    def _claim(self) -> _Claimed | None:
        """The next due refund; until its pause is over nobody else asks for it, and then with the same key."""
        moment = clock.now()
        with self._database.write() as session:
            due = (
                select(Refund)
                .where(column(Refund.state).in_((REQUESTED, PENDING)), column(Refund.next_try_at) <= moment)
                .order_by(column(Refund.next_try_at), Refund.id)
                .limit(1)
                .with_for_update(skip_locked=True, of=Refund)
            )
            refund: Refund | None = session.execute(due.execution_options(populate_existing=True)).scalar_one_or_none()
            if refund is None:
                return None
            refund.tries += 1
            pause = min(_FIRST_PAUSE_SECONDS * 2 ** min(refund.tries - 1, 20), _LONGEST_PAUSE_SECONDS)
            refund.next_try_at = moment + timedelta(seconds=pause)
            payment = refund.payment
            request = RefundRequest(
                key=refund.key,
                payment_reference=payment.reference,
                amount=refund.amount,
                currency=refund.currency,
                whole=refund.amount == payment.amount,
                reason=refund.reason,
            )
            return _Claimed(refund.id, refund.order_id, payment.provider, request)

    def _send(self, claimed: _Claimed) -> bool:
        if self._is_over(claimed):
            return False
        reach("before_refund_called")
        try:
            answer = self._provider_named(claimed.provider).refund(claimed.request)
        except RefundRefused as error:
            self._keep(claimed, None, str(error))
            return True
        except (PaymentUnavailable, LookupError) as error:
            self._wait(claimed, str(error))
            return False
        reach("after_refund_called")
        self._keep(claimed, answer, "the provider says so")
        reach("after_refund_stored")
        return True

    def _is_over(self, claimed: _Claimed) -> bool:
        """Whether it must not be asked for (any more); a person is told of one that has waited for long."""
        with self._database.write() as session:
            order = locked_order(session, claimed.order_id)
            refund = session.get(Refund, claimed.refund_id)
            if order is None or refund is None or refund.state not in (REQUESTED, PENDING):
                return True
            waited = clock.now() - refund.created_at
            if refund.tries > 1 and waited > _PERSON_TOLD_AFTER and refund.state == REQUESTED:
                ask_for_review(session, order, f"the refund {refund.key} gets no answer from {claimed.provider}")
            if refund.tries > 1 and waited > _KEYS_LAST:
                refund.next_try_at = None
                ask_for_review(session, order, f"{claimed.provider} is not asked any more for the refund {refund.key}")
                return True
            return False

    def _wait(self, claimed: _Claimed, why: str) -> None:
        logger.warning("refund %s has to wait: %s", claimed.request.key, why)
        with self._database.write() as session:
            refund = session.get(Refund, claimed.refund_id, with_for_update=True)
            if refund is not None and refund.state in (REQUESTED, PENDING):
                refund.error = why[:500]

    def _keep(self, claimed: _Claimed, answer: RefundAnswer | None, why: str) -> None:
        def keep(session: Session) -> None:
            locked_order(session, claimed.order_id)
            refund = session.get(Refund, claimed.refund_id, with_for_update=True, populate_existing=True)
            if refund is None:
                return
            if answer is None or answer.state == FAILED:
                # Its event comes as well, and must find it.
                refund.reference = refund.reference or (answer.reference if answer is not None else None)
                fail(session, refund, why)
                return
            if refund.reference is not None and refund.reference != answer.reference:
                ask_for_review(
                    session,
                    refund.order,
                    f"{claimed.provider} calls the refund {refund.key} {answer.reference} and {refund.reference}: "
                    "the same amount may have gone back twice",
                )
            refund.reference = refund.reference or answer.reference
            if answer.state == DONE:
                finish(session, self._profile, refund)
            elif refund.state == REQUESTED:
                refund.state = PENDING
            reach("before_refund_stored")

        self._database.unit(keep)
