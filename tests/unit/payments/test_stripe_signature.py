"""Stripe's signature, with Stripe's own library as judge."""

from __future__ import annotations

import time
from datetime import datetime, timezone

import pytest
import stripe
from hypothesis import example, given
from hypothesis import strategies as st

from shop import clock
from shop.errors import EventForged
from shop.payments.stripe_signature import check_signature
from tests.fakes.stripe_events import FORGERIES, signed

SECRET = "whsec_one"
OTHER = "whsec_two"
BODY = '{"id": "evt_1", "object": "event", "title": "Größe 42 – “neu”"}'.encode()


def ours(header: str, body: bytes = BODY, secrets: tuple[str, ...] = (SECRET,)) -> bool:
    try:
        check_signature({"Stripe-Signature": header}, body, secrets)
    except EventForged:
        return False
    return True


def theirs(header: str, body: bytes = BODY, secret: str = SECRET) -> bool:
    try:
        return stripe.WebhookSignature.verify_header(body, header, secret, 300)
    except stripe.SignatureVerificationError:
        return False


def header_of(age: int = 0, secret: str = SECRET, body: bytes = BODY) -> str:
    return stripe.WebhookSignature.generate_signature_header(body.decode(), secret, int(time.time()) - age)


def test_takes_what_stripe_signed():
    assert theirs(header_of())
    assert ours(header_of())


def test_the_stand_in_signs_as_stripe_does():
    headers, body = signed({"id": "evt_1", "object": "event", "name": "ä"}, [SECRET], time.time())
    assert stripe.Webhook.construct_event(body, headers["Stripe-Signature"], SECRET).id == "evt_1"


@pytest.mark.parametrize("age", [-290, 0, 290])
def test_takes_five_minutes_in_both_directions(age):
    assert ours(header_of(age))


@pytest.mark.parametrize("age", [-86400, -302, 302, 86400])
def test_refuses_the_past_and_the_future(age):
    assert not ours(header_of(age))


def test_stripes_own_check_takes_the_future_and_ours_does_not():
    header = header_of(age=-3600)
    assert theirs(header)
    assert not ours(header)


def test_the_window_ends_at_exactly_five_minutes(monkeypatch):
    header = stripe.WebhookSignature.generate_signature_header(BODY.decode(), SECRET, 1_800_000_000)
    for away, taken in ((-301, False), (-300, True), (300, True), (301, False)):
        moment = datetime.fromtimestamp(1_800_000_000 + away, timezone.utc)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert ours(header) is taken


@pytest.mark.parametrize("forgery", FORGERIES)
def test_refuses_every_forgery(forgery):
    headers, body = signed({"id": "evt_1"}, [SECRET], time.time(), forge=forgery)
    with pytest.raises(EventForged):
        check_signature(headers, body, (SECRET,))


def test_several_secrets_while_they_are_changed():
    assert ours(header_of(secret=OTHER), secrets=(SECRET, OTHER))
    assert ours(header_of(secret=SECRET), secrets=(SECRET, OTHER))
    assert not ours(header_of(secret=OTHER), secrets=(SECRET,))


def test_several_signatures_of_which_one_is_right():
    timestamp, right = header_of().split(",")
    wrong = "v1=" + "0" * 64
    assert ours(f"{timestamp},{wrong},{right}")
    assert ours(f"{timestamp},{right},{wrong},v0={'1' * 64}")
    assert not ours(f"{timestamp},{wrong}")


def test_two_timestamps_prove_nothing():
    timestamp, right = header_of().split(",")
    assert not ours(f"{timestamp},t=1,{right}")


@pytest.mark.parametrize("secrets", [(), ("",), ("  ",)])
def test_without_a_secret_nothing_is_taken(secrets):
    assert not ours(header_of(secret=secrets[0] if secrets else SECRET), secrets=secrets)


def test_the_header_has_a_name_in_any_case():
    check_signature({"host": "x", "stripe-signature": header_of()}, BODY, (SECRET,))


def test_the_raw_bytes_count():
    header = header_of(body=b'{"a": 1}')
    assert ours(header, b'{"a": 1}')
    assert not ours(header, b'{"a":1}')
    assert not ours(header, b'{"a": 1}\n')


def test_bytes_that_are_no_text_are_only_forged():
    assert not ours(header_of(), b"\xff\xfe")


parts = st.one_of(
    st.sampled_from(["right", "wrong", "short", "upper", "old", "future", "v0"]),
    st.text(alphabet="tv01=, -+abcf٣", max_size=12),
)


@given(st.lists(parts, min_size=1, max_size=5), st.sampled_from(["now", "plus", "zero", "none", "arabic"]))
@example(["right"], "now")
@example(["wrong", "right"], "now")
def test_never_takes_what_stripes_check_refuses(kinds, stamp):
    moment = int(time.time())
    stamps = {"now": f"t={moment}", "plus": f"t=+{moment}", "zero": f"t=0{moment}", "none": "", "arabic": "t=٣"}
    right = stripe.WebhookSignature._compute_signature(f"{moment}.{BODY.decode()}", SECRET)
    known = {
        "right": f"v1={right}",
        "wrong": "v1=" + "a" * 64,
        "short": f"v1={right[:-1]}",
        "upper": f"v1={right.upper()}",
        "old": "t=1",
        "future": f"t={moment + 9999}",
        "v0": f"v0={right}",
    }
    header = ",".join([stamps[stamp], *(known.get(kind, kind) for kind in kinds)])
    if ours(header):
        assert theirs(header)
    if stamp == "now" and set(kinds) <= {"right", "wrong", "short", "v0"}:
        assert ours(header) is theirs(header)
