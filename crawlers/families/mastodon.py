"""Mastodon: what is posted publicly under declared hashtags, as one server shows it to anybody.

What we ask is what the server offers without logging in (``GET /api/v1/timelines/tag/:tag``). Nothing is kept of a
post but its remark, and no post is ever named: neither in a cursor nor in a link we ask for. A post's number holds the
millisecond at which it was written (48 bits of time over 16 others), so we ask for "what is newer than this second",
which is no post's number, and remember a minute: of ours, unless a run could not read all, then of posts by the page.
What is met twice so is counted once.

Whoever asks not to be read is not: ``noindex``, or ``#nobot`` in the profile, which is looked at and forgotten.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from crawlers import limits
from crawlers.answers import header
from crawlers.entries import plain
from crawlers.hearing import Hearing, mended, speaks
from crawlers.settle import MAX_IN_A_ROW
from records import Cursor, in_zone
from words import Words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response

    from crawlers.families import Reader
    from crawlers.options import Mastodon
    from records import Heard

LIMIT: Final = 40
"""Posts on a page: the most a server gives (docs.joinmastodon.org, methods/timelines)."""

SHORT: Final = 30
"""A page of no more posts than this was the last: a full one lacks only those deleted while it was made."""

PAGE_BYTES: Final = 3 * 1024 * 1024
"""Largest page: forty posts take 100 to 400 kB, most of it the profiles of those who wrote them."""

REQUESTS: Final = 150
"""Requests of one run: half of the 300 in five minutes that a server grants an address (docs, api/rate-limits)."""

RESERVE: Final = 30
"""Requests we leave to others at our address: when a server says that so few are left, the run ends."""

OVERLAP: Final = timedelta(minutes=15)
"""How far before the end of a list the next run begins: posts of other servers arrive late, numbered by when they
were written."""

AHEAD: Final = timedelta(hours=1)
"""How far a server's clock may be before ours."""

_MINUTE: Final = timedelta(minutes=1)
_CLOSED: Final = frozenset({"http_401", "http_403", "http_422"})
_ASKS_NOT: Final = re.compile(r"#(?:<span>)?\s*no(?:bots?|index|search|archive)\b", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[0-9]{1,20}", re.ASCII)
_OWN_POST: Final = re.compile(r"(https?://[^\s]{1,900})/statuses/[^/\s]{1,99}")


async def read(reader: Reader) -> AsyncIterator[Heard]:
    """Yield what each page held, with how far its hashtag is read."""
    options = reader.source.mastodon
    if options is None:
        raise ValueError("a source of this kind has a block of its own")
    server = _Server(reader, options)
    for tag in server.tags:
        async for heard in server.timeline(tag):
            yield heard
    await server.conclude()


class _Server:
    """One run over one server: asks for pages, and knows when to stop."""

    def __init__(self, reader: Reader, options: Mastodon) -> None:
        parts = urlsplit(reader.source.url)
        self._reader = reader
        self._ledger = reader.ledger
        self._options = options
        self._root = f"{parts.scheme}://{parts.netloc}"
        self._now = reader.clock()
        self._oldest = self._now - options.back
        self._hearing = Hearing(reader, "mastodon", oldest=self._oldest)
        self._asked = 0
        self._unknown = 0
        self._behind: list[str] = []

    @property
    def tags(self) -> list[str]:
        """Return the hashtags, the one that is furthest behind first: a busy one must not keep the others waiting."""
        return sorted(self._options.tags, key=self._since)

    def _must_stop(self) -> bool:
        """Return whether nothing more should be asked of the server in this run."""
        ledger = self._ledger
        delay = max(ledger.asked_delay, self._reader.source.limits.delay.total_seconds())
        return (
            ledger.refusal is not None
            or ledger.told_to_wait
            or ledger.in_a_row >= MAX_IN_A_ROW
            or ledger.bytes >= limits.RUN_BYTES
            or ledger.left <= delay + 1.0
        )

    async def timeline(self, tag: str) -> AsyncIterator[Heard]:
        """Read on where the last run stopped, from older posts to newer, until none is newer or the run's share is."""
        since = after = self._since(tag)
        top = _last_before(since)
        for _ in range(self._options.pages):
            if self._asked >= REQUESTS:
                break
            if self._must_stop():
                self._ledger.unread += 1
                return
            if (came := await self._page(tag, after)) is None:
                return
            posts, whole_until = came
            fresh = [post for post in posts if _number(post) > top]
            for post in fresh:
                self._hear(post)
            if len(posts) <= SHORT:
                yield self._heard(tag, whole_until)
                return
            if not fresh:  # more was posted in this second than a page holds: the rest of it is missed
                self._ledger.failures["flood"] += 1
            top = max((_number(post) for post in fresh), default=top)
            after = max(_second(top), after + timedelta(seconds=1))
            yield self._heard(tag, _second(top))
        self._behind.append(tag)
        if self._asked < REQUESTS and _second(top) < since + _MINUTE:  # it would begin here again, and again
            self._ledger.failures["flood"] += 1
            yield self._heard(tag, since + _MINUTE)

    async def conclude(self) -> None:
        """Say why something was left, or of a run that met nothing whether there was nothing, or nothing to be seen."""
        ledger = self._ledger
        if self._unknown == len(self._options.tags):
            ledger.refusal = _NOT_THERE
        elif self._behind and ledger.refusal is None:
            ledger.refusal = _behind(self._behind)
        elif ledger.refusal is None and ledger.entries == 0 and not ledger.failures:
            await self._look_whether_shut()
            ledger.unchanged = ledger.refusal is None

    # -- asking -----------------------------------------------------------------------------------------------

    async def _page(self, tag: str, after: datetime) -> tuple[list[dict[str, Any]], datetime] | None:
        """Return the posts right after a second, and up to when the list surely was whole; ``None`` if none came."""
        only = "&local=true" if self._options.local else ""
        path = f"/api/v1/timelines/tag/{quote(tag, safe='')}?limit={LIMIT}&min_id={_last_before(after)}{only}"
        came = await self._get(path)
        if isinstance(came, str):
            self._failed(came)
            return None
        self._ledger.in_a_row = 0
        self._heed(came)
        posts = _json(came.body)
        if not isinstance(posts, list):
            self._ledger.failures["bad_json"] += 1
            self._ledger.refusal = _NO_API
            return None
        known = [post for post in posts if self._has_place(post)]
        self._hearing.let_go("bad_item", len(posts) - len(known))
        if posts and not known:
            self._ledger.refusal = _NO_API
        return known, min(_said_by(came) or self._now, self._now) - OVERLAP

    def _has_place(self, post: object) -> bool:
        """Return whether it is a post with a number that tells a time, but none to come, which would hide the rest."""
        number = _number(post) if isinstance(post, dict) else 0
        return 0 < number <= _last_before(self._now + AHEAD)

    async def _get(self, path: str) -> Response | str:
        self._asked += 1
        came: Response | str = await self._reader.get(
            self._root + path, {"Accept": "application/json"}, most=PAGE_BYTES
        )
        return came

    def _failed(self, kind: str) -> None:
        ledger = self._ledger
        if kind in _CLOSED:
            ledger.refusal = _SHUT
        elif kind == "http_410":
            ledger.refusal = _GONE
        elif kind == "http_404":  # a hashtag nobody ever used here
            self._forgive(kind)
            self._unknown += 1
        elif kind == "http_429":
            ledger.told_to_wait = True
            ledger.unread += 1
        else:
            ledger.in_a_row += 1

    def _forgive(self, kind: str) -> None:
        self._ledger.failures[kind] -= 1
        if self._ledger.failures[kind] <= 0:
            del self._ledger.failures[kind]

    def _heed(self, came: Response) -> None:
        """Stop before the server has to tell us to."""
        left = header(came, b"X-RateLimit-Remaining")
        if _NUMBER.fullmatch(left) and int(left) < RESERVE:
            self._ledger.told_to_wait = True

    async def _look_whether_shut(self) -> None:
        """Ask whether the server shows hashtags to strangers at all: since 4.5 one that does not may answer ``[]``."""
        if self._must_stop():
            return
        came = await self._get("/api/v2/instance")
        if isinstance(came, str):
            self._forgive(came)
            return
        said: Any = _json(came.body)
        for name in ("configuration", "timelines_access", "hashtag_feeds"):
            said = said.get(name) if isinstance(said, dict) else None
        if isinstance(said, dict):
            shown = ("local",) if self._options.local else ("local", "remote")
            if not any(said.get(name, "public") == "public" for name in shown):
                self._ledger.refusal = _SHUT

    # -- where to begin ---------------------------------------------------------------------------------------

    def _since(self, tag: str) -> datetime:
        known = self._reader.memory.cursor(_list(tag))
        noted = _moment(known.value) if known else None
        return _minute(min(max(noted or self._oldest, self._oldest), self._now))

    def _heard(self, tag: str, until: datetime) -> Heard:
        value = in_zone(_minute(until)).isoformat(timespec="minutes")
        cursor = Cursor(source=self._reader.source.id, name=_list(tag), value=value, noted=self._now)
        heard = self._hearing.heard(cursor)
        self._ledger.entries += heard.size
        return heard

    # -- posts ------------------------------------------------------------------------------------------------

    def _hear(self, post: dict[str, Any]) -> None:
        if (reason := self._refused(post)) != "":
            self._hearing.let_go(reason)
            return
        text = "\n".join(
            plain(mended(part)) for part in (post.get("spoiler_text"), post["content"]) if isinstance(part, str)
        )
        author, said, declared = _actor(post), _moment(post.get("created_at")), post.get("language")
        if said is None:
            self._hearing.let_go("bad_item")
        elif not speaks(declared if isinstance(declared, str) else None, text, wanted=self._reader.source.language):
            self._hearing.let_go("other_language")
        else:
            self._hearing.remark(author=author, text=text, said=said)

    def _refused(self, post: dict[str, Any]) -> str:
        """Return why the post is not read, ``""`` if it is."""
        account = post.get("account")
        if not isinstance(account, dict) or not isinstance(post.get("content"), str):
            return "bad_item"
        if post.get("reblog") is not None:
            return "boost"
        if post.get("visibility") != "public":
            return "not_public"
        if post.get("sensitive"):
            return "sensitive"
        if _asks_not(account) or (self._options.opted_in and account.get("indexable") is not True):
            return "asks_not_to_be_read"
        return ""


_SHUT: Final = Words(
    vi="Máy chủ Mastodon này không cho người ngoài xem hashtag. Rõ Tin không đăng nhập: hãy chọn máy chủ khác, thử "
    "«local: true», hoặc hỏi người quản trị máy chủ.",
    en="This Mastodon server shows hashtags to nobody from outside. Rõ Tin does not log in: choose another server, try "
    "'local: true', or ask those who run it.",
)
_GONE: Final = Words(
    vi="Máy chủ Mastodon này báo đã đóng hẳn (410): hãy bỏ nguồn này.",
    en="This Mastodon server says it is gone for good (410): remove the source.",
)
_NOT_THERE: Final = Words(
    vi="Máy chủ không biết hashtag nào trong danh sách, hoặc không phải máy chủ Mastodon: hãy kiểm tra url và tags.",
    en="The server knows none of the hashtags, or is no Mastodon server: check url and tags.",
)
_NO_API: Final = Words(
    vi="Nội dung nhận được không phải danh sách bài của Mastodon: hãy kiểm tra url.",
    en="What came is no Mastodon timeline: check url.",
)


def _behind(tags: list[str]) -> Words:
    named = ", ".join(f"#{tag}" for tag in tags)
    return Words(
        vi=f"Một lượt không đọc hết {named}; lượt sau đọc tiếp từ chỗ này.",
        en=f"One run did not read all of {named}; the next one goes on from here.",
    )


def _json(body: bytes) -> Any:  # noqa: ANN401 - whatever the server says
    """Return what ``body`` says; ``None`` if it cannot be read, however it is broken."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _list(tag: str) -> str:
    return f"tag:{tag}"


def _number(post: dict[str, Any]) -> int:
    """Return the number of a post, 0 if it has none."""
    said = post.get("id")
    return int(said) if isinstance(said, str) and _NUMBER.fullmatch(said) else 0


def _last_before(moment: datetime) -> int:
    """Return the number that all posts of ``moment`` and later are above of."""
    return (int(moment.timestamp() * 1000) << 16) - 1


def _second(number: int) -> datetime:
    """Return the second in which the post of this number was written."""
    return datetime.fromtimestamp((number >> 16) // 1000, UTC)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _moment(said: object) -> datetime | None:
    """Return an ISO time; ``None`` if it is none, or names no zone."""
    try:
        found = datetime.fromisoformat(said) if isinstance(said, str) else None
        return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _said_by(came: Response) -> datetime | None:
    """Return what the server's clock says."""
    try:
        return parsedate_to_datetime(header(came, b"Date")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _actor(post: dict[str, Any]) -> str:
    """Return the id that names a post's author on every server: their ActivityPub address.

    Servers before 4.2 do not say it outright, but a post's own address begins with it.
    """
    account, own = post["account"], post.get("uri")
    found = _OWN_POST.fullmatch(own) if isinstance(own, str) else None
    said = (account.get("uri"), found and found[1], account.get("url"))
    return next((each for each in said if isinstance(each, str) and each.strip()), "")


def _asks_not(account: dict[str, Any]) -> bool:
    """Return whether the author asks not to be read by programs, by the setting or in the profile."""
    if account.get("noindex"):
        return True
    fields = account.get("fields")
    values = [each.get("value") for each in fields if isinstance(each, dict)] if isinstance(fields, list) else []
    return any(_ASKS_NOT.search(part) for part in (account.get("note"), *values) if isinstance(part, str))
