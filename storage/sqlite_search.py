"""The word index: FTS5 over our folded view, and queries that cannot be anything but words.

FTS5 is handed words that we have cut; it only splits at spaces. So ``500k``, ``1.000.000`` and ``tin-that.example``
are one word each, for it as for the rules, and đ is d. A query reaches it as quoted words only: whatever a person
types, no sign in it is an operator.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from storage import rows
from vietnamese import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from records import Article
    from storage.rows import Row
    from storage.sqlite_session import Session

_SETTLE: Final = "settle words"
"""The chore of rewriting the index without the words of texts that are gone."""

_SETTLING: Final = "settling words"
"""The same once begun: what goes from then on is for the next time."""

MERGE_PAGES: Final = 256
"""Pages (4 KiB) of index written while others wait: some 20 ms."""

_QUOTE: Final = re.compile('["“”„‟＂]')


def index(article: Article) -> Row:
    """Return title and text as the index takes them."""
    return _words(article.title), _words(article.text)


def put(session: Session, number: int, words: Row, *, new: bool) -> None:
    """Index ``words`` as those of the article with this row number."""
    if new:
        session.write("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", number, *words)
        return
    session.write("UPDATE words SET title = ?, text = ? WHERE rowid = ?", *words, number)
    _note(session)


def drop(session: Session, numbers: list[Row]) -> None:
    """Take the articles with these row numbers out of the index; their words leave the file in :func:`settle`."""
    session.write_all("DELETE FROM words WHERE rowid = ?", numbers)
    _note(session)


def find(
    session: Session, query: str, limit: int, *, since: datetime | None = None, until: datetime | None = None
) -> list[Row]:
    """Return the row numbers of the articles that hold all of ``query``, best first, newer ones first among equals."""
    if limit < 0:
        raise ValueError("a limit is not negative")
    if not (wanted := match(query)):
        return []
    if since is None and until is None:
        return session.read(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank, rowid DESC LIMIT ?", wanted, limit
        )
    return session.read(
        """SELECT words.rowid FROM words JOIN articles ON articles.row = words.rowid
        WHERE words MATCH ? AND fetched >= ? AND fetched < ? ORDER BY rank, words.rowid DESC LIMIT ?""",
        wanted,
        rows.BEGINNING if since is None else rows.micros(since),
        rows.END if until is None else rows.micros(until),
        limit,
    )


def match(query: str) -> str:
    """Return ``query`` in FTS5's language, made of quoted words and phrases alone; empty if it holds no word.

    A phrase stands between two quotation marks of any shape; after an odd one, words are words again.
    """
    parts = _QUOTE.split(query)
    wanted: dict[str, None] = {}  # in order, each once
    for position, part in enumerate(parts):
        words = _words(part)
        quoted = position % 2 == 1 and position < len(parts) - 1
        wanted.update(dict.fromkeys([words] if quoted else words.split(" ")))
    return " ".join('"' + each.replace('"', '""') + '"' for each in wanted if each)


def unsettled(session: Session) -> bool:
    """Return whether words of texts that are gone are still in the index."""
    return bool(session.read("SELECT 1 FROM chores WHERE name IN (?, ?)", _SETTLE, _SETTLING))


def settle(session: Session) -> Iterator[int]:
    """Rewrite the index without the words of texts that are gone, a bit at each step; yield 1 after each.

    The first merge takes in the whole index (its negative size says so): only then do deleted words leave it. It is
    through when a step changes less than two rows (SQLite's manual, "The 'merge' command"), or, as writers may keep
    adding to the index meanwhile, when twice as much as there was at the beginning is rewritten.
    """
    leaves = session.read("SELECT count(*) FROM words_data")[0][0]
    with session.unit():
        session.write("INSERT OR IGNORE INTO chores (name) VALUES (?)", _SETTLING)
        session.write("DELETE FROM chores WHERE name = ?", _SETTLE)
    for step in range(2 * leaves // MERGE_PAGES + 2):
        with session.unit():
            before = session.changes
            pages = MERGE_PAGES if step else -MERGE_PAGES
            session.write("INSERT INTO words (words, rank) VALUES ('merge', ?)", pages)
            changed = session.changes - before
        if changed < 2:  # noqa: PLR2004 - explained above
            break
        yield 1
    with session.unit():
        session.write("DELETE FROM chores WHERE name = ?", _SETTLING)


def _note(session: Session) -> None:
    session.write("INSERT OR IGNORE INTO chores (name) VALUES (?)", _SETTLE)


def _words(text: str) -> str:
    return " ".join(fold(text).split())
