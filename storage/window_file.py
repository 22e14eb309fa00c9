"""A table in a file of its own, which every process of one machine has mapped into its memory.

Not a database: nothing says what was written when, or with what else. There is no journal, no log, no list of free
pages; the file is the table (:mod:`storage.window_table`), and that depends on nothing but what it holds. It is never
synced: it is of no use once the machine has stopped, for its key is gone then too.
"""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import Final

from storage import files
from storage.window_items import Place
from storage.window_table import LEAST, LOTS, Table, room

_OPEN: Final = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW


class File(Place):
    """One key's table. Whoever calls this holds the window's lock.

    ``anew`` says that what stood there could not be used, or was half-written, and was replaced by an empty table.
    """

    def __init__(self, path: Path) -> None:
        """Open the table at ``path``, or make one.

        Raises:
            StoreError: the folder cannot be written to, or the disk is full.
        """
        self.path = path
        self.anew = False
        self._stands: tuple[int, int] | None = None  # the file that is mapped, as the system tells files apart
        self.look()

    def look(self) -> None:
        """See whether another process has put another table in place since, or was killed while it moved slots."""
        try:
            state = self.path.stat()
            if self._stands == (state.st_dev, state.st_ino) and not self.table.broken:
                return
            self._open()
        except FileNotFoundError:
            self._put(LEAST, None)
        except OSError as error:
            raise files.unwritable(self.path, error) from error
        except ValueError:
            self.anew = True
            self._put(LEAST, None)

    def renew(self, homes: int, *, since: int, lots: int = LOTS) -> None:  # noqa: D102 - see Place
        self._put(homes, (since, lots))

    def close(self) -> None:  # noqa: D102 - see Place
        if self._stands is not None:
            self.table.close()
            self._stands = None

    def _open(self) -> None:
        handle = os.open(self.path, _OPEN)
        try:
            state = os.fstat(handle)
            if not state.st_size:
                raise ValueError("empty")
            table = Table(memoryview(mmap.mmap(handle, 0)))
        finally:
            os.close(handle)
        self.close()
        self.table, self._stands = table, (state.st_dev, state.st_ino)

    def _put(self, homes: int, taken_over: tuple[int, int] | None) -> None:
        """Write a table beside its place, and put it there in one step: there is a whole one at every instant."""
        with files.beside(self.path) as part:
            handle = os.open(part, _OPEN | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.posix_fallocate(handle, 0, room(homes))  # a full disk is told here, not when a page is written to
                memory = mmap.mmap(handle, 0)
            finally:
                os.close(handle)
            table = Table.made(memoryview(memory), homes)
            if taken_over is not None:
                self.table.copy_to(table, since=taken_over[0], lots=taken_over[1])
            table.close()
            part.replace(self.path)
        self._open()
