"""Looking after the file: what is too old leaves it, and whole copies are made while it is in use."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from errors import StoreError
from records import ENDED_WELL
from storage import files, rows, sqlite_claims, sqlite_faults, sqlite_search
from words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from storage.base import Retention
    from storage.sqlite_session import Session

VISIT_DAYS: Final = 30
"""A page not asked for in so long is out of use; forgetting it costs one full answer instead of "unchanged"."""

BATCH: Final = 200
"""Records deleted while others wait: some 50 ms for articles of 600 words."""

VACUUM_PAGES: Final = 500
"""Free pages (4 KiB) given back to the disk while others wait."""

Batch = Callable[[], int]


def purge(session: Session, retention: Retention, now: datetime) -> Mapping[str, int]:
    """Delete what is too old, and take its bytes off the disk; see :meth:`storage.base.Store.purge`.

    In small batches with a pause after each as long as the batch, so that writers pass in between. If it is killed,
    the next one finishes: what is left is still too old, and the rewriting of the index is noted as a chore.
    """
    if session.within:
        raise ValueError("a purge is many transactions: it cannot stand in one")
    gone = {}
    for kind, days in _days(retention).items():
        gone[kind] = _drain(partial(_DROPS[kind], session, rows.micros(now - timedelta(days=days))))
    _settle(session)
    _drain(partial(_vacuum, session))
    session.read("PRAGMA wal_checkpoint(TRUNCATE)")  # what was overwritten is still in the WAL
    return gone


def counts(session: Session) -> Mapping[str, int]:
    """Return how many records of each kind there are."""
    found = session.read(
        """SELECT 'articles', count(*) FROM articles
        UNION ALL SELECT 'indicators', count(*) FROM (SELECT DISTINCT kind, value, bank FROM sightings)
        UNION ALL SELECT 'claims', count(*) FROM claims
        UNION ALL SELECT 'signals', count(*) FROM signals
        UNION ALL SELECT 'alerts', count(*) FROM alerts
        UNION ALL SELECT 'reviews', count(*) FROM reviews
        UNION ALL SELECT 'decisions', count(*) FROM decisions
        UNION ALL SELECT 'visits', count(*) FROM visits
        UNION ALL SELECT 'links', count(*) FROM links
        UNION ALL SELECT 'waiting', count(*) FROM waiting
        UNION ALL SELECT 'cursors', count(*) FROM cursors
        UNION ALL SELECT 'listed', count(*) FROM listed
        UNION ALL SELECT 'runs', count(*) FROM runs
        UNION ALL SELECT 'quarantine', count(*) FROM quarantine"""
    )
    return dict(found)


def backup(session: Session, target: Path) -> None:
    """Write a whole, checked copy to ``target``: one file that needs no other beside it.

    Raises:
        StoreError: ``target`` exists, cannot be written, or the copy does not hold.
    """
    if session.within:
        raise ValueError("a backup cannot stand in a transaction: it would hold what may yet be taken back")
    with files.beside(target) as part:
        copy(session, part)
        try:
            files.put_new(part, target)
        except FileExistsError:
            raise _exists(target) from None


def copy(session: Session, part: Path) -> None:
    """Copy the store into the new file ``part`` and check it there.

    Raises:
        StoreError: the copy cannot be written, or does not hold.
    """
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            session.copy_to(connection)
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()
            verify(connection, session.path)
    except sqlite3.Error as error:
        raise sqlite_faults.explain(error, part) from error


def verify(connection: sqlite3.Connection, path: Path) -> None:
    """Read all of the database and let it pass if it is whole.

    Raises:
        StoreError: it is not; ``path`` is what is called damaged.
    """
    try:
        said = connection.execute("PRAGMA integrity_check(1)").fetchall()
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as error:
        raise sqlite_faults.explain(error, path) from error
    if said != [("ok",)] or orphans:
        raise sqlite_faults.damaged(path)


def _days(retention: Retention) -> dict[str, int]:
    return {
        "articles": retention.articles,
        "claims": retention.claims,
        "signals": retention.signals,
        "alerts": retention.signals,
        "visits": VISIT_DAYS,
        # Forgotten earlier, a link that its source still lists would be read again and come back as a new article.
        "links": retention.articles,
        "waiting": VISIT_DAYS,
        "cursors": VISIT_DAYS,
        "listed": retention.articles,
        "runs": retention.runs,
        "quarantine": retention.quarantine,
    }


def _drop_articles(session: Session, before: int) -> int:
    with session.unit():
        numbers = session.read("SELECT row FROM articles WHERE fetched < ? ORDER BY fetched LIMIT ?", before, BATCH)
        if numbers:
            sqlite_search.drop(session, numbers)
            session.write_all("DELETE FROM articles WHERE row = ?", numbers)
    return len(numbers)


def _drop(table: str, key: str, time: str, session: Session, before: int) -> int:
    """Delete rows of ``table``, which ``key`` tells apart, whose ``time`` lies before; our own names, all three."""
    with session.unit():
        return session.write(
            f"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {time} < ? LIMIT ?)",  # noqa: S608
            before,
            BATCH,
        )


def _drop_runs(session: Session, before: int) -> int:
    """Delete old runs, but never the last of a source that ended well: it says since when the source is silent."""
    with session.unit():
        return session.write(
            """DELETE FROM runs WHERE row IN (SELECT row FROM runs WHERE due < ?1 AND row NOT IN (
                SELECT max(row) FROM runs WHERE outcome IN (SELECT value FROM json_each(?3)) GROUP BY source
            ) LIMIT ?2)""",
            before,
            BATCH,
            rows.outcomes(ENDED_WELL),
        )


_DROPS: Final[Mapping[str, Callable[[Session, int], int]]] = {
    "articles": _drop_articles,
    "claims": partial(sqlite_claims.drop, batch=BATCH),
    "signals": partial(_drop, "signals", "rule, code, valid_from, hour", "hour"),
    "alerts": partial(_drop, "alerts", "id", "raised"),
    "visits": partial(_drop, "visits", "source, url", "fetched"),
    "links": partial(_drop, "links", "source, link", "noted"),
    "waiting": partial(_drop, "waiting", "row", "noted"),
    "cursors": partial(_drop, "cursors", "source, name", "noted"),
    "listed": partial(_drop, "listed", "kind, value, bank, source", "last"),
    "runs": _drop_runs,
    "quarantine": partial(_drop, "quarantine", "id", "since"),
}


def _settle(session: Session) -> None:
    if sqlite_search.unsettled(session):
        _drain(partial(next, sqlite_search.settle(session), 0))


def _vacuum(session: Session) -> int:
    before = session.read("PRAGMA freelist_count")[0][0]
    session.vacuum(VACUUM_PAGES)
    return int(before - session.read("PRAGMA freelist_count")[0][0])


def _drain(batch: Batch) -> int:
    total = 0
    while True:
        began = time.monotonic()
        done = batch()
        total += done
        if not done:
            return total
        time.sleep(time.monotonic() - began)  # a waiting writer only looks now and then whether the lock is free


def _exists(target: Path) -> StoreError:
    return StoreError(
        Words(vi=f"{target} đã có sẵn, không ghi đè", en=f"{target} exists and is not overwritten"),
        hint=Words(vi="chọn tên khác cho bản sao lưu", en="choose another name for the backup"),
    )
