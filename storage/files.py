"""Files that appear whole or not at all: written beside their place, synced, then put there in one step."""

from __future__ import annotations

import itertools
import os
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil

from errors import StoreError
from words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Yield a path in the folder of ``target`` to write to; what still stands there at the end is removed.

    The folder is made if need be. What writers of ``target`` that were killed left there is removed too: it may
    hold what has been purged since.

    Raises:
        StoreError: the folder cannot be made or written to.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        _remove(part)
        try:
            yield part
        finally:
            _remove(part)
    except OSError as error:
        raise unwritable(target, error) from error


def put_new(part: Path, target: Path) -> None:
    """Sync ``part`` and name it ``target``, which must not exist yet.

    Raises:
        FileExistsError: ``target`` exists; it is left as it is.
    """
    sync(part)
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links (FAT, some network shares): check, then rename
        if target.exists():
            raise FileExistsError(target) from None
        part.rename(target)
    sync(target.parent)


def swap(part: Path, target: Path, aside: Path) -> None:
    """Put ``part``, already synced, in the place of ``target``, which is ``aside`` from then on."""
    try:
        aside.hardlink_to(target)  # so that there is a file called target at every instant
    except FileExistsError:
        raise
    except OSError:  # no hard links here
        target.rename(aside)
    part.replace(target)
    sync(target.parent)


def free(path: Path) -> Path:
    """Return ``path``, or the first of ``path-2``, ``path-3``, … that does not exist."""
    numbered = (path.with_name(f"{path.name}-{number}") for number in itertools.count(2))
    return path if not path.exists() else next(each for each in numbered if not each.exists())


def sync(path: Path) -> None:
    """Make the file or folder outlive a power cut.

    Never call it on a database that this process has open: closing the file would drop its locks.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unwritable(path: Path, error: OSError) -> StoreError:
    """Return the error of not being able to write at ``path``, for a person."""
    reason = error.strerror or type(error).__name__
    return StoreError(
        Words(vi=f"không ghi được {path}: {reason}", en=f"cannot write {path}: {reason}"),
        hint=Words(
            vi="kiểm tra quyền ghi của thư mục và dung lượng đĩa còn trống, rồi chạy lại",
            en="check that the folder may be written to and that the disk has room, then run again",
        ),
    )


def _sweep(target: Path) -> None:
    left = re.compile(rf"\.{re.escape(target.name)}\.(\d+)-\d+\.part(-[a-z]+)?")
    for path in target.parent.iterdir():
        found = left.fullmatch(path.name)
        if found and not psutil.pid_exists(int(found[1])):
            path.unlink(missing_ok=True)


def _remove(part: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)
