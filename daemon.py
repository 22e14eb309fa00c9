"""``rotin run``: does what the job table says, for as long as nobody tells it to stop.

One thread decides. It owns the table and the store; everything that happens elsewhere (a tick, a signal, a crawl
that began or ended) reaches it as a call in one queue, so nothing here needs a lock. Crawls run in child processes,
each watched by a thread of a pool. APScheduler is the ticker and no more: what is due is read from the ledger.
"""

from __future__ import annotations

import queue
import signal
import threading
import time as clocks
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from filelock import FileLock, Timeout

from errors import BusyError, RotinError, StoreError
from records import ENDED_WELL, ZONE, Run, RunOutcome, in_zone
from scheduler import LATE, Job, Settle, Table, begun, catch_up, ended, moment, plan, plan_tick, recall
from words import Language, Words

if TYPE_CHECKING:
    from storage.base import Store

GRACE: Final = timedelta(seconds=20)
"""How long crawls may go on after we were told to stop; service managers kill after 90 s by default."""

STEP: Final = timedelta(seconds=60)
"""A clock that leaves the monotonic one by more has been set, or the machine slept; less is ordinary correction."""

TICK: Final = timedelta(seconds=1)
MOST: Final = 32  # threads for crawls; settings allow fewer
RETRY: Final = timedelta(minutes=10)  # after a daily task failed
REAP: Final = timedelta(seconds=30)  # for children that were told to end: their own grace, and the kill

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the configuration asks for. When one of ``watched`` changes, it is asked again."""

    jobs: tuple[Job, ...]
    watched: tuple[Path, ...] = ()
    concurrency: int = 2

    def __post_init__(self) -> None:
        if not 0 < self.concurrency <= MOST:
            raise ValueError(f"concurrency is 1 to {MOST}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """A task for ``at`` every day, in Vietnam; run late if that moment passed without it, again if it failed.

    ``run`` is given the moment it was due. ``last`` says when it last succeeded and is asked once, at the start;
    a task that never did waits for its next time of day.
    """

    name: str
    at: time
    run: Callable[[datetime], None]
    last: Callable[[], datetime | None]

    def slot(self, now: datetime) -> datetime:
        """Return the latest moment, not after ``now``, at which the task was due."""
        today = datetime.combine(in_zone(now).date(), self.at, ZONE)
        return today if today <= now else today - timedelta(days=1)


class Launch(Protocol):
    """Runs one crawl to its end; called in a thread of its own. ``on_start`` is told the ``RUNNING`` run."""

    def __call__(self, job: Job, *, due: datetime, stop: threading.Event, on_start: Callable[[Run], None]) -> Run:
        """Return the run, whose id is that of the one told to ``on_start``."""


def serve(  # noqa: PLR0913 - what the daemon works with, each by its name
    *,
    load_plan: Callable[[], Plan],
    open_store: Callable[[], Store],
    launch: Launch,
    lock: Path,
    clock: Callable[[], datetime],
    daily: tuple[Daily, ...] = (),
    monotonic: Callable[[], float] = clocks.monotonic,
    grace: timedelta = GRACE,
    tick: timedelta = TICK,
) -> None:
    """Work until SIGTERM or SIGINT (a second one cuts ``grace`` short); SIGHUP reads the configuration again.

    Must be called in the main thread. ``lock`` keeps a second daemon from the same data.

    Raises:
        BusyError: another daemon holds ``lock``; the message says which process.
        ConfigError: the configuration does not hold at the start. Later on, the old plan stays and the log tells.
        StoreError: the store cannot be opened or read at the start.
    """
    with _alone(lock), open_store() as store:
        daemon = _Daemon(load_plan, store, launch, daily, clock, monotonic)
        with _signals({signal.SIGTERM: daemon.stop, signal.SIGINT: daemon.stop, signal.SIGHUP: daemon.reload}):
            daemon.work(grace, tick)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    holder, pid = FileLock(lock), lock.with_suffix(".pid")
    try:
        holder.acquire(blocking=False)
    except Timeout:
        raise _second(pid) from None
    try:
        pid.write_text(str(_own_pid()), encoding="ascii")
        yield
    finally:
        pid.unlink(missing_ok=True)
        holder.release()
