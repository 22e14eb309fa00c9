"""Which hosts are one site: registrable domains, by the public suffix list that comes with tldextract."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tldextract import TLDExtract

if TYPE_CHECKING:
    from collections.abc import Iterable

_SUFFIXES: Final = TLDExtract(suffix_list_urls=(), cache_dir=None)  # the bundled list: no network, no files


def host_of(url: str) -> str:
    """Return the host of ``url`` in lower case without a final dot, ``""`` if there is none."""
    try:
        return (urlsplit(url).hostname or "").removesuffix(".")
    except ValueError:
        return ""


def port_of(url: str) -> int | None:
    """Return the port ``url`` is read from, its scheme's own if it names none; ``None`` if it is no port."""
    try:
        parts = urlsplit(url)
        return parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def site_of(host: str) -> str:
    """Return the registrable domain ``host`` belongs to.

    A host that has none stands for itself: an address, ``localhost``, or a name that is itself a public suffix,
    as ``caobang.vn`` is and ``caobang.gov.vn`` may become when the list changes.
    """
    return _SUFFIXES(host).top_domain_under_public_suffix or host


def is_public_suffix(host: str) -> bool:
    """Return whether everything under ``host`` may belong to different owners: ``vn``, ``gov.vn``, ``caobang.vn``."""
    return not is_address(host) and _SUFFIXES(host).suffix == host


def is_address(host: str) -> bool:
    """Return whether ``host`` is an IP address as people write it."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def within(host: str, domains: Iterable[str]) -> bool:
    """Return whether ``host`` is one of ``domains`` or lies under one."""
    return any(host == domain or (host.endswith(f".{domain}") and not is_address(host)) for domain in domains)
