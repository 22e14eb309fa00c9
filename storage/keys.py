"""Where the ring of keys lives between processes: in memory, and in a folder that is itself memory.

Never on a disk: without its keys the window is noise, and every voice is nobody's. A folder counts as memory only if
its file system is one that keeps nothing (tmpfs, ramfs). Without one the ring is the process's own, and ends with it.
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import resource
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import psutil
from filelock import FileLock

from door import Key, Ring
from errors import StoreError
from storage import files
from words import Words

FILE: Final = "window.key"
"""The ring's file in the runtime folder."""

IN_MEMORY: Final = frozenset({"tmpfs", "ramfs"})
"""File systems that keep nothing."""

_SET_DUMPABLE: Final = 4
"""``PR_SET_DUMPABLE`` of ``sys/prctl.h``."""

VARIABLES: Final = (("RUNTIME_DIRECTORY", ""), ("XDG_RUNTIME_DIR", "rotin"))
"""Where the system says that a service or a user may keep what must not outlive it, and our folder there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The ring, and the folder it is kept in; ``None`` if it ends with the process."""

    ring: Ring
    folder: Path | None


def runtime_folder(wanted: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Return the folder for the ring: ``wanted``, else what the system offers; ``None`` if that is not in memory."""
    offered = [Path(environ[name].split(":")[0]) / own for name, own in VARIABLES if environ.get(name)]
    for folder in [wanted] if wanted is not None else offered:
        if is_memory(folder):
            return folder
    return None


def is_memory(folder: Path) -> bool:
    """Say whether ``folder``, or the nearest one above it that exists, lies in a file system that keeps nothing."""
    path = folder.absolute()
    while not path.exists():
        path = path.parent
    path = path.resolve()
    mounts = {Path(each.mountpoint): each.fstype for each in psutil.disk_partitions(all=True)}
    nearest = next((mounts[above] for above in (path, *path.parents) if above in mounts), "")
    return nearest in IN_MEMORY


def open_ring(folder: Path | None, *, now: datetime, window: timedelta) -> Kept:
    """Return the ring as it is to be ``now``, made or turned if need be, and written back.

    A file that is torn, foreign or readable by others is replaced: whoever may have read the keys has them for no
    longer than we do.

    Raises:
        StoreError: the folder cannot be written to.
    """
    if folder is None:
        return Kept(ring=Ring.made(now), folder=None)
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(folder / f"{FILE}.lock", mode=0o600):
            known = _read(path)
            ring = Ring.made(now) if known is None else known.turned(now, window)
            if ring != known:
                _write(path, ring)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise StoreError(
            Words(vi=f"không ghi được khóa vào {folder}: {why}", en=f"cannot keep the key in {folder}: {why}"),
            hint=Words(
                vi="đặt ROTIN_RUNTIME là một thư mục tmpfs ghi được, ví dụ /run/rotin",
                en="set ROTIN_RUNTIME to a tmpfs folder that can be written to, for example /run/rotin",
            ),
        ) from error
    return Kept(ring=ring, folder=folder)


def guard_memory() -> None:
    """Keep what passes through this process's memory out of core dumps, and from other processes of the same user.

    The second is Linux's alone (``PR_SET_DUMPABLE``): neither a debugger nor ``/proc/<pid>/mem`` opens then, except to
    root.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def as_text(ring: Ring) -> str:
    """Return the ring as one line, for the file and for the pipe to a child process."""
    keys = [{"secret": base64.b64encode(key.secret).decode(), "born": key.born.isoformat()} for key in ring.keys]
    return json.dumps({"keys": keys})


def from_text(text: str) -> Ring:
    """Return the ring of a line.

    Raises:
        ValueError: it is none; the message never quotes it.
    """
    try:
        keys = tuple(
            Key(secret=base64.b64decode(each["secret"], validate=True), born=datetime.fromisoformat(each["born"]))
            for each in json.loads(text)["keys"]
        )
        return Ring(keys=keys)
    except (ValueError, KeyError, TypeError):
        raise ValueError("not a ring of keys") from None


def _read(path: Path) -> Ring | None:
    with suppress(FileNotFoundError, ValueError, UnicodeDecodeError):
        state = path.stat()
        if state.st_mode & 0o077 == 0 and state.st_uid == os.geteuid():
            return from_text(path.read_text(encoding="utf-8"))
    return None


def _write(path: Path, ring: Ring) -> None:
    with files.beside(path) as part:
        part.touch(mode=0o600)
        part.write_text(as_text(ring), encoding="utf-8")
        part.replace(path)
