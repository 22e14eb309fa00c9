"""One connection to one file: how it is opened, how its transactions nest, and how its errors are told.

Every process opens its own. Writers queue for the file's one write lock (``BEGIN IMMEDIATE``), so none of them
reads something and then finds that it changed before it could write. No cursor is left open between calls: an open
one would hold an old state of the file, from which SQLite lets nobody begin to write.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote

from errors import StoreError
from storage import files, sqlite_faults
from words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

APPLICATION_ID: Final = 0x526F5469
"""In the file's header; says that the file is ours ("RoTi")."""

BUSY_SECONDS: Final = 30.0
"""How long a writer waits for the others: a thousand times what our longest batch takes."""

OLDEST_SQLITE: Final = (3, 38)
"""The first with JSON functions always built in."""

Row = tuple[Any, ...]
Raw = TypeVar("Raw")
Record = TypeVar("Record")

_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",  # readers and the writer do not wait for each other
    "PRAGMA synchronous=FULL",  # with NORMAL a power cut may take back what was acknowledged
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what is purged is overwritten with zeros
    "PRAGMA temp_store=MEMORY",  # sorting must not leave texts in /tmp
    "PRAGMA cache_size=-32768",  # KiB
    "PRAGMA journal_size_limit=16777216",  # bytes the WAL keeps after a large merge
    "PRAGMA trusted_schema=OFF",  # a file someone prepared must not run functions
    "PRAGMA cell_size_check=ON",
)


class Session:
    """A connection for the process and thread that opened it; see :func:`connect`."""

    __slots__ = ("_connection", "_depth", "_home", "_spoilt", "path")

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = connection
        self._home = (os.getpid(), threading.get_ident())
        self._depth = 0
        self._spoilt = False

    def read(self, sql: str, *values: object) -> list[Row]:
        """Return all rows."""
        with self._explained() as connection:
            return connection.execute(sql, values).fetchall()

    def write(self, sql: str, *values: object) -> int:
        """Run one statement within a :meth:`unit`; return how many rows it touched."""
        with self._writing() as connection:
            return connection.execute(sql, values).rowcount

    def insert(self, sql: str, *values: object) -> int:
        """Insert one row within a :meth:`unit`; return its number."""
        with self._writing() as connection:
            return connection.execute(sql, values).lastrowid or 0

    def write_all(self, sql: str, rows: Iterable[Row]) -> None:
        """Run the statement for each of ``rows`` within a :meth:`unit`."""
        with self._writing() as connection:
            connection.executemany(sql, rows)

    def decode(self, make: Callable[[Raw], Record], row: Raw) -> Record:
        """Return the record that ``make`` reads from ``row``.

        Raises:
            StoreError: it is not as we write it: somebody else wrote in the file, or a bit of it flipped.
        """
        try:
            return make(row)
        except (ValueError, KeyError, TypeError, OverflowError):  # not chained: it would quote the row in a log
            raise sqlite_faults.damaged(self.path) from None

    @property
    def changes(self) -> int:
        """How many rows this connection has changed since it was opened."""
        with self._explained() as connection:
            return connection.total_changes

    @property
    def within(self) -> bool:
        """Whether a transaction is open."""
        return self._depth > 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Let everything written within land together or not at all; an inner one can fail alone."""
        outermost, name = self._depth == 0, f"level_{self._depth}"
        self._require_whole()
        self._run("BEGIN IMMEDIATE" if outermost else f"SAVEPOINT {name}")
        self._depth += 1
        try:
            yield
            self._require_whole()
            self._run("COMMIT" if outermost else f"RELEASE {name}")
        except BaseException:
            self._undo(name, outermost=outermost)
            raise
        finally:
            self._depth -= 1

    @contextmanager
    def unit(self) -> Iterator[None]:
        """Join the transaction at hand, or be one; an error within spoils all of it.

        Not a savepoint: at each of them the word index writes out a segment, ten times slower in batches.
        """
        if self._depth == 0:
            with self.transaction():
                yield
            return
        self._require_whole()
        try:
            yield
        except BaseException:
            self._spoilt = True
            raise

    def copy_to(self, connection: sqlite3.Connection) -> None:
        """Copy the whole file into ``connection`` as of one instant; nobody waits for it."""
        with self._explained() as own:
            own.backup(connection)

    def vacuum(self, pages: int) -> None:
        """Give up to so many free pages back to the disk."""
        with self._explained() as connection:
            connection.executescript(f"PRAGMA incremental_vacuum({pages})")  # execute would free only one

    def close(self) -> None:
        """Let go of the file; again is fine."""
        if self._connection is not None:
            with self._explained() as connection:
                connection.close()
            self._connection = None

    def _undo(self, name: str, *, outermost: bool) -> None:
        self._spoilt = True
        if self._connection is not None and self._connection.in_transaction:
            for sql in ("ROLLBACK",) if outermost else (f"ROLLBACK TO {name}", f"RELEASE {name}"):
                self._run(sql)
            self._spoilt = False
        elif outermost:  # on a full disk SQLite has taken everything back itself
            self._spoilt = False

    def _require_whole(self) -> None:
        if self._spoilt:
            raise StoreError(
                Words(
                    vi=f"kho {self.path}: một lần ghi thất bại nên cả giao dịch bị hủy",
                    en=f"store {self.path}: a write failed, so its whole transaction is taken back",
                )
            )

    def _run(self, sql: str) -> None:
        with self._explained() as connection:
            connection.execute(sql)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self._depth == 0:
            raise ValueError("writing needs a unit or a transaction around it")
        with self._explained() as connection:
            yield connection

    @contextmanager
    def _explained(self) -> Iterator[sqlite3.Connection]:
        if self._connection is None:
            raise ValueError("the store is closed")
        if self._home != (os.getpid(), threading.get_ident()):
            raise ValueError("a store is for the process and thread that opened it: open another one here")
        try:
            yield self._connection
        except sqlite3.Error as error:
            # A fault without a code quotes what could not be decoded: it must not be chained into a log.
            raise sqlite_faults.explain(error, self.path) from error if sqlite_faults.primary_code(error) else None


def connect(path: Path, *, alone: bool = False) -> Session:
    """Open the store that stands at ``path``; nothing is created.

    Args:
        path: the file.
        alone: nobody else may have it open now, nor open it until the session is closed.

    Raises:
        StoreError: there is no such file, it is not ours, or it cannot be used.
        BusyError: ``alone`` was asked for and somebody has it open.
    """
    _require_sqlite()
    while True:
        try:
            if (connection := _open(path, alone=alone)) is not None:
                return Session(path, connection)
        except sqlite3.Error as error:
            if alone and sqlite_faults.primary_code(error) == sqlite3.SQLITE_BUSY:
                raise sqlite_faults.in_use(path) from error
            raise sqlite_faults.explain(error, path) from error


def read_only(path: Path) -> sqlite3.Connection:
    """Open a database for reading alone; what it is shows only when it is read."""
    return sqlite3.connect(_address(path, "ro"), uri=True, isolation_level=None, timeout=BUSY_SECONDS)


def _open(path: Path, *, alone: bool) -> sqlite3.Connection | None:
    """Return a connection, or nothing if another file was put in the place of this one while it waited."""
    identity = _identity(path)
    timeout = 0 if alone else BUSY_SECONDS
    connection = sqlite3.connect(_address(path, "rw"), uri=True, isolation_level=None, timeout=timeout)
    try:
        if alone:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        # The first reading takes the lock that a restore respects; in WAL mode it is kept until we close.
        ours = connection.execute("PRAGMA application_id").fetchall() == [(APPLICATION_ID,)]
        if _identity(path) != identity:
            connection.close()
            return None
        if not ours:
            raise sqlite_faults.foreign(path)  # noqa: TRY301 - the connection is closed below either way
        for pragma in _PRAGMAS:
            connection.execute(pragma).fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _address(path: Path, mode: str) -> str:
    return f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}"


def _identity(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except FileNotFoundError:
        raise _absent(path) from None
    except OSError as error:
        raise files.unwritable(path, error) from error
    if not path.is_file() or state.st_size == 0:  # an empty file would pass for a new database and hide a loss
        raise sqlite_faults.foreign(path)
    return state.st_dev, state.st_ino


def _absent(path: Path) -> StoreError:
    return StoreError(
        Words(vi=f"chưa có kho nào tại {path}", en=f"there is no store at {path}"),
        hint=Words(
            vi="kiểm tra --data; lần `rotin crawl` hoặc `rotin run` đầu tiên sẽ tạo kho",
            en="check --data; the first `rotin crawl` or `rotin run` makes the store",
        ),
    )


def _require_sqlite() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        have, need = sqlite3.sqlite_version, ".".join(map(str, OLDEST_SQLITE))
        raise StoreError(
            Words(vi=f"cần SQLite từ {need}, máy này có {have}", en=f"needs SQLite {need} or newer, this is {have}"),
            hint=Words(vi="dùng Python do `uv sync` cài", en="use the Python that `uv sync` installs"),
        )
