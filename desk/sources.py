"""How a source is doing, from the account of its runs: four troubles, each with a word of its own.

*Silent*: nothing came for longer than twice the source's rhythm, whether it could not be read or was read and had
nothing new. *Failing*: the last reading failed, but it is not silent yet. *Empty*: it answered and held no entry at
all, which a living source never does. *Drifting*: its entries come, but far fewer of their pages give text than did
(:mod:`desk.drift`).

The digest tells of all four; an alert is raised for the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from desk.drift import Drift, drift
from records import ENDED_WELL, Run, RunOutcome

PATIENCE: Final = 2
"""A source is silent beyond this many of its own rhythms."""

TROUBLE: Final = (
    RunOutcome.MISSED,
    RunOutcome.SKIPPED,
    RunOutcome.CRASHED,
    RunOutcome.KILLED,
    RunOutcome.FAILED,
    RunOutcome.EMPTY,
)
"""Outcomes a digest must name, in the order in which it names them."""

NOT_NEW: Final = frozenset({"same", "known", "duplicate"})
"""Reasons for which an item is let go because it was read before: it does not show that a source still writes."""

_NO_ATTEMPT: Final = frozenset({RunOutcome.RUNNING, RunOutcome.MISSED, RunOutcome.SKIPPED})
"""Outcomes that say nothing of the source itself: quiet hours do not make it fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the sources file says of a source.

    ``rhythm`` is how often it normally has something new, ``every`` how often it is read; ``local`` marks a source
    of this province.
    """

    id: str
    name: str
    rhythm: timedelta
    every: timedelta
    enabled: bool
    local: bool

    def __post_init__(self) -> None:
        if not self.id or not self.name:
            raise ValueError("a source has an id and a name")
        if min(self.rhythm, self.every) <= timedelta(0):
            raise ValueError("rhythm and every are longer than nothing")

    @property
    def patience(self) -> timedelta:
        """Return how long nothing may come from it before it is silent."""
        return PATIENCE * self.rhythm


class SourceState(StrEnum):
    """How a source is doing, the worst first. The words are kept apart: silent is not failing, failing is not empty."""

    NEVER = "never"  # no run of it has ended yet
    SILENT = "silent"  # nothing came from it for longer than twice its rhythm
    EMPTY = "empty"  # it answered last time, but held no entry at all
    FAILING = "failing"  # the last reading failed; it is not silent yet
    DRIFTING = "drifting"  # it is read, but far fewer of its pages give text than did
    FRESH = "fresh"
    OFF = "off"  # switched off in the sources file


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the runs before a moment say of one source.

    ``read`` is when it was last read to the end, ``first_read`` when first, ``heard`` when it last brought anything
    new. ``begun`` are the runs that were begun and ended, oldest first; ``away`` is when we last were back after
    missing runs of it. ``drift`` is what its pages say, if they say that it drifts.
    """

    read: datetime | None
    heard: datetime | None
    first_read: datetime | None
    begun: tuple[Run, ...]
    away: datetime | None
    drift: Drift | None

    @property
    def last(self) -> Run | None:
        """Return the latest run that was begun."""
        return self.begun[-1] if self.begun else None

    @property
    def failures(self) -> int:
        """Return how many runs in a row went wrong, up to the last."""
        fine = next((back for back, run in enumerate(reversed(self.begun)) if run.outcome not in TROUBLE), None)
        return len(self.begun) if fine is None else fine

    @property
    def since(self) -> datetime | None:
        """Return since when nothing came: when it last brought anything, or was first read, or first tried."""
        return self.heard or self.first_read or (moment(self.begun[0]) if self.begun else None)


def moment(run: Run) -> datetime:
    """Return when the run was settled: a digest tells of it then, and so exactly once.

    A missed run is written down when Rõ Tin is back, which may be days after it was due.
    """
    return run.ended or run.started or run.due


def pasts(
    expected: Iterable[Expected], runs: Iterable[Run], last_good: Mapping[str, Run], *, until: datetime
) -> dict[str, Past]:
    """Return, by id, what the runs say of each source.

    Args:
        expected: what the sources file says.
        runs: runs due before ``until``, as far back as one cares to look.
        last_good: by source, the run that last ended well; one that ended after ``until`` is not looked at.
        until: the moment spoken of.
    """
    by_source: defaultdict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by_source[run.source].append(run)
    return {one.id: _past(by_source[one.id], last_good.get(one.id), until) for one in expected}


def state(source: Expected, past: Past, *, until: datetime) -> SourceState:
    """Return how the source is doing at ``until``."""
    if not source.enabled:
        return SourceState.OFF
    if is_unread(source, past, until=until) or has_no_news(source, past, until=until):
        return SourceState.SILENT
    if past.last is not None and past.last.outcome is RunOutcome.EMPTY:
        return SourceState.EMPTY
    if past.last is not None and past.last.outcome in TROUBLE:
        return SourceState.FAILING
    if past.read is None:
        return SourceState.NEVER
    return SourceState.FRESH if past.drift is None else SourceState.DRIFTING


def is_unread(source: Expected, past: Past, *, until: datetime) -> bool:
    """Say whether it could not be read for longer than its patience allows; one never tried is not."""
    last = past.read or (moment(past.begun[0]) if past.begun else None)
    return last is not None and until - last > source.patience


def has_no_news(source: Expected, past: Past, *, until: datetime) -> bool:
    """Say whether it was read, and had nothing new for longer than its patience allows."""
    since = past.heard or past.first_read
    return since is not None and until - since > source.patience


def _past(runs: Sequence[Run], last_good: Run | None, until: datetime) -> Past:
    ordered = sorted((run for run in runs if moment(run) < until), key=lambda run: (run.due, run.id))
    good = [moment(run) for run in ordered if run.outcome in ENDED_WELL]
    if last_good is not None and moment(last_good) < until:
        good.append(moment(last_good))
    heard = [moment(run) for run in ordered if run.outcome in ENDED_WELL and _news(run)]
    return Past(
        read=max(good, default=None),
        heard=max(heard, default=None),
        first_read=min(good, default=None),
        begun=tuple(run for run in ordered if run.outcome not in _NO_ATTEMPT),
        away=max((moment(run) for run in ordered if run.outcome is RunOutcome.MISSED), default=None),
        drift=drift([run for run in ordered if run.outcome in ENDED_WELL], until=until),
    )


def _news(run: Run) -> bool:
    return run.tally.seen > sum(count for reason, count in run.tally.discarded if reason in NOT_NEW)
