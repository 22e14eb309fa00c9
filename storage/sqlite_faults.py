"""What SQLite's errors mean to the person who meets them: what happened, where, and what to do next."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

from errors import BusyError, StoreError
from words import Words

if TYPE_CHECKING:
    from pathlib import Path

_MORE_ROOM: Final = Words(
    vi="giải phóng dung lượng rồi chạy lại; mọi bản ghi đã xác nhận vẫn còn nguyên",
    en="free some space and run again; every record that was acknowledged is still there",
)
_RESTORE: Final = Words(
    vi="khôi phục bản sao lưu gần nhất bằng `rotin store restore`; tệp cũ sẽ được giữ lại bên cạnh",
    en="restore the latest backup with `rotin store restore`; the old file is kept beside it",
)
_RIGHTS: Final = Words(
    vi="kiểm tra quyền ghi của cả tệp lẫn thư mục chứa nó, và ổ đĩa có bị gắn chỉ đọc không",
    en="check the rights of both the file and its folder, and whether the disk is mounted read-only",
)
_WAIT: Final = Words(
    vi="xem có lệnh rotin nào đang chạy lâu không, chờ nó xong rồi thử lại",
    en="see whether another rotin command is taking long, let it end and try again",
)

_SAYINGS: Final = {
    sqlite3.SQLITE_BUSY: (Words(vi="tiến trình khác đang giữ quyền ghi", en="another process keeps the lock"), _WAIT),
    sqlite3.SQLITE_LOCKED: (Words(vi="tiến trình khác đang giữ quyền ghi", en="another process keeps the lock"), _WAIT),
    sqlite3.SQLITE_FULL: (Words(vi="đĩa đã đầy", en="the disk is full"), _MORE_ROOM),
    sqlite3.SQLITE_IOERR: (
        Words(
            vi="đọc hoặc ghi đĩa thất bại (đĩa lỗi, đầy hoặc hết hạn mức)",
            en="reading or writing the disk fails (faulty, full, or over quota)",
        ),
        _MORE_ROOM,
    ),
    sqlite3.SQLITE_READONLY: (Words(vi="chỉ được đọc, không được ghi", en="it may be read, but not written"), _RIGHTS),
    sqlite3.SQLITE_CANTOPEN: (Words(vi="không mở được", en="it cannot be opened"), _RIGHTS),
    sqlite3.SQLITE_PERM: (Words(vi="không có quyền truy cập", en="access is denied"), _RIGHTS),
    sqlite3.SQLITE_CORRUPT: (Words(vi="tệp bị hỏng", en="the file is damaged"), _RESTORE),
    sqlite3.SQLITE_NOTADB: (
        Words(vi="tệp không phải kho dữ liệu hoặc đã hỏng", en="not a store, or damaged"),
        _RESTORE,
    ),
}


def explain(error: sqlite3.Error, path: Path) -> StoreError:
    """Return ``error`` as one that a person can act on; it never holds text of a record."""
    code = primary_code(error)
    said = _SAYINGS.get(code)
    if said is not None:
        return _about(path, *said)
    if not code:  # raised by the Python layer, which quotes what it could not decode
        return damaged(path)
    return _about(path, Words(vi=f"SQLite báo lỗi: {error}", en=f"SQLite says: {error}"), _RESTORE)


def primary_code(error: sqlite3.Error) -> int:
    """Return the result code without its extension; 0 where SQLite gave none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def damaged(path: Path, where: str = "") -> StoreError:
    """Return the error of a file whose content cannot be read as what we wrote."""
    what = Words(vi=f"nội dung không đọc được {where}".strip(), en=f"content cannot be read {where}".strip())
    return _about(path, what, _RESTORE)


def foreign(path: Path) -> StoreError:
    """Return the error of a database that is not one of ours, or that was never finished."""
    what = Words(vi="không phải kho của Rõ Tin, hoặc tệp chép dở dang", en="not a store of Rõ Tin, or half-copied")
    hint = Words(
        vi="chỉ đúng đường dẫn của kho; nếu đây từng là kho, dùng `rotin store restore` với một bản sao lưu",
        en="name the right file; if this was the store, use `rotin store restore` with a backup",
    )
    return _about(path, what, hint)


def in_use(path: Path) -> BusyError:
    """Return the error of a store that must be ours alone and is not."""
    return BusyError(
        Words(vi=f"kho {path} đang được tiến trình khác mở", en=f"the store {path} is open in another process"),
        hint=Words(vi="dừng `rotin run` và các lệnh rotin khác rồi thử lại", en="stop `rotin run` and try again"),
    )


def _about(path: Path, what: Words, hint: Words) -> StoreError:
    return StoreError(Words(vi=f"kho {path}: {what.vi}", en=f"store {path}: {what.en}"), hint=hint)
