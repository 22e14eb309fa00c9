"""The digest as files: each appears whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from digest.page import to_html
from digest.table import to_csv, to_xlsx
from errors import UsageError
from words import Words

if TYPE_CHECKING:
    from digest.model import Digest
    from words import Language


def write(digest: Digest, folder: Path, language: Language, *, between: bool = False) -> tuple[Path, ...]:
    """Write ``rotin-YYYY-MM-DD.csv``, ``.xlsx`` and ``.html`` into ``folder`` and return their paths, in this order.

    A digest of the same day replaces the earlier one, file by file; a reader never sees half of one. One asked for
    ``between`` two mornings bears its time as well (``rotin-YYYY-MM-DD-HHMM``) and never takes a morning's place.

    Raises:
        UsageError: the folder cannot be made or written to.
    """
    name = f"rotin-{digest.until:%Y-%m-%d-%H%M}" if between else f"rotin-{digest.day.isoformat()}"
    contents = {
        folder / f"{name}.csv": to_csv(digest, language),
        folder / f"{name}.xlsx": to_xlsx(digest, language),
        folder / f"{name}.html": to_html(digest, language),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in contents.items():
            _replace(path, content)
        _settle(folder)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(
            Words(
                vi=f"không ghi được bản tin vào {folder}: {reason}", en=f"cannot write the digest to {folder}: {reason}"
            ),
            hint=Words(vi="chọn thư mục khác bằng --out", en="choose another folder with --out"),
        ) from error
    return tuple(contents)


def _replace(path: Path, content: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", delete=False) as draft:
        made = Path(draft.name)
        try:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
            made.chmod(0o644)
            made.replace(path)
        except BaseException:
            with suppress(OSError):
                made.unlink(missing_ok=True)
            raise


def _settle(folder: Path) -> None:
    """Make the new names last through a loss of power: they are the folder's content."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
