"""Where records are kept: one contract, a file a backend."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from errors import StoreError
from storage.sqlite import open_sqlite
from words import Words

if TYPE_CHECKING:
    from door import Ring
    from storage.base import Store
    from storage.window import Limits, Window

_FILE: Final = "sqlite:///"


def open_store(url: str, *, create: bool = True) -> Store:
    """Open the store that ``url`` names: ``sqlite:///relative/path``, ``sqlite:////absolute/path`` or a bare path.

    Args:
        url: where the store is; nothing in it is unescaped.
        create: make an empty store where there is none.

    Raises:
        StoreError: no such engine exists, or the store cannot be opened, is damaged or of another version.
    """
    if "://" not in url:
        url = _FILE + url
    path = url.removeprefix(_FILE)
    if path == url or not path or "\0" in path:
        raise StoreError(
            Words(vi=f"không có loại kho nào cho địa chỉ «{url}»", en=f"there is no kind of store for {url!r}"),
            hint=Words(
                vi=f"hiện chỉ có SQLite: {_FILE}đường/dẫn/tới/tệp, hoặc chỉ ghi đường dẫn",
                en=f"there is SQLite: {_FILE}path/to/file, or just the path",
            ),
        )
    return open_sqlite(Path(path), create=create)


def open_window(path: Path | None, ring: Ring, limits: Limits) -> Window:
    """Open the window in the file ``path``, or one in memory; what no key of ``ring`` can read is forgotten.

    Raises:
        StoreError: the file cannot be made or written to.
    """
    from storage.window_memory import MemoryWindow  # noqa: PLC0415 - opened only when needed
    from storage.window_sqlite import open_sqlite_window  # noqa: PLC0415 - as above

    return MemoryWindow(limits) if path is None else open_sqlite_window(path, ring, limits)
