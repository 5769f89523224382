"""A payment provider in memory: it remembers keys, pays, refunds, goes down, and loses answers on command."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace

from shop.errors import EventForged, PaymentUnavailable, RefundRefused
from shop.payments.provider import PaymentNotice, PaymentRequest, ProviderLink, RefundAnswer, RefundRequest


@dataclass
class Page:
    """A page to pay on."""

    request: PaymentRequest
    reference: str
    state: str = "open"
    payment: str | None = None


@dataclass
class Money:
    """A payment or a refund that really happened."""

    amount: int
    currency: str
    order_number: str
    payment: str
    state: str = "done"


class Bank:
    """Call it like any provider; `pay`, `refund_by_hand` and so on do what shoppers and merchants do there."""

    def __init__(self, name: str = "stripe") -> None:
        self.name = name
        self.pages: dict[str, Page] = {}
        self.payments: dict[str, Money] = {}
        self.refunds: dict[str, Money] = {}
        self.asked: list[str] = []
        # "before": nothing happens; "after": it happens, and the answer is lost.
        self.down: str | None = None
        self.refund_state = "done"
        self.refuses = False
        self._keys: dict[str, tuple[object, str]] = {}
        self._numbers = itertools.count(1)

    def create_link(self, request: PaymentRequest) -> ProviderLink:
        reference = self._once("create", request.key, request, lambda: self._new_page(request))
        return ProviderLink(reference, f"https://bank.test/{reference}")

    def look_up(self, reference: str) -> PaymentNotice | None:
        self._answer("look_up")
        page = self.pages[reference]
        return None if page.state == "open" else self.notice(reference)

    def expire(self, reference: str) -> None:
        self._answer("expire")
        page = self.pages[reference]
        if page.state == "open":
            page.state = "expired"

    def refund(self, request: RefundRequest) -> RefundAnswer:
        if self.refuses:
            raise RefundRefused()
        reference = self._once("refund", request.key, request, lambda: self._new_refund(request))
        return RefundAnswer(reference, self.refunds[reference].state)

    def read_event(self, headers: Mapping[str, str], body: bytes) -> PaymentNotice | None:
        raise EventForged()

    def pay(self, url_or_reference: str) -> PaymentNotice:
        """The shopper pays; returns what the webhook will say."""
        page = self.pages[url_or_reference.rsplit("/", 1)[-1]]
        assert page.state == "open", page
        page.state, page.payment = "paid", f"pay-{next(self._numbers)}"
        request = page.request
        self.payments[page.payment] = Money(request.amount, request.currency, request.order_number, page.payment)
        return self.notice(page.reference)

    def notice(self, reference: str) -> PaymentNotice:
        """What the webhook of a page that is not open any more says; asking says the same."""
        page = self.pages[reference]
        return PaymentNotice(
            provider=self.name,
            event_id=f"poll:{reference}:{page.state}",
            kind=page.state,
            order_number=page.request.order_number,
            link_reference=reference,
            payment_reference=page.payment,
            refund_reference=None,
            amount=page.request.amount,
            currency=page.request.currency,
        )

    def refund_by_hand(self, payment: str, amount: int) -> PaymentNotice:
        """The merchant sends money back on the provider's dashboard."""
        reference = f"ref-{next(self._numbers)}"
        paid = self.payments[payment]
        self.refunds[reference] = Money(amount, paid.currency, paid.order_number, payment)
        return replace(self.refund_notice(reference), kind="refunded")

    def refund_notice(self, reference: str, kind: str | None = None) -> PaymentNotice:
        """What the webhook of a refund says."""
        refund = self.refunds[reference]
        kind = kind or {"done": "refund_done", "failed": "refund_failed"}[refund.state]
        return PaymentNotice(
            provider=self.name,
            event_id=f"event:{reference}:{kind}",
            kind=kind,
            order_number=None,
            link_reference=None,
            payment_reference=refund.payment,
            refund_reference=reference,
            amount=refund.amount,
            currency=refund.currency,
        )

    def sent_back(self, order_number: str) -> int:
        """What really went back of an order's payments."""
        done = [refund for refund in self.refunds.values() if refund.state == "done"]
        return sum(refund.amount for refund in done if refund.order_number == order_number)

    def _new_page(self, request: PaymentRequest) -> str:
        assert sum(item.amount for item in request.items) == request.amount
        reference = f"page-{next(self._numbers)}"
        self.pages[reference] = Page(request, reference)
        return reference

    def _new_refund(self, request: RefundRequest) -> str:
        paid = self.payments[request.payment_reference]
        before = sum(
            one.amount for one in self.refunds.values() if one.payment == paid.payment and one.state != "failed"
        )
        assert before + request.amount <= paid.amount, "more goes back than came in"
        reference = f"ref-{next(self._numbers)}"
        self.refunds[reference] = Money(
            request.amount, request.currency, paid.order_number, paid.payment, self.refund_state
        )
        return reference

    def _once(self, what: str, key: str, request: object, make: object) -> str:
        self.asked.append(key)
        if self.down == "before":
            raise PaymentUnavailable()
        if key not in self._keys:
            self._keys[key] = (request, make())  # type: ignore[operator]
        known, reference = self._keys[key]
        assert known == request, "the same key must mean the same request"
        if self.down == "after":
            raise PaymentUnavailable()
        return reference

    def _answer(self, what: str) -> None:
        if self.down is not None:
            raise PaymentUnavailable()
