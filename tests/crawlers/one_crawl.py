"""One crawl with the declaration and the memory given as JSON; prints what it handed on and reported as JSON."""

import dataclasses
import json
import logging
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from crawlers.crawl import crawl
from crawlers.source import Source
from records import ZONE, Article, Visit

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
            progress=steps.append,
            delay=told["delay"],
            pipeline=told.get("pipeline", "__main__.Pipe"),
        )
        report = dataclasses.asdict(found)
    except Exception as error:  # noqa: BLE001 - the test asks what was raised
        fault = type(error).__name__
    said = {"items": taker.items, "report": report, "fault": fault, "steps": len(steps)}
    print(json.dumps(said, default=str))  # noqa: T201 - its answer


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
