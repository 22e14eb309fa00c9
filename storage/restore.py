"""Putting a backup in the place of the store: checked first, then swapped in one step, the old one kept."""

from __future__ import annotations

import fcntl
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from errors import BusyError, StoreError
from records import in_zone
from storage import files, migrations, sqlite_care, sqlite_faults
from storage.sqlite_connect import APPLICATION_ID, connect, read_only
from storage.sqlite_session import Session
from words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

_ANOTHER: Final = Words(
    vi="bản sao này không dùng được; kho đang dùng chưa bị động tới; hãy chọn bản sao khác",
    en="this copy cannot be used; the store was not touched; choose another",
)
_LOCKS: Final = (512, 0x40000000)
"""How many bytes of a database file SQLite's locks take, and where (its manual, "File Locking And Concurrency")."""


def restore(backup: Path, target: Path, *, now: datetime) -> Path | None:
    """Put the store in ``backup`` in the place of ``target``, which nobody may have open.

    The backup is copied, and the copy checked, before anything is touched; at every instant either the old store or
    the new one stands at ``target``. The backup itself stays as it is. One of an older version is put in place too;
    ``rotin store migrate`` then brings it to today's shape.

    Returns:
        Where the old store is kept (``….before-restore-<time>``), or ``None`` if there was none.

    Raises:
        StoreError: the backup is missing, damaged, not ours or from a newer version; or the disk does not play along.
        BusyError: somebody has ``target`` open.
    """
    with files.beside(target) as part:
        _take(backup, part)
        files.sync(part)
        if not target.exists():
            files.put_new(part, target)
            return None
        with _alone(target):
            aside = files.free(target.with_name(f"{target.name}.before-restore-{in_zone(now):%Y%m%d-%H%M%S}"))
            _move_companions(target, aside)
            files.swap(part, target, aside)
    return aside


def _take(backup: Path, part: Path) -> None:
    if not backup.is_file():
        raise _missing(backup)
    try:
        with closing(read_only(backup)) as connection:
            if connection.execute("PRAGMA application_id").fetchall() != [(APPLICATION_ID,)]:
                raise StoreError(sqlite_faults.foreign(backup).what, hint=_ANOTHER)
            source = Session(backup, connection)
            migrations.steps_of(source)
            sqlite_care.copy(source, part)
    except sqlite3.Error as error:
        raise StoreError(sqlite_faults.explain(error, backup).what, hint=_ANOTHER) from error
    connect(part).close()  # leaves it in WAL mode, so that those who open it first do not queue to change that


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Let nobody else open ``target``, and have all of it in the one file if it can still be read."""
    try:
        session = connect(target, alone=True)
    except BusyError:
        raise
    except StoreError:  # damaged: the reason to be here; SQLite cannot lock it, so do as it does
        with _locked(target):
            yield
        return
    with closing(session):
        session.read("PRAGMA journal_mode=DELETE")
        yield


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    with target.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, *_LOCKS)
        except BlockingIOError as error:
            raise sqlite_faults.in_use(target) from error
        yield


def _move_companions(target: Path, aside: Path) -> None:
    """Take a damaged store's log out of the way: SQLite would replay it into the new one."""
    for suffix in ("-wal", "-shm"):
        companion = target.with_name(target.name + suffix)
        if companion.exists():
            companion.rename(aside.with_name(aside.name + suffix))


def _missing(backup: Path) -> StoreError:
    return StoreError(
        Words(vi=f"không có bản sao lưu nào tại {backup}", en=f"there is no backup at {backup}"),
        hint=Words(vi="kiểm tra lại đường dẫn", en="check the path"),
    )
