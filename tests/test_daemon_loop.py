"""The daemon's one thread, tick by tick, with a clock of our own and a real store."""

import os
import threading
import time as clocks
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from structlog.testing import capture_logs

from daemon import loop
from daemon.ledger import Ledger
from daemon.loop import Daemon, fault
from daemon.plan import Daily, Plan
from daemon.watch import Watch
from errors import SourcesError, StoreError
from records import ZONE, Run, RunOutcome, Tally
from scheduler import Job
from storage import open_store
from storage.base import Store
from words import Words

T = datetime(2026, 11, 21, 6, 0, tzinfo=ZONE)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
JOB = Job(source="bao", every=HOUR, deadline=MINUTE)
BROKEN = Words(vi="kho hỏng", en="the store is broken")


class Clock:
    """A wall clock and a monotonic one; only the first can be set."""

    def __init__(self) -> None:
        self.wall = T
        self.steady = 1000.0

    def pass_(self, span: timedelta) -> None:
        self.wall += span
        self.steady += span.total_seconds()


class Fickle:
    """A store that is away for as long as ``away`` says so; otherwise the real one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.away = False

    def __getattr__(self, name: str) -> Any:
        if self.away:
            raise StoreError(BROKEN)
        return getattr(self._store, name)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "rotin.sqlite")) as opened:
        yield opened


def done(job: Job, due: datetime, at: datetime, outcome: RunOutcome = RunOutcome.SUCCEEDED) -> Run:
    return Run(source=job.source, due=due, started=at, ended=at, outcome=outcome, tally=Tally(seen=1, stored=1))


class House:
    """A daemon, and what it needs."""

    def __init__(self, store: Store, clock: Clock, *jobs: Job, daily: tuple[Daily, ...] = ()) -> None:
        self.clock = clock
        self.outcome = RunOutcome.SUCCEEDED
        self.fails: Exception | None = None
        self.plan = Plan(jobs=jobs)
        self.refuses: Exception | None = None
        self.launched: list[tuple[str, datetime]] = []
        self.daemon = Daemon(
            load_plan=self.load,
            ledger=Ledger(store),
            launch=self.launch,
            daily=daily,
            clock=lambda: clock.wall,
            monotonic=lambda: clock.steady,
        )

    def load(self) -> Plan:
        if self.refuses:
            raise self.refuses
        return self.plan

    def launch(self, job: Job, *, due: datetime, stop: threading.Event, on_start: Callable[[Run], None]) -> Run:
        del stop
        self.launched.append((job.source, due))
        on_start(Run(source=job.source, due=due, started=self.clock.wall, outcome=RunOutcome.RUNNING))
        if self.fails:
            raise self.fails
        return done(job, due, self.clock.wall, self.outcome)

    def tick(self, span: timedelta = SECOND) -> None:
        """Let time pass, then do all there is to do."""
        self.clock.pass_(span)
        self.daemon._tick()
        until = clocks.monotonic() + 20
        while self.daemon._stops or self.daemon._calls.qsize() or any(task.busy for task in self.daemon._tasks):
            self.daemon._hear(0.05)
            assert clocks.monotonic() < until


def test_an_hourly_job_runs_once_an_hour(store: Store, clock: Clock) -> None:
    house = House(store, clock, JOB)
    for _ in range(25):
        house.tick(10 * MINUTE)
    dues = [due for _, due in house.launched]
    assert dues == [T, *(T + 10 * MINUTE + n * HOUR for n in range(1, 5))]
    assert [run.outcome for run in store.runs()] == [RunOutcome.SUCCEEDED] * 5


def test_a_clock_set_back_is_noticed_and_nothing_waits_longer_than_an_interval(store: Store, clock: Clock) -> None:
    house = House(store, clock, JOB)
    house.tick()
    clock.wall -= 9 * HOUR
    with capture_logs() as logs:
        house.tick()
    assert [line["seconds"] for line in logs if line["event"] == "clock_stepped"] == [-9 * 3600]
    house.tick(HOUR)
    assert len(house.launched) == 2


def test_a_machine_that_slept_says_what_it_missed_and_catches_up(store: Store, clock: Clock) -> None:
    house = House(store, clock, JOB)
    house.tick()
    clock.wall += 5 * HOUR
    house.tick()
    assert [run.outcome for run in store.runs()] == [RunOutcome.SUCCEEDED, RunOutcome.MISSED, RunOutcome.SUCCEEDED]


def test_small_corrections_of_the_clock_are_no_step(store: Store, clock: Clock) -> None:
    house = House(store, clock, JOB)
    with capture_logs() as logs:
        clock.wall += 50 * SECOND
        house.tick()
        clock.wall -= 50 * SECOND
        house.tick()
    assert not [line for line in logs if line["event"] == "clock_stepped"]


def test_a_launch_that_breaks_is_a_crash_named_but_not_quoted(store: Store, clock: Clock) -> None:
    house = House(store, clock, JOB)
    house.fails = LookupError("Chị Hoa viết")
    with capture_logs() as logs:
        house.tick()
    (run,) = store.runs()
    assert (run.outcome, run.note) == (RunOutcome.CRASHED, "LookupError")
    assert "Hoa" not in str(logs)


def test_rows_wait_while_the_store_is_away_and_none_is_lost(store: Store, clock: Clock) -> None:
    fickle = Fickle(store)
    house = House(fickle, clock, JOB)  # type: ignore[arg-type]
    house.tick()
    fickle.away = True
    with capture_logs() as logs:
        for _ in range(6):
            house.tick(HOUR / 2)
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["ledger_away"]
    assert len(list(store.runs())) == 1
    fickle.away = False
    house.tick()
    assert [run.outcome for run in store.runs()] == [RunOutcome.SUCCEEDED] * 4
    assert len(house.launched) == 4


def test_a_source_not_read_for_longer_than_its_rhythm_is_said_to_be_silent(store: Store, clock: Clock) -> None:
    house = House(store, clock, Job(source="bao", every=HOUR, deadline=MINUTE, rhythm=3 * HOUR))
    house.tick()
    house.outcome = RunOutcome.EMPTY
    with capture_logs() as logs:
        for _ in range(5):
            house.tick(HOUR + MINUTE)
    silent = [line for line in logs if line["event"] == "source_silent"]
    assert 0 < len(silent) < 5
    assert silent[0]["source"] == "bao"


def test_a_plan_that_does_not_hold_changes_nothing(store: Store, clock: Clock) -> None:
    house = House(store, clock, JOB)
    house.tick()
    house.plan = Plan(jobs=())
    for error in (SourcesError(Words(vi="sai", en="wrong")), RuntimeError("bug")):
        house.refuses = error
        house.daemon.reload()
        assert set(house.daemon._table.entries) == {"bao"}
    house.refuses = None
    house.daemon.reload()
    assert not house.daemon._table.entries


def test_a_source_that_joins_is_known_from_the_ledger(store: Store, clock: Clock) -> None:
    house = House(store, clock)
    house.tick()
    store.put_run(done(JOB, clock.wall, clock.wall))
    house.plan = Plan(jobs=(JOB,))
    house.daemon.reload()
    house.tick(HOUR / 2)
    assert not house.launched
    house.tick(HOUR / 2)
    assert len(house.launched) == 1


# -- daily tasks ----------------------------------------------------------------------------------------------------


class Chore:
    """A daily task that notes when it ran and fails when told to."""

    def __init__(self, last: datetime | None) -> None:
        self.ran: list[datetime] = []
        self.fails: Exception | None = None
        self.daily = Daily(name="digest", at=time(7), run=self.run, last=lambda: last)

    def run(self, due: datetime) -> None:
        self.ran.append(due)
        if self.fails:
            raise self.fails


SEVEN = T + HOUR


@pytest.mark.parametrize("last", [None, T - 23 * HOUR, T - MINUTE])
def test_a_daily_task_runs_once_at_its_time(store: Store, clock: Clock, last: datetime | None) -> None:
    chore = Chore(last)
    house = House(store, clock, daily=(chore.daily,))
    for _ in range(30):
        house.tick(HOUR)
    assert chore.ran == [SEVEN, SEVEN + 24 * HOUR]


def test_a_daily_task_missed_yesterday_runs_late(store: Store, clock: Clock) -> None:
    chore = Chore(T - 24 * HOUR)
    House(store, clock, daily=(chore.daily,)).tick()
    assert chore.ran == [SEVEN - 24 * HOUR]


@pytest.mark.parametrize("error", [StoreError(BROKEN), RuntimeError("một câu của ai đó")])
def test_a_daily_task_that_fails_is_tried_again_after_a_while(store: Store, clock: Clock, error: Exception) -> None:
    chore = Chore(T - MINUTE)
    house = House(store, clock, daily=(chore.daily,))
    chore.fails = error
    with capture_logs() as logs:
        house.tick(HOUR)
        house.tick(5 * MINUTE)
    assert "một câu" not in str(logs)
    assert len(chore.ran) == 1
    chore.fails = None
    house.tick(6 * MINUTE)
    house.tick(HOUR)
    assert chore.ran == [SEVEN, SEVEN]


def test_a_success_in_the_future_is_not_believed(store: Store, clock: Clock) -> None:
    chore = Chore(T + 48 * HOUR)
    house = House(store, clock, daily=(chore.daily,))
    house.tick()
    house.tick()
    assert chore.ran == [SEVEN - 24 * HOUR]


# -- the ledger, the watch, the ticker --------------------------------------------------------------------------------


def test_runs_left_running_are_ended_and_others_left_alone(store: Store) -> None:
    left = Run(source="bao", due=T, started=T, outcome=RunOutcome.RUNNING)
    store.put_run(left)
    store.put_run(done(JOB, T - HOUR, T - HOUR))
    Ledger(store).close_left_running(T + HOUR)
    before, after = store.runs()
    assert before == done(JOB, T - HOUR, T - HOUR)
    assert (after.id, after.outcome, after.ended) == (left.id, RunOutcome.CRASHED, T + HOUR)


def test_a_history_is_recalled_from_the_last_good_run_on(store: Store) -> None:
    failed = [done(JOB, T + n * HOUR, T + n * HOUR, RunOutcome.FAILED) for n in (-9, 1, 2)]
    for run in [*failed, done(JOB, T, T)]:
        store.put_run(run)
    history = Ledger(store).recall([JOB], T + 3 * HOUR)["bao"]
    assert (history.last, history.failures, history.read) == (failed[-1], 2, T)


def test_a_change_is_noticed_once_and_only_when_it_has_settled(tmp_path: Path) -> None:
    file, other = tmp_path / "a.yaml", tmp_path / "b.yaml"
    file.write_text("a")
    watch = Watch([file, other])
    assert not watch.changed()
    file.write_text("ab")
    assert not watch.changed()  # just now: somebody may still be writing
    file.write_text("abc")
    assert not watch.changed()
    assert watch.changed()
    watch.take()
    assert not watch.changed()
    for change in (lambda: other.write_text("new"), other.unlink, lambda: replace_alike(file)):
        change()
        watch.changed()
        assert watch.changed()
        watch.take()


def replace_alike(file: Path) -> None:
    """Put another file of the same size and time in its place."""
    fresh, known = file.with_suffix(".new"), file.stat()
    fresh.write_bytes(file.read_bytes())
    os.utime(fresh, ns=(known.st_atime_ns, known.st_mtime_ns))
    fresh.replace(file)


def test_a_ticker_that_a_clock_set_back_would_stop_is_set_going_again(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[BackgroundScheduler] = []

    class Noted(BackgroundScheduler):  # type: ignore[misc] # APScheduler has no types
        def start(self, *args: object, **more: object) -> None:
            made.append(self)
            super().start(*args, **more)

    monkeypatch.setattr(loop, "BackgroundScheduler", Noted)
    house = House(store, clock, JOB)
    house.daemon._monotonic = clocks.monotonic
    house.daemon._offset = clock.wall - timedelta(seconds=clocks.monotonic())
    ticks: list[float] = []
    tick = house.daemon._tick

    def stall_at_third() -> None:
        ticks.append(clocks.monotonic())
        tick()
        if len(ticks) == 3:
            made[0].modify_job("tick", next_run_time=datetime.now(ZONE) + HOUR)
        if len(ticks) == 8:
            house.daemon.stop()

    monkeypatch.setattr(house.daemon, "_tick", stall_at_third)
    with capture_logs() as logs:
        house.daemon.work(SECOND, SECOND / 20)
    assert len([line for line in logs if line["event"] == "ticker_stalled"]) >= 1
    assert len(ticks) >= 8


def test_what_is_logged_of_a_fault_is_its_kind_and_place() -> None:
    with pytest.raises(ValueError, match="một câu") as caught:
        raise ValueError("một câu của ai đó")
    said = fault(caught.value)
    assert said["error"] == "ValueError"
    assert said["at"].startswith("test_daemon_loop.py:")
    assert "một câu" not in str(said)
    assert fault(ValueError()) == {"error": "ValueError", "at": "?"}
