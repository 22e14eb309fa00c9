"""The window in one SQLite file, which every process of one machine opens for itself.

The file holds numbers that are noise without the key, and the names of sources. Each key has its own two tables, so
that forgetting a key is dropping them. What the window knew may be lost when power fails, or with a damaged file:
then counting starts anew, and nothing else is harmed.
"""

# ruff: noqa: D102, S608 - the contract says what each verb does; names of tables are hex digits of ours

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import numpy as np

from door import Ring
from errors import StoreError
from storage import entries as of
from storage import files, sqlite_faults
from storage.sqlite_session import Session
from storage.window import Batch, Limits, Numbers, Size, Tallied, Window, require_newest
from storage.window_file import File
from storage.window_items import Items

APPLICATION_ID: Final = 0x526F5457
"""In the file's header; says that the file is a window of ours ("RoTW")."""

SHAPE: Final = 3
"""Version of the tables: a file of another shape is made anew, for all it holds is three days' counting."""

KEY_DIGITS: Final = 16
"""Digits of a key's name."""

LOOK_EVERY: Final = 50_000
"""Marks between two looks at the window's size."""

_PRAGMAS: Final = (
    f"PRAGMA application_id={APPLICATION_ID}",
    f"PRAGMA user_version={SHAPE}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=OFF",  # a power cut takes the key too, and nothing here is of use without; a kill takes nothing
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",  # KiB
    "PRAGMA journal_size_limit=16777216",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA busy_timeout=30000",
)


def open_sqlite_window(path: Path, ring: Ring, limits: Limits) -> SqliteWindow:
    """Open the window at ``path``, or make one there; what no key of ``ring`` can read any more is dropped.

    A file that is damaged or of another shape is replaced: see :attr:`SqliteWindow.anew`.

    Raises:
        StoreError: the folder cannot be written to, the disk is full, or it is somebody else's database.
    """
    _private(path)
    try:
        return SqliteWindow(_connect(path), ring, limits)
    except sqlite3.OperationalError as error:  # busy, full, forbidden: nothing is wrong with the file
        raise sqlite_faults.explain(error, path) from error
    except (sqlite3.DatabaseError, StoreError) as error:
        if isinstance(error, StoreError) and not _is_damage(error):
            raise
        for part in ("", "-wal", "-shm"):
            path.with_name(path.name + part).unlink(missing_ok=True)
        _private(path)
        return SqliteWindow(_connect(path), ring, limits, anew=True)


class SqliteWindow(Window):
    """A window in one file, and a table beside it for each key.

    ``anew`` says that what stood at its place could not be used and was replaced.
    """

    def __init__(self, session: Session, ring: Ring, limits: Limits, *, anew: bool = False) -> None:
        self.limits = limits
        self._anew = anew
        self._session = session
        self._items = Items(limits, self._place)
        self._since_look = 0
        self._prepare(ring)

    @property
    def anew(self) -> bool:
        """Whether something of it could not be used and was replaced: there, counting starts anew."""
        return self._anew or any(place.anew for place in self._files)

    def add(self, batches: Sequence[Batch], *, said: Sequence[int] | Numbers) -> Numbers:
        if self._session.within:
            return self._add(batches, said)
        with self.transaction():
            return self._add(batches, said)

    def tally(self, batches: Sequence[Batch], *, said: Sequence[int], sources: Sequence[str]) -> None:
        newest = batches[0]
        with self._session.unit():
            self._require_newest(batches)
            known = {
                index
                for batch in batches[1:]
                for index, (item, mark) in enumerate(_signed(batch))
                if self._session.read(
                    f"SELECT 1 FROM tallies_{batch.key} WHERE item = ? AND mark = ? LIMIT 1", item, mark
                )
            }
            at = {name: self._source(name) for name in dict.fromkeys(sources)}
            self._note(
                newest.key,
                [
                    (item, mark, said[index], at[sources[index]], index in known)
                    for index, (item, mark) in enumerate(_signed(newest))
                ],
            )

    def seed(self, tallies: Sequence[tuple[str, int]], items: Sequence[tuple[str, int]]) -> None:
        with self._session.unit():
            self._look()
            at, newest = self._source(""), tallies[0]
            begun, known = bool(self.tallied(tallies[:1])), bool(self.tallied(tallies[1:]))
            for tally, (key, item) in zip(tallies[:1] if begun else tallies, items, strict=False):
                again = known and tally == newest
                rows = [
                    (_as_signed(tally[1]), _as_signed(of.mark_of(one)), of.hour_at(one), at, again or of.is_again(one))
                    for one in self._items.get(key, item)
                ]
                self._note(tally[0], rows)

    def tallied(self, tallies: Sequence[tuple[str, int]]) -> Sequence[Tallied]:
        found = []
        for key, tally in tallies:
            rows = self._session.read(
                f"SELECT mark, hour, name, again FROM tallies_{key} JOIN sources USING (source) WHERE item = ?",
                _as_signed(tally),
            )
            found += [Tallied(key, mark, hour, source, bool(again)) for mark, hour, source, again in rows]
        return found

    def expire(self, *, now: int) -> int:
        before = now - self.limits.hours
        with self.transaction():
            gone = self._items.expire(before)
            self._forget_tallies(before)
            self._forget_sources()
        self._tidy()
        return gone

    @contextmanager
    def transaction(self) -> Iterator[None]:
        outermost = not self._session.within
        with self._session.transaction():
            if outermost:
                self._items.settle()
                self._look()
            so_far = self._items.so_far()
            try:
                yield
            except BaseException:
                self._items.take_back(so_far)
                raise

    def size(self) -> Size:
        count = self._session.read
        with self._session.unit():
            self._look()
            return Size(
                items=self._items.items,
                tallied=sum(count(f"SELECT count(*) FROM tallies_{name}")[0][0] for name in self._names()),
                bytes=self._items.bytes + self._bytes(),
                evicted=count("SELECT evicted FROM state")[0][0],
            )

    def close(self) -> None:
        self._items.close()
        self._session.close()

    def _require_newest(self, batches: Sequence[Batch]) -> None:
        followed = {name for (name,) in self._session.read("SELECT name FROM keys WHERE followed")}
        require_newest(batches[0].key, followed)
        for older in batches[1:]:
            if older.key not in followed:
                self._session.write("UPDATE keys SET followed = 1 WHERE name = ?", older.key)

    # -- items ------------------------------------------------------------------------------------------------

    def _add(self, batches: Sequence[Batch], said: Sequence[int] | Numbers) -> Numbers:
        self._require_newest(batches)
        self._since_look += len(said)
        if self._since_look >= LOOK_EVERY:
            self._bound(batches[0].key)
        while (counts := self._items.add(batches, said=said)) is None:
            gone = self._items.grow(batches[0].key, len(batches[0].items), beside=self._bytes())
            self._went(gone)
        return counts

    def _place(self, key: str) -> File:
        return File(self._session.path.with_name(f"{self._session.path.name}-{key}"))

    @property
    def _files(self) -> list[File]:
        return [place for place in self._items.places.values() if isinstance(place, File)]

    def _look(self) -> None:
        for place in self._files:
            place.look()

    # -- tables -----------------------------------------------------------------------------------------------

    def _prepare(self, ring: Ring) -> None:
        """Make the tables of the ring's keys, and drop those of keys that were followed before the ring's oldest."""
        write, oldest = self._session.write, int(ring.keys[-1].born.timestamp())
        with self._session.unit():
            write(
                "CREATE TABLE IF NOT EXISTS keys (name TEXT PRIMARY KEY, born INTEGER, followed INTEGER) WITHOUT ROWID"
            )
            write("CREATE TABLE IF NOT EXISTS sources (source INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)")
            write("CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY, evicted INTEGER NOT NULL)")
            write("INSERT OR IGNORE INTO state VALUES (1, 0)")
            for key in ring.keys:
                write("INSERT OR IGNORE INTO keys VALUES (?, ?, 0)", key.name, int(key.born.timestamp()))
                write(
                    f"CREATE TABLE IF NOT EXISTS tallies_{key.name} (item INTEGER, mark INTEGER, hour INTEGER,"
                    " source INTEGER, again INTEGER NOT NULL, PRIMARY KEY (item, mark, hour, source)) WITHOUT ROWID"
                )
            ours = {key.name for key in ring.keys}
            for (name,) in self._session.read("SELECT name FROM keys WHERE born <= ?", oldest):
                if name not in ours:
                    write(f"DROP TABLE IF EXISTS tallies_{name}")
                    write("DELETE FROM keys WHERE name = ?", name)
            for name in self._names():
                self._items.of(name)
            self._sweep()

    def _sweep(self) -> None:
        """Remove the tables of keys that are known no more."""
        own, known = self._session.path, set(self._names())
        for path in own.parent.glob(f"{own.name}-*"):
            name = path.name.removeprefix(f"{own.name}-")
            if len(name) == KEY_DIGITS and name not in known:
                path.unlink(missing_ok=True)

    def _names(self) -> list[str]:
        return [name for (name,) in self._session.read("SELECT name FROM keys")]

    def _source(self, name: str) -> int:
        """Return the source's number, good for this transaction: another process may forget it after."""
        self._session.write("INSERT OR IGNORE INTO sources (name) VALUES (?)", name)
        ((number,),) = self._session.read("SELECT source FROM sources WHERE name = ?", name)
        return int(number)

    def _note(self, key: str, rows: list[tuple[int, int, int, int, bool]]) -> None:
        self._session.write_all(f"INSERT OR IGNORE INTO tallies_{key} VALUES (?, ?, ?, ?, ?)", rows)

    # -- forgetting -------------------------------------------------------------------------------------------

    def _bytes(self) -> int:
        """Return what the database takes, without the tables."""
        ((pages,),), ((free,),), ((size,),) = (
            self._session.read(f"PRAGMA {name}") for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)

    def _bound(self, key: str) -> None:
        """Now and then, look whether the window is full; then let the oldest go."""
        self._since_look = 0
        beside = self._bytes()
        if beside + self._items.bytes <= self.limits.size:
            return
        if beside > self.limits.size // 2:
            self._forget_tallies(self._middle() + 1)
            beside = self._bytes()
        self._went(self._items.evict(key, 0, beside=beside))

    def _middle(self) -> int:
        """Return the hour up to which half of the marks in tallies were left."""
        counts: Counter[int] = Counter()
        for name in self._names():
            counts.update(dict(self._session.read(f"SELECT hour, count(*) FROM tallies_{name} GROUP BY hour")))
        passed, half = 0, counts.total() / 2
        for hour in sorted(counts):
            passed += counts[hour]
            if passed >= half:
                return hour
        return 0

    def _forget_tallies(self, before: int) -> None:
        for name in self._names():
            self._session.write(f"DELETE FROM tallies_{name} WHERE hour < ?", before)

    def _forget_sources(self) -> None:
        """Forget the names that no tally refers to any more."""
        used = " UNION ".join(f"SELECT source FROM tallies_{name}" for name in self._names())
        self._session.write(f"DELETE FROM sources WHERE source NOT IN ({used})")

    def _went(self, gone: int) -> None:
        if gone:
            self._session.write("UPDATE state SET evicted = evicted + ?", gone)

    def _tidy(self) -> None:
        """Write the database anew, in the order of its numbers: of what was written when, and with what, none stays."""
        with suppress(StoreError):  # others are at it: the next hour will do
            self._session.read("VACUUM")
            self._session.read("PRAGMA wal_checkpoint(TRUNCATE)")


def _is_damage(error: StoreError) -> bool:
    return isinstance(error.__cause__, sqlite3.DatabaseError) and not isinstance(
        error.__cause__, sqlite3.OperationalError
    )


def _as_signed(number: int) -> int:
    """Return a number of 64 bits as SQLite takes it."""
    return number - (1 << 64) if number >> 63 else number


def _signed(batch: Batch) -> Iterator[tuple[int, int]]:
    """Return items and the bits of their marks that tell voices apart, as SQLite takes them."""
    marks = batch.marks & np.uint64(of.MARK_BITS)
    return zip(batch.items.view(np.int64).tolist(), marks.view(np.int64).tolist(), strict=True)


def _private(path: Path) -> None:
    """Make the file, and its folder, if need be: for its owner alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise files.unwritable(path, error) from error


def _connect(path: Path) -> Session:
    raw = sqlite3.connect(path, isolation_level=None, timeout=30)
    try:
        _require_ours(raw, path)
        for pragma in _PRAGMAS:
            raw.execute(pragma).fetchall()
    except BaseException:
        raw.close()
        raise
    return Session(path, raw)


def _require_ours(raw: sqlite3.Connection, path: Path) -> None:
    """Let an empty file and a window of today's shape pass; ``sqlite3.DatabaseError`` for one to be made anew.

    Raises:
        StoreError: it is a database of somebody else, which is not ours to replace.
    """
    ((ours,),) = raw.execute("PRAGMA application_id").fetchall()
    ((shape,),) = raw.execute("PRAGMA user_version").fetchall()
    ((tables,),) = raw.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    if tables and ours != APPLICATION_ID:
        raise sqlite_faults.foreign(path)
    if tables and shape != SHAPE:
        raise sqlite3.DatabaseError("of another shape")
