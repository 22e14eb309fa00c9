"""Articles and the sightings of their indicators, always written in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records import Extent
from storage import rows, sqlite_listed, sqlite_search
from storage.base import Put, Sighting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from records import Article, Category, Indicator, IndicatorKind
    from storage.rows import Row
    from storage.sqlite_session import Session


def put(session: Session, article: Article) -> Put:
    """Write the article; see :meth:`storage.base.Store.put_article`."""
    row = rows.article_row(article)
    if _adds_nothing(_stored(session, article.id), row):  # most readings end here, without waiting for the lock
        return Put.SAME
    words = sqlite_search.index(article)  # the slow part, so before the lock too
    with session.unit():
        stored = _stored(session, article.id)
        if _adds_nothing(stored, row):
            return Put.SAME
        number = _insert(session, row) if stored is None else _update(session, stored[0], row)
        sqlite_search.put(session, number, words, new=stored is None)
        _sight(session, number, article, new=stored is None)
    return Put.NEW if stored is None else Put.CHANGED


def get(session: Session, id_: str) -> Article | None:
    """Return the article with this id."""
    found = _stored(session, rows.plain(id_))
    return None if found is None else session.decode(rows.article, found[1:])


def select(  # noqa: PLR0913 - the contract's filters, each optional
    session: Session,
    *,
    since: datetime | None,
    until: datetime | None,
    category: Category | None,
    source: str | None,
    place: str | None,
) -> Iterator[Article]:
    """Return an iterator over the articles asked for: those of now, each as it stands when its turn comes."""
    numbers = session.read(
        """SELECT row FROM articles
        WHERE fetched >= ?1 AND fetched < ?2
        AND (?3 IS NULL OR source = ?3)
        AND (?4 IS NULL OR EXISTS (SELECT 1 FROM json_each(matches) WHERE value ->> '$.category' = ?4))
        AND (?5 IS NULL OR EXISTS (SELECT 1 FROM json_each(places) WHERE value ->> '$.code' = ?5))
        ORDER BY fetched, id""",
        rows.BEGINNING if since is None else rows.micros(since),
        rows.END if until is None else rows.micros(until),
        None if source is None else rows.plain(source),
        category,
        None if place is None else rows.plain(place),
    )
    return numbered(session, numbers)


def numbered(session: Session, numbers: list[Row]) -> Iterator[Article]:
    """Yield the articles with these row numbers, in their order; one that is gone by now is passed over."""
    for (number,) in numbers:
        for row in session.read(
            """SELECT id, source, url, fetched, published, extent, places, matches, indicators, title, text
            FROM articles WHERE row = ?""",
            number,
        ):
            yield session.decode(rows.article, row)


def holding(session: Session, indicators: Collection[Indicator], limit: int) -> Sequence[Article]:
    """Return the articles that hold any of the indicators, those with most of them first, then the newest."""
    if limit < 0:
        raise ValueError("a limit is not negative")
    asked = [[each.kind.value, rows.plain(each.value), rows.plain(each.bank)] for each in sorted(set(indicators))]
    found = session.read(
        """SELECT articles.row FROM json_each(?) AS asked
        JOIN sightings ON kind = asked.value ->> 0 AND sightings.value = asked.value ->> 1 AND bank = asked.value ->> 2
        JOIN articles ON articles.row = article
        GROUP BY articles.row ORDER BY count(*) DESC, articles.fetched DESC, articles.id LIMIT ?""",
        rows.as_json(asked),
        limit,
    )
    return tuple(numbered(session, found))


def sightings(session: Session, *, kind: IndicatorKind | None, since: datetime | None) -> Iterator[Sighting]:
    """Return an iterator over the sightings asked for; see :meth:`storage.base.Store.sightings`."""
    found = session.read(
        """SELECT kind, value, bank, min(first), max(last), count(*) FROM sightings
        WHERE ?1 IS NULL OR kind = ?1
        GROUP BY kind, value, bank HAVING max(last) >= ?2
        ORDER BY max(last) DESC, kind, value, bank""",
        kind,
        rows.BEGINNING if since is None else rows.micros(since),
    )
    return (_sighting(session, row) for row in found)


def _sighting(session: Session, row: Row) -> Sighting:
    *key, first, last, articles = row
    sources = session.read(
        """SELECT DISTINCT source FROM sightings JOIN articles ON articles.row = sightings.article
        WHERE kind = ? AND value = ? AND bank = ? ORDER BY source""",
        *key,
    )
    return Sighting(
        indicator=session.decode(rows.indicator, tuple(key)),
        first_seen=session.decode(rows.moment, first),
        last_seen=session.decode(rows.moment, last),
        articles=articles,
        sources=tuple(source for (source,) in sources),
        lists=sqlite_listed.naming(session, tuple(key)),
    )


def _stored(session: Session, id_: str) -> Row | None:
    found = session.read(
        """SELECT row, id, source, url, fetched, published, extent, places, matches, indicators, title, text
        FROM articles WHERE id = ?""",
        id_,
    )
    return found[0] if found else None


def _adds_nothing(stored: Row | None, row: Row) -> bool:
    if stored is None:
        return False
    was, now = stored[1:][rows.CONTENT], row[rows.CONTENT]
    return was == now or (was[1], now[1]) == (Extent.FULL, Extent.SUMMARY)


def _insert(session: Session, row: Row) -> int:
    return session.insert(
        """INSERT INTO articles
        (id, source, url, fetched, published, extent, places, matches, indicators, title, text)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        *row,
    )


def _update(session: Session, number: int, row: Row) -> int:
    session.write(
        """UPDATE articles SET source = ?, url = ?, fetched = ?, published = ?, extent = ?, places = ?, matches = ?,
        indicators = ?, title = ?, text = ? WHERE row = ?""",
        *row[1:],
        number,
    )
    return number


def _sight(session: Session, number: int, article: Article, *, new: bool) -> None:
    now = rows.indicator_rows(article)
    if not new:
        was = session.read("SELECT kind, value, bank FROM sightings WHERE article = ?", number)
        session.write_all(
            "DELETE FROM sightings WHERE kind = ? AND value = ? AND bank = ? AND article = ?",
            ((*key, number) for key in was if key not in now),
        )
    at = rows.micros(article.fetched)
    session.write_all(
        """INSERT INTO sightings (kind, value, bank, article, first, last) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)""",
        ((*key, number, at, at) for key in sorted(now)),
    )
