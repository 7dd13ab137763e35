"""Which addresses the crawl may connect to."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet import reactor
from twisted.internet.address import IPv4Address

from capital_spider.resolver import PublicOnlyResolver, is_public

ADDRESSES = {
    "public": ("93.184.216.34", True),
    "public, IPv6": ("2606:2800:220:1::1", True),
    "loopback": ("127.0.0.1", False),
    "all of 127/8": ("127.8.9.1", False),
    "loopback, IPv6": ("::1", False),
    "this host": ("0.0.0.0", False),
    "unspecified, IPv6": ("::", False),
    "private 10/8": ("10.0.0.1", False),
    "private 172.16/12": ("172.31.255.1", False),
    "private 192.168/16": ("192.168.1.1", False),
    "link-local, where clouds keep their credentials": ("169.254.169.254", False),
    "shared by carriers (RFC 6598)": ("100.64.0.1", False),
    "multicast": ("224.0.0.1", False),
    "broadcast": ("255.255.255.255", False),
    "unique local, IPv6": ("fd00::1", False),
    "link-local, IPv6": ("fe80::1", False),
    "link-local with its interface": ("fe80::1%eth0", False),
    "site-local, IPv6": ("fec0::1", False),
    "multicast, IPv6": ("ff02::1", False),
    "IPv4-mapped, private": ("::ffff:127.0.0.1", False),
    "IPv4-mapped, public": ("::ffff:93.184.216.34", False),
    "IPv4-compatible": ("::127.0.0.1", False),
    "6to4 of a private address": ("2002:7f00:1::1", False),
    "NAT64 of a private address": ("64:ff9b::7f00:1", False),
    "NAT64 of a public address": ("64:ff9b::5db8:d822", True),
}


@pytest.mark.parametrize("case", ADDRESSES.values(), ids=ADDRESSES.keys())
def test_is_public(case: tuple[str, bool]) -> None:
    address, public = case
    assert is_public(address) is public


PUBLIC, PRIVATE = "93.184.216.34", "10.0.0.1"

# (allowed, asked for, what it resolves to in turn, what may be used in turn)
CHOICES = {
    "public": (None, ("a.example", 80), [[PUBLIC]], [[PUBLIC]]),
    "private": (None, ("a.example", 80), [[PRIVATE]], [[]]),
    "both": (None, ("a.example", 80), [[PRIVATE, PUBLIC]], [[PUBLIC]]),
    "unknown": (None, ("a.example", 80), [[]], [[]]),
    "named by the user": (("a.example", 80), ("a.example", 80), [[PRIVATE], [PRIVATE]], [[PRIVATE], [PRIVATE]]),
    "named in other letters": (("A.Example.", 80), ("a.example", 80), [[PRIVATE]], [[PRIVATE]]),
    "named in Unicode": (("é.example", 80), ("xn--9ca.example", 80), [[PRIVATE]], [[PRIVATE]]),
    "named on another port": (("a.example", 80), ("a.example", 8080), [[PRIVATE]], [[]]),
    "another name": (("a.example", 80), ("b.example", 80), [[PRIVATE]], [[]]),
    "a public name may not turn private": (("a.example", 80), ("a.example", 80), [[PUBLIC], [PRIVATE]], [[PUBLIC], []]),
}


@pytest.mark.parametrize("case", CHOICES.values(), ids=CHOICES.keys())
def test_choose(
    case: tuple[tuple[str, int] | None, tuple[str, int], list[list[str]], list[list[str]]],
) -> None:
    named, endpoint, found, usable = case
    resolver = PublicOnlyResolver(reactor, 0)
    if named:
        resolver.allow(*named)
    for addresses, chosen in zip(found, usable, strict=True):
        resolved: list[Any] = [IPv4Address("TCP", address, endpoint[1]) for address in addresses]
        answer = resolver.choose(endpoint, resolved)
        assert [a.host for a in answer] == chosen
        assert resolver.refused(*endpoint) is (bool(addresses) and not chosen)
