"""The store's contract: what every engine can do, and nothing it cannot.

Writing twice is writing once: ids are deterministic. An engine that cannot keep a promise raises ``StoreError``;
it never returns less than was asked for.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from storage.opened import Opened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from records import (
        Alert,
        Article,
        Category,
        Claim,
        Cursor,
        Decision,
        Found,
        Indicator,
        IndicatorKind,
        Review,
        Run,
        Signal,
        Visit,
    )


class Put(StrEnum):
    """What writing an article did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An indicator and the articles it was seen in: first and last time, in how many, from which sources.

    ``lists`` are the lists of scams (their sources) that name it now.
    """

    indicator: Indicator
    first_seen: datetime
    last_seen: datetime
    articles: int
    sources: tuple[str, ...]
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An indicator on one list of scams: when it was named first and last, and when it was taken back, if it was."""

    indicator: Indicator
    source: str
    first_seen: datetime
    last_seen: datetime
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """An item that no retry can help, kept apart with its reason until someone looks."""

    id: str
    source: str
    reason: str
    line: str  # the item as a line of `rotin ingest`, to be put through again once its fault is mended
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """For how many days each kind of record is kept."""

    articles: int = 365
    claims: int = 365
    signals: int = 90
    runs: int = 90
    quarantine: int = 30

    def __post_init__(self) -> None:
        if min(self.articles, self.claims, self.signals, self.runs, self.quarantine) < 1:
            raise ValueError("records are kept for a day at least")


class Store(Opened):
    """A place for records. Not shared between threads or processes: each opens its own."""

    # -- articles ---------------------------------------------------------------------------------------------

    @abstractmethod
    def put_article(self, article: Article) -> Put:
        """Write the article under its id, with its indicators' sightings, in one transaction.

        A summary never replaces a full text. An article that says the same as the stored one (title, text, date,
        extent, places, matches, indicators) is ``SAME``: ``fetched`` stays that of the first reading. One that is
        ``CHANGED`` replaces all of the stored one; an indicator it no longer holds stops counting from it.
        """

    @abstractmethod
    def article(self, id_: str) -> Article | None:
        """Return the article with this id."""

    @abstractmethod
    def articles(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        category: Category | None = None,
        source: str | None = None,
        place: str | None = None,
    ) -> Iterator[Article]:
        """Yield articles that were *fetched* in ``[since, until)``, oldest first, ties by id.

        ``place`` is a place's code. What is yielded was chosen at the call; the store may be written to meanwhile.
        """

    @abstractmethod
    def search(
        self, query: str, *, limit: int = 20, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[Article]:
        """Return the articles that hold every word of ``query``, best first; marks and case do not matter.

        ``"…"`` in the query asks for a phrase. Any other character is a word's or a separator, never an operator.
        With ``since`` or ``until`` only articles that were *fetched* in ``[since, until)`` are looked at.
        """

    @abstractmethod
    def articles_with(self, indicators: Collection[Indicator], *, limit: int = 20) -> Sequence[Article]:
        """Return the articles that hold any of ``indicators``: those with most of them first, then newest, then id."""

    @abstractmethod
    def sightings(self, *, kind: IndicatorKind | None = None, since: datetime | None = None) -> Iterator[Sighting]:
        """Yield indicators last seen at or after ``since``, newest first."""

    # -- claims and signals -----------------------------------------------------------------------------------

    @abstractmethod
    def put_claim(self, claim: Claim, grams: Collection[int]) -> None:
        """Write or replace the claim under its id; ``grams`` are numbers (63 bits) by which it is found again."""

    @abstractmethod
    def claim(self, id_: str) -> Claim | None:
        """Return the claim with this id."""

    @abstractmethod
    def claims_sharing(self, grams: Collection[int]) -> Mapping[str, int]:
        """Return, by id, how many of ``grams`` each claim has that has any."""

    @abstractmethod
    def claims(
        self, *, since: datetime | None = None, until: datetime | None = None, category: Category | None = None
    ) -> Iterator[Claim]:
        """Yield claims *last seen* in ``[since, until)``, newest first, ties by id."""

    @abstractmethod
    def put_signal(self, signal: Signal) -> None:
        """Write the signal; of one rule, place and hour the highest count stays."""

    @abstractmethod
    def signals(
        self, *, since: datetime | None = None, until: datetime | None = None, rule: str | None = None
    ) -> Iterator[Signal]:
        """Yield signals of hours in ``[since, until)``, oldest first, ties by rule and place."""

    @abstractmethod
    def put_alert(self, alert: Alert) -> None:
        """Write or replace the alert under its id."""

    @abstractmethod
    def alerts(self, *, since: datetime | None = None, until: datetime | None = None) -> Iterator[Alert]:
        """Yield alerts *raised* in ``[since, until)``, oldest first, ties by id."""

    @abstractmethod
    def put_review(self, review: Review) -> None:
        """Add the review to those of its claim; none is ever changed or taken back, a later one supersedes."""

    @abstractmethod
    def reviews(self, claim: str) -> Sequence[Review]:
        """Return the reviews of the claim, oldest first."""

    @abstractmethod
    def put_decision(self, decision: Decision) -> None:
        """Add the decision; none is ever changed or taken back. The same again is the same.

        Raises:
            StoreError: a claim that it merges or splits, or the decision that it undoes, is not there.
        """

    @abstractmethod
    def decisions(self) -> Sequence[Decision]:
        """Return all decisions, undone ones too, in the order in which they were made, ties by id."""

    # -- what a crawl remembers -------------------------------------------------------------------------------

    @abstractmethod
    def visit(self, source: str, url: str) -> Visit | None:
        """Return what the server said of this page when it was last read to the end."""

    @abstractmethod
    def put_visit(self, visit: Visit) -> None:
        """Remember it, replacing what was known of the page."""

    @abstractmethod
    def known(self, source: str, links: Sequence[str]) -> frozenset[str]:
        """Return those of ``links`` that were dealt with to the end and need no reading again."""

    @abstractmethod
    def remember(self, source: str, links: Sequence[str], at: datetime) -> None:
        """Note ``links`` as dealt with; noting again only moves the time. None of them waits any longer."""

    @abstractmethod
    def wait(self, source: str, found: Sequence[Found], at: datetime) -> None:
        """Keep entries until their links are dealt with.

        What is known is not kept; of what waits already, the higher number of tries stands and all else stays.
        """

    @abstractmethod
    def waiting(self, source: str, *, limit: int) -> Sequence[Found]:
        """Return entries that wait: those tried least come first, of those the ones kept first."""

    @abstractmethod
    def cursor(self, source: str, name: str) -> Cursor | None:
        """Return how far this list of the source was read."""

    @abstractmethod
    def put_cursor(self, cursor: Cursor) -> None:
        """Remember it, replacing the one before."""

    # -- lists of scams ---------------------------------------------------------------------------------------

    @abstractmethod
    def put_listed(
        self, source: str, indicators: Collection[Indicator], at: datetime, *, whole: bool = True
    ) -> tuple[int, int]:
        """Note what a list of scams names; return how many of it are new, and how many were taken back.

        Of a ``whole`` list, what it named before and names no more is taken back; named again, it counts again.
        """

    @abstractmethod
    def put_still_listed(self, source: str, at: datetime) -> int:
        """Note that a list did not change: what it named last it names still. Return how much that is."""

    @abstractmethod
    def listed(
        self,
        *,
        source: str | None = None,
        kind: IndicatorKind | None = None,
        since: datetime | None = None,
        withdrawn: bool = False,
    ) -> Iterator[Listing]:
        """Yield what lists name, last named at or after ``since``; with ``withdrawn``, also what they took back.

        Ordered by indicator, then source.
        """

    # -- runs -------------------------------------------------------------------------------------------------

    @abstractmethod
    def put_run(self, run: Run) -> None:
        """Write or replace the run under its id."""

    @abstractmethod
    def runs(
        self, *, source: str | None = None, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[Run]:
        """Yield runs *due* in ``[since, until)``, oldest first, ties by source."""

    @abstractmethod
    def last_runs(self) -> Mapping[str, Run]:
        """Return, by source, the run that last ended well; a source that never did is absent.

        "Last" is the order in which runs were first written, not their own times: after a clock was ahead and is set
        right, a run from the future does not stay the last one until that future comes.
        """

    # -- quarantine -------------------------------------------------------------------------------------------

    @abstractmethod
    def quarantine(self, item: Quarantined) -> None:
        """Keep the item apart; the same id again only renews its reason."""

    @abstractmethod
    def quarantined(self) -> Iterator[Quarantined]:
        """Yield what is kept apart, oldest first."""

    @abstractmethod
    def release(self, id_: str) -> bool:
        """Drop the item; ``False`` if there was none."""

    # -- care -------------------------------------------------------------------------------------------------

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """Return a context in which everything written lands together or not at all; it nests."""

    @abstractmethod
    def purge(self, retention: Retention, *, now: datetime) -> Mapping[str, int]:
        """Delete what is older than ``retention`` allows; return how many records of each kind went.

        Links and what lists name are kept as long as articles, visits, cursors and what waits 30 days, alerts as long
        as signals; claims go by when they were last seen, and their reviews with them; decisions go with the last claim
        they name, and with what they undo; the last run of a source that ended well stays. What went is gone from the
        disk as well. Others go on writing meanwhile; it cannot stand in a transaction.
        """

    @abstractmethod
    def counts(self) -> Mapping[str, int]:
        """Return how many records of each kind there are."""

    @abstractmethod
    def backup(self, target: Path) -> None:
        """Write a whole, checked copy to ``target``, which must not exist, while others go on reading and writing."""
