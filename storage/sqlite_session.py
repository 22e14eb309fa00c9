"""One connection to one file: how its transactions nest, and how its errors are told.

Every process opens its own. Writers queue for the file's one write lock (``BEGIN IMMEDIATE``), so none of them
reads something and then finds that it changed before it could write. No cursor is left open between calls: an open
one would hold an old state of the file, from which SQLite lets nobody begin to write.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from errors import StoreError
from storage import sqlite_faults
from words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

Row = tuple[Any, ...]
Raw = TypeVar("Raw")
Record = TypeVar("Record")


class Session:
    """A connection for the process and thread that opened it; see :func:`storage.sqlite_connect.connect`."""

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
