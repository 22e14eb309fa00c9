"""The guard: what is inward, however it is spelled, and that nothing gets around the resolver."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address, IPv6Address, UNIXAddress

from crawlers.inward import GATE, Gate, Resolver, is_inward, literal

INWARD = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "fec0::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1",
    "64:ff9b::808:808",    "2002:7f00:1::", "2002:a00:1::1", "2001:0:a00:1::1", "nonsense", "",
]  # fmt: skip
OUTWARD = ["8.8.8.8", "1.1.1.1", "203.162.4.191", "172.32.0.1", "100.128.0.1", "2606:4700::1111"]


@pytest.mark.parametrize("address", INWARD)
def test_these_are_inward(address):
    assert is_inward(address)


@pytest.mark.parametrize("address", OUTWARD)
def test_these_are_not(address):
    assert not is_inward(address)


@given(st.ip_addresses(v=4))
def test_an_address_is_inward_however_it_is_wrapped(address):
    if is_inward(str(address)):
        wrapped = (f"::ffff:{address}", f"64:ff9b::{address}")
        assert all(is_inward(one) for one in wrapped)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"), ("2130706433", "127.0.0.1"), ("0x7f000001", "127.0.0.1"), ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"), ("127.1", "127.0.0.1"), ("127.0.0.1.", "127.0.0.1"), ("0", "0.0.0.0"),
        ("[::1]", "::1"), ("fe80::1%lo", "fe80::1"), ("bao.example", None), ("", None), ("1.2.3.4.5", None),
        ("đèo.example", None), ("0x.example", None),
    ],
)  # fmt: skip
def test_a_host_spells_an_address_in_many_ways(host, address):
    assert literal(host) == address


def test_a_gate_lets_out_only_what_it_was_given():
    gate = Gate(frozenset({("Noi-Bo.example", 8080)}))
    assert gate.lets_through("noi-bo.example", 8080, "10.0.0.1")
    assert not gate.lets_through("noi-bo.example", 80, "10.0.0.1")
    assert not gate.lets_through("khac.example", 8080, "10.0.0.1")
    assert gate.lets_through("khac.example", 8080, "8.8.8.8")
    assert gate.refused == {"noi-bo.example", "khac.example"}


def test_a_gate_stays_one_when_scrapy_copies_its_settings():
    gate = Gate()
    assert copy.deepcopy({GATE: gate})[GATE] is gate


class Heard:
    def __init__(self) -> None:
        self.addresses: list[Any] = []
        self.done = False

    def resolutionBegan(self, resolution):  # noqa: N802 - Twisted's interface
        pass

    def addressResolved(self, address):  # noqa: N802 - Twisted's interface
        self.addresses.append(address)

    def resolutionComplete(self):  # noqa: N802 - Twisted's interface
        self.done = True


class Reactor:
    """A reactor whose names resolve to what the test says: the one thing a test cannot have for real."""

    def __init__(self, addresses: list[Any]) -> None:
        self.nameResolver: Any = self
        self.addresses = addresses

    def resolveHostName(self, receiver: Any, *_: Any) -> None:  # noqa: N802 - Twisted's interface
        receiver.resolutionBegan(None)
        for address in self.addresses:
            receiver.addressResolved(address)
        receiver.resolutionComplete()

    def installNameResolver(self, resolver):  # noqa: N802 - Twisted's interface
        self.nameResolver = resolver


def test_a_name_that_points_inward_resolves_to_nothing():
    public = IPv4Address("TCP", "8.8.8.8", 80)
    inward = [IPv4Address("TCP", "10.0.0.1", 80), IPv6Address("TCP", "::ffff:127.0.0.1", 80), UNIXAddress(b"/run/x")]
    reactor, heard, gate = Reactor([*inward, public]), Heard(), Gate()
    Resolver(reactor, gate).install_on_reactor()
    reactor.nameResolver.resolveHostName(heard, "bao.example", 80)
    assert heard.addresses == [public]
    assert heard.done
    assert gate.refused == {"bao.example"}
