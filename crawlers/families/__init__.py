"""The ways of reading a source: one module each, with one function that asks, reads and yields what it found.

A family is a plain function over the :class:`Reader` it is lent. It never opens a connection of its own, so manners,
guard and books are the same for all; it yields findings in an order in which each may be the last that is kept.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import datetime

    from crawlers.ledger import Ledger
    from crawlers.memory import Memory
    from crawlers.source import Kind, Source
    from crawlers.stream import Stream
    from door import Door
    from records import Finding


class Reader(Protocol):
    """What a family is lent: the source, what is remembered of it, the books, the clock, and a way of asking."""

    source: Source
    memory: Memory
    ledger: Ledger
    clock: Callable[[], datetime]
    door: Door | None
    key: str

    async def get(self, url: str, headers: Mapping[str, str], *, most: int = ..., also: frozenset[int] = ...) -> Any:  # noqa: ANN401 - Scrapy's Response, or a kind
        """Return the answer to one request, or the kind of its failure as text; errors in ``also`` are answers."""

    async def listen(self, url: str, *, most: int) -> Stream | str:
        """Return a stream that a server keeps open, or the kind of its failure as text."""


def family(kind: Kind) -> Callable[[Reader], AsyncIterator[Finding]]:
    """Return the function that reads sources of ``kind``; its module is opened only when needed."""
    read: Callable[[Reader], AsyncIterator[Finding]] = import_module(f"crawlers.families.{kind.value}").read
    return read
