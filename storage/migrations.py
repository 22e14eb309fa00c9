"""How the file came to its present shape, step by step, and how an older one is brought there.

Each migration lands together with its own record in one transaction: a file is at a step or it is not. A fresh
file is made at the newest step, whole or not at all. An older one is never changed by merely opening it: the
operator runs ``rotin store migrate``, which makes a backup first. A newer one is refused.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from errors import StoreError
from storage import files, sqlite_care, sqlite_faults
from storage.sqlite_connect import APPLICATION_ID, connect
from storage.sqlite_session import Session
from words import Words

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step: its number, counted from 1 without gaps, what it does in a word or two, and its statements."""

    number: int
    name: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """What a migration did: the names of the steps taken, and the backup made before; both may be none."""

    names: tuple[str, ...]
    backup: Path | None


_FIRST: Final = (
    # Long texts stand last: reading the columns before them does not walk their pages.
    """CREATE TABLE articles (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL,
        url TEXT NOT NULL,
        fetched INTEGER NOT NULL,
        published INTEGER,
        extent TEXT NOT NULL,
        places TEXT NOT NULL,
        matches TEXT NOT NULL,
        indicators TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX articles_by_time ON articles (fetched, id)",
    """CREATE TABLE sightings (
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        bank TEXT NOT NULL,
        article INTEGER NOT NULL REFERENCES articles (row) ON DELETE CASCADE,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        PRIMARY KEY (kind, value, bank, article)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX sightings_by_article ON sightings (article)",
    # Words end at a space and nowhere else: hosts, sums and links stay whole, no sign is an operator or is lost.
    """CREATE VIRTUAL TABLE words USING fts5 (title, text,
        tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C* Z*' separators ' '")""",
    "INSERT INTO words (words, rank) VALUES ('rank', 'bm25(5.0, 1.0)')",  # a word in the title counts five times
    """CREATE TABLE visits (
        source TEXT NOT NULL,
        url TEXT NOT NULL,
        fetched INTEGER NOT NULL,
        etag TEXT NOT NULL,
        last_modified TEXT NOT NULL,
        PRIMARY KEY (source, url)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE links (
        source TEXT NOT NULL,
        link TEXT NOT NULL,
        noted INTEGER NOT NULL,
        PRIMARY KEY (source, link)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX links_by_time ON links (noted)",
    """CREATE TABLE runs (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL,
        due INTEGER NOT NULL,
        started INTEGER,
        ended INTEGER,
        outcome TEXT NOT NULL,
        tally TEXT NOT NULL,
        note TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX runs_by_time ON runs (due, source, id)",
    "CREATE INDEX runs_by_source ON runs (source, outcome)",
    """CREATE TABLE quarantine (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        reason TEXT NOT NULL,
        line TEXT NOT NULL,
        since INTEGER NOT NULL
    ) STRICT""",
    # What is still to be done to the file, so that a purge that was killed is finished by the next one.
    "CREATE TABLE chores (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
)

_CLAIMS: Final = (
    """CREATE TABLE claims (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        category TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        data TEXT NOT NULL,
        passage TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX claims_by_time ON claims (last, id)",
    """CREATE TABLE claim_grams (
        gram INTEGER NOT NULL,
        claim INTEGER NOT NULL REFERENCES claims (row) ON DELETE CASCADE,
        PRIMARY KEY (gram, claim)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX claim_grams_by_claim ON claim_grams (claim)",
    """CREATE TABLE signals (
        rule TEXT NOT NULL,
        code TEXT NOT NULL,
        valid_from TEXT NOT NULL,
        hour INTEGER NOT NULL,
        name TEXT NOT NULL,
        commune INTEGER NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (rule, code, valid_from, hour)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX signals_by_time ON signals (hour)",
    """CREATE TABLE reviews (
        row INTEGER PRIMARY KEY,
        claim TEXT NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
        verdict TEXT NOT NULL,
        reason TEXT NOT NULL,
        evidence TEXT NOT NULL,
        made INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX reviews_by_claim ON reviews (claim)",
    """CREATE TABLE alerts (
        id TEXT PRIMARY KEY,
        raised INTEGER NOT NULL,
        kind TEXT NOT NULL,
        about TEXT NOT NULL,
        category TEXT NOT NULL,
        severity TEXT NOT NULL,
        place TEXT NOT NULL,
        observed INTEGER NOT NULL,
        expected REAL NOT NULL,
        chance REAL NOT NULL,
        fate TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX alerts_by_time ON alerts (raised, id)",
)

_CRAWLS: Final = (
    """CREATE TABLE cursors (
        source TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        noted INTEGER NOT NULL,
        PRIMARY KEY (source, name)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE waiting (
        row INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        link TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        published INTEGER,
        tries INTEGER NOT NULL,
        noted INTEGER NOT NULL,
        UNIQUE (source, link)
    ) STRICT""",
    """CREATE TABLE listed (
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        bank TEXT NOT NULL,
        source TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        withdrawn INTEGER,
        PRIMARY KEY (kind, value, bank, source)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX listed_by_source ON listed (source, last)",
)

_DECISIONS: Final = (
    # What a decision names stands in `data`, whole; `decision_claims` only says for how long it is kept.
    """CREATE TABLE decisions (
        id TEXT PRIMARY KEY,
        made INTEGER NOT NULL,
        undoes TEXT REFERENCES decisions (id) ON DELETE CASCADE,
        data TEXT NOT NULL,
        reason TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX decisions_by_undone ON decisions (undoes)",
    """CREATE TABLE decision_claims (
        decision TEXT NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
        claim TEXT NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
        PRIMARY KEY (decision, claim)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX decision_claims_by_claim ON decision_claims (claim)",
)

_SOURCE_ALERTS: Final = (
    # A source that fell silent has no subject and no voices; SQLite takes no NOT NULL back, so the table is made anew.
    """CREATE TABLE alerts_5 (
        id TEXT PRIMARY KEY,
        raised INTEGER NOT NULL,
        kind TEXT NOT NULL,
        about TEXT NOT NULL,
        category TEXT,
        severity TEXT NOT NULL,
        place TEXT NOT NULL,
        observed INTEGER,
        expected REAL,
        chance REAL,
        fate TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """INSERT INTO alerts_5 SELECT id, raised, kind, about, category, severity, place, observed, expected, chance, fate
    FROM alerts""",
    "DROP TABLE alerts",
    "ALTER TABLE alerts_5 RENAME TO alerts",
    "CREATE INDEX alerts_by_time ON alerts (raised, id)",
)

MIGRATIONS: tuple[Migration, ...] = (
    Migration(number=1, name="first shape", statements=_FIRST),
    Migration(number=2, name="claims", statements=_CLAIMS),
    Migration(number=3, name="crawls", statements=_CRAWLS),
    Migration(number=4, name="decisions", statements=_DECISIONS),
    Migration(number=5, name="alerts about sources", statements=_SOURCE_ALERTS),
)
"""All steps, oldest first; what has been released is never edited, only followed by another."""


def create(path: Path) -> None:
    """Make an empty store at ``path``, whole or not at all; one that is there already stays as it is.

    Raises:
        StoreError: the folder cannot be written to.
    """
    with files.beside(path) as part:
        try:
            _make(part)
        except sqlite3.Error as error:
            raise sqlite_faults.explain(error, path) from error
        try:
            files.put_new(part, path)
        except FileExistsError:
            return  # another process was faster


def require_newest(session: Session) -> None:
    """Let a store of today's shape pass.

    Raises:
        StoreError: it is older, newer, or not finished.
    """
    if not (steps := steps_of(session)):
        return
    names = ", ".join(step.name for step in steps)
    raise StoreError(
        Words(
            vi=f"kho {session.path} thuộc phiên bản cũ, còn thiếu: {names}",
            en=f"the store {session.path} is of an older version, without: {names}",
        ),
        hint=Words(
            vi="chạy `rotin store migrate`: lệnh này sao lưu trước rồi mới nâng cấp",
            en="run `rotin store migrate`: it makes a backup first",
        ),
    )


def pending(path: Path) -> tuple[str, ...]:
    """Return the names of the migrations the store at ``path`` still lacks.

    Raises:
        StoreError: it cannot be read, is not ours, or is from a newer version.
    """
    session = connect(path)
    try:
        return tuple(step.name for step in steps_of(session))
    finally:
        session.close()


def migrate(path: Path) -> Migrated:
    """Back the store at ``path`` up beside it, then bring it to today's shape; nobody else may have it open.

    The backup is called ``….before-migration-N``, N being the first step taken; an earlier one of that name stays.

    Raises:
        StoreError: it cannot be read or written, is not ours, or is from a newer version.
        BusyError: somebody has it open.
    """
    session = connect(path, alone=True)
    try:
        if not (steps := steps_of(session)):
            return Migrated(names=(), backup=None)
        kept = files.free(path.with_name(f"{path.name}.before-migration-{steps[0].number}"))
        sqlite_care.backup(session, kept)
        for step in steps:
            _apply(session, step)
    finally:
        session.close()
    return Migrated(names=tuple(step.name for step in steps), backup=kept)


def steps_of(session: Session) -> tuple[Migration, ...]:
    """Return the steps the open store still lacks, oldest first.

    Raises:
        StoreError: it was never finished, or is from a newer version.
    """
    if not session.read("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'"):
        raise sqlite_faults.foreign(session.path)
    done = {number for (number,) in session.read("SELECT number FROM migrations")}
    if not done <= {step.number for step in MIGRATIONS}:
        raise StoreError(
            Words(
                vi=f"kho {session.path} do một phiên bản Rõ Tin mới hơn tạo ra",
                en=f"the store {session.path} was written by a newer Rõ Tin",
            ),
            hint=Words(vi="nâng cấp Rõ Tin trên máy này", en="upgrade Rõ Tin on this machine"),
        )
    return tuple(step for step in MIGRATIONS if step.number not in done)


def _make(part: Path) -> None:
    raw = sqlite3.connect(part, isolation_level=None)
    session = Session(part, raw)
    try:
        raw.execute("PRAGMA auto_vacuum=INCREMENTAL")  # only heeded before the first table
        with session.transaction():
            session.write("CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT")
            session.write(f"PRAGMA application_id={APPLICATION_ID}")
            for step in MIGRATIONS:
                _apply(session, step)
        raw.execute("PRAGMA journal_mode=WAL").fetchall()
    finally:
        session.close()


def _apply(session: Session, step: Migration) -> None:
    with session.transaction():
        for statement in step.statements:
            session.write(statement)
        session.write("INSERT INTO migrations (number, name) VALUES (?, ?)", step.number, step.name)
