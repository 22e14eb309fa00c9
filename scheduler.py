"""The job table: what is to be crawled, when each job is due, and what the ledger says of every due moment.

Nothing here waits, starts or reads a clock: a table and the moment go in, a new table and what is to be done come
out. The ledger of runs in the store is the only memory; :mod:`daemon` is the shell that does what is said here.

When a job is due:

=================================  ===================================================================
its last run                       due again
=================================  ===================================================================
none                               at once
ended well                         ``every`` after it *started*, plus jitter
failed, empty, killed, crashed     half of ``every`` after it ended; ``every`` from the second time on; plus jitter
skipped in quiet hours             when they end
skipped for another reason         as after a failure
missed                             at once
=================================  ===================================================================

Every due moment ends as one row: a run, or ``MISSED`` or ``SKIPPED`` with why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Final, TypeAlias

from records import ENDED_WELL, Run, RunOutcome, in_zone
from words import Words

LATE: Final = timedelta(seconds=60)
"""A due moment this little in the past when we start is late; one further back was missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One source and its rhythm.

    ``jitter`` is added to each due moment, none to all of it. ``quiet`` is the time of day, in Vietnam, from which and
    until before which it is left alone; over midnight if the first is the later. No two jobs that share one of
    ``lock_keys`` run at once. ``rhythm``: a source not read for longer than this counts as silent.
    """

    source: str
    every: timedelta
    jitter: timedelta = timedelta(0)
    quiet: tuple[time, time] | None = None
    deadline: timedelta
    lock_keys: tuple[str, ...] = ()
    rhythm: timedelta = timedelta(days=1)

    def __post_init__(self) -> None:
        if not (self.source and self.every > timedelta(0) <= self.jitter):
            raise ValueError("a job needs its source, an interval, and a jitter that is not negative")

    def quiet_until(self, moment: datetime) -> datetime | None:
        """Return when the quiet hours end that ``moment`` lies in; ``None`` outside of them."""
        if self.quiet is None:
            return None
        (start, end), here = self.quiet, in_zone(moment)
        if not (start <= here.time() < end if start <= end else here.time() >= start or here.time() < end):
            return None
        until = datetime.combine(here.date(), end, here.tzinfo)
        return until if until > here else until + timedelta(days=1)

    def retry(self, failures: int) -> timedelta:
        """Return how long to leave a source alone that failed so many times in a row."""
        return self.every / 2 if failures <= 1 else self.every

    def shift(self, run: Run) -> timedelta:
        """Return the jitter of the moment after ``run``: the same whenever it is asked for."""
        return self.jitter * (int(run.id[:8], 16) / 16**8)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the ledger says of one source, as far as its next due moment depends on it.

    ``last`` is its latest row; ``failures`` counts runs that did not end well since one did; ``settled`` is the
    latest due moment that ended without a run; ``read`` is when it was last read well.
    """

    last: Run | None = None
    failures: int = 0
    settled: datetime | None = None
    read: datetime | None = None

    def after(self, run: Run) -> History:
        """Return the history with one more row."""
        if run.outcome in ENDED_WELL:
            return replace(self, last=run, failures=0, read=run.started)
        if run.outcome in {RunOutcome.MISSED, RunOutcome.SKIPPED}:
            return replace(self, last=run, settled=max(self.settled or run.due, run.due))
        return replace(self, last=run, failures=self.failures + 1)

    def learn(self, job: Job, rows: Iterable[Run], now: datetime) -> History:
        """Return the history with those of ``rows`` that it does not hold yet.

        Rows from further in the future than one interval are not believed: the clock was wrong when they were written.
        """
        history = self
        for row in sorted(rows, key=moment):
            news = self.last is None or moment(row) > moment(self.last)
            if news and row.outcome is not RunOutcome.RUNNING and moment(row) <= now + job.every:
                history = history.after(row)
        return history


def moment(run: Run) -> datetime:
    """Return when a row came to be."""
    return run.ended or run.started or run.due


def next_due(job: Job, history: History, now: datetime) -> datetime:
    """Return when the job is due next; in the past if it should have run already.

    Never more than one interval (its jitter, its quiet hours) from ``now``: a clock set back silences nothing.
    """
    last = history.last
    if last is None:
        return now
    due = _after(job, history, last)
    if history.settled is not None and due <= history.settled <= now:
        due += job.every * ((history.settled - due) // job.every + 1)
    return min(due, max(now + job.every + job.jitter, job.quiet_until(now) or now))


def _after(job: Job, history: History, last: Run) -> datetime:
    if last.outcome is RunOutcome.MISSED:
        return moment(last)
    if last.outcome is RunOutcome.SKIPPED and (until := job.quiet_until(moment(last))):
        return until
    if last.outcome in ENDED_WELL:
        return (last.started or last.due) + job.every + job.shift(last)
    return moment(last) + job.retry(history.failures) + job.shift(last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the table. ``since``: it has been due since then and waits for its turn."""

    job: Job
    history: History
    due: datetime
    since: datetime | None = None
    running: bool = False
    leaving: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The job is to be started now."""

    job: Job
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """The row is to be written: a due moment ended without a run."""

    run: Run


Action: TypeAlias = Start | Settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All jobs by source, and how many may run at once."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    concurrency: int = 2

    def with_(self, *entries: Entry) -> Table:
        """Return the table with these lines put in or replaced."""
        return replace(self, entries={**self.entries, **{entry.job.source: entry for entry in entries}})

    def waiting(self, now: datetime) -> tuple[Entry, ...]:
        """Return what is due and not running, longest due first."""
        due = (entry for entry in self.entries.values() if not entry.running and (entry.since or entry.due <= now))
        return tuple(sorted(due, key=lambda entry: (entry.since or entry.due, entry.job.source)))

    def running(self) -> tuple[Entry, ...]:
        """Return what is running."""
        return tuple(entry for entry in self.entries.values() if entry.running)


def plan(table: Table, jobs: Iterable[Job], histories: Mapping[str, History], concurrency: int, now: datetime) -> Table:
    """Return the table for a new list of jobs; what runs goes on, even if its source was taken out.

    ``histories`` are needed for sources the table does not know. One that joins a table at work was not missed before.
    """
    wanted = {job.source: job for job in jobs}
    entries = {s: replace(e, leaving=True) for s, e in table.entries.items() if s not in wanted and e.running}
    for source, job in wanted.items():
        known = table.entries.get(source)
        history = known.history if known else histories.get(source, History())
        entry = known or Entry(job=job, history=history, due=now)
        due = entry.due if entry.running or entry.since else next_due(job, history, now)
        due = max(due, now) if table.entries and not entry.since else due
        entries[source] = replace(entry, job=job, due=due, leaving=False)
    return Table(entries=entries, concurrency=concurrency)


def learned(table: Table, source: str, rows: Iterable[Run], now: datetime) -> Table:
    """Return the table knowing of ``rows``; the job's due moment follows only if one of them is news."""
    entry = table.entries[source]
    history = entry.history.learn(entry.job, rows, now)
    return table if history == entry.history else table.with_(_due(entry, history, now))


def catch_up(table: Table, now: datetime, step: timedelta = timedelta(0)) -> tuple[Table, tuple[Settle, ...]]:
    """Return the table and one ``MISSED`` row for each job whose due moment passed without us; it is then due at once.

    For a start, and for a clock that was set by ``step`` (or a machine that slept). Set forward, due moments are read
    from the history anew; set back, or with a history that lies ahead, each job waits as long as it would have.
    """
    rows = []
    for entry in table.entries.values():
        idle, last = not (entry.running or entry.since), entry.history.last
        if step < timedelta(0) or (idle and last is not None and moment(last) > now):
            changed = replace(entry, due=entry.due + step, since=entry.since and entry.since + step)
        else:
            changed = replace(entry, due=next_due(entry.job, entry.history, now) if idle else entry.due)
        if idle and last is not None and changed.due < now - LATE:
            rows.append(Settle(run=_missed(changed, now)))
            changed = _settled(changed, rows[-1].run, now)
        table = table.with_(changed)
    return table, tuple(rows)


def plan_tick(table: Table, now: datetime) -> tuple[Table, tuple[Action, ...]]:
    """Return what is to be done now, and the table as it is once that is done."""
    actions: list[Action] = []
    for entry in table.running():
        if entry.due <= now and not entry.leaving:
            row = _skipped(entry, now, Words(vi="lượt trước vẫn đang chạy", en="the previous run is still going"))
            slots = (now - entry.due) // entry.job.every + 1
            history = entry.history.after(row)
            table = table.with_(replace(entry, due=entry.due + entry.job.every * slots, history=history))
            actions.append(Settle(run=row))
    for entry in table.waiting(now):
        changed, action = _turn(table, entry, now)
        table = table.with_(changed)
        actions += [action] if action else []
    return table, tuple(actions)


def begun(table: Table, run: Run) -> Table:
    """Return the table knowing when a run really started; its next due moment counts from there."""
    entry = table.entries[run.source]
    return table.with_(replace(entry, due=moment(run) + entry.job.every + entry.job.shift(run)))


def ended(table: Table, run: Run, now: datetime) -> Table:
    """Return the table after a run that was started has ended (or, its site being read elsewhere, was skipped)."""
    entry = table.entries[run.source]
    if entry.leaving:
        return replace(table, entries={s: e for s, e in table.entries.items() if s != run.source})
    return table.with_(_settled(replace(entry, running=False), run, now))


def _turn(table: Table, entry: Entry, now: datetime) -> tuple[Entry, Action | None]:
    """Return what becomes of a job that is due: it is skipped, starts, or waits, but not silently for ever."""
    if until := entry.job.quiet_until(now):
        row = _skipped(entry, now, Words(vi=f"giờ yên lặng đến {until:%H:%M}", en=f"quiet hours until {until:%H:%M}"))
        return _settled(entry, row, now), Settle(run=row)
    taken = {key for other in table.running() for key in other.job.lock_keys}
    if len(table.running()) < table.concurrency and taken.isdisjoint(entry.job.lock_keys):
        going = replace(entry, running=True, since=None, due=now + entry.job.every + entry.job.jitter)
        return going, Start(job=entry.job, due=entry.due)
    waiting = replace(entry, since=entry.since or entry.due)
    if (slots := (now - entry.due) // entry.job.every) < 1:
        return waiting, None
    row = _skipped(entry, now, Words(vi="chưa đến lượt: các lượt khác đang chạy", en="no turn yet: others are running"))
    history = entry.history.after(row)
    return replace(waiting, due=entry.due + entry.job.every * slots, history=history), Settle(run=row)


def _due(entry: Entry, history: History, now: datetime) -> Entry:
    return replace(entry, history=history, due=next_due(entry.job, history, now), since=None)


def _settled(entry: Entry, row: Run, now: datetime) -> Entry:
    return _due(entry, entry.history.after(row), now)


def _skipped(entry: Entry, now: datetime, why: Words) -> Run:
    return Run(source=entry.job.source, due=entry.due, ended=now, outcome=RunOutcome.SKIPPED, note=why.both)


def _missed(entry: Entry, now: datetime) -> Run:
    slots = (now - entry.due) // entry.job.every + 1
    last = entry.due + entry.job.every * (slots - 1)
    span = " – ".join(f"{in_zone(at):%Y-%m-%d %H:%M}" for at in (entry.due, last))
    why = Words(vi=f"Rõ Tin không chạy: lỡ {slots} lượt, {span}", en=f"Rõ Tin was not running: {slots} missed, {span}")
    return Run(source=entry.job.source, due=entry.due, ended=now, outcome=RunOutcome.MISSED, note=why.both)
