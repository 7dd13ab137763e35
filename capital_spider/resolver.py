"""Name resolution that answers with public addresses only: a link must not make the crawl ask the user's own network.

The check comes after resolution, on the very addresses that are connected to. So it covers every spelling of an
address (``2130706433``, ``0x7f.1``, ``[::1]``), redirects and robots.txt, and a name cannot change its address
between check and use.
"""

from __future__ import annotations

import logging
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any

from scrapy.resolver import CachingHostnameResolver
from scrapy.utils.datatypes import LocalCache
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress, IHostResolution

logger = logging.getLogger(__name__)

# RFC 6052, 2.1: the prefix under which translators put an IPv4 address, in the last 32 bits.
_NAT64 = IPv6Network("64:ff9b::/96")
# As many names as Scrapy's DNS cache holds: a hostile site can make up names without end.
_REMEMBERED = 10_000


def is_public(address: str) -> bool:
    """True if `address`, an IP address as text, is reachable by anybody: neither private, local, shared nor reserved.

    IPv4 in an IPv6 coat counts as what it leads to (6to4, NAT64); IPv4-mapped addresses are never used on the public
    network and are refused. Multicast is refused too, though ``ipaddress`` calls it global.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip in _NAT64:
            return is_public(str(IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip.sixtofour is not None and not is_public(str(ip.sixtofour)):
            return False
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class PublicOnlyResolver(CachingHostnameResolver):
    """Resolves names to public addresses (IPv4 and IPv6), and to private ones only for hosts that the user named.

    For the setting TWISTED_DNS_RESOLVER. A host without an address that may be used cannot be resolved, as if it did
    not exist (`CannotResolveHostError`); `refused` tells the two apart.
    """

    def __init__(self, reactor: ReactorBase, cache_size: int) -> None:
        super().__init__(reactor, cache_size)
        self._named: set[tuple[str, int]] = set()
        self._refused: LocalCache[tuple[str, int], bool] = LocalCache(_REMEMBERED)

    def allow(self, host: str, port: int) -> None:
        """Let `host` be private on exactly this port: the user named it.

        The permission lapses when the name turns out to be public, so that its owner cannot point it inwards later.
        """
        self._named.add((_plain(host), port))

    def refused(self, host: str, port: int) -> bool:
        """True if `host` was last resolved to addresses of which none may be used."""
        return (_plain(host), port) in self._refused

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        *args: Any,
        **kwargs: Any,
    ) -> IHostResolution:
        """Resolve as the base class does, cache hits and literal addresses included, and pass on what may be used."""
        receiver: Any = _Sieve(resolutionReceiver, self, (_plain(hostName), portNumber))
        return super().resolveHostName(receiver, hostName, portNumber, *args, **kwargs)

    def choose(self, endpoint: tuple[str, int], addresses: Sequence[IAddress]) -> Sequence[IAddress]:
        """The addresses, out of those found for `endpoint` (host, port), that may be connected to."""
        public = [a for a in addresses if is_public(a.host)]
        if public:
            self._named.discard(endpoint)
        chosen = addresses if endpoint in self._named else public
        if chosen or not addresses:
            self._refused.pop(endpoint, None)
        else:
            self._refused[endpoint] = True
            logger.warning("Refused: %s is no public host (%s)", endpoint[0], ", ".join(a.host for a in addresses))
        return chosen


@implementer(IResolutionReceiver)
class _Sieve:
    """Collects the addresses of one resolution and passes on those that the resolver chooses."""

    def __init__(self, receiver: Any, resolver: PublicOnlyResolver, endpoint: tuple[str, int]) -> None:
        self._receiver, self._resolver, self._endpoint = receiver, resolver, endpoint
        self._addresses: list[IAddress] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        self._addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        for address in self._resolver.choose(self._endpoint, self._addresses):
            self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()


def _plain(host: str) -> str:
    """One spelling for a name that comes as Unicode from the resolver and as ASCII from a URL."""
    host = host.rstrip(".").lower()
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
