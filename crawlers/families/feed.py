"""Feeds: RSS of any version, RDF, Atom, and the pages behind their entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawlers import entries, limits
from crawlers.answers import NOT_MODIFIED, conditions, header, visited
from crawlers.settle import Settler

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response

    from crawlers.families import Reader
    from records import Finding


async def read(reader: Reader) -> AsyncIterator[Finding]:
    """Yield what is known, keep what is new, note the feed as read; then read pages, those of earlier runs too."""
    url = reader.source.url
    came = await reader.get(url, conditions(reader.memory.visit(url)), most=limits.FEED_BYTES)
    if isinstance(came, str):
        return
    settler = Settler(reader)
    if came.status != NOT_MODIFIED:
        found = _entries(reader, came)
        if not found:
            return
        for met in settler.meet(found, visited(reader.source, came, reader.clock())):
            yield met
    async for item in settler.read():
        yield item
    reader.ledger.unchanged = came.status == NOT_MODIFIED and reader.ledger.entries == 0


def _entries(reader: Reader, came: Response) -> tuple[entries.Entry, ...]:
    try:
        return entries.read(came.body, content_type=header(came, b"Content-Type"), base=came.url, now=reader.clock())
    except entries.NotAFeedError as error:
        reader.ledger.failures["not_a_feed"] += 1
        reader.ledger.refusal = error.what
        return ()
