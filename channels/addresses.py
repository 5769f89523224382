"""From which network address somebody speaks: what rate limits count by."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

FORWARDED, REAL = "x-forwarded-for", "x-real-ip"
# A household or a phone has a whole network of IPv6 addresses: RFC 6177 gives every site at least one /64.
_SITE_BITS = 64


def address_of(peer: str | None, headers: Mapping[str, str]) -> str | None:
    """Return the address that a request came from, an IPv6 one as its /64 network; None if there is none.

    What stands in headers counts only if the request came from this machine, where the proxy is; of several hops it is
    the last one, which the proxy itself has seen: anybody can send the others. `headers` are read whatever their case.
    """
    seen = _address(peer)
    if seen is None or not seen.is_loopback:
        return _site(seen)
    given = {name.lower(): value for name, value in headers.items() if name.lower() in (FORWARDED, REAL)}
    hop = _address(given.get(FORWARDED, "").rpartition(",")[2]) or _address(given.get(REAL))
    return _site(hop or seen)


def _address(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address((text or "").strip()[:64].strip("[]"))
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _site(address: IPv4Address | IPv6Address | None) -> str | None:
    if isinstance(address, IPv6Address) and not address.is_loopback:
        return str(IPv6Network((address.packed, _SITE_BITS), strict=False))
    return str(address) if address is not None else None
