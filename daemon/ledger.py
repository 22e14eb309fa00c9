"""The ledger of runs, as the daemon keeps it: no row is lost while the store is away, none is written out of order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import structlog

from errors import StoreError
from records import Run, RunOutcome
from scheduler import History, Job, Table, learned, moment
from words import Language, Words

if TYPE_CHECKING:
    from storage.base import Store

_BACK: Final = timedelta(days=1)
"""How long before the last good run a run may have begun that a dead daemon left running; deadlines are far shorter."""

_DIED: Final = Words(vi="Rõ Tin tắt giữa chừng", en="Rõ Tin went down during the run")

_log = structlog.get_logger()


class Ledger:
    """The runs in the store. Used by one thread, which opened the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: deque[Run] = deque()
        self._away = False

    @property
    def unwritten(self) -> int:
        """Return how many rows wait for the store to come back."""
        return len(self._waiting)

    def write(self, run: Run) -> None:
        """Write the row, after those that still wait; if the store is away it waits too."""
        self._waiting.append(run)
        self.retry()

    def retry(self) -> None:
        """Try again to write what waits."""
        waited = len(self._waiting)
        try:
            while self._waiting:
                self._store.put_run(self._waiting[0])
                self._waiting.popleft()
        except StoreError as error:
            if not self._away:  # said once, not at every try
                _log.error("ledger_away", vi=error.in_(Language.VI), en=error.in_(Language.EN))
            self._away = True
        else:
            if self._away:
                _log.info("ledger_back", rows=waited)
            self._away = False

    def recall(self, jobs: Iterable[Job], now: datetime) -> dict[str, History]:
        """Return the history of each job.

        Raises:
            StoreError: the store cannot be read.
        """
        good = self._store.last_runs()
        found = {}
        for job in jobs:
            last = good.get(job.source)
            since = last.due if last and moment(last) <= now else None
            found[job.source] = History().learn(job, self._store.runs(source=job.source, since=since), now)
        return found

    def learn(self, table: Table, now: datetime) -> Table:
        """Return the table knowing of runs that others made (``rotin crawl``) of sources that are due now."""
        for entry in table.waiting(now):
            last = entry.history.last
            if self._waiting or last is None or entry.since:
                continue
            try:
                rows = list(self._store.runs(source=entry.job.source, since=last.due))
            except StoreError:
                return table  # what we remember ourselves is enough to go on
            table = learned(table, entry.job.source, rows, now)
        return table

    def close_left_running(self, now: datetime) -> None:
        """End every run that a daemon before us left running.

        A run of ``rotin crawl`` that goes on right now is ended too, until it writes its own end under the same id.

        Raises:
            StoreError: the store cannot be read or written.
        """
        good = [moment(run) for run in self._store.last_runs().values()]
        since = max((at for at in good if at <= now), default=None)
        left = list(self._store.runs(since=since - _BACK if since else None))
        for run in left:
            if run.outcome is RunOutcome.RUNNING:
                ended = max(now, run.started or now)
                self._store.put_run(replace(run, outcome=RunOutcome.CRASHED, ended=ended, note=_DIED.both))
