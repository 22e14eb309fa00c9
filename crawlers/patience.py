"""Trying again, politely: after the wait the server asks for, or a growing one, and never against a guard."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import CannotResolveHostError

from crawlers import limits
from crawlers.failures import Refused
from crawlers.inward import GATE, Gate
from crawlers.sites import host_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


_TOO_MANY: Final = 429


class Patience(RetryMiddleware):
    """Scrapy's retries, with a wait before each."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Patience:
        """Return the middleware of one crawl."""
        made = cls(crawler.settings)
        made.crawler = crawler
        made.gate = crawler.settings[GATE]
        return made

    gate: Gate

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Wait as asked and try again, or pass the answer on when no try is left or the wait is too long."""
        if response.status not in self.retry_http_codes:
            return response
        spider: Any = self.crawler.spider
        wait = asked_wait(response.headers.get(b"Retry-After"), spider.clock)
        if wait is None and response.status == _TOO_MANY:
            wait = reset_in(response.headers.get(b"X-RateLimit-Reset"), spider.clock)
        if wait is not None and not spider.ledger.has_time(wait, most=limits.MAX_WAIT):
            spider.ledger.told_to_wait = True
            return response
        again = super().process_response(request, response)
        if again is not response:
            await asyncio.sleep(wait if wait is not None else self._backoff(request))
        elif wait is not None:
            spider.ledger.told_to_wait = True
        return again

    async def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """Wait and try again after a failure in passing; a name the guard turned back is refused at once."""
        if isinstance(exception, CannotResolveHostError) and host_of(request.url) in self.gate.refused:
            raise Refused("inward") from exception
        again = super().process_exception(request, exception)
        if again is not None:
            await asyncio.sleep(self._backoff(request))
        return again

    def _backoff(self, request: Request) -> float:
        spider: Any = self.crawler.spider
        tries: int = request.meta.get("retry_times", 0)
        return float(spider.backoff) * 2.0**tries


def asked_wait(header: bytes | None, clock: Callable[[], datetime]) -> float | None:
    """Return the seconds a Retry-After header asks us to wait, 0 or more; ``None`` if it asks for none we can read."""
    if header is None:
        return None
    said = header.decode("latin-1").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - clock()).total_seconds())


def reset_in(header: bytes | None, clock: Callable[[], datetime]) -> float | None:
    """Return the seconds until the time at which a server grants requests anew; ``None`` if it says none we can read.

    Mastodon says it so (docs.joinmastodon.org, api/rate-limits), as an ISO time, and sends no Retry-After.
    """
    try:
        until = datetime.fromisoformat(header.decode("latin-1").strip()) if header is not None else None
    except ValueError:
        return None
    return max(0.0, (until - clock()).total_seconds()) if until is not None and until.tzinfo is not None else None
