"""The digest as a plain record: everything a renderer shows, already counted, sorted and put into order.

What many people say has its records in :mod:`digest.model_claims`; here stand articles, sources, runs and the whole.

Nothing here knows of files, pages or plots; nothing here looks at a clock. Texts are as stored (a renderer makes
them safe for its own format); indicators are already defanged, because nobody downstream needs a live one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desk.sources import SourceState
from digest.model_claims import AlertLine, ClaimCard, SignalLine, Suppressed, Tool
from records import Category, IndicatorKind, RunOutcome, Severity, Stance
from words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCard:
    """What a reader needs to know of a rule: its title and what to tell residents."""

    title: Words
    advice: Words
    category: Category
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An article as the desk sees it.

    ``communes`` are units of today, ``places`` whatever else it names. ``old`` marks what was published more than
    a week before the window and only read now. Of an article without a match, ``category``, ``severity`` and
    ``stance`` are ``None``.
    """

    id: str
    title: str
    url: str
    source: str
    source_name: str
    published: datetime | None
    fetched: datetime
    old: bool
    communes: tuple[str, ...]
    places: tuple[str, ...]
    category: Category | None = None
    also: tuple[Category, ...] = ()
    severity: Severity | None = None
    stance: Stance | None = None
    rules: tuple[str, ...] = ()
    titles: tuple[Words, ...] = ()
    tools: tuple[Tool, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to tell residents about one rule's subject, and how many of the day's claims and articles call for it."""

    rule: str
    card: RuleCard
    articles: int
    claims: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The day's flagged articles of one subject, gravest first, and the advice not given in an earlier group."""

    category: Category
    cards: tuple[Card, ...]
    advice: tuple[Advice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An indicator met in the window: defanged, whether it is new, and how widely it was seen so far."""

    kind: IndicatorKind
    shown: str
    bank: str
    new: bool
    first_seen: datetime
    last_seen: datetime
    articles: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Flagged articles of one Vietnamese day, by subject in the order of :class:`Category`; 0 where none."""

    day: date
    counts: tuple[tuple[Category, int], ...]
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """Articles that name a commune: flagged and all, over the days of the tables, and flagged in the window."""

    code: str
    name: str
    flagged: int
    articles: int
    today: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """How one source is doing at ``Digest.until``.

    ``read`` is when it was last read to the end, ``heard`` when it last brought anything new (``None``: never, as
    far back as the runs looked at go); ``last`` how its most recent run went; ``sentence`` says it all.
    """

    id: str
    name: str
    local: bool
    rhythm: timedelta
    every: timedelta
    state: SourceState
    read: datetime | None
    heard: datetime | None
    last: RunOutcome | None
    age: timedelta | None
    sentence: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Runs of one source that went wrong in one way, for one reason: how many, from when to when (due times).

    One missed record stands for every due moment of its stretch, and is counted so.
    """

    source: str
    source_name: str
    outcome: RunOutcome
    why: Words | None
    count: int
    first: datetime
    last: datetime
    sentence: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What became of everything the window's runs met; ``kept_apart`` is what quarantine holds now."""

    runs: int
    outcomes: tuple[tuple[RunOutcome, int], ...]
    seen: int
    stored: int
    discarded: tuple[tuple[str, int], ...]
    quarantined: tuple[tuple[str, int], ...]
    failures: tuple[tuple[str, int], ...]
    requests: int
    bytes: int
    kept_apart: int
    kept_apart_why: tuple[tuple[str, str, int], ...]  # source name, reason, how many


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The numbers at the top. ``flagged_before`` is that of the window of equal length just before.

    ``alerts_held`` counts every alert nobody was sent, for whatever reason.
    """

    claims: int
    voids: int
    rising: int
    alerts_sent: int
    alerts_held: int
    flagged: int
    flagged_before: int
    high: int
    local_news: int
    new_indicators: int
    communes: int
    sources: int
    sources_silent: int
    sources_failing: int
    runs_lost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What was said and read in ``[since, until)`` and how the reading itself went.

    ``day`` is the Vietnamese day the window ends in. ``claims`` are those heard in the window, voids first; of them
    ``not_ours`` more were left out, because the desk found that they are none of its business. ``advice`` is that of
    the rules of claims and signals. ``empty`` says that the store held nothing at all to report.
    """

    day: date
    since: datetime
    until: datetime
    headline: Headline
    claims: tuple[ClaimCard, ...]
    not_ours: int
    advice: tuple[Advice, ...]
    signals: tuple[SignalLine, ...]
    alerts: tuple[AlertLine, ...]
    suppressed: tuple[Suppressed, ...]
    groups: tuple[Group, ...]
    local_news: tuple[Card, ...]
    indicators: tuple[Seen, ...]
    days: tuple[Day, ...]
    communes: tuple[Commune, ...]
    sources: tuple[SourceHealth, ...]
    silent: tuple[SourceHealth, ...]
    failing: tuple[SourceHealth, ...]
    troubles: tuple[Trouble, ...]
    ledger: Ledger

    @property
    def empty(self) -> bool:
        """Return whether there is neither a claim nor an article nor a run to speak of."""
        heard = self.claims or self.not_ours or self.signals or self.alerts
        return not (heard or self.groups or self.local_news or self.troubles or self.ledger.runs)

    @property
    def voids(self) -> tuple[ClaimCard, ...]:
        """Return the claims no source answers."""
        return tuple(one for one in self.claims if one.void)

    @property
    def circulating(self) -> tuple[ClaimCard, ...]:
        """Return the other claims."""
        return tuple(one for one in self.claims if not one.void)
