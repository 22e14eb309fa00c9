"""The window in one SQLite file, which every process of one machine opens for itself.

The file holds numbers that are noise without the key, and the names of sources. Each key has its own two tables, so
that forgetting a key is dropping them. What the window knew may be lost when power fails, or with a damaged file:
then counting starts anew, and nothing else is harmed.
"""

# ruff: noqa: D102, S608 - the contract says what each verb does; names of tables are hex digits of ours

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from door import Ring
from storage import entries as of
from storage import files, sqlite_faults
from storage.sqlite_session import Session
from storage.window import Batch, Limits, Size, Tallied, Window

APPLICATION_ID: Final = 0x526F5457
"""In the file's header; says that the file is a window of ours ("RoTW")."""

SHAPE: Final = 1
"""Version of the tables: a file of another shape is made anew, for all it holds is three days' counting."""

SLICES: Final = 256
"""Parts in which the items are swept, so that nobody waits for the whole."""

LOOK_EVERY: Final = 64
"""Remarks between two looks at the file's size."""

_ENOUGH: Final = 0.8
"""How full a full window is once the oldest went."""

_PRAGMAS: Final = (
    f"PRAGMA application_id={APPLICATION_ID}",
    f"PRAGMA user_version={SHAPE}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",  # a power cut may take back seconds of counting; a kill takes nothing
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
    except sqlite3.DatabaseError:
        for part in ("", "-wal", "-shm"):
            path.with_name(path.name + part).unlink(missing_ok=True)
        _private(path)
        return SqliteWindow(_connect(path), ring, limits, anew=True)


class SqliteWindow(Window):
    """A window in one file. ``anew`` says that what stood at its place could not be used and was replaced."""

    def __init__(self, session: Session, ring: Ring, limits: Limits, *, anew: bool = False) -> None:
        self.limits = limits
        self.anew = anew
        self._session = session
        self._sources: dict[str, int] = {}
        self._since_look = 0
        self._prepare(ring)

    def add(self, batches: Sequence[Batch], *, said: int, now: int) -> list[int]:
        newest, older = batches[0], batches[1] if len(batches) > 1 else None
        with self._session.unit():
            known, before = self._marks(newest), self._marks(older) if older else {}
            rows: list[tuple[int, int, bytes]] = []
            counts = [1] * len(newest.items)
            alone, bits = of.hour_bits(said), of.MARK_BITS
            for index, (item, mark) in enumerate(zip(newest.items, newest.marks, strict=True)):
                past = before.get(older.items[index], b"") if older else b""
                if not past and item not in known:  # what nobody wrote before: most of what people write
                    rows.append((item, now, of.pack_one(mark & bits | alone)))
                    continue
                kept = of.unpack(known.get(item, b""))
                marks, counts[index] = of.noted(
                    kept,
                    of.unpack(past),
                    mark,
                    older.marks[index] if older else 0,
                    said=said,
                    hours=self.limits.hours,
                    most=self.limits.voices,
                )
                if marks is not kept:
                    rows.append((item, now, of.pack(marks)))
            rows.sort()  # neighbours share a page
            self._session.write_all(f"REPLACE INTO items_{newest.key} (item, touched, marks) VALUES (?, ?, ?)", rows)
            self._look()
        return counts

    def tally(self, batches: Sequence[Batch], *, said: int, source: str) -> None:
        newest = batches[0]
        with self._session.unit():
            known: set[int] = set()
            for batch in batches[1:]:
                known |= {
                    index
                    for index, (item, mark) in enumerate(zip(batch.items, batch.marks, strict=True))
                    if self._session.read(
                        f"SELECT 1 FROM tallies_{batch.key} WHERE item = ? AND mark = ? LIMIT 1", item, _signed(mark)
                    )
                }
            at = self._source(source)
            self._note(
                newest.key,
                [
                    (item, _signed(mark), said, at, index in known)
                    for index, (item, mark) in enumerate(zip(newest.items, newest.marks, strict=True))
                ],
            )

    def seed(self, tallies: Sequence[tuple[str, int]], items: Sequence[tuple[str, int]]) -> None:
        with self._session.unit():
            at = self._source("")
            for (key, tally), (_, item) in zip(tallies, items, strict=True):
                found = self._session.read(f"SELECT marks FROM items_{key} WHERE item = ?", item)
                marks = of.unpack(found[0][0]) if found else ()
                rows = [(tally, _signed(one), of.hour_at(one), at, of.is_again(one)) for one in marks]
                self._note(key, rows)

    def tallied(self, tallies: Sequence[tuple[str, int]]) -> Sequence[Tallied]:
        found = []
        for key, tally in tallies:
            rows = self._session.read(
                f"SELECT mark, hour, name, again FROM tallies_{key} JOIN sources USING (source) WHERE item = ?", tally
            )
            found += [Tallied(key, mark, hour, source, bool(again)) for mark, hour, source, again in rows]
        return found

    def expire(self, *, now: int) -> int:
        return self._forget(now - self.limits.hours)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._session.transaction():
            yield

    def size(self) -> Size:
        names = self._names()
        count = self._session.read
        return Size(
            items=sum(count(f"SELECT count(*) FROM items_{name}")[0][0] for name in names),
            tallied=sum(count(f"SELECT count(*) FROM tallies_{name}")[0][0] for name in names),
            bytes=self._bytes(),
            evicted=count("SELECT evicted FROM state")[0][0],
        )

    def close(self) -> None:
        self._session.close()

    # -- tables -----------------------------------------------------------------------------------------------

    def _prepare(self, ring: Ring) -> None:
        """Make the tables of the ring's keys, and drop those of keys that were followed before the ring's oldest."""
        write, oldest = self._session.write, int(ring.keys[-1].born.timestamp())
        with self._session.unit():
            write("CREATE TABLE IF NOT EXISTS keys (name TEXT PRIMARY KEY, born INTEGER NOT NULL) WITHOUT ROWID")
            write("CREATE TABLE IF NOT EXISTS sources (source INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)")
            write("CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY, evicted INTEGER NOT NULL)")
            write("INSERT OR IGNORE INTO state VALUES (1, 0)")
            for key in ring.keys:
                write("INSERT OR IGNORE INTO keys VALUES (?, ?)", key.name, int(key.born.timestamp()))
                write(
                    f"CREATE TABLE IF NOT EXISTS items_{key.name}"
                    " (item INTEGER PRIMARY KEY, touched INTEGER NOT NULL, marks BLOB NOT NULL)"
                )
                write(
                    f"CREATE TABLE IF NOT EXISTS tallies_{key.name} (item INTEGER, mark INTEGER, hour INTEGER,"
                    " source INTEGER, again INTEGER NOT NULL, PRIMARY KEY (item, mark, hour, source)) WITHOUT ROWID"
                )
            ours = {key.name for key in ring.keys}
            for (name,) in self._session.read("SELECT name FROM keys WHERE born <= ?", oldest):
                if name not in ours:
                    self._drop(name)

    def _drop(self, name: str) -> None:
        self._session.write(f"DROP TABLE IF EXISTS items_{name}")
        self._session.write(f"DROP TABLE IF EXISTS tallies_{name}")
        self._session.write("DELETE FROM keys WHERE name = ?", name)

    def _names(self) -> list[str]:
        return [name for (name,) in self._session.read("SELECT name FROM keys")]

    def _source(self, name: str) -> int:
        if name not in self._sources:
            self._session.write("INSERT OR IGNORE INTO sources (name) VALUES (?)", name)
            ((self._sources[name],),) = self._session.read("SELECT source FROM sources WHERE name = ?", name)
        return self._sources[name]

    # -- rows -------------------------------------------------------------------------------------------------

    def _marks(self, batch: Batch) -> dict[int, bytes]:
        """Return the marks, still packed, of those of the batch's items that the window knows."""
        found: dict[int, bytes] = {}
        for first in range(0, len(batch.items), _MOST_ASKED):
            asked = sorted(batch.items[first : first + _MOST_ASKED])
            marks = ",".join("?" * len(asked))
            found.update(
                self._session.read(f"SELECT item, marks FROM items_{batch.key} WHERE item IN ({marks})", *asked)
            )
        return found

    def _note(self, key: str, rows: Sequence[tuple[int, int, int, int, bool]]) -> None:
        self._session.write_all(f"INSERT OR IGNORE INTO tallies_{key} VALUES (?, ?, ?, ?, ?)", rows)

    # -- forgetting -------------------------------------------------------------------------------------------

    def _bytes(self) -> int:
        ((pages,),), ((free,),), ((size,),) = (
            self._session.read(f"PRAGMA {name}") for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)

    def _look(self) -> None:
        """Now and then, look whether the file is full; then let the oldest go."""
        self._since_look += 1
        if self._since_look < LOOK_EVERY:
            return
        self._since_look = 0
        taken = self._bytes()
        if taken <= self.limits.size:
            return
        touched: dict[int, int] = {}
        for name in self._names():
            for hour, count in self._session.read(f"SELECT touched, count(*) FROM items_{name} GROUP BY touched"):
                touched[hour] = touched.get(hour, 0) + count
        surplus = sum(touched.values()) * (1 - self.limits.size * _ENOUGH / taken)
        for hour in sorted(touched):
            if surplus <= 0:
                break
            surplus -= touched[hour]
            gone = self._forget(hour + 1)
            self._session.write("UPDATE state SET evicted = evicted + ?", gone)

    def _forget(self, before: int) -> int:
        """Forget what nobody touched since the hour ``before``; return how many items went."""
        gone = 0
        step = (1 << 64) // SLICES
        for name in self._names():
            for first in range(-(1 << 63), 1 << 63, step):
                with self._session.unit():
                    gone += self._session.write(
                        f"DELETE FROM items_{name} WHERE item BETWEEN ? AND ? AND touched < ?",
                        first,
                        first + step - 1,
                        before,
                    )
            with self._session.unit():
                self._session.write(f"DELETE FROM tallies_{name} WHERE hour < ?", before)
        return gone


_MOST_ASKED: Final = 500
"""Items asked for in one statement."""


def _signed(mark: int) -> int:
    """Return the bits of a mark as SQLite takes them."""
    bits = of.mark_of(mark)
    return bits - (1 << 64) if bits >> 63 else bits


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
