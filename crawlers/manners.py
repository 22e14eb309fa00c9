"""How we behave towards the sites we read: every setting Scrapy is given, polite and safe by default.

What a declaration may change is handed in as a stricter limit; nothing here can be loosened from outside the code.
Log lines written through :class:`QuietLog` name kinds, counts and links of publishers, never what an item says.
"""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from crawlers import limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crawlers.source import Source

_TALKATIVE: Final = (
    "scrapy", "twisted", "trafilatura", "htmldate", "courlan", "feedparser", "dateparser", "asyncio", "websockets",
)  # fmt: skip


def user_agent(contact: str) -> str:
    """Return the honest User-Agent: our name, our version and where to reach who runs this.

    Raises:
        ValueError: ``contact`` is empty or cannot stand in a header.
    """
    contact = contact.strip()
    if not contact or not contact.isprintable() or not contact.isascii() or set("()") & set(contact):
        raise ValueError("a contact is one line of plain ASCII without brackets: an address people can write to")
    return f"{limits.AGENT}/{version('rotin')} (+{contact})"


def settings(
    source: Source, *, contact: str, pipeline: str, sink: Callable[[Any], None], delay: float = limits.DELAY
) -> dict[str, Any]:
    """Return all settings of one crawl of ``source``, except what its guard needs.

    Args:
        source: whose stricter limits hold.
        contact: an address at which the people who run this are reached.
        pipeline: dotted path of the item pipeline's class; it finds ``sink`` under ``ROTIN_SINK``.
        sink: takes each item the crawl produces; a plain function, since Scrapy copies its settings deeply and would
            copy along the object of a bound method (a store, say).
        delay: seconds between two requests to one site, where the source asks for no more.
    """
    asked = source.limits.delay.total_seconds()
    return {
        **_MANNERS,
        "USER_AGENT": user_agent(contact),
        "DOWNLOAD_DELAY": asked if asked > limits.DELAY else delay,
        "DOWNLOAD_SLOTS": {
            site: {"concurrency": 1, "delay": max(asked, least)} for site, least in limits.PUBLISHED.items()
        },
        "DOWNLOAD_MAXSIZE": source.limits.bytes,
        "CLOSESPIDER_TIMEOUT": source.deadline.total_seconds(),
        "ITEM_PIPELINES": {pipeline: 100},
        "ROTIN_SINK": sink,
    }


_MANNERS: Final[Mapping[str, Any]] = {
    "BOT_NAME": "rotin",
    # What we are welcome to read.
    "ROBOTSTXT_OBEY": True,
    "ROBOTSTXT_USER_AGENT": limits.AGENT,
    "COOKIES_ENABLED": False,
    "REFERRER_POLICY": "no-referrer",
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5",
        "Accept-Language": "vi,en;q=0.5",
    },
    # One at a time, not too fast, and no longer than needed.
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY_JITTER": 0,  # a jitter would halve the delay as often as it lengthens it
    "DOWNLOAD_TIMEOUT": limits.TIMEOUT,
    "DNS_TIMEOUT": limits.TIMEOUT,
    "RETRY_ENABLED": True,
    "RETRY_TIMES": limits.RETRIES,
    "RETRY_HTTP_CODES": [429, 500, 502, 503, 504],
    "RETRY_EXCEPTIONS": [  # a timeout has cost enough already, and a name that is not there will not be in 2 seconds
        "scrapy.exceptions.DownloadConnectionRefusedError",
        "scrapy.exceptions.DownloadFailedError",
        "scrapy.exceptions.ResponseDataLossError",
    ],
    "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
    "REDIRECT_MAX_TIMES": limits.REDIRECTS,
    "METAREFRESH_ENABLED": False,
    "DEPTH_LIMIT": 1,
    "URLLENGTH_LIMIT": 2083,
    "DOWNLOAD_WARNSIZE": 0,
    "CLOSESPIDER_PAGECOUNT": 10 * limits.PAGES,
    # What must not be reached, opened or left lying about.
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_HANDLERS": {"file": None, "ftp": None, "s3": None, "data": None},
    "HTTPPROXY_ENABLED": False,  # behind a proxy from the environment the guard would see the proxy's address only
    "HTTPCACHE_ENABLED": False,
    "JOBDIR": None,
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "TWISTED_DNS_RESOLVER": "crawlers.inward.Resolver",
    "DNSCACHE_ENABLED": False,
    "DOWNLOADER_MIDDLEWARES": {
        "crawlers.door.Door": 20,
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # passes what a retry marked; Door does not
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "crawlers.robots.Robots": 100,
        "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
        "crawlers.patience.Patience": 550,
    },
    # Only what is named here is loaded: of Scrapy's own list one opens a server, one writes files, one takes 0.3 s.
    "EXTENSIONS_BASE": {},
    "EXTENSIONS": {"scrapy.extensions.closespider.CloseSpider": 0},
    # Quiet: counts are ours to tell, and items are never logged.
    "LOG_INSTALL_ROOT_HANDLER": False,
    "LOG_FORMATTER": "crawlers.manners.QuietLog",
    "STATS_DUMP": False,
}


def hush() -> None:
    """Let the libraries we crawl with say only what is wrong; some of them log what they read otherwise."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


class QuietLog:
    """Scrapy's log formatter, saying kinds and links and never an item, a header or a body."""

    @classmethod
    def from_crawler(cls, crawler: object) -> QuietLog:
        """Return a formatter; it needs nothing of the crawler."""
        del crawler
        return cls()

    def crawled(self, request: Any, response: Any, spider: Any) -> dict[str, Any]:  # noqa: ANN401 - Scrapy's own types
        """Say that a page came, and its status."""
        del spider
        return _line(logging.DEBUG, "Crawled (%s) %s", response.status, request.url)

    def scraped(self, item: Any, response: Any, spider: Any) -> dict[str, Any]:  # noqa: ANN401
        """Say that an item was handed on, and of what kind."""
        del response, spider
        return _line(logging.DEBUG, "Handed on a %s", type(item).__name__)

    def dropped(self, item: Any, exception: BaseException, response: Any, spider: Any) -> dict[str, Any]:  # noqa: ANN401
        """Say that an item was let go, and of what kind."""
        del exception, response, spider
        return _line(logging.DEBUG, "Let go a %s", type(item).__name__)

    def item_error(self, item: Any, exception: BaseException, response: Any, spider: Any) -> dict[str, Any]:  # noqa: ANN401
        """Say that an item could not be handed on, and the kind of fault."""
        del response, spider
        return _line(logging.ERROR, "Could not hand on a %s: %s", type(item).__name__, type(exception).__name__)

    def spider_error(self, failure: Any, request: Any, response: Any, spider: Any) -> dict[str, Any]:  # noqa: ANN401
        """Say that our code failed on a page, and the kind of fault."""
        del response, spider
        return _line(logging.ERROR, "Failed on %s: %s", request.url, failure.type.__name__)

    def download_error(self, failure: Any, request: Any, spider: Any, errmsg: str | None = None) -> dict[str, Any]:  # noqa: ANN401
        """Say that a page did not come, and the kind of fault."""
        del spider, errmsg
        return _line(logging.DEBUG, "No answer from %s: %s", request.url, failure.type.__name__)


def _line(level: int, message: str, *args: object) -> dict[str, Any]:
    return {"level": level, "msg": message, "args": args}
