"""Weeks of a daemon's life in milliseconds: whatever happens, nothing overlaps, hurries or falls silent."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from records import ENDED_WELL, ZONE, Run, RunOutcome
from scheduler import LATE, Entry, History, Job, Settle, Start, Table, begun, catch_up, ended, moment, plan, plan_tick

T = datetime(2026, 11, 21, 7, 0, tzinfo=ZONE)
ZERO, MINUTE, HOUR, DAY = timedelta(0), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FAILURES = [RunOutcome.EMPTY, RunOutcome.FAILED, RunOutcome.KILLED, RunOutcome.CRASHED]
LASTING = [ZERO, MINUTE, 5 * MINUTE, 30 * MINUTE, 100 * MINUTE]


@dataclass
class Past:
    """What really happened to one source; ``real`` times count from the beginning of the world."""

    told: timedelta  # when the latest row was written
    bent: bool = False  # since then the clock was set back
    run: Run | None = None  # the latest run, when it really began and ended
    began: timedelta = ZERO
    stopped: timedelta = ZERO
    slept: timedelta = ZERO  # by how much the clock leapt since it began: the machine may have slept as long
    turned: bool = False  # since it began the clock was set back
    doubted: bool = False  # and it was waiting for its turn, or we began anew: it may be read early


@dataclass
class World:
    """A daemon that works, dies, and loses its sense of time; ``wall`` is what its clock says, ``real`` what is."""

    jobs: list[Job]
    seed: int
    concurrency: int
    wall: datetime = T
    real: timedelta = ZERO
    ledger: dict[str, Run] = field(default_factory=dict)
    table: Table = field(default_factory=Table)
    going: dict[str, tuple[Run, timedelta]] = field(default_factory=dict)  # until which real time
    past: dict[str, Past] = field(default_factory=dict)
    twice: bool = False  # the clock was set back: the same moment may come, and end, twice

    def __post_init__(self) -> None:
        self.luck = random.Random(self.seed)

    def write(self, run: Run) -> None:
        known = self.ledger.get(run.id)
        assert known is None or known.outcome is RunOutcome.RUNNING or self.twice, "a row was written over"
        self.ledger[run.id] = run
        self.past[run.source].told = self.real
        self.past[run.source].bent = False

    # -- what may happen

    def start(self) -> None:
        self.going = {}
        for job in self.jobs:
            past = self.past.setdefault(job.source, Past(told=self.real))
            past.told, past.doubted = self.real, past.doubted or past.turned
        for run in [run for run in self.ledger.values() if run.outcome is RunOutcome.RUNNING]:
            self.write(replace(run, outcome=RunOutcome.CRASHED, ended=max(self.wall, moment(run))))
        histories = {job.source: self.history(job) for job in self.jobs}
        self.table = plan(Table(), self.jobs, histories, self.concurrency, self.wall)
        self.catch_up()

    def away(self, span: timedelta) -> None:
        for run, _ in self.going.values():
            self.remember(run)
        self.wall, self.real = self.wall + span, self.real + span
        self.start()

    def leap(self, span: timedelta) -> None:
        self.wall += span
        self.twice = self.twice or span < ZERO
        for source, past in self.past.items():
            past.bent = past.bent or span < ZERO
            past.turned = past.turned or span < ZERO
            past.slept += max(span, ZERO)
            past.doubted = past.doubted or (span < ZERO and self.table.entries[source].since is not None)
        self.catch_up(span)

    def work(self, span: timedelta) -> None:
        end = self.real + span
        while self.real < end:
            at = min([end, *self.coming()])
            self.wall, self.real = self.wall + (at - self.real), at
            for source in [source for source, (_, until) in self.going.items() if until <= self.real]:
                self.finish(source)
            self.tick()
            self.check_silence()

    # -- how it goes

    def history(self, job: Job) -> History:
        return History().learn(job, [run for run in self.ledger.values() if run.source == job.source], self.wall)

    def coming(self) -> list[timedelta]:
        """Real moments to come at which something is to be done."""
        walls = [entry.due + (entry.job.every if entry.since else ZERO) for entry in self.table.entries.values()]
        reals = [self.real + (at - self.wall) for at in walls] + [until for _, until in self.going.values()]
        return [at for at in reals if at > self.real]

    def catch_up(self, step: timedelta = ZERO) -> None:
        self.table, rows = catch_up(self.table, self.wall, step)
        for row in rows:
            self.write(row.run)
        self.tick()

    def tick(self) -> None:
        self.table, actions = plan_tick(self.table, self.wall)
        for action in actions:
            if isinstance(action, Settle):
                self.write(action.run)
            else:
                self.begin(action)

    def begin(self, start: Start) -> None:
        job, source = start.job, start.job.source
        assert source not in self.going, "two runs of one source"
        assert len(self.going) < self.concurrency, "too many runs"
        keys = {key for other in self.jobs if other.source in self.going for key in other.lock_keys}
        assert keys.isdisjoint(job.lock_keys), "two runs of one site"
        assert job.quiet_until(self.wall) is None, "a run in quiet hours"
        assert start.due <= self.wall, "a run before it was due"
        self.check_pace(job)
        run = Run(source=source, due=start.due, started=self.wall, outcome=RunOutcome.RUNNING)
        self.write(run)
        self.past[source].began, self.past[source].slept = self.real, ZERO
        self.past[source].doubted = self.past[source].turned = False
        self.going[source] = run, self.real + self.luck.choice(LASTING)
        self.table = begun(self.table, run)

    def finish(self, source: str) -> None:
        run, _ = self.going.pop(source)
        outcome = self.luck.choice([*sorted(ENDED_WELL), *FAILURES])
        done = replace(run, outcome=outcome, ended=max(self.wall, moment(run)))
        self.write(done)
        self.remember(done)
        self.table = ended(self.table, done, self.wall)

    def remember(self, run: Run) -> None:
        past = self.past[run.source]
        past.run, past.stopped = run, self.real

    # -- what must always hold

    def check_pace(self, job: Job) -> None:
        past = self.past[job.source]
        if past.run is None or past.doubted or past.run.started is None:
            return
        if past.run.outcome in ENDED_WELL:
            assert max(self.real - past.began + past.slept, self.wall - past.run.started) >= job.every
        else:
            assert max(self.real - past.stopped + past.slept, self.wall - moment(past.run)) >= job.every / 2

    def check_silence(self) -> None:
        for source, entry in self.table.entries.items():
            silent = self.real - self.past[source].told
            assert silent <= self.patience(entry), f"{source} was silent for {silent}"

    def patience(self, entry: Entry) -> timedelta:
        pace = entry.job.every + entry.job.jitter
        night = 7 * HOUR if entry.job.quiet else ZERO
        again = pace * (bool(entry.since) + self.past[entry.job.source].bent)
        return max(pace, night) + again


Act: TypeAlias = Callable[[World, timedelta], None]

spans = st.one_of(
    st.timedeltas(ZERO, 3 * HOUR), st.timedeltas(ZERO, 4 * DAY), st.sampled_from([ZERO, LATE, HOUR, DAY, 7 * HOUR])
)
jobs = st.builds(
    Job,
    source=st.just("?"),
    every=st.sampled_from([5 * MINUTE, 30 * MINUTE, HOUR, 6 * HOUR, DAY]),
    jitter=st.sampled_from([ZERO, MINUTE, 2 * MINUTE]),
    quiet=st.sampled_from([None, (time(22), time(5)), (time(11), time(13))]),
    deadline=st.just(30 * MINUTE),
    lock_keys=st.sampled_from([(), ("bao.example",), ("tinh.example",), ("bao.example", "tinh.example")]),
)
acts = st.one_of(
    st.tuples(st.just(World.work), spans),
    st.tuples(st.just(World.away), spans),
    st.tuples(st.just(World.leap), spans | spans.map(lambda span: -span)),
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    made = [replace(job, source=f"nguon-{n}") for n, job in enumerate(draw(st.lists(jobs, min_size=1, max_size=4)))]
    return World(jobs=made, seed=draw(st.integers(0, 2**32)), concurrency=draw(st.integers(1, 3)))


@given(world=worlds(), life=st.lists(acts, min_size=1, max_size=12))
def test_whatever_happens_nothing_overlaps_hurries_or_falls_silent(
    world: World, life: list[tuple[Act, timedelta]]
) -> None:
    world.start()
    for act, span in life:
        act(world, span)
    world.work(2 * DAY)
    read = {run.source for run in world.ledger.values() if run.started}
    assert read == {job.source for job in world.jobs}, "a source was never tried"


@given(world=worlds(), life=st.lists(acts.filter(lambda act: act[1] >= ZERO), min_size=1, max_size=12))
def test_while_no_moment_comes_twice_every_due_moment_has_exactly_one_row(
    world: World, life: list[tuple[Act, timedelta]]
) -> None:
    world.start()
    for act, span in life:
        act(world, span)
    dues = Counter((run.source, run.due) for run in world.ledger.values())
    assert max(dues.values()) == 1
    assert not [
        run for run in world.ledger.values() if run.outcome is RunOutcome.RUNNING and run.source not in world.going
    ]
