"""The store in one SQLite file: no service, nothing to look after but the file."""

# ruff: noqa: D102 - the contract in base.py says what each verb does

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import migrations, sqlite_articles, sqlite_care, sqlite_claims, sqlite_crawl, sqlite_listed, sqlite_search
from storage.base import Store
from storage.sqlite_connect import connect

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
    from storage.base import Listing, Put, Quarantined, Retention, Sighting
    from storage.sqlite_session import Session


def open_sqlite(path: Path, *, create: bool) -> SqliteStore:
    """Open the store at ``path``; if there is none and ``create``, make one, with its folder.

    Raises:
        StoreError: it cannot be opened, is not ours, is damaged, or is of another version.
    """
    if create and not path.exists():
        migrations.create(path)
    session = connect(path)
    try:
        migrations.require_newest(session)
    except BaseException:
        session.close()
        raise
    return SqliteStore(session)


class SqliteStore(Store):
    """A store in one SQLite file, for the process and thread that opened it; another one gets ``ValueError``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put_article(self, article: Article) -> Put:
        return sqlite_articles.put(self._session, article)

    def article(self, id_: str) -> Article | None:
        return sqlite_articles.get(self._session, id_)

    def articles(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        category: Category | None = None,
        source: str | None = None,
        place: str | None = None,
    ) -> Iterator[Article]:
        return sqlite_articles.select(
            self._session, since=since, until=until, category=category, source=source, place=place
        )

    def search(
        self, query: str, *, limit: int = 20, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[Article]:
        found = sqlite_search.find(self._session, query, limit, since=since, until=until)
        return tuple(sqlite_articles.numbered(self._session, found))

    def articles_with(self, indicators: Collection[Indicator], *, limit: int = 20) -> Sequence[Article]:
        return sqlite_articles.holding(self._session, indicators, limit)

    def sightings(self, *, kind: IndicatorKind | None = None, since: datetime | None = None) -> Iterator[Sighting]:
        return sqlite_articles.sightings(self._session, kind=kind, since=since)

    def put_claim(self, claim: Claim, grams: Collection[int]) -> None:
        sqlite_claims.put(self._session, claim, grams)

    def claim(self, id_: str) -> Claim | None:
        return sqlite_claims.get(self._session, id_)

    def claims_sharing(self, grams: Collection[int]) -> Mapping[str, int]:
        return sqlite_claims.sharing(self._session, grams)

    def claims(
        self, *, since: datetime | None = None, until: datetime | None = None, category: Category | None = None
    ) -> Iterator[Claim]:
        return sqlite_claims.select(self._session, since=since, until=until, category=category)

    def put_signal(self, signal: Signal) -> None:
        sqlite_claims.put_signal(self._session, signal)

    def signals(
        self, *, since: datetime | None = None, until: datetime | None = None, rule: str | None = None
    ) -> Iterator[Signal]:
        return sqlite_claims.signals(self._session, since=since, until=until, rule=rule)

    def put_alert(self, alert: Alert) -> None:
        sqlite_claims.put_alert(self._session, alert)

    def alerts(self, *, since: datetime | None = None, until: datetime | None = None) -> Iterator[Alert]:
        return sqlite_claims.alerts(self._session, since=since, until=until)

    def put_review(self, review: Review) -> None:
        sqlite_claims.put_review(self._session, review)

    def reviews(self, claim: str) -> Sequence[Review]:
        return sqlite_claims.reviews(self._session, claim)

    def put_decision(self, decision: Decision) -> None:
        sqlite_claims.put_decision(self._session, decision)

    def decisions(self) -> Sequence[Decision]:
        return sqlite_claims.decisions(self._session)

    def visit(self, source: str, url: str) -> Visit | None:
        return sqlite_crawl.visit(self._session, source, url)

    def put_visit(self, visit: Visit) -> None:
        sqlite_crawl.put_visit(self._session, visit)

    def known(self, source: str, links: Sequence[str]) -> frozenset[str]:
        return sqlite_crawl.known(self._session, source, links)

    def remember(self, source: str, links: Sequence[str], at: datetime) -> None:
        sqlite_crawl.remember(self._session, source, links, at)

    def wait(self, source: str, found: Sequence[Found], at: datetime) -> None:
        sqlite_crawl.wait(self._session, source, found, at)

    def waiting(self, source: str, *, limit: int) -> Sequence[Found]:
        return sqlite_crawl.waiting(self._session, source, limit)

    def cursor(self, source: str, name: str) -> Cursor | None:
        return sqlite_crawl.cursor(self._session, source, name)

    def put_cursor(self, cursor: Cursor) -> None:
        sqlite_crawl.put_cursor(self._session, cursor)

    def put_listed(
        self, source: str, indicators: Collection[Indicator], at: datetime, *, whole: bool = True
    ) -> tuple[int, int]:
        return sqlite_listed.put(self._session, source, indicators, at, whole=whole)

    def put_still_listed(self, source: str, at: datetime) -> int:
        return sqlite_listed.put_still(self._session, source, at)

    def listed(
        self,
        *,
        source: str | None = None,
        kind: IndicatorKind | None = None,
        since: datetime | None = None,
        withdrawn: bool = False,
    ) -> Iterator[Listing]:
        return sqlite_listed.select(self._session, source=source, kind=kind, since=since, withdrawn=withdrawn)

    def put_run(self, run: Run) -> None:
        sqlite_crawl.put_run(self._session, run)

    def runs(
        self, *, source: str | None = None, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[Run]:
        return sqlite_crawl.runs(self._session, source=source, since=since, until=until)

    def last_runs(self) -> Mapping[str, Run]:
        return sqlite_crawl.last_runs(self._session)

    def quarantine(self, item: Quarantined) -> None:
        sqlite_crawl.quarantine(self._session, item)

    def quarantined(self) -> Iterator[Quarantined]:
        return sqlite_crawl.quarantined(self._session)

    def release(self, id_: str) -> bool:
        return sqlite_crawl.release(self._session, id_)

    def transaction(self) -> AbstractContextManager[None]:
        return self._session.transaction()

    def purge(self, retention: Retention, *, now: datetime) -> Mapping[str, int]:
        return sqlite_care.purge(self._session, retention, now)

    def counts(self) -> Mapping[str, int]:
        return sqlite_care.counts(self._session)

    def backup(self, target: Path) -> None:
        sqlite_care.backup(self._session, target)

    def close(self) -> None:
        self._session.close()
