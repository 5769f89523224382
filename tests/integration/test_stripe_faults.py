"""The Stripe adapter against a Stripe that misbehaves: nothing is done twice, and nobody waits for long."""

from __future__ import annotations

import logging
import threading
import time

import pytest

from shop.errors import PaymentUnavailable, RefundRefused
from shop.payments import stripe_api
from tests.fakes.stripe_server import TEST_KEY, StripeFake, stripe_fake  # noqa: F401
from tests.integration.stripe_shop import a_refund, a_request, provider_at

CREATE = "POST /v1/checkout/sessions"
REFUND = "POST /v1/refunds"
PASSING = [
    "rate_limit",
    "lock",
    "error",
    "unavailable",
    "close",
    "done_then_close",
    "done_then_error",
    "cut",
    "garbage",
]
LASTING = [*PASSING, "unauthorized", "redirect", "no_balance"]


@pytest.fixture
def fake(stripe_fake: StripeFake) -> StripeFake:  # noqa: F811
    return stripe_fake


@pytest.fixture
def provider(fake):
    return provider_at(fake.url)


@pytest.fixture
def hurried(monkeypatch):
    """The same limits in a tenth of the time."""
    monkeypatch.setattr(stripe_api, "_PATIENCE_SECONDS", 0.8)
    monkeypatch.setattr(stripe_api, "_READ_SECONDS", 0.5)
    monkeypatch.setattr(stripe_api, "_FIRST_PAUSE_SECONDS", 0.03)


def paid(fake, provider) -> str:
    link = provider.create_link(a_request())
    fake.pay(link.reference)
    return provider.look_up(link.reference).payment_reference


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("kind", PASSING)
def test_a_passing_fault_costs_nobody_anything(fake, provider, hurried, kind, times):
    fake.misbehave(kind, times, at=CREATE)
    link = provider.create_link(a_request())
    assert list(fake.sessions) == [link.reference]
    assert len({seen.headers["Idempotency-Key"] for seen in fake.requests}) == 1
    assert len({seen.body for seen in fake.requests}) == 1
    fake.pay(link.reference)
    payment = provider.look_up(link.reference).payment_reference
    fake.misbehave(kind, times, at=REFUND)
    answer = provider.refund(a_refund(payment))
    assert [(refund["id"], refund["amount"]) for refund in fake.refunds.values()] == [(answer.reference, 500)]


@pytest.mark.parametrize("kind", PASSING)
def test_questions_are_asked_again(fake, provider, hurried, kind):
    link = provider.create_link(a_request())
    fake.pay(link.reference)
    fake.misbehave(kind, 2, at="GET /v1/checkout/sessions")
    assert provider.look_up(link.reference).kind == "paid"
    fake.misbehave(kind, 2, at="GET /v1/refunds")
    assert provider.refund(a_refund(provider.look_up(link.reference).payment_reference)).state == "done"


@pytest.mark.parametrize("kind", PASSING)
def test_closing_is_asked_again(fake, provider, hurried, kind):
    link = provider.create_link(a_request())
    fake.misbehave(kind, 2, at="/expire")
    provider.expire(link.reference)
    assert fake.sessions[link.reference]["status"] == "expired"


@pytest.mark.parametrize("kind", [*LASTING, "hang", "done_then_hang", "drip"])
def test_a_lasting_fault_is_payment_unavailable_in_time_and_the_next_attempt_is_the_same(fake, provider, hurried, kind):
    request = a_request()
    fake.misbehave(kind, 50, at=CREATE, to="http://127.0.0.1:9/v1/checkout/sessions")
    began = time.monotonic()
    with pytest.raises(PaymentUnavailable):
        provider.create_link(request)
    assert time.monotonic() - began < 1.5
    assert len(fake.requests) <= 4
    fake.behave()
    link = provider.create_link(request)
    assert list(fake.sessions) == [link.reference]


@pytest.mark.parametrize("kind", [*LASTING, "hang", "done_then_hang", "drip"])
def test_a_refund_in_a_lasting_fault_goes_out_once_when_it_is_tried_again(fake, provider, hurried, kind):
    payment = paid(fake, provider)
    fake.misbehave(kind, 50, at=REFUND, to="http://127.0.0.1:9/")
    with pytest.raises(PaymentUnavailable):
        provider.refund(a_refund(payment))
    fake.behave()
    # A day later the key is forgotten, and the refund is found by its metadata.
    fake.forget_keys()
    answer = provider.refund(a_refund(payment))
    assert [(refund["id"], refund["amount"]) for refund in fake.refunds.values()] == [(answer.reference, 500)]


def test_the_real_limits_end_within_eight_seconds(fake, provider):
    fake.misbehave("hang", 50, at=CREATE)
    began = time.monotonic()
    with pytest.raises(PaymentUnavailable):
        provider.create_link(a_request())
    assert time.monotonic() - began < 9


def test_slow_work_is_waited_for_with_the_same_key(fake, provider, monkeypatch):
    monkeypatch.setattr(stripe_api, "_READ_SECONDS", 0.3)
    fake.misbehave("slow", at=CREATE, seconds=0.8)
    link = provider.create_link(a_request())
    assert list(fake.sessions) == [link.reference]
    # Meanwhile the key was in use: 409, which is no reason to take another one.
    assert 409 in [seen.status for seen in fake.requests]


def test_closing_that_failed_can_be_tried_again(fake, provider, hurried):
    link = provider.create_link(a_request())
    fake.misbehave("saved_error", 50, at="/expire")
    with pytest.raises(PaymentUnavailable):
        provider.expire(link.reference)
    fake.behave()
    provider.expire(link.reference)
    assert fake.sessions[link.reference]["status"] == "expired"


def test_nobody_listens(hurried):
    with pytest.raises(PaymentUnavailable):
        provider_at("http://127.0.0.1:9").create_link(a_request())


def test_no_such_host(hurried):
    with pytest.raises(PaymentUnavailable):
        provider_at("http://stripe.invalid").look_up("cs_test_1")


def test_retry_after_is_kept_to_or_not_waited_for(fake, provider):
    fake.misbehave("rate_limit", at=CREATE, retry_after=1)
    began = time.monotonic()
    provider.create_link(a_request())
    assert time.monotonic() - began >= 1
    fake.misbehave("rate_limit", 9, at=CREATE, retry_after=60)
    began = time.monotonic()
    with pytest.raises(PaymentUnavailable):
        provider.create_link(a_request(attempt=2))
    assert time.monotonic() - began < 1


def test_stripes_advice_not_to_try_again_is_taken(fake, provider):
    fake.misbehave("error", 9, at=CREATE, should_retry="false")
    with pytest.raises(PaymentUnavailable):
        provider.create_link(a_request())
    assert len(fake.requests) == 1


def test_a_failure_that_stripe_keeps_is_not_asked_for_again_and_again(fake, provider, hurried):
    payment = paid(fake, provider)
    fake.misbehave("saved_error", at=REFUND)
    before = len(fake.requests)
    with pytest.raises(PaymentUnavailable):
        provider.refund(a_refund(payment))
    assert [seen.status for seen in fake.requests[before:]] == [200, 500, 500]
    fake.forget_keys()
    assert provider.refund(a_refund(payment)).state == "done"
    assert len(fake.refunds) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"amount_total": 1},
        {"amount_total": None},
        {"currency": "usd"},
        {"client_reference_id": "10002"},
        {"url": None},
        {"id": ""},
    ],
)
def test_a_page_that_is_not_for_what_is_due_is_never_shown(fake, provider, change):
    fake.misbehave("lie", at=CREATE, change=change)
    with pytest.raises(PaymentUnavailable):
        provider.create_link(a_request())


@pytest.mark.parametrize("change", [{"amount_total": "much"}, {"currency": None}, {"client_reference_id": "7"}])
def test_an_answer_that_cannot_be_read_settles_nothing(fake, provider, change):
    link = provider.create_link(a_request())
    fake.pay(link.reference)
    fake.misbehave("lie", at="GET", change=change)
    with pytest.raises(PaymentUnavailable):
        provider.look_up(link.reference)


@pytest.mark.parametrize("change", [{"amount": 501}, {"currency": "usd"}])
def test_another_refund_than_was_asked_for_needs_a_person(fake, provider, change):
    payment = paid(fake, provider)
    fake.misbehave("lie", at=REFUND, change=change)
    with pytest.raises(RefundRefused):
        provider.refund(a_refund(payment))


@pytest.mark.parametrize("change", [{"status": "on_its_way"}, {"status": None}])
def test_a_state_that_nobody_documented_is_pending(fake, provider, change):
    payment = paid(fake, provider)
    fake.misbehave("lie", at=REFUND, change=change)
    assert provider.refund(a_refund(payment)).state == "pending"


def test_a_redirect_does_not_take_the_key_along(fake, provider, hurried):
    with StripeFake() as thief:
        fake.misbehave("redirect", 9, at=CREATE, to=f"{thief.url}/v1/checkout/sessions")
        with pytest.raises(PaymentUnavailable):
            provider.create_link(a_request())
        assert not thief.requests


def test_the_machines_netrc_does_not_replace_the_key(fake, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    provider_at(fake.url).create_link(a_request())


def test_twenty_threads_with_one_key_make_one_session(fake, provider):
    request, links = a_request(), []
    threads = [threading.Thread(target=lambda: links.append(provider.create_link(request))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(links) == 20 and len(set(links)) == 1 and len(fake.sessions) == 1


@pytest.mark.parametrize("kind", ["error", "unauthorized", "close", "garbage", "cut"])
def test_nothing_secret_and_nothing_personal_is_logged(fake, provider, hurried, caplog, kind):
    caplog.set_level(logging.DEBUG, logger="shop")
    fake.misbehave(kind, 50)
    with pytest.raises(PaymentUnavailable):
        provider.create_link(a_request())
    written = "".join(record.getMessage() for record in caplog.records if record.name.startswith("shop"))
    assert written
    for secret in (TEST_KEY, TEST_KEY[8:], "kim@example.com", "whsec"):
        assert secret not in written
