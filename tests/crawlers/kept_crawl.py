"""Crawls into a real store, one a line, each in a fork that may be killed; says how each ended.

Reads ``{"source", "inward", "store", "after"}`` as JSON on standard input: with ``after``, the crawl is killed so many
seconds after it began, if it still runs.
"""

import json
import os
import signal
import sys
import time
from datetime import datetime
from functools import partial
from typing import Any

import dateparser
from scrapy.core.downloader.handlers import http11

from cli.crawl_one import SourceMemory
from crawlers.crawl import crawl
from crawlers.source import Source
from pipelines import Pipeline
from pipelines.keep import keep
from pipelines.sink import Sink
from records import ZONE
from storage import open_store

PRELOADED = http11  # Scrapy loads it by name, late


def now() -> datetime:
    return datetime.now(ZONE)


def main(told: dict[str, Any]) -> None:
    source = Source.model_validate(told["source"])
    with open_store(told["store"]) as store:
        pipeline = Pipeline((partial(keep, store=store),), store, now)
        crawl(
            source,
            memory=SourceMemory(store, source.id),
            sink=Sink(pipeline, store, now),
            contact="tin@rotin.example",
            inward=frozenset((host, port) for host, port in told["inward"]),
            clock=now,
            delay=0.0,
        )


def end(child: int, after: float | None) -> int:
    """Return how the child ended; only who has not yet waited for it may kill it by its number."""
    until = time.monotonic() + (after or 0)
    while after is not None and time.monotonic() < until:
        pid, code = os.waitpid(child, os.WNOHANG)
        if pid:
            return code
        time.sleep(0.002)
    if after is not None:
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


if __name__ == "__main__":
    dateparser.parse("1/2/2026", languages=["vi", "en"])
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            main(json.loads(line))
            os._exit(0)
        print(end(child, json.loads(line)["after"]), flush=True)  # noqa: T201 - its answer
