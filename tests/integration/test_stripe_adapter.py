"""The Stripe adapter against a Stripe that behaves."""

from __future__ import annotations

import json
import random
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests

from shop import clock
from shop.errors import EventForged, PaymentUnavailable, RefundRefused, SettingsError
from shop.payments import provider_of
from shop.payments.provider import PaymentItem
from shop.payments.stripe_api import API_VERSION
from shop.settings import Settings
from tests.fakes.stripe_server import StripeFake, stripe_fake  # noqa: F401
from tests.integration.stripe_shop import a_refund, a_request, provider_at


@pytest.fixture
def fake(stripe_fake: StripeFake) -> StripeFake:  # noqa: F811
    return stripe_fake


@pytest.fixture
def provider(fake):
    return provider_at(fake.url)


def paid(fake, provider, **changed):
    """The notice of a payment."""
    link = provider.create_link(a_request(**changed))
    fake.pay(link.reference)
    return provider.look_up(link.reference)


def test_a_link_is_a_session_for_exactly_the_order(fake, provider):
    request = a_request()
    link = provider.create_link(request)
    session = fake.sessions[link.reference]
    assert link.url == session["url"]
    assert (session["amount_total"], session["currency"], session["status"]) == (2994, "eur", "open")
    assert (session["client_reference_id"], session["expires_at"]) == ("10001", int(request.expires_at.timestamp()))
    seen = fake.requests[0]
    assert seen.headers["Stripe-Version"] == API_VERSION
    assert seen.headers["Idempotency-Key"] == request.key == "10001-1-nonce-1"


def test_the_environment_chooses_and_configures_it(fake):
    environment = {
        "SHOP_PAYMENT_PROVIDER": "stripe",
        "STRIPE_SECRET_KEY": fake.key,
        "STRIPE_WEBHOOK_SECRETS": f"whsec_new, {fake.secrets[0]}",
        "STRIPE_API_URL": f"{fake.url}/",
    }
    provider = provider_of(Settings.from_environment(environment))
    link = provider.create_link(a_request())
    assert provider.read_event(*fake.signed(fake.pay(link.reference)[-1])).kind == "paid"
    for missing in ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS"):
        with pytest.raises(SettingsError, match=missing):
            Settings.from_environment(environment | {missing: ""})


def test_the_same_attempt_gives_the_same_link(fake, provider):
    request = a_request()
    assert provider.create_link(request) == provider.create_link(request)
    assert len(fake.sessions) == 1


def test_another_attempt_gives_another_link(fake, provider):
    assert provider.create_link(a_request()) != provider.create_link(a_request(attempt=2, nonce="nonce-2"))
    assert len(fake.sessions) == 2


def test_the_same_key_for_another_sum_is_no_link(fake, provider):
    request = a_request()
    provider.create_link(request)
    other = a_request(expires_at=request.expires_at, amount=900, items=(PaymentItem("Hemd", 1, 900),))
    with pytest.raises(PaymentUnavailable):
        provider.create_link(other)
    assert len(fake.sessions) == 1


@pytest.mark.parametrize("minutes", [-5, 0, 29, 24 * 60 + 1])
def test_a_hold_that_stripe_cannot_match_is_no_link(fake, provider, minutes):
    with pytest.raises(PaymentUnavailable):
        provider.create_link(a_request(expires_at=clock.now() + timedelta(minutes=minutes)))
    assert not fake.sessions
    assert len(fake.requests) == 1


@pytest.mark.parametrize("skew", [-240, 240])
def test_the_margin_of_the_hold_bears_a_wrong_clock(skew):
    with StripeFake(now=lambda: time.time() + skew) as fake:
        provider_at(fake.url).create_link(a_request())


def test_a_session_that_stripe_made_is_found_again_when_its_window_is_over():
    drift = [0.0]
    with StripeFake(now=lambda: time.time() + drift[0]) as fake:
        request = a_request()
        link = provider_at(fake.url).create_link(request)
        drift[0] = 1200
        assert provider_at(fake.url).create_link(request) == link


def test_a_wrong_or_missing_key_is_no_link_and_is_not_tried_again(fake, caplog):
    for key in ("sk_test_wrong_key_of_somebody", ""):
        with pytest.raises(PaymentUnavailable):
            provider_at(fake.url, key=key).create_link(a_request())
    assert [seen.status for seen in fake.requests] == [401]
    assert "sk_test_wrong" not in caplog.text


def test_an_order_below_stripes_least_sum_is_no_link(fake, provider):
    with pytest.raises(PaymentUnavailable):
        provider.create_link(a_request(amount=49, items=(PaymentItem("Knopf", 1, 49),)))


def test_look_up_of_an_open_a_paid_and_an_expired_session(fake, provider):
    link = provider.create_link(a_request())
    assert provider.look_up(link.reference) is None
    fake.pay(link.reference)
    notice = provider.look_up(link.reference)
    assert (notice.kind, notice.order_number, notice.amount, notice.currency) == ("paid", "10001", 2994, "EUR")
    assert notice.payment_reference == fake.sessions[link.reference]["payment_intent"]
    assert notice.event_id == f"poll:{link.reference}:paid"
    other = provider.create_link(a_request(attempt=2))
    fake.expire(other.reference)
    assert provider.look_up(other.reference).kind == "expired"


def test_the_poll_and_the_event_name_the_same_payment(fake, provider):
    link = provider.create_link(a_request())
    fake.pay(link.reference)
    event = provider.read_event(*fake.signed(fake.told("checkout.session.completed")[0]))
    polled = provider.look_up(link.reference)
    assert event.payment_reference == polled.payment_reference
    assert (event.amount, event.currency, event.kind) == (polled.amount, polled.currency, polled.kind)


def test_delayed_money_is_open_until_it_comes_or_fails(fake, provider):
    for succeeded, kind in ((True, "paid"), (False, "failed")):
        link = provider.create_link(a_request(nonce=f"nonce-{kind}"))
        completed = fake.pay(link.reference, delayed=True)[-1]
        assert provider.read_event(*fake.signed(completed)) is None
        assert provider.look_up(link.reference) is None
        last = fake.settle(link.reference, succeeded)[-1]
        assert provider.read_event(*fake.signed(last)).kind == kind
        assert provider.look_up(link.reference).kind == kind


def test_another_sum_is_told_as_it_came_in(fake, provider):
    link = provider.create_link(a_request())
    event = fake.pay(link.reference, amount=1, currency="usd")[-1]
    for notice in (provider.read_event(*fake.signed(event)), provider.look_up(link.reference)):
        assert (notice.kind, notice.amount, notice.currency) == ("paid", 1, "USD")


def test_an_expired_link_takes_no_payment(fake, provider):
    link = provider.create_link(a_request())
    provider.expire(link.reference)
    assert fake.sessions[link.reference]["status"] == "expired"
    provider.expire(link.reference)


def test_a_paid_link_is_left_alone(fake, provider):
    link = provider.create_link(a_request())
    fake.pay(link.reference)
    provider.expire(link.reference)
    assert provider.look_up(link.reference).kind == "paid"


def test_a_reference_that_stripe_does_not_know(fake, provider):
    for call in (provider.look_up, provider.expire):
        with pytest.raises(PaymentUnavailable):
            call("cs_test_unknown")
    with pytest.raises(PaymentUnavailable):
        provider.look_up("../refunds")
    assert fake.requests[-1].path == "/v1/checkout/sessions/..%2Frefunds"


def test_partial_refunds_to_the_cent_and_no_more_than_was_paid(fake, provider):
    payment = paid(fake, provider).payment_reference
    assert provider.refund(a_refund(payment, key="a", amount=1)).state == "done"
    assert provider.refund(a_refund(payment, key="b", amount=993)).state == "done"
    with pytest.raises(RefundRefused):
        provider.refund(a_refund(payment, key="c", amount=2001))
    assert provider.refund(a_refund(payment, key="d", amount=2000, whole=True)).state == "done"
    with pytest.raises(RefundRefused):
        provider.refund(a_refund(payment, key="e", amount=1))
    assert sum(refund["amount"] for refund in fake.refunds.values()) == 2994


def test_the_same_refund_goes_out_once_also_after_stripe_forgot_its_key(fake, provider):
    payment = paid(fake, provider).payment_reference
    first = provider.refund(a_refund(payment))
    fake.forget_keys()
    assert provider.refund(a_refund(payment)) == first
    assert len(fake.refunds) == 1


def test_the_same_key_for_another_refund_is_refused(fake, provider):
    payment = paid(fake, provider).payment_reference
    provider.refund(a_refund(payment))
    with pytest.raises(RefundRefused):
        provider.refund(a_refund(payment, amount=600))
    assert len(fake.refunds) == 1


def test_the_state_of_a_refund_can_be_asked_for_by_asking_again(fake, provider):
    payment = paid(fake, provider).payment_reference
    fake.next_refunds("requires_action")
    answer = provider.refund(a_refund(payment))
    assert answer.state == "pending"
    for status, state in (("pending", "pending"), ("succeeded", "done"), ("failed", "failed")):
        fake.finish_refund(answer.reference, status)
        assert provider.refund(a_refund(payment)) == type(answer)(answer.reference, state)
    assert len(fake.refunds) == 1


def test_a_refund_of_nothing_known_is_refused(fake, provider):
    with pytest.raises(RefundRefused):
        provider.refund(a_refund("pi_unknown"))


def test_refund_events(fake, provider):
    payment = paid(fake, provider).payment_reference
    fake.next_refunds("pending", "failed")
    first = provider.refund(a_refund(payment, key="a")).reference
    events = fake.finish_refund(first, "succeeded")
    assert [n.kind for n in map(lambda e: provider.read_event(*fake.signed(e)), events) if n] == ["refund_done"]
    assert provider.refund(a_refund(payment, key="b")).state == "failed"
    notice = provider.read_event(*fake.signed(fake.told("refund.created")[-1]))
    assert (notice.kind, notice.refund_reference) == ("refund_failed", list(fake.refunds)[-1])


def test_a_refund_made_in_the_dashboard_is_told_once_with_its_own_sum(fake, provider):
    payment = paid(fake, provider).payment_reference
    provider.refund(a_refund(payment))
    before = len(fake.events)
    refund = fake.refund_by_hand(payment, 700)
    notices = [provider.read_event(*fake.signed(event)) for event in fake.events[before:]]
    told = [notice for notice in notices if notice is not None]
    assert [(n.kind, n.amount, n.refund_reference, n.payment_reference) for n in told] == [
        ("refunded", 700, refund["id"], payment)
    ]


def test_a_payment_in_the_browser(fake, provider):
    link = provider.create_link(a_request())
    assert "29.94 EUR" in requests.get(link.url, timeout=5).text
    answer = requests.post(link.url, timeout=5, allow_redirects=False)
    assert answer.headers["Location"] == "https://shop.example/pay/token/back"
    assert provider.look_up(link.reference).kind == "paid"


class _Shop(BaseHTTPRequestHandler):
    """A shop that takes verified events and refuses the others."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            notice, status = self.server.provider.read_event(self.headers, body), 200
        except EventForged:
            notice, status = None, 400
        if notice is not None:
            self.server.notices.append(notice)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def shop(provider):
    server = HTTPServer(("127.0.0.1", 0), _Shop)
    server.provider, server.notices = provider, []
    server.url = f"http://127.0.0.1:{server.server_address[1]}/webhooks/stripe"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_webhooks_doubled_shuffled_dropped_and_sent_again(fake, provider, shop):
    link = provider.create_link(a_request())
    fake.pay(link.reference)
    lost = fake.deliver(shop.url, copies=10, parallel=5, shuffle=random.Random(4), drop=["checkout.session.completed"])
    assert {delivery.status for delivery in lost} == {200} and len(lost) == 30
    assert not shop.notices
    again = fake.deliver(shop.url, copies=50, parallel=10)
    assert {delivery.kind for delivery in again} == {"checkout.session.completed"}
    assert len(shop.notices) == 50 and len({notice.event_id for notice in shop.notices}) == 1
    assert not fake.deliver(shop.url)


def test_forged_and_late_webhooks_are_refused_and_the_good_one_comes_again(fake, provider, shop):
    link = provider.create_link(a_request())
    fake.pay(link.reference)
    for forge in ("body", "secret", "unsigned", "old", "future", "scheme", "garbage"):
        assert {delivery.status for delivery in fake.deliver(shop.url, forge=forge)} == {400}
    assert {delivery.status for delivery in fake.deliver(shop.url, age=400)} == {400}
    assert not shop.notices
    assert {delivery.status for delivery in fake.deliver(shop.url, secrets=["whsec_new", *fake.secrets])} == {200}
    assert [notice.kind for notice in shop.notices] == ["paid"]


def test_the_objects_of_the_stand_in_have_the_fields_of_stripes(fake, provider):
    import stripe

    payment = paid(fake, provider).payment_reference
    provider.refund(a_refund(payment))
    pairs = [
        (stripe.checkout.Session, fake.sessions),
        (stripe.PaymentIntent, fake.payments),
        (stripe.Charge, fake.charges),
        (stripe.Refund, fake.refunds),
        (stripe.Event, {event["id"]: event for event in fake.events}),
    ]
    for kind, things in pairs:
        known = set().union(*(vars(base).get("__annotations__", {}) for base in kind.__mro__))
        for thing in things.values():
            assert set(thing) <= known, kind
            assert thing == json.loads(json.dumps(thing))
