"""From the entries of a list to readings: what is new is kept until it is settled, then read page by page.

What a list names is handed on to be kept before the first of its pages is asked for. So the list itself is dealt
with at once, whatever becomes of the run: a page beyond the limit, out of time or failing in passing waits for a
later run, even when its list has long forgotten it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from crawlers import extract, limits, links
from crawlers.encoding import decode, is_legacy
from crawlers.entries import Entry
from crawlers.failures import passes
from crawlers.sites import host_of, within
from records import Article, Extent, Found, Passed, Reading, Waiting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from datetime import datetime

    from crawlers.families import Reader
    from records import Visit

MAX_IN_A_ROW: Final = 3
"""After so many pages failed in passing one after the other, the rest are left for the next run."""

MAX_TRIES: Final = 10
"""A page that failed in passing in so many runs is settled with what its list said of it."""

MAX_KEPT_TEXT: Final = 10_000
"""Characters of an entry's text that are kept while it waits: a summary has 300, and 2,000 entries may wait."""

_HTML: Final = ("text/html", "application/xhtml+xml")
_UNNAMED: Final = ("", "text/plain", "application/octet-stream")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """An entry to be read: how often its page failed before, and whether a list of this run names it."""

    entry: Entry
    tries: int
    listed: bool
    kept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unread:
    """Why a page gave no article: ``kind``, and whether another try may help."""

    kind: str
    again: bool


class Settler:
    """Settles the entries of one run: :meth:`meet` each list, then :meth:`read`.

    ``own_titles`` is whether the lists' titles are the articles' own, and better than what pages adorn them with.
    """

    def __init__(self, reader: Reader, *, own_titles: bool = True) -> None:
        self._reader = reader
        self._source = reader.source
        self._ledger = reader.ledger
        self._own_titles = own_titles
        self._seen: set[str] = set()  # links that lists of this run name
        self._done: set[str] = set()  # links whose article was read in this run
        self._waiting = {found.link: found for found in reader.memory.waiting(limits.WAITING)}
        self._room = limits.WAITING - len(self._waiting)
        self._due: list[_Due] = []

    def meet(self, entries: Sequence[Entry], visit: Visit | None = None) -> Iterator[Passed | Waiting | Visit]:
        """Yield a Passed for each entry that needs no reading, the others to be kept, and the list's Visit.

        The Visit comes only where there was room for all: a list that is noted as read is not read again.
        """
        self._ledger.entries += len(entries)
        asked = dict.fromkeys(link for entry in entries for link in (entry.link, entry.given) if link)
        known = self._reader.memory.known(tuple(asked)) if asked else frozenset()
        new: list[Found] = []
        for entry in entries:
            if (passed := self._without_reading(entry, known)) is not None:
                yield passed
                continue
            before = self._waiting.get(entry.link)
            if kept := before is not None or len(new) < self._room:
                new += [_found(entry)] if before is None else []
            self._due.append(_Due(entry=entry, tries=before.tries if before else 0, listed=True, kept=kept))
        self._room -= len(new)
        if new:
            yield Waiting(source=self._source.id, found=tuple(new))
        if visit is not None and all(due.kept for due in self._due):
            yield visit

    async def read(self) -> AsyncIterator[Reading | Passed | Waiting]:
        """Yield one item for each entry that was met and not yet passed, then for what waits from earlier runs.

        What failed before comes last, so that it keeps nobody waiting. Of what only waits from earlier runs as much is
        read as the run has left; the rest goes on waiting and is no item of this run.
        """
        earlier = [_waited(found) for link, found in self._waiting.items() if link not in self._seen]
        for due in sorted([*self._due, *earlier], key=lambda due: due.tries):
            if not due.listed:
                if self._is_full or self._must_stop():
                    continue
                self._ledger.entries += 1
            async for item in self._settle(due):
                yield item

    def _without_reading(self, entry: Entry, known: frozenset[str]) -> Passed | None:
        if not entry.link:
            return self._passed("no_link", entry)
        if entry.link in self._seen:
            return self._passed("duplicate")
        self._seen.add(entry.link)
        if known & {entry.link, entry.given}:
            return self._passed("known", entry)
        if not within(host_of(entry.link), self._source.sites):
            return self._passed("offsite", entry)
        return None

    @property
    def _is_full(self) -> bool:
        return self._ledger.pages >= self._source.limits.pages

    async def _settle(self, due: _Due) -> AsyncIterator[Reading | Passed | Waiting]:
        if due.entry.link in self._done:  # another entry's page declared it its canonical link
            yield self._passed("duplicate", due.entry)
            return
        if self._is_full:
            yield self._passed("over_page_limit" if due.kept else "frontier_full")
            return
        if self._must_stop():
            self._ledger.unread += 1
            yield self._summary(due, _Unread(kind="unread", again=True))
            return
        self._ledger.pages += 1
        came = await self._reader.get(due.entry.link, {})
        if not isinstance(came, str):
            self._ledger.in_a_row = 0
            yield self._article(due, came)
            return
        why = self._failed(due, came)
        yield self._summary(due, why)
        if why.again:  # after its summary: a run that ends here tells it again, and does not take it for told
            yield Waiting(source=self._source.id, found=(_found(due.entry, tries=due.tries + 1),))

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

    def _failed(self, due: _Due, kind: str) -> _Unread:
        passing = passes(kind)
        self._ledger.in_a_row = self._ledger.in_a_row + 1 if passing else 0
        return _Unread(kind=kind, again=passing and due.tries + 1 < MAX_TRIES)

    def _article(self, due: _Due, came: Any) -> Reading | Passed:  # noqa: ANN401 - Scrapy's Response
        now, entry = self._reader.clock(), due.entry
        content_type = (came.headers.get(b"Content-Type") or b"").decode("latin-1")
        if not _is_page(content_type, came.body):
            return self._summary(due, self._counted("bad_type"))
        markup = extract.without_pictures(decode(came.body, content_type=content_type))
        if not extract.is_reasonable(markup):
            return self._summary(due, self._counted("too_complex"))
        page = self._page(markup, came.url, now)
        if page is None or not page.text:
            return self._summary(due, self._counted("no_text"))
        if is_legacy(page.text):
            return self._summary(due, self._counted("legacy_font"))
        url = links.canonical(page.canonical, final=came.url, sites=self._source.sites)
        if (repeated := self._repeats(entry, url)) is not None:
            return self._passed(repeated, entry, url)
        self._done.add(url)
        article = Article(
            source=self._source.id,
            url=url,
            title=self._title(entry.title, page.title),
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

    def _title(self, of_list: str, of_page: str) -> str:
        """Return the list's title, which is seldom adorned, unless it is missing, cut short or not its own."""
        cut = of_list.endswith(("…", "..."))
        return of_page if of_page and (cut or not of_list or not self._own_titles) else of_list or of_page

    def _repeats(self, entry: Entry, url: str) -> str | None:
        if url == entry.link:
            return None
        if url in self._done:
            return "duplicate"
        return "known" if self._reader.memory.known((url,)) else None

    def _counted(self, kind: str) -> _Unread:
        self._ledger.failures[kind] += 1
        return _Unread(kind=kind, again=False)

    def _summary(self, due: _Due, why: _Unread) -> Reading | Passed:
        """Return what the list says of an entry without a page; where it was told before, only that it passed."""
        entry = due.entry
        settles = () if why.again else _links(entry)
        if due.tries or not (entry.title or entry.text):
            reason = "unread" if why.again else "given_up" if due.tries else "no_text"
            return Passed(source=self._source.id, reason=reason, settles=settles)
        if is_legacy(f"{entry.title} {entry.text}"):
            return Passed(source=self._source.id, reason="legacy_font", settles=settles)
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

    def _passed(self, reason: str, entry: Entry | None = None, *also: str) -> Passed:
        return Passed(source=self._source.id, reason=reason, settles=_links(entry, *also) if entry else ())


def _found(entry: Entry, *, tries: int = 0) -> Found:
    text = entry.text[:MAX_KEPT_TEXT]
    return Found(link=entry.link, title=entry.title, text=text, published=entry.published, tries=tries)


def _waited(found: Found) -> _Due:
    entry = Entry(given=found.link, link=found.link, title=found.title, text=found.text, published=found.published)
    return _Due(entry=entry, tries=found.tries, listed=False)


def _links(entry: Entry, *also: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link for link in (entry.link, entry.given, *also) if link))


def _is_page(content_type: str, body: bytes) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind in _HTML or (kind in _UNNAMED and b"<" in body[:512] and b"\x00" not in body[:512])
