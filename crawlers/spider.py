"""The one spider: it lends a family of sources its way of asking, hands on what the family finds, keeps the books.

It asks for each page itself and waits for the answer, instead of handing Scrapy requests with callbacks: Scrapy drops
some of those (off-site ones, redirects to themselves) without calling anybody, and here every request must end in a
count. All of Scrapy's manners still apply, since they sit in its downloader.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawlers import limits
from crawlers.failures import HTTP_ERROR, kind_of, kind_of_status
from crawlers.families import family
from crawlers.ledger import Ledger
from records import Heard, Listed, Passed, Reading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import datetime

    from scrapy.crawler import Crawler

    from crawlers.memory import Memory
    from crawlers.source import Source
    from crawlers.stream import Stream
    from door import Door
    from records import Finding

_log = logging.getLogger(__name__)

_BREATH: Final = 0.05
"""Seconds for Scrapy to note what became of the last item: a spider that ends before is found idle only 5 s later."""

_NOT_MODIFIED: Final = 304
_NEVER_TEXT: Final = (b"image/", b"video/", b"audio/", b"font/", b"application/pdf", b"application/zip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a spider is to do, and with what: the source, what is remembered of it, the books, the clock.

    ``tell`` is called after each finding. ``door`` makes voices of authors; only families of conversations need it.
    ``key`` is the secret an interface asks for. ``backoff`` is the wait in seconds before a first retry. ``reading`` is
    how to read, if not as its kind is read.
    """

    source: Source
    memory: Memory
    ledger: Ledger
    clock: Callable[[], datetime]
    tell: Callable[[Ledger], None]
    door: Door | None = None
    key: str = field(default="", repr=False)
    backoff: float = limits.BACKOFF
    reading: Callable[[Any], AsyncIterator[Finding]] | None = None


class SourceSpider(Spider):
    """Reads one source; ``source``, ``ledger``, ``clock`` and ``backoff`` are read by our middlewares too."""

    name = "source"

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.source = task.source
        self.memory = task.memory
        self.ledger = task.ledger
        self.clock = task.clock
        self.door = task.door
        self.key = task.key
        self.backoff = task.backoff
        self._reading = task.reading or family(task.source.kind)
        self._tell = task.tell
        self._handled = 0
        self._moved = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Return the spider, listening to what becomes of requests and items."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.count_request, signals.request_reached_downloader)
        crawler.signals.connect(spider.refuse_type, signals.headers_received)
        crawler.signals.connect(spider.count_bytes, signals.response_received)
        crawler.signals.connect(spider.note_handled, signals.item_scraped)
        crawler.signals.connect(spider.note_handled, signals.item_dropped)
        crawler.signals.connect(spider.note_fault, signals.item_error)
        crawler.signals.connect(spider.note_fault, signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Yield what the source's family finds, each once the one before is dealt with."""
        given = 0
        async for found in self._reading(self):
            yield found
            given += 1
            if (of_its_list := size(found)) > 0:
                self.ledger.met += of_its_list
                self._tell(self.ledger)
            await self._wait_for(given)
            if self.ledger.fault is not None:
                break
        await asyncio.sleep(_BREATH)

    async def get(
        self, url: str, headers: Mapping[str, str], *, most: int = limits.BYTES, also: frozenset[int] = frozenset()
    ) -> Response | str:
        """Return the answer of at most ``most`` bytes, after redirects and retries, or the kind of its failure.

        An answer whose status is in ``also`` is given back though it is an error, for what it says; it is not counted.
        """
        self.ledger.begun += 1
        size = min(most, self.source.limits.bytes)
        meta = {"download_timeout": max(1.0, min(limits.TIMEOUT, self.ledger.left)), "download_maxsize": size}
        request = Request(url, headers=dict(headers), meta=meta, callback=NO_CALLBACK)
        try:
            came = await self.crawler.engine.download_async(request)
            kind = "" if came.status in also else self._judge(came)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is counted, and the crawl goes on
            kind = kind_of(error)
            if kind == "error":
                _log.warning("unforeseen failure of a request to %s: %s", self.source.id, type(error).__name__)
        self.ledger.ended += 1
        if kind:
            self.ledger.failures[kind] += 1
            return kind
        return came

    async def listen(self, url: str, *, most: int) -> Stream | str:
        """Return an open stream whose messages are at most ``most`` bytes, or the kind of its failure, not yet counted.

        Whoever asked tries again or counts it: a stream that breaks is gone on with, and has not failed.
        """
        from crawlers.stream import listen  # noqa: PLC0415 - only one family needs it

        self.ledger.begun += 1
        seconds = max(1.0, min(limits.TIMEOUT, self.ledger.left))
        try:
            return await listen(self.crawler, url, most=most, seconds=seconds, count=self._count_message)
        except Exception as error:  # noqa: BLE001 - as above
            return kind_of(error)
        finally:
            self.ledger.ended += 1

    def _count_message(self, size: int) -> None:
        self.ledger.bytes += size

    def _judge(self, came: Response) -> str:
        if came.status >= HTTP_ERROR or (came.status >= 300 and came.status != _NOT_MODIFIED):  # noqa: PLR2004 - RFC 9110
            return kind_of_status(came.status)
        return "bad_encoding" if came.headers.get(b"Content-Encoding") else ""

    async def _wait_for(self, given: int) -> None:
        while self._handled < given and self.ledger.fault is None:
            self._moved.clear()
            await self._moved.wait()

    # -- what Scrapy tells ------------------------------------------------------------------------------------

    def count_request(self, request: Request) -> None:
        """Count a request that goes out: pages, robots.txt, redirects and retries alike."""
        del request
        self.ledger.sent += 1

    def count_bytes(self, response: Response) -> None:
        """Count what came, unpacked."""
        self.ledger.bytes += len(response.body)

    def refuse_type(self, headers: Any) -> None:  # noqa: ANN401 - Scrapy's Headers
        """Break off an answer that is a picture, a film or a document: we read text only."""
        if (headers.get(b"Content-Type") or b"").strip().lower().startswith(_NEVER_TEXT):
            raise StopDownload(fail=True)

    def note_handled(self, item: Any) -> None:  # noqa: ANN401 - whatever the pipeline made of it
        """Note that the pipeline is done with an item."""
        del item
        self._handled += 1
        self._moved.set()

    def note_fault(self, failure: Any) -> None:  # noqa: ANN401 - Twisted's Failure
        """Keep the first fault of our own or of the pipeline: the crawl stops and raises it."""
        self.ledger.fault = self.ledger.fault or failure.value
        self._moved.set()


def size(found: Finding) -> int:
    """Return how many items of a source's list ``found`` stands for."""
    if isinstance(found, Heard | Listed):
        return found.size
    return found.count if isinstance(found, Passed) else int(isinstance(found, Reading))
