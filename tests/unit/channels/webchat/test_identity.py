"""A token says whose conversation it is, and nobody else can make one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import Signer

from channels.webchat.identity import Identities, is_sender

OURS = Identities("the shop's secret")


def test_every_shopper_gets_another_id() -> None:
    senders = {OURS.sender_of(OURS.mint()) for _ in range(200)}
    assert len(senders) == 200 and all(is_sender(str(sender)) for sender in senders)


def test_a_token_holds_across_restarts_and_not_across_secrets() -> None:
    token = OURS.mint()
    assert Identities("the shop's secret").sender_of(token) == token.rpartition(".")[0]
    assert Identities("another secret").sender_of(token) is None


def test_no_other_signature_of_the_shop_is_a_token() -> None:
    sender = OURS.mint().rpartition(".")[0]
    for salt in ("photo", "itsdangerous.Signer"):
        assert OURS.sender_of(Signer("the shop's secret", salt=salt).sign(sender).decode()) is None


def test_what_is_signed_must_be_one_of_our_ids() -> None:
    signer = OURS._signer
    for sender in ("wa-49170", "web-", "default", "web-" + "g" * 32, "web-" + "0" * 33):
        assert OURS.sender_of(signer.sign(sender).decode()) is None


@given(token=st.one_of(st.text(), st.none(), st.integers(), st.binary(), st.lists(st.text())))
def test_anything_else_is_nobodys(token: object) -> None:
    assert OURS.sender_of(token) is None


@given(place=st.integers(0, 79), sign=st.characters(min_codepoint=33, max_codepoint=126))
def test_a_token_with_another_letter_is_nobodys(place: int, sign: str) -> None:
    token = OURS.mint()
    changed = token[:place] + sign + token[place + 1 :]
    # The last letter of base64 has bits that mean nothing.
    assert changed == token or OURS.sender_of(changed) is None or place == len(token) - 1
