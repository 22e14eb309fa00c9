"""The ring of keys of this process and the children it starts, where no folder in memory keeps one.

It is made once, turned as time passes, and handed to a child through the child's standard input: never as an
argument, in the environment or in a file, where others could read it. The window the children share then lies in a
file of the data folder that ends with this process, as the ring does: without it the file is noise.
"""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta
    from pathlib import Path

    from door import Ring

MAX_LINE: Final = 4096
"""Longest line that may be a ring: two keys take 250 bytes."""

_NAME: Final = re.compile(r"[0-9a-f]{16}")


class Keeper:
    """Keeps a ring in this process's memory, for all its threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ring: Ring | None = None
        self._name = ""

    @property
    def name(self) -> str:
        """Return the name, which is public, of the window that is shared under the ring; ``""`` if none is."""
        return self._name

    def ring(self, now: datetime, span: timedelta) -> Ring:
        """Return the ring as it is to be ``now``."""
        from door import Ring  # noqa: PLC0415 - opened only when needed

        with self._lock:
            self._ring = Ring.made(now) if self._ring is None else self._ring.turned(now, span)
            return self._ring

    def window(self, folder: Path) -> Path | None:
        """Return the file in ``folder`` of the window that is shared; ``None`` if each process counts in memory."""
        return _file(folder, self._name) if self._name else None

    @contextmanager
    def shared(self, folder: Path, *, now: datetime) -> Iterator[None]:
        """Let the children of this process count in one window in ``folder``, which goes when the context ends.

        Windows of processes that were killed go too: nobody can read them any more.
        """
        from filelock import FileLock  # noqa: PLC0415 - opened only when needed

        from door import Key  # noqa: PLC0415 - as above
        from storage.keys import guard_memory  # noqa: PLC0415 - as above

        guard_memory()
        sweep(folder)
        name = Key.made(now).name
        with FileLock(_lock(folder, name), mode=0o600):
            self._name = name
            try:
                yield
            finally:
                self._name = ""
                _remove(folder, name)

    def hand_on(self, now: datetime, span: timedelta) -> bytes:
        """Return what a child is given on its standard input."""
        from storage.keys import as_text  # noqa: PLC0415 - opened only when needed

        return as_text(self.ring(now, span)).encode() + b"\n"

    def take(self, given: IO[bytes], name: str) -> None:
        """Take over what our parent hands on: its ring, and the window called ``name``; whatever else comes is none."""
        from storage.keys import from_text  # noqa: PLC0415 - opened only when needed

        try:
            ring = from_text(given.readline(MAX_LINE).decode("ascii"))
        except ValueError:
            return
        if _NAME.fullmatch(name):
            self._ring, self._name = ring, name


def sweep(folder: Path) -> None:
    """Remove the windows in ``folder`` whose process is gone, and its ring with it."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - opened only when needed

    for path in folder.glob("window-*.lock"):
        name = path.stem.removeprefix("window-")
        try:
            with FileLock(path, timeout=0):
                _remove(folder, name)
        except (Timeout, OSError):
            continue


def _file(folder: Path, name: str) -> Path:
    return folder / f"window-{name}.sqlite"


def _lock(folder: Path, name: str) -> Path:
    return folder / f"window-{name}.lock"


def _remove(folder: Path, name: str) -> None:
    for path in folder.glob(f"{_file(folder, name).name}*"):  # and what lies beside it
        path.unlink(missing_ok=True)
    _lock(folder, name).unlink(missing_ok=True)
