"""What a crawl remembers between readings: visits, links dealt with, runs, and items kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records import ENDED_WELL
from storage import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from records import Cursor, Found, Run, Visit
    from storage.base import Quarantined
    from storage.sqlite_session import Session


def visit(session: Session, source: str, url: str) -> Visit | None:
    """Return what is known of the page."""
    found = session.read(
        "SELECT source, url, fetched, etag, last_modified FROM visits WHERE source = ? AND url = ?",
        rows.plain(source),
        rows.plain(url),
    )
    return session.decode(rows.visit, found[0]) if found else None


def put_visit(session: Session, visit: Visit) -> None:
    """Replace what is known of the page."""
    with session.unit():
        session.write(
            "INSERT OR REPLACE INTO visits (source, url, fetched, etag, last_modified) VALUES (?, ?, ?, ?, ?)",
            *rows.visit_row(visit),
        )


def known(session: Session, source: str, links: Sequence[str]) -> frozenset[str]:
    """Return those of ``links`` that were noted. One look-up each: a feed has tens of them, a look-up takes 3 µs."""
    source = rows.plain(source)
    sql = "SELECT 1 FROM links WHERE source = ? AND link = ?"
    return frozenset(link for link in links if session.read(sql, source, rows.plain(link)))


def remember(session: Session, source: str, links: Sequence[str], at: datetime) -> None:
    """Note ``links``; the later time stands, so that a clock set back forgets nothing early."""
    with session.unit():
        session.write_all(
            """INSERT INTO links (source, link, noted) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET noted = max(noted, excluded.noted)""",
            [(rows.plain(source), rows.plain(link), rows.micros(at)) for link in links],
        )
        session.write_all(
            "DELETE FROM waiting WHERE source = ? AND link = ?",
            [(rows.plain(source), rows.plain(link)) for link in links],
        )


def wait(session: Session, source: str, found: Sequence[Found], at: datetime) -> None:
    """Keep entries until they are dealt with; of one that waits already only its tries grow."""
    with session.unit():
        session.write_all(
            """INSERT INTO waiting (source, link, title, text, published, tries, noted)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (SELECT 1 FROM links WHERE source = ?1 AND link = ?2)
            ON CONFLICT (source, link) DO UPDATE SET tries = max(tries, excluded.tries)""",
            [rows.found_row(source, each, at) for each in found],
        )


def waiting(session: Session, source: str, limit: int) -> Sequence[Found]:
    """Return entries that wait, those tried least first, then those kept first."""
    found = session.read(
        "SELECT link, title, text, published, tries FROM waiting WHERE source = ? ORDER BY tries, row LIMIT ?",
        rows.plain(source),
        limit,
    )
    return tuple(session.decode(rows.found, row) for row in found)


def cursor(session: Session, source: str, name: str) -> Cursor | None:
    """Return how far the list was read."""
    found = session.read(
        "SELECT source, name, value, noted FROM cursors WHERE source = ? AND name = ?",
        rows.plain(source),
        rows.plain(name),
    )
    return session.decode(rows.cursor, found[0]) if found else None


def put_cursor(session: Session, cursor: Cursor) -> None:
    """Replace what is known of how far the list was read."""
    with session.unit():
        session.write(
            "INSERT OR REPLACE INTO cursors (source, name, value, noted) VALUES (?, ?, ?, ?)", *rows.cursor_row(cursor)
        )


def put_run(session: Session, run: Run) -> None:
    """Write the run; one that is rewritten keeps its place in the order of writing."""
    with session.unit():
        session.write(
            """INSERT INTO runs (id, source, due, started, ended, outcome, tally, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, outcome = excluded.outcome,
            tally = excluded.tally, note = excluded.note""",
            *rows.run_row(run),
        )


def runs(session: Session, *, source: str | None, since: datetime | None, until: datetime | None) -> Iterator[Run]:
    """Return an iterator over the runs due in the time asked for."""
    found = session.read(
        """SELECT id, source, due, started, ended, outcome, tally, note FROM runs
        WHERE due >= ?1 AND due < ?2 AND (?3 IS NULL OR source = ?3) ORDER BY due, source, id""",
        rows.BEGINNING if since is None else rows.micros(since),
        rows.END if until is None else rows.micros(until),
        None if source is None else rows.plain(source),
    )
    return (session.decode(rows.run, row) for row in found)


def last_runs(session: Session) -> Mapping[str, Run]:
    """Return, by source, the run first written last among those that ended well."""
    found = session.read(
        """SELECT id, source, due, started, ended, outcome, tally, note FROM runs WHERE row IN (
            SELECT max(row) FROM runs WHERE outcome IN (SELECT value FROM json_each(?)) GROUP BY source
        ) ORDER BY source""",
        rows.outcomes(ENDED_WELL),
    )
    return {run.source: run for run in (session.decode(rows.run, row) for row in found)}


def quarantine(session: Session, item: Quarantined) -> None:
    """Keep the item apart; a known one only gets its new reason."""
    with session.unit():
        session.write(
            """INSERT INTO quarantine (id, source, reason, line, since) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET reason = excluded.reason""",
            *rows.quarantined_row(item),
        )


def quarantined(session: Session) -> Iterator[Quarantined]:
    """Yield what is kept apart now, oldest first; a line may be long, so each is read when its turn comes."""
    for (number,) in session.read("SELECT rowid FROM quarantine ORDER BY since, id"):
        for row in session.read("SELECT id, source, reason, line, since FROM quarantine WHERE rowid = ?", number):
            yield session.decode(rows.quarantined, row)


def release(session: Session, id_: str) -> bool:
    """Drop the item; return whether there was one."""
    with session.unit():
        return session.write("DELETE FROM quarantine WHERE id = ?", rows.plain(id_)) > 0
