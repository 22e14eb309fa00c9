"""Bluesky, as a Jetstream server tells it: every public post of the network, one message each, over a websocket.

A run asks for what was posted since the last one (``cursor``, a time in microseconds) and listens until it has caught
up with the moment it began at. The server filters by kind of record only, so posts in other languages come along and
are let go. **A place is a time**: of the last message, rounded down to the second, since the microsecond names a post;
the next run begins a few seconds before, as the documentation advises, and what is met twice so is counted once.

Answers are posts like others; reposts are records of another kind and are not asked for. **Deletions**: nothing is
kept of a post but its voice in the window's noise, from where nobody could take it back, until the window forgets it.
What is deleted before it was handed on is taken back: by a mark that holds in this process alone. So are the posts of
an account that is shut meanwhile. Whoever asks not to be shown to strangers (``!no-unauthenticated``) on the post
itself is not read; the same wish in a profile is not part of the stream, and we look nobody up.
"""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

from crawlers import limits
from crawlers.hearing import Hearing, mended, speaks
from crawlers.options import Jetstream
from crawlers.stream import ENDED, SILENT
from records import Cursor
from words import Words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from crawlers.families import Reader
    from crawlers.stream import Stream
    from records import Heard

POSTS: Final = "app.bsky.feed.post"
"""The kind of record that is asked for."""

MESSAGE_BYTES: Final = 256 * 1024
"""Largest message that is asked for and taken: a post holds 3,000 bytes of text (its lexicon) and what it embeds."""

REWIND: Final = timedelta(seconds=5)
"""How far before its place a run begins: "a few seconds", for gapless playback (Jetstream's README)."""

OLDEST: Final = timedelta(hours=72)
"""Posts that say they were written before that are let go: people bring old posts along from other networks."""

AHEAD: Final = timedelta(hours=1)
"""How far a server's clock may be before ours."""

RECONNECTS: Final = 3
"""Times a stream that broke is opened again in one run."""

PIECE: Final = 500
"""Remarks handed on together, at most; and, of messages, ``40`` times as many."""

STRANGE: Final = 50
"""Messages in a row that are none of Jetstream's, after which no more is listened to."""

_LIST: Final = "posts"
_SECOND: Final = 1_000_000
_DID: Final = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,250}", re.ASCII)
_BROKE: Final = frozenset({ENDED, "cut", "connection", "refused"})
_CLOSED: Final = frozenset({"http_401", "http_403"})
_GONE: Final = frozenset({"http_404", "http_410", "http_400", "http_426", "not_a_stream"})


async def read(reader: Reader) -> AsyncIterator[Heard]:
    """Yield what was posted since the last run, in pieces, each with how far it is."""
    run = _Run(reader, reader.source.jetstream or Jetstream())
    async for heard in run.posts():
        yield heard
    run.conclude()


class _Run:
    """One run over one server: opens the stream, goes on where it broke, and knows when to stop."""

    def __init__(self, reader: Reader, options: Jetstream) -> None:
        self._reader = reader
        self._ledger = reader.ledger
        self._options = options
        self._now = reader.clock()
        self._until = _micros(self._now)
        self._place = self._since()
        self._hearing = Hearing(reader, "bluesky", oldest=self._now - OLDEST)
        self._ends = self._ledger.timer() + options.session.total_seconds()
        self._messages = self._in_piece = self._strange = 0
        self._marks: set[int] = set()
        self._moved = self._caught_up = False

    def _since(self) -> int:
        oldest = _micros(self._now - self._options.back)
        known = self._reader.memory.cursor(_LIST)
        noted = int(known.value) if known and known.value.isascii() and known.value.isdigit() else None
        if noted is not None and noted < oldest:  # what lies between is not read any more
            self._ledger.failures["gap"] += 1
        return min(max(noted or oldest, oldest), self._until)

    async def posts(self) -> AsyncIterator[Heard]:
        """Listen until caught up, opening again what breaks."""
        for attempt in range(RECONNECTS + 1):
            opened = await self._reader.listen(self._url(), most=MESSAGE_BYTES)
            if isinstance(opened, str):
                kind = opened
            else:
                kind = ""
                try:
                    async for found in self._messages_of(opened):
                        if isinstance(found, str):
                            kind = found
                        else:
                            yield found
                finally:
                    await opened.close()
                if self._in_piece:
                    yield self._heard()
            if not self._tries_again(kind, attempt):
                return
            await asyncio.sleep(self._pause(attempt))

    def _pause(self, attempt: int) -> float:
        return float(getattr(self._reader, "backoff", limits.BACKOFF)) * 2.0**attempt

    def _tries_again(self, kind: str, attempt: int) -> bool:
        """Return whether the stream is to be opened again after it ended with ``kind``; if not, say so in the books."""
        ledger = self._ledger
        if kind in {"", SILENT}:
            return False
        if kind in _BROKE and self._is_over():
            return False
        if (kind in _BROKE or kind.startswith("http_5")) and attempt < RECONNECTS:
            return True
        ledger.failures["cut" if kind == ENDED else kind] += 1
        if kind == "http_429":
            ledger.told_to_wait = True
        if kind in _CLOSED:
            ledger.refusal = _SHUT
        elif kind in _GONE:
            ledger.refusal = _NO_STREAM
        return False

    def _url(self) -> str:
        parts = urlsplit(self._reader.source.url)
        asked = {
            "wantedCollections": POSTS,
            "maxMessageSizeBytes": MESSAGE_BYTES,
            "cursor": self._place - _micros_of(REWIND),
        }
        return f"{parts.scheme}://{parts.netloc}{parts.path or '/subscribe'}?{urlencode(asked)}"

    def _is_over(self) -> bool:
        """Return whether the run's share of time, messages or bytes is used up."""
        ledger = self._ledger
        return (
            ledger.refusal is not None
            or ledger.timer() >= self._ends
            or ledger.left <= 1.0
            or self._messages >= self._options.messages
            or ledger.bytes >= self._options.bytes
        )

    async def _messages_of(self, stream: Stream) -> AsyncIterator[Heard | str]:
        """Yield pieces, and last of all the kind of what broke the stream, if something did."""
        while not self._is_over():
            came = await stream.next(self._silence())
            if isinstance(came, str):
                self._caught_up = came == SILENT
                yield came
                return
            self._take(came)
            if self._caught_up:
                return
            if self._in_piece >= 40 * PIECE or self._hearing.waiting >= PIECE:
                yield self._heard()

    def _silence(self) -> float:
        left = min(self._ledger.left, self._ends - self._ledger.timer())
        return min(self._options.silence.total_seconds(), max(1.0, left))

    def conclude(self) -> None:
        """Say whether something was left, or nothing came."""
        ledger = self._ledger
        if ledger.refusal is not None or ledger.failures:
            return
        if not self._caught_up:
            ledger.refusal = _BEHIND
        elif ledger.entries == 0:
            ledger.unchanged = True

    def _heard(self) -> Heard:
        second = min(self._place, self._until) // _SECOND * _SECOND
        cursor = Cursor(source=self._reader.source.id, name=_LIST, value=str(second), noted=self._now)
        heard = self._hearing.heard(*((cursor,) if self._moved else ()))
        self._ledger.entries += heard.size
        self._in_piece, self._moved = 0, False
        self._marks.clear()
        return heard

    # -- messages ---------------------------------------------------------------------------------------------

    def _take(self, came: bytes) -> None:
        self._messages += 1
        self._in_piece += 1
        event = _json(came)
        event = event if isinstance(event, dict) else {}
        at: Any = event.get("time_us")
        author: Any = event.get("did")
        told = isinstance(at, int) and isinstance(author, str) and _DID.fullmatch(author) is not None
        if not told or not 0 < at <= self._until + _micros_of(AHEAD):
            self._hearing.let_go("bad_item")
            self._strange += 1
            if self._strange >= STRANGE:
                self._ledger.refusal = _NO_STREAM
            return
        self._strange = 0
        self._move(at)
        if event.get("kind") == "commit":
            self._commit(author, event.get("commit"), at)
        elif event.get("kind") == "account":
            self._account(author, event.get("account"))

    def _move(self, at: int) -> None:
        self._place = max(self._place, at)
        self._moved = True
        self._caught_up = at >= self._until

    def _account(self, author: str, said: object) -> None:
        if isinstance(said, dict) and said.get("active") is False:
            self._take_back(hash(author))

    def _commit(self, author: str, commit: object, at: int) -> None:
        if not isinstance(commit, dict) or not isinstance(commit.get("rkey"), str):
            self._hearing.let_go("bad_item")
            return
        if commit.get("collection") != POSTS:  # not what was asked for
            self._hearing.let_go("bad_item")
            return
        mark, operation = hash((author, commit["rkey"])), commit.get("operation")
        if operation == "delete":
            self._hearing.let_go("deleted")
            self._take_back(mark)
        elif operation == "update":  # the network's own programs go on showing the first
            self._hearing.let_go("edited")
        elif operation == "create" and isinstance(commit.get("record"), dict):
            self._post(author, mark, commit["record"], at)
        else:
            self._hearing.let_go("bad_item")

    def _take_back(self, mark: int) -> None:
        if mark in self._marks:
            self._hearing.take_back(mark, "deleted")

    def _post(self, author: str, mark: int, record: dict[str, Any], at: int) -> None:
        created = _moment(record.get("createdAt"))
        if created is None or not isinstance(record.get("text"), str):
            self._hearing.let_go("bad_item")
            return
        if (reason := _refused(record)) != "":
            self._hearing.let_go(reason)
            return
        text = written(record)
        if not _ours(record.get("langs"), text, self._reader.source.language):
            self._hearing.let_go("other_language")
            return
        said = min(created, datetime.fromtimestamp(at // _SECOND, UTC))
        self._marks |= {mark, hash(author)}
        self._hearing.remark(author=author, text=text, said=said, marks=(mark, hash(author)))


_SHUT: Final = Words(
    vi="Máy chủ Jetstream này không cho người ngoài nghe. Hãy khai báo máy chủ công cộng khác.",
    en="This Jetstream server lets no strangers listen. Name another public one.",
)
_NO_STREAM: Final = Words(
    vi="Địa chỉ này không phải luồng Jetstream: hãy kiểm tra url (https://máy.chủ/subscribe).",
    en="No Jetstream is found there: check url (https://the.host/subscribe).",
)
_BEHIND: Final = Words(
    vi="Một lượt không nghe hết luồng; lượt sau nghe tiếp từ chỗ này. Nếu lặp lại, hãy giảm every.",
    en="One run did not read all of the stream; the next goes on from here. If this recurs, make every shorter.",
)


def written(record: dict[str, Any]) -> str:
    """Return the text of a post with its links whole and its mentions without the name.

    Links are shown cut short in the text; where each stands, and where it leads, is said beside it, in bytes.
    """
    raw = mended(record["text"]).encode()
    facets = record.get("facets")
    spans = [span for facet in facets[:100] if (span := _span(facet, len(raw)))] if isinstance(facets, list) else []
    end = 0
    parts = []
    for start, stop, instead in sorted(spans):
        if start >= end:
            parts += [raw[end:start], instead.encode()]
            end = stop
    return b"".join([*parts, raw[end:]]).decode("utf-8", "replace")


def _span(facet: object, size: int) -> tuple[int, int, str] | None:
    """Return from where to where a link or mention reaches, and what to read instead; ``None`` if it is neither."""
    index = facet.get("index") if isinstance(facet, dict) else None
    features = facet.get("features") if isinstance(facet, dict) else None
    if not isinstance(index, dict) or not isinstance(features, list):
        return None
    start, stop = index.get("byteStart"), index.get("byteEnd")
    if not isinstance(start, int) or not isinstance(stop, int) or not 0 <= start < stop <= size:
        return None
    for feature in (each for each in features if isinstance(each, dict)):
        kind, link = feature.get("$type"), feature.get("uri")
        if kind == "app.bsky.richtext.facet#mention":
            return start, stop, "@…"
        leads = isinstance(link, str) and link.startswith(("http://", "https://"))
        if kind == "app.bsky.richtext.facet#link" and leads:
            return start, stop, mended(str(link)[:2000])
    return None


def _refused(record: dict[str, Any]) -> str:
    """Return why a post is not read by what its author says about it, ``""`` if it is."""
    labels = record.get("labels")
    values = labels.get("values") if isinstance(labels, dict) else None
    said = [each.get("val") for each in values if isinstance(each, dict)] if isinstance(values, list) else []
    if "!no-unauthenticated" in said:
        return "asks_not_to_be_read"
    return "sensitive" if said else ""


def _ours(langs: object, text: str, wanted: str) -> bool:
    declared = [each for each in langs[:10] if isinstance(each, str)] if isinstance(langs, list) else []
    return any(speaks(each, text, wanted=wanted) for each in declared or [""])


def _json(came: bytes) -> Any:  # noqa: ANN401 - whatever the server says
    """Return what a message says; ``None`` if it cannot be read, however it is broken."""
    try:
        return json.loads(came)
    except (ValueError, RecursionError):
        return None


def _moment(said: object) -> datetime | None:
    """Return an ISO time; ``None`` if it is none, or names no zone."""
    try:
        found = datetime.fromisoformat(said) if isinstance(said, str) else None
        return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _micros(moment: datetime) -> int:
    return int(moment.timestamp()) * _SECOND


def _micros_of(length: timedelta) -> int:
    return int(length.total_seconds()) * _SECOND
