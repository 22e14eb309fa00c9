"""The one class that Scrapy sees; everything behind it can be run again without crawling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

    from records import Finding


class Adapter:
    """A Scrapy item pipeline that hands every item to the sink in the setting ``ROTIN_SINK``."""

    def __init__(self, sink: Callable[[Finding], None]) -> None:
        self._sink = sink

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the adapter as Scrapy asks for it."""
        return cls(crawler.settings["ROTIN_SINK"])

    def process_item(self, item: Finding) -> Finding:
        """Hand the item over."""
        self._sink(item)
        return item
