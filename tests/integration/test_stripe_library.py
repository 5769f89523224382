"""Stripe's own library against the stand-in: what it sends is taken, and our adapter sends the same."""

from __future__ import annotations

import pytest
import stripe

from shop.payments.stripe_api import API_VERSION
from tests.fakes.stripe_server import StripeFake, stripe_fake  # noqa: F401
from tests.integration.stripe_shop import a_refund, a_request, provider_at


@pytest.fixture
def fake(stripe_fake: StripeFake) -> StripeFake:  # noqa: F811
    return stripe_fake


@pytest.fixture
def client(fake) -> stripe.StripeClient:
    return stripe.StripeClient(fake.key, base_addresses={"api": fake.url}, max_network_retries=0)


def library_params(request) -> dict:
    named = {"order_number": request.order_number, "attempt": str(request.attempt)}
    return {
        "mode": "payment",
        "client_reference_id": request.order_number,
        "success_url": request.return_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
        "locale": "de",
        "adaptive_pricing": {"enabled": False},
        "customer_email": request.email,
        "metadata": named,
        "payment_intent_data": {"metadata": named},
        "line_items": [row("3 × Ringelsocken", 1, 1999), row("Hemd", 5, 199)],
    }


def row(name: str, quantity: int, each: int) -> dict:
    price = {"currency": "eur", "unit_amount": each, "tax_behavior": "inclusive", "product_data": {"name": name}}
    return {"quantity": quantity, "price_data": price}


def test_the_pinned_version_is_that_of_the_library_whose_types_were_read():
    assert stripe._api_version._ApiVersion.CURRENT == API_VERSION


def test_the_adapter_sends_what_the_library_sends(fake, client):
    request = a_request()
    provider_at(fake.url).create_link(request)
    client.v1.checkout.sessions.create(library_params(request), {"idempotency_key": "of-the-library"})
    ours, theirs = fake.requests
    assert ours.form == theirs.form
    for header in ("Authorization", "Stripe-Version", "Content-Type"):
        assert ours.headers[header] == theirs.headers[header]
    assert (ours.headers["Idempotency-Key"], theirs.headers["Idempotency-Key"]) == (request.key, "of-the-library")


def test_the_refund_is_what_the_library_sends(fake, client):
    provider = provider_at(fake.url)
    link = provider.create_link(a_request())
    fake.pay(link.reference)
    payment = provider.look_up(link.reference).payment_reference
    provider.refund(a_refund(payment))
    metadata = {"refund_key": "refund-1", "reason": "withdrawal"}
    client.v1.refunds.create({"payment_intent": payment, "amount": 500, "metadata": metadata})
    ours, theirs = (seen for seen in fake.requests if (seen.method, seen.path) == ("POST", "/v1/refunds"))
    assert ours.form == theirs.form


def test_the_library_reads_the_stand_ins_answers(fake, client):
    request = a_request()
    session = client.v1.checkout.sessions.create(library_params(request))
    assert (session.status, session.amount_total, session.payment_status) == ("open", 2994, "unpaid")
    fake.pay(session.id)
    session = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (session.payment_status, session.payment_intent.status) == ("paid", "succeeded")
    refund = client.v1.refunds.create({"payment_intent": session.payment_intent.id})
    assert (refund.status, refund.amount) == ("succeeded", 2994)
    assert [one.id for one in client.v1.refunds.list({"payment_intent": session.payment_intent.id})] == [refund.id]
    for event in fake.events:
        headers, body = fake.signed(event)
        read = client.construct_event(body, headers["Stripe-Signature"], fake.secrets[0])
        assert read.id == event["id"] and read.data.object.object in read.type.replace("refund.", "charge.refund.")


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"return_to": "x"}, "return_to"),
        ({"metadata": "x"}, "metadata"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"expires_at": 1}, "expires_at"),
        ({"locale": "de-XX"}, "locale"),
        ({"mode": "gift"}, "mode"),
        ({"success_url": "no address"}, "success_url"),
        ({"customer_email": "nobody"}, "customer_email"),
        ({"adaptive_pricing": {"enabled": "perhaps"}}, "adaptive_pricing[enabled]"),
        ({"line_items": []}, "line_items"),
        ({"line_items": [row("Hemd", 0, 900)]}, "line_items[0][quantity]"),
        ({"line_items": [row("Hemd", 1, -900)]}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": [{"quantity": 1, "price_data": {"currency": "eur"}}]}, "line_items[0][price_data]"),
        ({"line_items": [row("", 1, 900)]}, "line_items[0][price_data][product_data][name]"),
        ({"line_items": [row("Hemd", 1, 900) | {"name": "x"}]}, "line_items[0][name]"),
    ],
)
def test_the_stand_in_refuses_as_stripe_does(fake, client, change, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create(library_params(a_request()) | change)
    assert refused.value.param == param
    assert not fake.sessions


def test_the_stand_in_refuses_strangers_and_other_versions(fake):
    for changed, error in (
        ({"api_key": "sk_test_somebody_else"}, stripe.AuthenticationError),
        ({"stripe_version": "2019-01-01"}, stripe.InvalidRequestError),
    ):
        client = stripe.StripeClient(fake.key, base_addresses={"api": fake.url}, max_network_retries=0)
        with pytest.raises(error):
            client.v1.refunds.list({}, changed)


def test_the_stand_in_keeps_idempotency_keys(fake, client):
    params = library_params(a_request())
    first = client.v1.checkout.sessions.create(params, {"idempotency_key": "k"})
    assert client.v1.checkout.sessions.create(params, {"idempotency_key": "k"}).id == first.id
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.create(params | {"locale": "en"}, {"idempotency_key": "k"})
    assert len(fake.sessions) == 1
    # What was refused for its parameters left no trace of its key.
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(params | {"mode": "gift"}, {"idempotency_key": "m"})
    assert client.v1.checkout.sessions.create(params, {"idempotency_key": "m"}).status == "open"


def test_the_library_needs_several_tries_too(fake):
    client = stripe.StripeClient(fake.key, base_addresses={"api": fake.url}, max_network_retries=2)
    fake.misbehave("done_then_close", at="POST")
    assert client.v1.checkout.sessions.create(library_params(a_request())).id in fake.sessions
    assert len(fake.sessions) == 1
