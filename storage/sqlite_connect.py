"""How the file is opened: by whom, under which promises to each other, and only if it is ours."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from errors import StoreError
from storage import files, sqlite_faults
from storage.sqlite_session import Session
from words import Words

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID: Final = 0x526F5469
"""In the file's header; says that the file is ours ("RoTi")."""

BUSY_SECONDS: Final = 30.0
"""How long a writer waits for the others: a thousand times what our longest batch takes."""

OLDEST_SQLITE: Final = (3, 38)
"""The first with JSON functions always built in."""

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
