"""What the daemon is given to work with: jobs, daily tasks, and the way to start a crawl."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final, Protocol

from records import ZONE, Run, in_zone
from scheduler import Job

MOST: Final = 32
"""Crawls at once, whatever is asked for: each may hold a gigabyte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the configuration asks for. When one of ``watched`` changes (files or folders), it is asked again."""

    jobs: tuple[Job, ...]
    watched: tuple[Path, ...] = ()
    concurrency: int = 2

    def __post_init__(self) -> None:
        if not 0 < self.concurrency <= MOST:
            raise ValueError(f"concurrency is 1 to {MOST}")
        if len({job.source for job in self.jobs}) < len(self.jobs):
            raise ValueError("a source has one job")


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """A task for ``at`` every day, in Vietnam, or from then on each ``every``; run late if a moment passed without it.

    One that failed is run again.

    ``run`` is given the moment it was due, and called in a thread of its own. ``last`` says when it last succeeded
    and is asked once, at the start; a task that never did waits for its next time of day.
    """

    name: str
    at: time
    run: Callable[[datetime], None]
    last: Callable[[], datetime | None]
    every: timedelta = timedelta(days=1)

    def slot(self, now: datetime) -> datetime:
        """Return the latest moment, not after ``now``, at which the task was due."""
        today = datetime.combine(in_zone(now).date(), self.at, ZONE)
        first = today if today <= now else today - timedelta(days=1)
        return first + (now - first) // self.every * self.every


class Launch(Protocol):
    """Runs one crawl to its end, in the thread that calls it."""

    def __call__(self, job: Job, *, due: datetime, stop: threading.Event, on_start: Callable[[Run], None]) -> Run:
        """Return the run. ``on_start`` is told the ``RUNNING`` run, whose id is the same; ``stop`` cuts it short."""
