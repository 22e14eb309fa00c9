"""The loop: one thread that owns the table and the ledger.

Everything that happens elsewhere (a tick, a signal, a crawl that began or ended) reaches it as a call in one queue,
so nothing here needs a lock. Crawls run in child processes, each watched by a thread of a pool. APScheduler is the
ticker and no more: what is due is in the table.
"""

from __future__ import annotations

import queue
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from daemon.ledger import Ledger
from daemon.plan import MOST, Daily, Launch, Plan
from daemon.watch import Watch
from errors import RotinError
from records import ENDED_WELL, ZONE, Run, RunOutcome
from scheduler import LATE, Job, Settle, Table, begun, catch_up, ended, plan, plan_tick
from words import Language

STEP: Final = timedelta(seconds=60)
"""A clock that leaves the monotonic one by more was set, or the machine slept; less is ordinary correction."""

RETRY: Final = timedelta(minutes=10)
"""How long a daily task that failed is left alone."""

REAP: Final = timedelta(seconds=30)
"""How long children that were told to end may take: their own grace of 5 s, and the kill."""

_log = structlog.get_logger()


@dataclass(slots=True)
class _Task:
    """A daily task and where it stands."""

    daily: Daily
    last: datetime
    busy: bool = False
    again: float = 0.0  # not before this monotonic moment


class Daemon:
    """The one thread's state: table, ledger, what runs, what was asked."""

    def __init__(  # noqa: PLR0913 - as serve
        self,
        *,
        load_plan: Callable[[], Plan],
        ledger: Ledger,
        launch: Launch,
        daily: tuple[Daily, ...],
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._load_plan, self._launch, self._clock, self._monotonic = load_plan, launch, clock, monotonic
        self._ledger = ledger
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._crawls, self._chores = ThreadPoolExecutor(MOST), ThreadPoolExecutor(1)
        self._stops: dict[str, threading.Event] = {}
        self._asked_to_stop = 0
        self._ticked = monotonic()
        now = self._since = clock()
        self._offset = now - timedelta(seconds=monotonic())
        self._plan = load_plan()
        self._files = Watch(self._plan.watched)
        self._tasks = [_Task(task, task.last() or now) for task in daily]
        self._table = self._open(now)

    def say(self, call: Callable[[], None]) -> None:
        """Have ``call`` made by the daemon's own thread; from any thread or signal handler."""
        self._calls.put(call)

    def stop(self) -> None:
        """Take no more jobs; the second time, end what runs at once."""
        self._asked_to_stop += 1
        _log.info("stop_asked", running=sorted(self._stops))

    def reload(self) -> None:
        """Read the configuration again; one that does not hold changes nothing."""
        self._files.take()
        try:
            wanted = self._load_plan()
            now = self._clock()
            unknown = [job for job in wanted.jobs if job.source not in self._table.entries]
            histories = self._ledger.recall(unknown, now)
        except RotinError as error:
            _log.error("reload_refused", vi=error.in_(Language.VI), en=error.in_(Language.EN))
            return
        except Exception as error:  # noqa: BLE001 - a fault in reading must not end what works
            _log.error("reload_failed", **fault(error))
            return
        if wanted.watched != self._plan.watched:
            self._files = Watch(wanted.watched)
        self._table = plan(self._table, wanted.jobs, histories, wanted.concurrency, now)
        self._plan = wanted
        _log.info("plan_loaded", jobs=len(wanted.jobs), concurrency=wanted.concurrency)

    # -- the loop

    def work(self, grace: timedelta, tick: timedelta) -> None:
        """Work until asked to stop, then end what runs."""
        ticker = BackgroundScheduler(
            timezone=ZONE, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        ticker.add_job(self.say, "interval", [self._tick], seconds=tick.total_seconds(), id="tick")
        ticker.start()
        patience = 3 * tick.total_seconds()
        try:
            while not self._asked_to_stop:
                self._hear(patience)
                if self._monotonic() - self._ticked > patience:
                    # its next moment is a wall-clock time: after a clock set back it would be silent that long
                    _log.warning("ticker_stalled")
                    ticker.modify_job("tick", next_run_time=datetime.now(ZONE))
                    self._tick()
            self._wind_up(grace)
        finally:
            for event in self._stops.values():
                event.set()
            ticker.shutdown(wait=False)
            self._crawls.shutdown(wait=False, cancel_futures=True)
            self._chores.shutdown(wait=False, cancel_futures=True)

    def _hear(self, seconds: float) -> None:
        with suppress(queue.Empty):
            self._calls.get(timeout=seconds)()

    def _wind_up(self, grace: timedelta) -> None:
        """Let crawls end by themselves for ``grace``, then end them; the ledger has a row for each."""
        until = self._monotonic() + grace.total_seconds()
        while self._stops and self._monotonic() < until and self._asked_to_stop == 1:
            self._hear(0.1)
        for event in self._stops.values():
            event.set()
        until = self._monotonic() + REAP.total_seconds()
        while (self._stops or self._calls.qsize()) and self._monotonic() < until:
            self._hear(0.1)
        self._ledger.retry()
        _log.info("stopped", left_running=sorted(self._stops), rows_unwritten=self._ledger.unwritten)

    def _tick(self) -> None:
        if self._asked_to_stop:
            return
        now = self._clock()
        self._mind_clock(now)
        if self._files.changed():
            self.reload()
        self._ledger.retry()
        self._table = self._ledger.learn(self._table, now)
        self._table, actions = plan_tick(self._table, now)
        for action in actions:
            if isinstance(action, Settle):
                self._settle(action.run)
            else:
                self._start(action.job, action.due)
        for task in self._tasks:
            self._mind_task(task, now)
        self._ticked = self._monotonic()

    # -- what happens

    def _open(self, now: datetime) -> Table:
        """Return the table as the ledger has it, after telling the ledger what became of us."""
        self._ledger.close_left_running(now)
        table = plan(Table(), self._plan.jobs, self._ledger.recall(self._plan.jobs, now), self._plan.concurrency, now)
        table, missed = catch_up(table, now)
        for row in missed:
            self._settle(row.run)
        _log.info("started", jobs=len(self._plan.jobs), missed=len(missed))
        return table

    def _mind_clock(self, now: datetime) -> None:
        step = now - timedelta(seconds=self._monotonic()) - self._offset
        if abs(step) <= STEP:
            return
        self._offset += step
        _log.warning("clock_stepped", seconds=round(step.total_seconds()))
        self._table, missed = catch_up(self._table, now, step)
        for row in missed:
            self._settle(row.run)

    def _settle(self, run: Run) -> None:
        _log.info("crawl_not_run", source=run.source, outcome=str(run.outcome), due=str(run.due), note=run.note)
        self._ledger.write(run)

    def _start(self, job: Job, due: datetime) -> None:
        self._stops[job.source] = stop = threading.Event()
        _log.info("crawl_started", source=job.source, due=str(due))
        self._crawls.submit(self._crawl, job, due, stop)

    def _crawl(self, job: Job, due: datetime, stop: threading.Event) -> None:
        """Run one crawl; in a thread of the pool."""
        known = [Run(source=job.source, due=due, started=self._clock(), outcome=RunOutcome.RUNNING)]

        def on_start(run: Run) -> None:
            known[0] = run
            self.say(partial(self._began, run))

        try:
            run = self._launch(job, due=due, stop=stop, on_start=on_start)
        except Exception as error:  # noqa: BLE001 - whatever it was, the due moment gets its row
            _log.error("crawl_broke", source=job.source, **fault(error))
            run = replace(known[0], outcome=RunOutcome.CRASHED, ended=self._clock(), note=type(error).__name__)
        self.say(partial(self._ended, run))

    def _began(self, run: Run) -> None:
        self._table = begun(self._table, run)
        self._ledger.write(run)

    def _ended(self, run: Run) -> None:
        del self._stops[run.source]
        now = self._clock()
        self._table = ended(self._table, run, now)
        self._ledger.write(run)
        _log.info("crawl_ended", source=run.source, outcome=str(run.outcome), stored=run.tally.stored, note=run.note)
        entry = self._table.entries.get(run.source)
        if entry and run.outcome not in ENDED_WELL and now - (entry.history.read or self._since) > entry.job.rhythm:
            _log.warning("source_silent", source=run.source, last_read=str(entry.history.read))

    # -- daily tasks

    def _mind_task(self, task: _Task, now: datetime) -> None:
        slot = task.daily.slot(now)
        done = slot <= task.last <= now + LATE  # a success in the future is not believed: the clock was wrong
        if not (done or task.busy or self._monotonic() < task.again):
            task.busy = True
            self._chores.submit(self._chore, task, slot, now)

    def _chore(self, task: _Task, slot: datetime, now: datetime) -> None:
        """Run one daily task; in a thread of its own."""
        try:
            task.daily.run(slot)
        except RotinError as error:
            _log.error("daily_failed", task=task.daily.name, vi=error.in_(Language.VI), en=error.in_(Language.EN))
            self.say(partial(self._done, task, None))
        except Exception as error:  # noqa: BLE001 - tried again later, whatever it was
            _log.error("daily_failed", task=task.daily.name, **fault(error))
            self.say(partial(self._done, task, None))
        else:
            _log.info("daily_done", task=task.daily.name, due=str(slot))
            self.say(partial(self._done, task, now))

    def _done(self, task: _Task, when: datetime | None) -> None:
        task.busy = False
        task.last = when or task.last
        task.again = self._monotonic() + (0 if when else RETRY.total_seconds())


def fault(error: Exception) -> dict[str, str]:
    """Return what may be logged of an unforeseen error: its kind and where, not its message, which may quote a text."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return {"error": type(error).__name__, "at": where}
