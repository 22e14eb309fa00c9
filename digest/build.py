"""From the store to the digest: read once, count, sort, and return a plain record.

Deterministic: the same store content and the same ``until`` make the same record, whatever the order in which
things were written. No clock is read here.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from digest import cards, health
from digest.model import Digest, Headline, SourceState
from records import ZONE, Severity, in_zone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digest.model import Expected, RuleCard
    from records import Article, Run
    from storage.base import Store

_RUNS_BACK: Final = timedelta(days=14)
"""At least this far back runs are read to tell when a source last had something new."""

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
    """Return the digest of what was read in the ``hours`` before ``until``.

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
    from digest import counts, ledger  # noqa: PLC0415 - pandas costs a second; `import digest` must not

    until = in_zone(until)
    since = until - timedelta(hours=hours)
    day = (until - timedelta(microseconds=1)).date()
    names = cards.Names(sources={one.id: one.name for one in sources}, rules=rules, communes=communes)
    articles = _articles(store, min(since - (until - since), _first_moment(day, counts.DAYS)), until)
    today = [one for one in articles if one.fetched >= since]
    shown = [cards.card(one, names, since=since) for one in today]
    past = _runs(store, sources, until)
    runs = [run for run in past if since <= health.moment(run) < until]
    states = health.sources(sources, past, store.last_runs(), until=until)
    seen = cards.indicators(today, store.sightings(since=since), names, since=since)
    troubles = health.troubles(runs, sources)
    before = [one for one in articles if since - (until - since) <= one.fetched < since and one.matches]
    return Digest(
        day=day,
        since=since,
        until=until,
        headline=Headline(
            flagged=sum(one.category is not None for one in shown),
            flagged_before=len(before),
            high=sum(one.severity is Severity.HIGH for one in shown),
            local_news=sum(one.category is None for one in shown),
            new_indicators=sum(one.new for one in seen),
            communes=len({name for one in shown if one.category is not None for name in one.communes}),
            sources=sum(one.state is not SourceState.OFF for one in states),
            sources_silent=sum(one.state in health.SILENT for one in states),
            sources_failing=sum(one.state in health.FAILING for one in states),
            runs_lost=sum(one.count for one in troubles),
        ),
        groups=cards.groups(shown, rules),
        local_news=cards.newest_first(one for one in shown if one.category is None),
        indicators=seen,
        days=counts.by_day(articles, last=day),
        communes=counts.by_commune(articles, communes, last=day, since=since),
        sources=states,
        silent=tuple(one for one in states if one.state in health.SILENT),
        failing=tuple(one for one in states if one.state in health.FAILING),
        troubles=troubles,
        ledger=ledger.ledger(runs, store.quarantined(), names.sources, until=until),
    )


def _articles(store: Store, since: datetime, until: datetime) -> Sequence[Article]:
    return sorted(store.articles(since=since, until=until), key=lambda one: (one.fetched, one.id))


def _runs(store: Store, sources: Sequence[Expected], until: datetime) -> Sequence[Run]:
    """Return the runs from which it can be told that the slowest of the sources has gone silent."""
    slowest = max((one.rhythm for one in sources), default=_RUNS_BACK)
    back = min(max(_RUNS_BACK, (health.PATIENCE + 1) * slowest), _RUNS_KEPT)
    return sorted(store.runs(since=until - back, until=until), key=lambda run: (run.due, run.source, run.id))


def _first_moment(last: date, days: int) -> datetime:
    return datetime.combine(last - timedelta(days=days - 1), time(), tzinfo=ZONE)
