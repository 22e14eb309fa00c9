"""One crawl of one source, in this process, from start to a report of counts.

Scrapy's reactor runs once per process, so this function does too: whoever wants a second crawl starts a second
process. Signals are left as they are; a crawl that is ended from outside loses nothing, since what it had handed on
is already with its taker and what it had not will be read again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scrapy.crawler import AsyncCrawlerProcess

from crawlers import limits, manners
from crawlers.inward import GATE, Gate
from crawlers.ledger import Ledger
from crawlers.report import Progress
from crawlers.settle import MAX_IN_A_ROW
from crawlers.spider import SourceSpider, Task
from records import RunOutcome
from words import Words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from crawlers.families import Reader
    from crawlers.memory import Memory
    from crawlers.source import Source
    from door import Door
    from records import Finding

ADAPTER: Final = "pipelines.adapter.Adapter"
"""The item pipeline, named as a setting: crawlers do not import the pipeline."""

_SHARE: Final = 0.9
"""Part of the deadline after which no further page is begun; the rest is for ending well before the hard one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """How a crawl ended: requests sent (robots.txt, redirects, retries included), failures by kind, unpacked bytes.

    ``entries`` is how many the feed held; as many items went to the sink unless the crawl was cut short. ``note`` says
    why it ended so where outcome and failures do not, ``""`` otherwise.
    """

    outcome: RunOutcome
    requests: int
    failures: tuple[tuple[str, int], ...]
    bytes: int
    entries: int
    note: Words | str = ""


def crawl(  # noqa: PLR0913 - each is a different thing only the caller has
    source: Source,
    *,
    memory: Memory,
    sink: Callable[[Finding], None],
    contact: str,
    inward: frozenset[tuple[str, int]],
    clock: Callable[[], datetime],
    door: Door | None = None,
    key: str = "",
    progress: Callable[[Progress], None] | None = None,
    reading: Callable[[Reader], AsyncIterator[Finding]] | None = None,
    delay: float = limits.DELAY,
    pipeline: str = ADAPTER,
) -> CrawlReport:
    """Read the source once and return how it went.

    Args:
        source: what to read.
        memory: what earlier crawls of it left behind.
        sink: takes each finding, in order: of a feed its entries, and its Visit last of all.
        contact: an address at which the people who run this are reached; part of the User-Agent.
        inward: (host, port) pairs inside the network that may be read all the same; none by default.
        clock: what time it is, aware.
        door: makes voices of authors; what people write is read only through it.
        key: the secret that the source's interface asks for, if it does; it goes into a header and nowhere else.
        progress: called after each finding.
        reading: how to read it; the family of its kind, where it is not told.
        delay: seconds between requests to one site. For tests against servers of their own only: no command and no
            declaration passes it.
        pipeline: dotted path of the item pipeline that calls ``sink``.

    Raises:
        Exception: whatever ``sink`` or ``memory`` raised; the crawl stops at it, and no Visit is handed on.
    """
    seconds = source.deadline.total_seconds()
    ledger = Ledger(timer=time.monotonic, ends=time.monotonic() + seconds * _SHARE)
    settings = manners.settings(source, contact=contact, pipeline=pipeline, sink=_plain(sink), delay=delay)
    process = AsyncCrawlerProcess(settings | {GATE: Gate(inward)})
    manners.hush()
    backoff = limits.BACKOFF * min(1.0, delay / limits.DELAY)
    tell = _teller(progress)
    task = Task(
        source=source,
        memory=memory,
        ledger=ledger,
        clock=clock,
        tell=tell,
        door=door,
        key=key,
        backoff=backoff,
        reading=reading,
    )
    crawling = process.crawl(SourceSpider, task)
    process.start(install_signal_handlers=False)
    if ledger.fault is not None:
        raise ledger.fault
    crawling.result()  # raises what kept the crawl from starting at all
    return report(ledger, source)


def report(ledger: Ledger, source: Source) -> CrawlReport:
    """Return what the books say of a crawl that is over."""
    outcome = judge(ledger)
    return CrawlReport(
        outcome=outcome,
        requests=ledger.sent,
        failures=ledger.counted_failures(),
        bytes=ledger.bytes,
        entries=ledger.entries,
        note=_note(ledger, source, outcome),
    )


def judge(ledger: Ledger) -> RunOutcome:
    """Return how a crawl ended, by its counts."""
    if ledger.begun == 0 or ledger.begun != ledger.ended or ledger.refusal is not None:
        return RunOutcome.FAILED if ledger.met == 0 else RunOutcome.PARTIAL
    if ledger.unchanged:
        return RunOutcome.UNCHANGED
    if ledger.entries == 0:
        return RunOutcome.FAILED if ledger.failures else RunOutcome.EMPTY
    whole = ledger.met == ledger.entries and not ledger.failures and not ledger.unread
    return RunOutcome.SUCCEEDED if whole else RunOutcome.PARTIAL


def _plain(sink: Callable[[Any], None]) -> Callable[[Any], None]:
    def hand_on(item: Any) -> None:  # noqa: ANN401 - a Finding
        sink(item)

    return hand_on


def _teller(progress: Callable[[Progress], None] | None) -> Callable[[Ledger], None]:
    def tell(ledger: Ledger) -> None:
        if progress is not None:
            progress(Progress(seen=ledger.met, requests=ledger.sent))

    return tell


def _note(ledger: Ledger, source: Source, outcome: RunOutcome) -> Words | str:
    """Return why the crawl ended as it did, where its outcome and failures do not say it all."""
    if ledger.refusal is not None:
        return ledger.refusal
    if outcome is RunOutcome.EMPTY:
        return Words(vi="Nguồn trả lời nhưng không có mục nào.", en="The source answered, but holds no entry.")
    if outcome is RunOutcome.FAILED:
        return _why_failed(ledger, source)
    if ledger.unread:
        return _why_unread(ledger, source)
    if ledger.met < ledger.entries:
        done = f"{ledger.met}/{ledger.entries}"
        return Words(vi=f"Dừng giữa chừng sau {done} mục.", en=f"Stopped after {done} entries.")
    return ""


def _why_failed(ledger: Ledger, source: Source) -> Words:
    if "crawl_delay" in ledger.failures:
        asked, every = f"{ledger.asked_delay:.0f}", f"{source.every.total_seconds():.0f}"
        return Words(
            vi=f"robots.txt yêu cầu chờ {asked} giây giữa hai lần đọc, dài hơn every ({every} giây): hãy tăng every.",
            en=f"robots.txt asks for {asked} s between two requests, more than every ({every} s): raise every.",
        )
    if "robots" in ledger.failures:
        return Words(vi="robots.txt không cho đọc nguồn này.", en="robots.txt forbids reading this source.")
    kinds = ", ".join(kind for kind, _ in ledger.counted_failures()) or "?"
    return Words(vi=f"Không đọc được nguồn: {kinds}.", en=f"The source could not be read: {kinds}.")


def _why_unread(ledger: Ledger, source: Source) -> Words:
    count = ledger.unread
    if ledger.told_to_wait:
        why = Words(
            vi="máy chủ yêu cầu chờ lâu hơn một lượt đọc", en="the server asked for a longer pause than a run has"
        )
    elif ledger.in_a_row >= MAX_IN_A_ROW:
        why = Words(vi="nhiều trang liên tiếp không đọc được", en="page after page failed")
    elif ledger.bytes >= limits.RUN_BYTES:
        why = Words(vi="đã nhận đủ dung lượng của một lượt", en="a run's share of bytes was used up")
    elif ledger.asked_delay > limits.MAX_WAIT:
        asked = f"{ledger.asked_delay:.0f}"
        why = Words(vi=f"robots.txt yêu cầu chờ {asked} giây mỗi trang", en=f"robots.txt asks for {asked} s per page")
    else:
        seconds = f"{source.deadline.total_seconds():.0f}"
        why = Words(vi=f"hết thời hạn {seconds} giây", en=f"its deadline of {seconds} s was near")
    return Words(
        vi=f"{count} trang chưa đọc, để lại lượt sau: {why.vi}.", en=f"{count} pages left for the next run: {why.en}."
    )
