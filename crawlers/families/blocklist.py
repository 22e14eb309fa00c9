"""Lists of scam sites that somebody keeps: JSON, CSV, or one link or host a line. No page is read, only the list."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from crawlers.answers import NOT_MODIFIED, conditions, header, visited
from crawlers.encoding import decode
from errors import CrawlError
from records import Listed
from words import Words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from crawlers.families import Reader
    from crawlers.options import Blocklist as Options
    from records import Finding

MAX_ENTRIES: Final = 100_000
"""Entries read of one list; the largest we saw holds 30,000."""

MAX_LENGTH: Final = 2000
"""Characters of an entry: what a link has at most where indicators are kept."""

LATELY: Final = timedelta(days=7)
"""A list that names less than half of what it named within this time is not believed. When it stays short for longer,
it is: what it named before is taken back then."""

_COMMENTS: Final = ("#", "!", ";", "//", "[")
_NOWHERE: Final = frozenset({"0.0.0.0", "127.0.0.1", "::", "::1"})  # noqa: S104 - what hosts files point sites to


class NotAListError(CrawlError):
    """What came is no list of the kind declared."""


async def read(reader: Reader) -> AsyncIterator[Finding]:
    """Yield what the list names and, where it can be believed, its Visit."""
    options, source = reader.source.blocklist, reader.source
    if options is None:
        raise ValueError("a source of kind blocklist has its block")
    came = await reader.get(source.url, conditions(reader.memory.visit(source.url)))
    if isinstance(came, str):
        return
    if came.status == NOT_MODIFIED:
        reader.ledger.unchanged = True
        yield Listed(source=source.id, named=(), noted=reader.clock(), still=True)
        return
    try:
        named, passed = parse(decode(came.body, content_type=header(came, b"Content-Type")), options)
    except NotAListError as error:
        reader.ledger.failures["not_a_list"] += 1
        reader.ledger.refusal = error.what
        return
    now = reader.clock()
    before = reader.memory.listed(now - LATELY)
    shrunk = len(named) * 2 < before
    reader.ledger.entries = len(named) + passed.total()
    whole = not shrunk and "over_list_limit" not in passed
    if reader.ledger.entries:
        yield Listed(source=source.id, named=named, noted=now, whole=whole, passed=tuple(sorted(passed.items())))
    if shrunk:
        reader.ledger.refusal = Words(
            vi=f"Danh sách chỉ còn {len(named)} mục, trước là {before}: chưa tin, chưa gỡ mục nào.",
            en=f"The list names only {len(named)}, it named {before} before: not believed yet, nothing taken back.",
        )
    elif reader.ledger.entries:
        yield visited(source, came, now)


def parse(text: str, options: Options) -> tuple[tuple[str, ...], Counter[str]]:
    """Return what the list names, each once, in its order, and how many entries were let go, by reason.

    Raises:
        NotAListError: it is not written as declared, or holds nothing that may be a link or host.
    """
    if text.lstrip()[:1] == "<":
        raise NotAListError(Words(vi="Nhận được trang HTML thay vì danh sách.", en="An HTML page came, not a list."))
    entries = {"json": _json, "csv": _csv, "plain": _plain}[options.format](text, options.column)
    named: dict[str, None] = {}
    passed: Counter[str] = Counter()
    for entry in entries:
        if not _may_be_one(entry):
            passed["bad_entry"] += 1
        elif entry in named:
            passed["duplicate"] += 1
        elif len(named) == MAX_ENTRIES:
            passed["over_list_limit"] += 1
        else:
            named[entry] = None
    if passed and not named:
        raise NotAListError(
            Words(vi="Danh sách không có liên kết hay tên miền nào.", en="The list names no link and no host at all.")
        )
    return tuple(named), passed


def _may_be_one(entry: str) -> bool:
    return 0 < len(entry) <= MAX_LENGTH and "." in entry and entry.isprintable() and " " not in entry


def _json(text: str, column: str) -> Iterator[str]:
    try:
        said: Any = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, list):
        raise NotAListError(Words(vi="Nội dung không phải một mảng JSON.", en="What came is no JSON array."))
    for one in said:
        value = one.get(column) if isinstance(one, dict) else one
        yield value.strip() if isinstance(value, str) else ""


def _csv(text: str, column: str) -> Iterator[str]:
    head, _, _ = text.lstrip().partition("\n")
    comma = max(",;\t", key=head.count)
    rows = csv.DictReader(io.StringIO(text.lstrip(), newline=""), delimiter=comma)
    try:
        columns = [name.strip() for name in rows.fieldnames or ()]
        rows.fieldnames = columns
        if column not in columns:
            found = ", ".join(columns)[: MAX_LENGTH // 20] or "…"
            raise NotAListError(
                Words(vi=f"Không có cột «{column}»; có: {found}.", en=f"There is no column {column!r}, only: {found}.")
            )
        for row in rows:
            yield (row[column] or "").strip()
    except csv.Error:
        raise NotAListError(Words(vi="Tệp CSV hỏng.", en="The CSV is damaged.")) from None


def _plain(text: str, _column: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from _of_line(line.strip())


def _of_line(line: str) -> Iterable[str]:
    """Return the entries of a line: of a hosts file, of an ad blocker's list, or one link or host."""
    if not line or line.startswith(_COMMENTS):
        return ()
    words = line.partition(" #")[0].split()
    if words[0] in _NOWHERE:
        return words[1:]
    if line.startswith("||"):
        return (line.removeprefix("||").partition("^")[0],)
    return (" ".join(words),)
