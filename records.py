"""What Rõ Tin knows: frozen, keyword-only records that check themselves.

Times are aware and kept in Asia/Ho_Chi_Minh. Lists are tuples. A record that cannot be true cannot be made: it
raises ``ValueError``, which is a fault of the code that made it and not of the person who runs it.

The boundary stands here in types: :class:`Remark` has no field that could name a person, point to one or lead
back to what they posted, and its text is kept out of ``repr`` so that no log line holds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
"""The zone in which every time is kept and shown."""

K_FLOOR: Final = 3
"""Nothing may show what fewer voices than this wrote."""

VOICE_BYTES: Final = 16
"""Length of a voice: a keyed one-way digest, of no use without its key."""

_RULE_ID: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


class Category(StrEnum):
    """The subjects, a closed list: no configuration adds to it, and none of them is opinion."""

    FRAUD = "fraud"
    IMPERSONATION = "impersonation"
    DISASTER = "disaster"
    HEALTH = "health"
    ILLEGAL_GOODS = "illegal_goods"


class Stance(StrEnum):
    """How a text stands to the subject it matches."""

    OFFER = "offer"
    WARNING = "warning"
    QUESTION = "question"
    REPORT = "report"


class Severity(StrEnum):
    """How much harm a match stands for."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class ItemKind(StrEnum):
    """What a text is: published by an organisation, or said by someone."""

    ARTICLE = "article"
    REMARK = "remark"


class Extent(StrEnum):
    """How much of an article was read."""

    FULL = "full"  # its page
    SUMMARY = "summary"  # only what its feed says of it


class IndicatorKind(StrEnum):
    """The kinds of tool a scam works with."""

    URL = "url"
    DOMAIN = "domain"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"
    APP_PACKAGE = "app_package"


class RunOutcome(StrEnum):
    """How a crawl ended, or why it never began."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    UNCHANGED = "unchanged"  # the source answered that nothing is new since the last reading
    EMPTY = "empty"  # it answered, but held no entry at all: a failure, not a success
    PARTIAL = "partial"  # some of what was asked for failed
    FAILED = "failed"
    KILLED = "killed"  # its hard deadline passed
    CRASHED = "crashed"  # its process ended without a word
    MISSED = "missed"  # it was due while Rõ Tin was not running
    SKIPPED = "skipped"  # it was due, but quiet hours or its own last run stood in the way


ENDED_WELL: Final = frozenset({RunOutcome.SUCCEEDED, RunOutcome.UNCHANGED, RunOutcome.PARTIAL})
"""Outcomes after which a source counts as read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a phrase stands in the text that was matched: code points, end exclusive."""

    phrase: str
    start: int
    end: int

    def __post_init__(self) -> None:
        _require(self.phrase != "", "a span needs its phrase")
        _require(0 <= self.start < self.end, "a span needs 0 <= start < end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One rule that holds for a text, and why: spans of :attr:`Article.whole`, of anything else the text itself."""

    rule: str
    category: Category
    stance: Stance
    severity: Severity
    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        _require(_RULE_ID.fullmatch(self.rule) is not None, "a rule id reads like fraud.task_scam")
        _require(bool(self.spans), "a match says why: at least one span")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """A place in the province that a text names, as today's unit; (code, valid_from) is the key: codes were reused.

    ``commune`` is ``False`` for the province and for what lies in more than one commune: a road, a former district.
    """

    code: str
    valid_from: str
    name: str
    commune: bool

    def __post_init__(self) -> None:
        _require(bool(self.code and self.name), "a place needs code and name")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Indicator:
    """A scam's tool, in one canonical spelling; never with a holder's name.

    ``value`` by kind: an absolute URL; a host in lower case; a phone in E.164 (``+84…``) or a short number as
    digits; account digits; an app package. ``bank`` stands with an account only.
    """

    kind: IndicatorKind
    value: str
    bank: str = ""

    def __post_init__(self) -> None:
        _require(self.value.strip() == self.value != "", "an indicator needs a trimmed value")
        _require(bool(self.bank) is (self.kind is IndicatorKind.BANK_ACCOUNT), "a bank goes with an account")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Published by an organisation we name; kept, with its link, if it matches a rule or names a place here.

    ``url`` is canonical and decides ``id``: the same page is the same article however often it is read.
    """

    source: str
    url: str
    title: str = field(repr=False)
    text: str = field(repr=False)
    published: datetime | None
    fetched: datetime
    extent: Extent = Extent.FULL
    places: tuple[Place, ...] = ()
    matches: tuple[Match, ...] = field(default=(), repr=False)
    indicators: tuple[Indicator, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        _require(bool(self.source), "an article names its source")
        _require(self.url.startswith(("http://", "https://")), "an article needs its http(s) link")
        _require(bool(self.title.strip() or self.text.strip()), "an article without a word is none")
        _aware(self.published, self.fetched)

    @property
    def id(self) -> str:
        """Return 32 hex digits that depend on the link alone, so that writing twice is writing once."""
        return _digest(self.url)

    @property
    def whole(self) -> str:
        """Return title and text as the one text that rules read and spans index."""
        return f"{self.title}\n\n{self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Written by an individual; passes through memory and is never kept.

    There is no field for a name, a handle, an avatar, a profile or a link, and none can be added to an instance.
    ``voice`` is a keyed digest of the platform's author id, made by the parser, which then forgets the id.
    ``said`` is coarsened to the hour.
    """

    source: str
    text: str = field(repr=False)
    said: datetime
    voice: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _require(bool(self.source), "a remark names its source")
        _require(len(self.voice) == VOICE_BYTES, f"a voice is {VOICE_BYTES} bytes")
        _aware(self.said)
        _require(self.said == on_the_hour(self.said), "a remark's time is kept to the hour")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """How many independent voices, in one hour, at one source."""

    hour: datetime
    source: str
    count: int

    def __post_init__(self) -> None:
        _aware(self.hour)
        _require(self.count >= K_FLOOR, "fewer voices than the floor are never counted out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A passage that at least k voices share, and what is known of it."""

    id: str
    passage: str = field(repr=False)
    category: Category
    rules: tuple[str, ...]
    places: tuple[Place, ...] = ()
    stance: Stance
    first_seen: datetime
    last_seen: datetime
    voices: tuple[Voices, ...]
    indicators: tuple[Indicator, ...] = field(default=(), repr=False)
    articles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require(bool(self.id and self.passage and self.rules), "a claim needs id, passage and rules")
        _require(bool(self.voices), "a claim stands on its voices")
        _aware(self.first_seen, self.last_seen)
        _require(self.first_seen <= self.last_seen, "a claim is first seen before it is last seen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """How many voices one rule had in one commune in one hour, from k upward."""

    rule: str
    place: Place
    hour: datetime
    count: int

    def __post_init__(self) -> None:
        _require(_RULE_ID.fullmatch(self.rule) is not None, "a rule id reads like fraud.task_scam")
        _aware(self.hour)
        _require(self.count >= K_FLOOR, "fewer voices than the floor are never counted out")


class Verdict(StrEnum):
    """What an analyst decided of a claim."""

    CONFIRMED = "confirmed"
    DENIED = "denied"
    UNCLEAR = "unclear"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """An analyst's decision on a claim; append-only, a later one supersedes."""

    claim: str
    verdict: Verdict
    reason: str
    evidence: str
    made: datetime

    def __post_init__(self) -> None:
        _require(bool(self.claim and self.reason.strip()), "a review names its claim and its reason")
        _require(self.evidence.startswith(("http://", "https://")), "a review links its evidence")
        _aware(self.made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of everything a crawl or an ingest met; each item is counted exactly once, by a constant reason.

    ``failures`` counts requests that failed, by kind; they are not items.
    """

    seen: int = 0
    stored: int = 0
    discarded: tuple[tuple[str, int], ...] = ()
    quarantined: tuple[tuple[str, int], ...] = ()
    requests: int = 0
    failures: tuple[tuple[str, int], ...] = ()
    bytes: int = 0

    def __post_init__(self) -> None:
        outcomes = self.stored + sum(n for _, n in self.discarded) + sum(n for _, n in self.quarantined)
        _require(self.seen == outcomes, f"{self.seen} items were seen, but {outcomes} accounted for")
        _require(min(self.seen, self.stored, self.requests, self.bytes) >= 0, "counts are never negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One crawl of one source: when it was due, what became of it, what it met, and in ``note`` why.

    ``started`` is ``None`` for a run that never began.
    """

    source: str
    due: datetime
    started: datetime | None = None
    ended: datetime | None = None
    outcome: RunOutcome
    tally: Tally = field(default_factory=Tally)
    note: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.source), "a run names its source")
        _aware(self.due, self.started, self.ended)
        never = self.outcome in {RunOutcome.MISSED, RunOutcome.SKIPPED}
        _require(never is (self.started is None), "a run starts unless it was missed or skipped")
        _require(self.outcome is not RunOutcome.RUNNING or self.ended is None, "a running run has not ended")

    @property
    def id(self) -> str:
        """Return 32 hex digits that depend on source, due and start (as instants), so that a rewrite replaces."""
        began = in_zone(self.started).isoformat() if self.started else ""
        key = f"{self.source}\n{in_zone(self.due).isoformat()}\n{began}"
        return blake2b(key.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a server said of a page when it was read, for asking next time only whether it changed."""

    source: str
    url: str
    fetched: datetime
    etag: str = ""
    last_modified: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.source and self.url), "a visit names its source and page")
        _aware(self.fetched)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a crawler hands on: an article, and the links it settles; none where the page is worth another try."""

    article: Article
    settles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """An entry that became no article, counted as discarded for ``reason``, and the links it settles."""

    source: str
    reason: str
    settles: tuple[str, ...] = ()


def on_the_hour(moment: datetime) -> datetime:
    """Return the start of the hour of ``moment``, in Vietnam."""
    return in_zone(moment).replace(minute=0, second=0, microsecond=0)


def in_zone(moment: datetime) -> datetime:
    """Return the same instant in Asia/Ho_Chi_Minh; a naive one names no instant and is a ``ValueError``."""
    _aware(moment)
    return moment.astimezone(ZONE)


def _digest(key: str) -> str:
    return blake2b(key.encode(), digest_size=16).hexdigest()


def _aware(*moments: datetime | None) -> None:
    for moment in moments:
        _require(moment is None or moment.tzinfo is not None, "times are aware: a naive one names no instant")


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence where it is used
    if not holds:
        raise ValueError(otherwise)
