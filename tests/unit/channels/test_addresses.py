"""Rate limits count by the address that the proxy has seen, not by one that somebody made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.addresses import address_of

FORWARDED = "X-Forwarded-For"


@pytest.mark.parametrize("peer", ["203.0.113.9", "2001:db8::9", "10.0.0.7", "192.168.1.1"])
def test_headers_of_strangers_are_not_believed(peer: str) -> None:
    assert address_of(peer, {FORWARDED: "198.51.100.1", "X-Real-IP": "198.51.100.2"}) == address_of(peer, {})


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_the_proxy_on_this_machine_is_believed_in_what_it_has_seen_itself(peer: str) -> None:
    assert address_of(peer, {FORWARDED: "198.51.100.66, 203.0.113.9"}) == "203.0.113.9"
    assert address_of(peer, {FORWARDED.lower(): "203.0.113.9"}) == "203.0.113.9"
    assert address_of(peer, {"x-real-ip": "203.0.113.9"}) == "203.0.113.9"


@pytest.mark.parametrize("said", ["", "unknown", "_hidden", "203.0.113.9, ", "1.2.3.4.5", "x" * 9000, "203.0.113.9\n"])
def test_what_is_no_address_is_not_taken_for_one(said: str) -> None:
    assert address_of("127.0.0.1", {FORWARDED: said}) in ("127.0.0.1", "203.0.113.9")


def test_all_of_a_sites_ipv6_addresses_are_one() -> None:
    assert address_of("2001:db8:1:2::1", {}) == address_of("2001:db8:1:2:ffff::9", {}) == "2001:db8:1:2::/64"
    assert address_of("2001:db8:1:3::1", {}) != address_of("2001:db8:1:2::1", {})
    assert address_of("::ffff:203.0.113.9", {}) == "203.0.113.9"


@pytest.mark.parametrize("peer", [None, "", "a unix socket"])
def test_who_has_no_address_gets_none(peer: str | None) -> None:
    assert address_of(peer, {FORWARDED: "203.0.113.9"}) is None


@given(peer=st.text(max_size=60), headers=st.dictionaries(st.sampled_from([FORWARDED, "x-real-ip", "Via"]), st.text()))
def test_never_breaks(peer: str, headers: dict[str, str]) -> None:
    assert (address_of(peer, headers) or "").isascii()
