"""YouTube: what people write beneath videos that a search finds, through the Data API v3 and with the operator's key.

A day of YouTube's (Pacific time) grants a project 100 searches and 10,000 units; a source has its declared share. What
is used up is noted *before* each call, in the same way as how far a list was read, so that neither a second run nor a
crash can spend it twice. The key travels in a header, since links are what logs show. Numbers of videos live for one
run, in memory; comments are read anew as far back as the window reaches, and what is met twice is counted once.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from crawlers import limits
from crawlers.hearing import Hearing
from crawlers.memory import SPENT
from crawlers.settle import MAX_IN_A_ROW
from crawlers.sites import is_address
from records import Cursor
from words import Words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from crawlers.families import Reader
    from crawlers.options import Youtube
    from records import Heard

PACIFIC: Final = ZoneInfo("America/Los_Angeles")
"""Where a day of quotas ends at midnight (developers.google.com, quota costs)."""

THREADS: Final = 100
"""Comment threads on a page: the most there is."""

OLDEST: Final = timedelta(hours=72)
"""Comments written before that are let go."""

PAGE_BYTES: Final = 2 * 1024 * 1024
"""Largest page: a hundred threads with five answers each take 200 to 900 kB."""

MAX_TOKEN: Final = 2_000
"""Characters of the mark of a following page."""

_TOLD: Final = frozenset({400, 403, 404})
_OVER: Final = frozenset({"quotaExceeded", "dailyLimitExceeded", "rateLimitExceeded", "userRateLimitExceeded"})
_NO_COMMENTS: Final = frozenset({"commentsDisabled", "videoNotFound"})


async def read(reader: Reader) -> AsyncIterator[Heard]:
    """Yield what was noted as spent, and what each page of comments held."""
    options = reader.source.youtube
    if options is None:
        raise ValueError("a source of this kind has a block of its own")
    run = _Run(reader, options)
    if not reader.key:
        reader.ledger.refusal = _NO_KEY
        return
    if not run.is_private():
        reader.ledger.refusal = _IN_THE_OPEN
        return
    async for heard in run.search():
        yield heard
    for video in run.videos:
        async for heard in run.comments(video):
            yield heard
    run.conclude()


class _Run:
    """One run: spends what the day still grants, and knows when to stop."""

    def __init__(self, reader: Reader, options: Youtube) -> None:
        parts = urlsplit(reader.source.url)
        self._reader = reader
        self._ledger = reader.ledger
        self._options = options
        self._host = parts.hostname or ""
        self._scheme = parts.scheme
        self._root = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self._now = reader.clock()
        self._since = self._now - OLDEST
        self._hearing = Hearing(reader, "youtube", oldest=self._since)
        self._day = self._now.astimezone(PACIFIC).date().isoformat()
        self._spent = self._noted()
        self._page: dict[str, Any] | None = None
        self.videos: dict[str, None] = {}

    def is_private(self) -> bool:
        """Return whether nobody on the way can read the key: https, or a machine named by its address (inward)."""
        return self._scheme == "https" or is_address(self._host)

    # -- what is spent ----------------------------------------------------------------------------------------

    def _noted(self) -> dict[str, int]:
        found = {}
        for what in ("searches", "units"):
            known = self._reader.memory.cursor(SPENT + what)
            day, _, count = known.value.partition(" ") if known else ("", "", "")
            found[what] = int(count) if day == self._day and count.isascii() and count.isdigit() else 0
        return found

    def _spend(self, what: str, count: int = 1) -> Heard:
        self._spent[what] += count
        value = f"{self._day} {self._spent[what]}"
        cursor = Cursor(source=self._reader.source.id, name=SPENT + what, value=value, noted=self._now)
        return self._heard(cursor)

    def _may(self, what: str) -> bool:
        ledger = self._ledger
        if ledger.refusal is not None or ledger.told_to_wait or ledger.in_a_row >= MAX_IN_A_ROW:
            return False
        if ledger.bytes >= limits.RUN_BYTES or ledger.left <= self._reader.source.limits.delay.total_seconds() + 1.0:
            ledger.unread += 1
            return False
        if self._spent[what] >= getattr(self._options, what):
            ledger.refusal = _spent_up(self._options.searches, self._options.units)
            return False
        return True

    # -- asking -----------------------------------------------------------------------------------------------

    async def search(self) -> AsyncIterator[Heard]:
        """Look for videos, a call for each query."""
        after = (self._now - self._options.back).astimezone(UTC)
        for query in self._options.queries:
            if not self._may("searches"):
                return
            yield self._spend("searches")
            asked = {
                "part": "id", "type": "video", "order": "date", "q": query, "maxResults": self._options.videos,
                "publishedAfter": after.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "relevanceLanguage": self._reader.source.language,
            }  # fmt: skip
            if await self._ask("search", asked):
                self._find()
            else:
                yield self._spend("searches", self._lost("searches"))

    def _find(self) -> None:
        for item in self._items():
            found = item.get("id")
            video = found.get("videoId") if isinstance(found, dict) else None
            if isinstance(video, str) and 0 < len(video) <= 20 and video.isascii():  # noqa: PLR2004 - they have 11
                self.videos[video] = None

    async def comments(self, video: str) -> AsyncIterator[Heard]:
        """Read what is written beneath a video, the newest first, as far back as the window reaches."""
        asked = {
            "part": "snippet,replies", "videoId": video, "order": "time", "textFormat": "plainText",
            "maxResults": THREADS,
        }  # fmt: skip
        for _ in range(self._options.pages):
            if not self._may("units"):
                return
            yield self._spend("units")
            if not await self._ask("commentThreads", asked):
                yield self._spend("units", self._lost("units"))
                return
            reached = self._hear_page()
            yield self._heard()
            following = self._page.get("nextPageToken") if self._page else None
            if reached or not isinstance(following, str) or not 0 < len(following) <= MAX_TOKEN:
                return
            asked["pageToken"] = following

    async def _ask(self, method: str, asked: dict[str, Any]) -> bool:
        """Ask for a page; return whether it came."""
        self._page = None
        headers = {"Accept": "application/json", "X-Goog-Api-Key": self._reader.key}
        came = await self._reader.get(f"{self._root}/{method}?{urlencode(asked)}", headers, most=PAGE_BYTES, also=_TOLD)
        if isinstance(came, str):
            self._ledger.in_a_row += 1
            self._ledger.told_to_wait |= came == "http_429"
            return False
        said = _json(came.body)
        if came.status in _TOLD:
            self._refused(came.status, _reason(said))
            return False
        if not isinstance(said, dict) or not isinstance(said.get("items"), list):
            self._ledger.failures["bad_json"] += 1
            self._ledger.refusal = _NO_API
            return False
        self._ledger.in_a_row = 0
        self._page = said
        return True

    def _refused(self, status: int, reason: str) -> None:
        if reason in _NO_COMMENTS:
            self._hearing.let_go("comments_off")
            return
        self._ledger.failures[f"http_{status}"] += 1
        self._ledger.refusal = _OVER_TODAY if reason in _OVER else _BAD_KEY if status != 404 else _NO_API  # noqa: PLR2004 - RFC 9110

    def _lost(self, what: str) -> int:
        """Return what a call that failed has cost besides: the rest of the day, or the tries that were made anew."""
        if self._ledger.refusal is _OVER_TODAY:
            return max(0, int(getattr(self._options, what)) - self._spent[what])
        return limits.RETRIES if self._ledger.in_a_row else 0

    # -- comments ---------------------------------------------------------------------------------------------

    def _items(self) -> list[dict[str, Any]]:
        return [item for item in (self._page or {}).get("items", []) if isinstance(item, dict)]

    def _hear_page(self) -> bool:
        """Take the page's comments; return whether its last thread was begun before the window."""
        oldest = self._now
        for item in self._items():
            thread = item.get("snippet")
            top = thread.get("topLevelComment") if isinstance(thread, dict) else None
            begun = self._hear(top)
            oldest = begun or oldest
            answers = item.get("replies")
            more = answers.get("comments") if isinstance(answers, dict) else None
            for answer in more if isinstance(more, list) else []:
                self._hear(answer)
        return oldest < self._since

    def _hear(self, comment: object) -> datetime | None:
        """Take one comment; return when it was written."""
        said = comment.get("snippet") if isinstance(comment, dict) else None
        if not isinstance(said, dict):
            self._hearing.let_go("bad_item")
            return None
        channel = said.get("authorChannelId")
        author = channel.get("value") if isinstance(channel, dict) else None
        text = said.get("textOriginal") or said.get("textDisplay")
        at = _moment(said.get("publishedAt"))
        if not isinstance(author, str) or not isinstance(text, str) or at is None:
            self._hearing.let_go("bad_item")
        else:
            self._hearing.remark(author=author, text=text, said=at)
        return at

    def _heard(self, *cursors: Cursor) -> Heard:
        heard = self._hearing.heard(*cursors)
        self._ledger.entries += heard.size
        return heard

    def conclude(self) -> None:
        """Say of a run that met nothing that there was nothing."""
        ledger = self._ledger
        if ledger.refusal is None and ledger.entries == 0 and not ledger.failures and not ledger.unread:
            ledger.unchanged = True


_NO_KEY: Final = Words(
    vi="Chưa có khóa API của YouTube: đặt ROTIN_CRAWL__YOUTUBE_KEY (docs/crawlers.md, mục youtube).",
    en="There is no API key for YouTube: set ROTIN_CRAWL__YOUTUBE_KEY (docs/crawlers.md, youtube).",
)
_IN_THE_OPEN: Final = Words(
    vi="url phải là https: khóa API không được gửi qua kết nối không mã hóa.",
    en="url must be https: a key is not sent in the open.",
)
_BAD_KEY: Final = Words(
    vi="YouTube từ chối khóa API: hãy xem khóa còn hiệu lực không và YouTube Data API v3 đã bật cho dự án chưa.",
    en="YouTube turned the API key down: is it still valid, and is the YouTube Data API v3 enabled for its project?",
)
_OVER_TODAY: Final = Words(
    vi="Dự án đã dùng hết hạn mức hôm nay của YouTube; mở lại lúc nửa đêm giờ Thái Bình Dương.",
    en="The project's quota of YouTube for today is used up; it opens again at midnight, Pacific time.",
)
_NO_API: Final = Words(
    vi="Nội dung nhận được không phải của YouTube Data API: hãy kiểm tra url.",
    en="What came is not of the YouTube Data API: check url.",
)


def _spent_up(searches: int, units: int) -> Words:
    return Words(
        vi=f"Nguồn đã dùng hết phần của mình hôm nay ({searches} lượt tìm, {units} đơn vị); mai đọc tiếp.",
        en=f"The source has used up its share of today ({searches} searches, {units} units); it goes on tomorrow.",
    )


def _reason(said: object) -> str:
    """Return the machine-readable reason of an error of Google's, ``""`` if it says none."""
    error = said.get("error") if isinstance(said, dict) else None
    errors = error.get("errors") if isinstance(error, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    reason = first.get("reason") if isinstance(first, dict) else None
    return reason if isinstance(reason, str) else ""


def _json(body: bytes) -> Any:  # noqa: ANN401 - whatever the server says
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _moment(said: object) -> datetime | None:
    """Return an ISO time; ``None`` if it is none, or names no zone."""
    try:
        found = datetime.fromisoformat(said) if isinstance(said, str) else None
        return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
