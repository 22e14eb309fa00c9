"""From the store to the digest: read once, count, sort, and return a plain record.

Deterministic: the same store content and the same ``until`` make the same record, whatever the order in which
things were written. No clock is read here. What is read is one record (:class:`_Read`), and each part of the digest
is made from it by a function of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from desk import drift
from desk.sources import PATIENCE, SourceState, moment
from digest import alerted, cards, claims, health, signals
from digest.model import Digest, Headline
from records import ZONE, Fate, Severity, in_zone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desk.sources import Expected
    from digest.model import Advice, Card, RuleCard, SourceHealth, Trouble
    from digest.model_claims import AlertLine, ClaimCard, SignalLine, Suppressed
    from records import Alert, Article, Run
    from storage.base import Store

_RUNS_BACK: Final = 2 * drift.PAST
"""At least this far back runs are read: to tell when a source last had something new, what its pages gave before."""

_RUNS_KEPT: Final = timedelta(days=90)
"""No further: the store's default retention of runs."""


def build(  # noqa: PLR0913 - each is a plain value only the caller can know
    store: Store,
    *,
    until: datetime,
    hours: int = 24,
    sources: Sequence[Expected],
    rules: Mapping[str, RuleCard],
    communes: Mapping[str, str],
) -> Digest:
    """Return the digest of what was said and read in the ``hours`` before ``until``.

    Args:
        store: the records.
        until: the end of the window, exclusive; aware.
        hours: how long the window is, at least 1.
        sources: what the sources file says; a source only the store knows appears under its id.
        rules: by rule id, what to show of it; a rule no longer there is shown by its id, without advice.
        communes: today's communes, name by code.

    Raises:
        ValueError: ``until`` is naive or ``hours`` is below 1.
        StoreError: the store cannot be read.
    """
    if hours < 1:
        raise ValueError("a digest covers at least one hour")
    until = in_zone(until)
    names = cards.Names(sources={one.id: one.name for one in sources}, rules=rules, communes=communes)
    return _assemble(_read(store, sources, names, until - timedelta(hours=hours), until))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What a digest is made from: the window, what the store holds of it, and what ids stand for.

    ``articles`` and ``past`` reach further back, as far as anything is compared; ``runs`` are those of the window.
    """

    store: Store
    expected: Sequence[Expected]
    names: cards.Names
    since: datetime
    until: datetime
    before: datetime
    day: date
    articles: Sequence[Article]
    today: Sequence[Article]
    alerts: Sequence[Alert]
    past: Sequence[Run]
    runs: Sequence[Run]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Talk:
    """What people say, and what was told of it."""

    claims: tuple[ClaimCard, ...]
    not_ours: int
    advice: tuple[Advice, ...]
    signals: tuple[SignalLine, ...]
    alerts: tuple[AlertLine, ...]
    suppressed: tuple[Suppressed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """How the reading went."""

    states: tuple[SourceHealth, ...]
    silent: tuple[SourceHealth, ...]
    failing: tuple[SourceHealth, ...]
    troubles: tuple[Trouble, ...]


def _read(store: Store, sources: Sequence[Expected], names: cards.Names, since: datetime, until: datetime) -> _Read:
    from digest import counts  # noqa: PLC0415 - pandas costs a second; `import digest` must not

    before, day = since - (until - since), (until - timedelta(microseconds=1)).date()
    articles = _articles(store, min(before, _first_moment(day, counts.DAYS)), until)
    past = _runs(store, sources, until)
    return _Read(
        store=store,
        expected=sources,
        names=names,
        since=since,
        until=until,
        before=before,
        day=day,
        articles=articles,
        today=[one for one in articles if one.fetched >= since],
        alerts=list(store.alerts(since=since, until=until)),
        past=past,
        runs=[run for run in past if since <= moment(run) < until],
    )


def _assemble(read: _Read) -> Digest:
    from digest import counts, ledger  # noqa: PLC0415 - as above

    shown = [cards.card(one, read.names, since=read.since) for one in read.today]
    seen = cards.indicators(read.today, read.store.sightings(since=read.since), read.names, since=read.since)
    talk, reading = _talk(read, shown), _reading(read)
    return Digest(
        day=read.day,
        since=read.since,
        until=read.until,
        headline=_headline(read, talk, reading, shown, new_indicators=sum(one.new for one in seen)),
        claims=talk.claims,
        not_ours=talk.not_ours,
        advice=talk.advice,
        signals=talk.signals,
        alerts=talk.alerts,
        suppressed=talk.suppressed,
        groups=cards.groups(shown, read.names.rules, given=[one.rule for one in talk.advice]),
        local_news=cards.newest_first(one for one in shown if one.category is None),
        indicators=seen,
        days=counts.by_day(read.articles, last=read.day),
        communes=counts.by_commune(read.articles, read.names.communes, last=read.day, since=read.since),
        sources=reading.states,
        silent=reading.silent,
        failing=reading.failing,
        troubles=reading.troubles,
        ledger=ledger.ledger(read.runs, read.store.quarantined(), read.names.sources, until=read.until),
    )


def _talk(read: _Read, shown: Sequence[Card]) -> _Talk:
    store, names = read.store, read.names
    found, aside = claims.claims(store, read.alerts, names, since=read.since, until=read.until)
    told = signals.signals(store.signals(since=read.before, until=read.until), names, since=read.since)
    return _Talk(
        claims=found,
        not_ours=len(aside),
        advice=claims.advice(found, told, shown, names.rules),
        signals=told,
        alerts=alerted.alerts(read.alerts, store, names, aside=frozenset().union(*aside)),
        suppressed=alerted.suppressed(read.alerts),
    )


def _reading(read: _Read) -> _Reading:
    states = health.sources(read.expected, read.past, read.store.last_runs(), until=read.until)
    return _Reading(
        states=states,
        silent=tuple(one for one in states if one.state in health.SILENT),
        failing=tuple(one for one in states if one.state in health.FAILING),
        troubles=health.troubles(read.runs, read.expected),
    )


def _headline(read: _Read, talk: _Talk, reading: _Reading, shown: Sequence[Card], *, new_indicators: int) -> Headline:
    flagged = [one for one in shown if one.category is not None]
    before = [one for one in read.articles if read.before <= one.fetched < read.since and one.matches]
    return Headline(
        claims=len(talk.claims),
        voids=sum(one.void for one in talk.claims),
        rising=sum(one.rising is not None for one in talk.claims),
        alerts_sent=sum(one.fate is Fate.SENT for one in read.alerts),
        alerts_held=sum(one.fate is not Fate.SENT for one in read.alerts),
        flagged=len(flagged),
        flagged_before=len(before),
        high=sum(one.severity is Severity.HIGH for one in flagged),
        local_news=len(shown) - len(flagged),
        new_indicators=new_indicators,
        communes=len({name for one in flagged for name in one.communes}),
        sources=sum(one.state is not SourceState.OFF for one in reading.states),
        sources_silent=len(reading.silent),
        sources_failing=len(reading.failing),
        runs_lost=sum(one.count for one in reading.troubles),
    )


def _articles(store: Store, since: datetime, until: datetime) -> Sequence[Article]:
    return sorted(store.articles(since=since, until=until), key=lambda one: (one.fetched, one.id))


def _runs(store: Store, sources: Sequence[Expected], until: datetime) -> Sequence[Run]:
    """Return the runs from which it can be told that the slowest of the sources has gone silent."""
    slowest = max((one.rhythm for one in sources), default=_RUNS_BACK)
    back = min(max(_RUNS_BACK, (PATIENCE + 1) * slowest), _RUNS_KEPT)
    return sorted(store.runs(since=until - back, until=until), key=lambda run: (run.due, run.source, run.id))


def _first_moment(last: date, days: int) -> datetime:
    return datetime.combine(last - timedelta(days=days - 1), time(), tzinfo=ZONE)
