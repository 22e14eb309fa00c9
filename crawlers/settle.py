"""From the entries of a feed to readings: exactly one Reading or Passed for each, whatever happens to its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from crawlers import extract, limits, links
from crawlers.encoding import decode, is_legacy
from crawlers.failures import passes
from crawlers.sites import host_of, within
from records import Article, Extent, Passed, Reading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from datetime import datetime

    from crawlers.entries import Entry
    from crawlers.ledger import Ledger
    from crawlers.memory import Memory
    from crawlers.source import Source

MAX_IN_A_ROW: Final = 3
"""After so many pages failed in passing one after the other, the rest are left for the next run."""

_HTML: Final = ("text/html", "application/xhtml+xml")
_UNNAMED: Final = ("", "text/plain", "application/octet-stream")


class Reader(Protocol):
    """What settling needs of the spider."""

    source: Source
    memory: Memory
    ledger: Ledger
    clock: Callable[[], datetime]

    async def get(self, url: str, headers: dict[str, str]) -> Any:  # noqa: ANN401 - Scrapy's Response, or a kind
        """Return the answer to one request, or the kind of its failure as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unread:
    """Why a page gave no article: ``kind``, and whether another try may help."""

    kind: str
    again: bool


class Settler:
    """Settles the entries of one run; ``all_settled`` says whether any is left for another."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._source = reader.source
        self._ledger = reader.ledger
        self._seen: dict[str, str] = {}
        self.all_settled = True

    async def settle(self, entries: Sequence[Entry]) -> AsyncIterator[Reading | Passed]:
        """Yield one item for each entry, in order."""
        asked = dict.fromkeys(link for entry in entries for link in (entry.link, entry.given) if link)
        known = self._reader.memory.known(tuple(asked)) if asked else frozenset()
        for entry in entries:
            item = self._without_reading(entry, known)
            yield item if item is not None else await self._read(entry)

    def _without_reading(self, entry: Entry, known: frozenset[str]) -> Passed | None:
        if not entry.link:
            return self._passed("no_link", entry)
        if entry.link in self._seen:
            return self._passed("duplicate", entry)
        self._seen[entry.link] = entry.title
        if known & {entry.link, entry.given}:
            return self._passed("known", entry)
        if not within(host_of(entry.link), self._source.sites):
            return self._passed("offsite", entry)
        if self._ledger.pages >= self._source.limits.pages:
            self.all_settled = False
            return Passed(source=self._source.id, reason="over_page_limit")
        return None

    async def _read(self, entry: Entry) -> Reading | Passed:
        if self._must_stop():
            self._ledger.unread += 1
            return self._summary(entry, _Unread(kind="unread", again=True))
        self._ledger.pages += 1
        came = await self._reader.get(entry.link, {})
        if isinstance(came, str):
            return self._summary(entry, self._failed(came))
        self._ledger.in_a_row = 0
        return self._article(entry, came)

    def _must_stop(self) -> bool:
        """Return whether no further page should be asked for in this run."""
        ledger = self._ledger
        return (
            ledger.told_to_wait
            or ledger.in_a_row >= MAX_IN_A_ROW
            or ledger.bytes >= limits.RUN_BYTES
            or ledger.asked_delay > limits.MAX_WAIT
            or ledger.left <= max(ledger.asked_delay, self._source.limits.delay.total_seconds()) + 1.0
        )

    def _failed(self, kind: str) -> _Unread:
        again = passes(kind)
        self._ledger.in_a_row = self._ledger.in_a_row + 1 if again else 0
        return _Unread(kind=kind, again=again)

    def _article(self, entry: Entry, came: Any) -> Reading | Passed:  # noqa: ANN401 - Scrapy's Response
        now = self._reader.clock()
        content_type = (came.headers.get(b"Content-Type") or b"").decode("latin-1")
        if not _is_page(content_type, came.body):
            return self._summary(entry, self._counted("bad_type"))
        markup = extract.without_pictures(decode(came.body, content_type=content_type))
        if not extract.is_reasonable(markup):
            return self._summary(entry, self._counted("too_complex"))
        page = self._page(markup, came.url, now)
        if page is None or not page.text:
            return self._summary(entry, self._counted("no_text"))
        if is_legacy(page.text):
            return self._summary(entry, self._counted("legacy_font"))
        url = links.canonical(page.canonical, final=came.url, sites=self._source.sites)
        if (repeated := self._repeats(entry, url)) is not None:
            return self._passed(repeated, entry, url)
        self._seen[url] = entry.title
        article = Article(
            source=self._source.id,
            url=url,
            title=_better_title(entry.title, page.title),
            text=page.text,
            published=page.published or entry.published or page.printed,
            fetched=now,
        )
        return Reading(article=article, settles=_links(entry, url))

    def _page(self, markup: str, url: str, now: datetime) -> extract.Page | None:
        selectors = self._source.selectors_on(now.date())
        names = (self._source.name, self._source.publisher, host_of(url).removeprefix("www."))
        try:
            return extract.read(markup, url=url, selectors=selectors, names=names, now=now)
        except Exception:  # noqa: BLE001 - a hostile page must not end the crawl; it is counted as unreadable
            return None

    def _repeats(self, entry: Entry, url: str) -> str | None:
        if url == entry.link:
            return None
        if url in self._seen:
            return "duplicate"
        return "known" if self._reader.memory.known((url,)) else None

    def _counted(self, kind: str) -> _Unread:
        self._ledger.failures[kind] += 1
        return _Unread(kind=kind, again=False)

    def _summary(self, entry: Entry, why: _Unread) -> Reading | Passed:
        settles = () if why.again else _links(entry)
        self.all_settled &= not why.again
        if is_legacy(f"{entry.title} {entry.text}"):
            return Passed(source=self._source.id, reason="legacy_font", settles=settles)
        if not (entry.title or entry.text):
            return Passed(source=self._source.id, reason="no_text", settles=settles)
        article = Article(
            source=self._source.id,
            url=entry.link,
            title=entry.title,
            text=entry.text,
            published=entry.published,
            fetched=self._reader.clock(),
            extent=Extent.SUMMARY,
        )
        return Reading(article=article, settles=settles)

    def _passed(self, reason: str, entry: Entry, *also: str) -> Passed:
        return Passed(source=self._source.id, reason=reason, settles=_links(entry, *also))


def _links(entry: Entry, *also: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link for link in (entry.link, entry.given, *also) if link))


def _better_title(of_feed: str, of_page: str) -> str:
    """Return the feed's title, which is seldom adorned, unless it is missing or cut short."""
    cut = of_feed.endswith(("…", "..."))
    return of_page if of_page and (cut or not of_feed) else of_feed or of_page


def _is_page(content_type: str, body: bytes) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind in _HTML or (kind in _UNNAMED and b"<" in body[:512] and b"\x00" not in body[:512])
