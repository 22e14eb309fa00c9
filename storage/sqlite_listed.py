"""What lists of scams name: when each list named it first and last, and when it was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import rows
from storage.base import Listing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from records import Indicator, IndicatorKind
    from storage.rows import Row
    from storage.sqlite_session import Session


def put(
    session: Session, source: str, indicators: Collection[Indicator], at: datetime, *, whole: bool
) -> tuple[int, int]:
    """Note what the list names; see :meth:`storage.base.Store.put_listed`.

    What is to be taken back is found by its time, so a clock that was set back takes back nothing until it caught up.
    """
    source, now = rows.plain(source), rows.micros(at)
    with session.unit():
        ((before,),) = session.read("SELECT count(*) FROM listed WHERE source = ?", source)
        session.write_all(
            """INSERT INTO listed (kind, value, bank, source, first, last) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET last = max(last, excluded.last), withdrawn = NULL""",
            [
                (each.kind.value, rows.plain(each.value), rows.plain(each.bank), source, now, now)
                for each in sorted(indicators)
            ],
        )
        ((after,),) = session.read("SELECT count(*) FROM listed WHERE source = ?", source)
        if not whole:
            return after - before, 0
        gone = session.write(
            "UPDATE listed SET withdrawn = ?1 WHERE source = ?2 AND last < ?1 AND withdrawn IS NULL", now, source
        )
    return after - before, gone


def put_still(session: Session, source: str, at: datetime) -> int:
    """Note that the list names still what it named last."""
    with session.unit():
        return session.write(
            "UPDATE listed SET last = max(last, ?) WHERE source = ? AND withdrawn IS NULL",
            rows.micros(at),
            rows.plain(source),
        )


def select(
    session: Session, *, source: str | None, kind: IndicatorKind | None, since: datetime | None, withdrawn: bool
) -> Iterator[Listing]:
    """Return an iterator over what lists name; see :meth:`storage.base.Store.listed`."""
    found = session.read(
        """SELECT kind, value, bank, source, first, last, withdrawn FROM listed
        WHERE (?1 IS NULL OR source = ?1) AND (?2 IS NULL OR kind = ?2) AND last >= ?3 AND (?4 OR withdrawn IS NULL)
        ORDER BY kind, value, bank, source""",
        None if source is None else rows.plain(source),
        kind,
        rows.BEGINNING if since is None else rows.micros(since),
        withdrawn,
    )
    return (session.decode(_listing, row) for row in found)


def naming(session: Session, key: Row) -> tuple[str, ...]:
    """Return the lists that name the indicator of kind, value and bank now."""
    found = session.read(
        """SELECT source FROM listed WHERE kind = ? AND value = ? AND bank = ? AND withdrawn IS NULL
        ORDER BY source""",
        *key,
    )
    return tuple(source for (source,) in found)


def _listing(row: Row) -> Listing:
    *key, source, first, last, withdrawn = row
    return Listing(
        indicator=rows.indicator(tuple(key)),
        source=source,
        first_seen=rows.moment(first),
        last_seen=rows.moment(last),
        withdrawn=None if withdrawn is None else rows.moment(withdrawn),
    )
