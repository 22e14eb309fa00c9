"""Notice that configuration files changed, without being fooled by an editor that is still writing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

Look: TypeAlias = tuple[tuple[int, int, int] | None, ...]


class Watch:
    """Some files or folders, and how they looked when they were last taken as they are."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)
        self._before = self._taken = self._look()

    def changed(self) -> bool:
        """Return whether anything changed since it was taken, and looks the same as the last time this was asked."""
        before, self._before = self._before, self._look()
        return before == self._before != self._taken

    def take(self) -> None:
        """Take everything as it is now."""
        self._before = self._taken = self._look()

    def _look(self) -> Look:
        return tuple(_sign(path) for path in self._paths)


def _sign(path: Path) -> tuple[int, int, int] | None:
    """Return time, size and inode; ``None`` for what is not there. A file replaced whole has another inode."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
