"""Sitemaps, those of news, and indexes of them: the links that look like articles and are new enough."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import re2

from crawlers import limits, links, sitemaps
from crawlers.answers import NOT_MODIFIED, conditions, visited
from crawlers.entries import Entry
from crawlers.settle import Settler
from records import Passed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import datetime

    from scrapy.http import Response

    from crawlers.families import Reader
    from crawlers.options import Sitemap as Options
    from records import Finding

MAX_DEPTH: Final = 2
"""Indexes within indexes: their protocol allows none, some sites have one."""


async def read(reader: Reader) -> AsyncIterator[Finding]:
    """Yield what is met in the sitemap, or in those an index names, newest first; then read pages."""
    settler = Settler(reader)
    walk = _Walk(reader, settler)
    async for item in walk.take(reader.source.url):
        yield item
    if not walk.answered:
        return
    async for item in settler.read():
        yield item
    reader.ledger.unchanged = walk.spared and reader.ledger.entries == 0


class _Walk:
    """Goes through sitemaps: each once, so many a run, and only those that changed since they were read last."""

    def __init__(self, reader: Reader, settler: Settler) -> None:
        options = reader.source.sitemap
        if options is None:
            raise ValueError("a source of kind sitemap has its block")
        self.answered = False  # whether any answered
        self.spared = False  # whether any needed no reading
        self._reader = reader
        self._source = reader.source
        self._settler = settler
        self._options: Options = options
        self._pattern = re2.compile(options.pattern)
        self._asked: set[str] = set()
        self._whole = True  # whether all that were to be read could be

    async def take(self, url: str, depth: int = 0) -> AsyncIterator[Finding]:
        """Yield what comes of the sitemap at ``url``, its Visit once all of it is dealt with."""
        if url in self._asked:
            return
        if len(self._asked) >= limits.LISTS:
            self._whole = False
            return
        self._asked.add(url)
        came = await self._reader.get(url, conditions(self._reader.memory.visit(url)))
        if isinstance(came, str):
            self._whole = False
            return
        self.answered = True
        if came.status == NOT_MODIFIED:
            self.spared = True
            return
        found = self._parsed(came, depth)
        if found is None:
            self._whole = False
        elif not found.index:
            for item in self._met(found, came, url):
                yield item
        elif depth < MAX_DEPTH:
            async for item in self._children(found, came, url, depth):
                yield item

    def _parsed(self, came: Response, depth: int) -> sitemaps.Sitemap | None:
        ledger = self._reader.ledger
        try:
            found = sitemaps.read(came.body, most=limits.BYTES, now=self._reader.clock())
        except sitemaps.NotASitemapError as error:
            ledger.failures["not_a_sitemap"] += 1
            ledger.refusal = error.what if depth == 0 else ledger.refusal
            return None
        if found.broken:
            ledger.failures["cut_list"] += 1
        return found

    # -- an index ---------------------------------------------------------------------------------------------

    async def _children(self, found: sitemaps.Sitemap, came: Response, url: str, depth: int) -> AsyncIterator[Finding]:
        """Read the sitemaps an index names that changed, newest first, undated ones in turn."""
        before, self._whole = self._whole, not found.broken
        listed = [(link, one.changed) for one in found.listed if (link := links.clean(one.given, base=came.url))]
        for link, changed in sorted(listed, key=self._turn):
            if self._is_spared(link, changed):
                self.spared = True
                continue
            async for item in self.take(link, depth + 1):
                yield item
        if self._whole and all(changed for _, changed in listed):  # else it may stay the same while they change
            yield visited(self._source, came, self._reader.clock(), url=url)
        self._whole &= before

    def _turn(self, listed: tuple[str, datetime | None]) -> tuple[bool, float]:
        link, changed = listed
        if changed is not None:
            return False, -changed.timestamp()
        visit = self._reader.memory.visit(link)
        return True, visit.fetched.timestamp() if visit else 0.0

    def _is_spared(self, link: str, changed: datetime | None) -> bool:
        if changed is None:
            return False
        visit = self._reader.memory.visit(link)
        return changed < self._since or (visit is not None and changed < visit.fetched)

    # -- a list of pages --------------------------------------------------------------------------------------

    def _met(self, found: sitemaps.Sitemap, came: Response, url: str) -> Iterator[Finding]:
        """Meet the links that look like articles and are new enough, newest first; count the others."""
        reasons = [self._reason(one) for one in found.listed]
        new = [one for one, reason in zip(found.listed, reasons, strict=True) if reason is None]
        new.sort(key=lambda one: (one.changed is None, -one.changed.timestamp() if one.changed else 0.0))
        fresh = new[: limits.WAITING]
        passed = Counter(reason for reason in reasons if reason)
        passed |= Counter({"no_link": found.bad, "over_list_limit": found.over + len(new) - len(fresh)})
        for reason, count in (+passed).items():
            self._reader.ledger.entries += count
            yield Passed(source=self._source.id, reason=reason, count=count)
        whole = not found.broken and len(new) == len(fresh)
        visit = visited(self._source, came, self._reader.clock(), url=url) if whole else None
        yield from self._settler.meet([_entry(one, came.url) for one in fresh], visit)

    def _reason(self, one: sitemaps.Listed) -> str | None:
        if not self._pattern.search(one.given):
            return "not_an_article"
        if one.changed is None:
            return None if self._options.undated else "undated"
        return "old" if one.changed < self._since else None

    @property
    def _since(self) -> datetime:
        return self._reader.clock() - self._options.back


def _entry(one: sitemaps.Listed, base: str) -> Entry:
    link = links.clean(one.given, base=base) or ""
    return Entry(given=one.given, link=link, title=one.title, text="", published=one.published)
