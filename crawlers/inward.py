"""The guard that keeps a crawl from reaching the inside of a network: this machine, the office, a cloud's metadata.

A page we read may redirect anywhere, and a public name may resolve to a private address. So the guard stands where
names become addresses: :class:`Resolver` is the only way from a host to a connection, for names and for addresses
written out, and what it lets through is exactly what is connected to.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Any, Final, Self

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.interfaces import IAddress

GATE: Final = "ROTIN_GATE"
"""The setting under which the crawl's :class:`Gate` is found."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SHARED: Final = ipaddress.ip_network("100.64.0.0/10")  # RFC 6598, behind carriers' NAT


def is_inward(address: str) -> bool:
    """Return whether ``address`` (an IP address as text) is anything but a public unicast address.

    What cannot be read as an address counts as inward, and so does NAT64. An IPv6 address that carries an IPv4 one
    (mapped, 6to4, Teredo) is judged by what it carries as well.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    return any(not _is_public(one) for one in (found, *_carried(found)))


def literal(host: str) -> str | None:
    """Return the address ``host`` spells, in whatever way the system would read it; ``None`` if it is a name.

    ``2130706433``, ``0x7f.1`` and ``0177.0.0.1`` all spell 127.0.0.1.
    """
    host = host.strip("[]").removesuffix(".")
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


class Gate:
    """What one crawl may reach: anything public, and exactly the inward (host, port) pairs it was given.

    ``refused`` collects the hosts that were turned back.
    """

    def __init__(self, permitted: frozenset[tuple[str, int]] = frozenset()) -> None:
        self.permitted = frozenset((host.lower(), port) for host, port in permitted)
        self.refused: set[str] = set()

    def __deepcopy__(self, memo: object) -> Self:
        return self  # Scrapy copies its settings; the guard of a crawl is one

    def lets_through(self, host: str, port: int, address: str) -> bool:
        """Return whether ``host`` on ``port`` may be reached at ``address``; a refusal is remembered."""
        if not is_inward(address) or (host.lower(), port) in self.permitted:
            return True
        self.refused.add(host.lower())
        return False

    def lets_name(self, host: str, port: int) -> bool:
        """Return whether nothing speaks against ``host`` before it is looked up: it spells no inward address."""
        spelled = literal(host)
        return spelled is None or self.lets_through(host, port, spelled)


@implementer(IHostnameResolver)
class Resolver:
    """The reactor's name resolver, letting through only addresses the gate lets through."""

    def __init__(self, reactor: Any, gate: Gate) -> None:  # noqa: ANN401 - the reactor is whatever Twisted installed
        self._reactor = reactor
        self._inner: Any = reactor.nameResolver
        self._gate = gate

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Resolver:  # noqa: ANN401 - Scrapy passes its process here
        """Return the resolver of one crawl; its settings hold the gate."""
        return cls(reactor, crawler.settings[GATE])

    def install_on_reactor(self) -> None:
        """Make this the only way from a name to an address."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: Any,  # noqa: ANN401, N803 - what provides a Twisted interface has no type of its own
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:  # noqa: ANN401
        """Resolve as the reactor would, passing on only what may be reached."""
        sieve = _Sieve(resolutionReceiver, hostName, portNumber, self._gate)
        return self._inner.resolveHostName(sieve, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _Sieve:
    def __init__(self, receiver: Any, host: str, port: int, gate: Gate) -> None:  # noqa: ANN401
        self._receiver = receiver
        self._host = host
        self._port = port
        self._gate = gate

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: ANN401, N802 - Twisted's interface
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's interface
        known = isinstance(address, (IPv4Address, IPv6Address))
        if known and self._gate.lets_through(self._host, self._port, str(address.host)):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's interface
        self._receiver.resolutionComplete()


def _is_public(address: _Address) -> bool:
    if address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback:
        return False  # NAT64 (64:ff9b::/96) and the old IPv4-compatible form lie in the reserved ::/8
    if address.is_private or address.is_link_local or address in _SHARED:
        return False
    site_local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not site_local


def _carried(address: _Address) -> tuple[_Address, ...]:
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    carried = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
    return tuple(one for one in carried if one is not None)
