"""robots.txt, always: what it forbids is not read, how long it asks us to wait is waited.

Scrapy obeys the rules but knows no Crawl-delay, lets a page through when robots.txt could not be read, and takes an
error page for rules. RFC 9309 wants a server that fails to answer to be taken as one that forbids; so do we, and also
where it denies us the file (401, 403) or tells us to slow down (429).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser

from crawlers import limits
from crawlers.failures import Refused, kind_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_OK: Final = range(200, 300)
_ABSENT: Final = range(400, 500)
_UNREACHABLE: Final = "robots_unreachable"
_TELLING: Final = frozenset({"inward", "dns", "refused", "timeout", "connection", "cut", "tls"})  # not about the file
_DENIED: Final = frozenset({401, 403, 429})


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware with robots.txt fetched and judged our way."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._rules: dict[str, RobotParser | str] = {}  # a text is the kind of failure they met
        self._asking = asyncio.Lock()

    async def robot_parser(self, request: Request) -> RobotParser:
        """Return the rules of the host ``request`` goes to.

        Raises:
            Refused: they could not be read, or ask for a wait that no run of ours can keep.
        """
        parts = urlsplit(request.url)
        root = f"{parts.scheme}://{parts.netloc}"
        async with self._asking:
            if root not in self._rules:
                self._rules[root] = await self._read(root)
        if isinstance(rules := self._rules[root], str):
            raise Refused(rules)
        self._slow_down(rules, request)
        return rules

    async def _read(self, root: str) -> RobotParser | str:
        meta = {"dont_obey_robotstxt": True, "download_maxsize": limits.ROBOTS_BYTES}
        request = Request(f"{root}/robots.txt", meta=meta, callback=NO_CALLBACK)
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever stood in the way, we could not read it
            kind = kind_of(error)
            return kind if kind in _TELLING else _UNREACHABLE
        if response.status in _OK:
            return ProtegoRobotParser(response.body, self.crawler.spider)
        if response.status in _ABSENT and response.status not in _DENIED:
            return ProtegoRobotParser(b"", self.crawler.spider)
        return _UNREACHABLE

    def _slow_down(self, rules: RobotParser, request: Request) -> None:
        asked = rules.crawl_delay(limits.AGENT) or 0.0
        spider: Any = self.crawler.spider
        spider.ledger.asked_delay = max(spider.ledger.asked_delay, asked)
        if asked > spider.source.every.total_seconds():
            raise Refused("crawl_delay")
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot is not None and asked <= limits.MAX_WAIT:
            slot.delay = max(slot.delay, asked)
