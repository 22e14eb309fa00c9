"""Crawls for tests, one a line: reads what to do as JSON on standard input, answers with the child's exit code.

What takes a second in a crawl's process is importing; so this one imports once, and each crawl runs in a fork of it.
"""

import dataclasses
import json
import logging
import os
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import dateparser
from scrapy.core.downloader.handlers import http11

from crawlers import limits
from crawlers.crawl import crawl
from crawlers.discover import Looking
from crawlers.source import Source
from door import Door, Key, Ring
from records import ZONE, Article, Cursor, Found, Visit

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)


class Remembered:
    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told

    def visit(self, url: str) -> Visit | None:
        seen = self.told.get("visit")
        return Visit(source="bao-thu", url=url, fetched=NOW - timedelta(hours=1), **seen) if seen else None

    def known(self, links: Sequence[str]) -> frozenset[str]:
        known: list[str] = self.told.get("known", [])
        return frozenset(known) & frozenset(links)

    def cursor(self, name: str) -> Cursor | None:
        value = self.told.get("cursors", {}).get(name)
        return Cursor(source="bao-thu", name=name, value=value, noted=NOW) if value else None

    def waiting(self, most: int) -> Sequence[Found]:
        return tuple(Found(**found) for found in self.told.get("waiting", ()))[:most]

    def listed(self, since: datetime) -> int:
        assert since < NOW
        return int(self.told.get("listed", 0))


class Pipe:
    """Stands for the pipeline's adapter, so that these tests need the crawlers alone."""

    def __init__(self, sink: Any) -> None:
        self.sink = sink

    @classmethod
    def from_crawler(cls, crawler: Any) -> "Pipe":
        return cls(crawler.settings["ROTIN_SINK"])

    def process_item(self, item: object) -> object:
        self.sink(item)
        return item


class Taker:
    def __init__(self, breaks_at: int) -> None:
        self.items: list[dict[str, Any]] = []
        self.breaks_at = breaks_at

    def take(self, item: Any) -> None:
        if len(self.items) == self.breaks_at:
            raise OSError("no room left")
        said = dataclasses.asdict(item) | {"kind": type(item).__name__}
        if isinstance(getattr(item, "article", None), Article):
            said["article"]["id"] = item.article.id
        self.items.append(json.loads(json.dumps(said, default=str)))


def main(told: dict[str, Any]) -> None:
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    taker = Taker(told.get("breaks_at", -1))
    report: dict[str, Any] = {}
    looking = Looking() if told.get("looking") else None
    limits.PUBLISHED.update(told.get("published", {}))  # in this fork alone
    fault = ""
    steps: list[Any] = []
    try:
        found = crawl(
            Source.model_validate(told["source"]),
            memory=Remembered(told),
            sink=taker.take,
            contact="tin@rotin.example",
            inward=frozenset((host, port) for host, port in told["inward"]),
            clock=lambda: NOW,
            door=Door(Ring(keys=(Key(secret=bytes(32), born=NOW),))),
            key=told.get("key", ""),
            progress=steps.append,
            reading=looking.read if looking else None,
            delay=told["delay"],
            pipeline=told.get("pipeline", "__main__.Pipe"),
        )
        report = dataclasses.asdict(found)
        if looking:
            report |= {"title": looking.title, "offers": [dataclasses.asdict(offer) for offer in looking.offers]}
    except Exception as error:  # noqa: BLE001 - the test asks what was raised
        fault = type(error).__name__
    said = {"items": taker.items, "report": report, "fault": fault, "steps": len(steps)}
    print(json.dumps(said, default=str))  # noqa: T201 - its answer


def run(told: dict[str, Any]) -> int:
    """Run one crawl in a fork, its output in the files it is told; return how it ended."""
    if (child := os.fork()) == 0:
        for stream, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(told[name], os.O_WRONLY | os.O_CREAT), stream)
        main(told)
        sys.stdout.flush()
        os._exit(0)
    return os.waitpid(child, 0)[1]


PRELOADED = http11  # Scrapy loads it by name, late

if __name__ == "__main__":
    dateparser.parse("1/2/2026", languages=["vi", "en"])
    for line in sys.stdin:
        print(run(json.loads(line)), flush=True)  # noqa: T201 - its answer
