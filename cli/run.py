"""``rotin run``: the daemon, wired to the operator's files."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import click
import structlog

from cli import digest as digests
from cli.accepted import accept
from cli.app import App, now, say, with_places
from cli.crawl_one import need_contact
from cli.launch import launch
from cli.logs import set_up
from cli.watch import look
from records import ZONE, in_zone
from scheduler import Job
from storage.window import hour_of

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path

    from crawlers.source import Source
    from daemon import Daily, Plan
    from records import Run

PURGED_AT: Final = time(3, 30)
WATCHED: Final = timedelta(minutes=20)
"""How often it is looked what rises, and old marks are forgotten."""

STEADY: Final = (timedelta(hours=12), timedelta(hours=72))
"""Before anything is deleted by its age, the ledger must show a run this long ago: the clock is not mistaken."""

_log = structlog.get_logger()


@click.command(help=say(vi="Chạy thường trực cho đến khi được bảo dừng.", en="Work until told to stop."))
@with_places
@click.pass_obj
def run(app: App) -> None:
    """Keep the schedule, the digest and the retention; reread the configuration when it changes."""
    from daemon import serve  # noqa: PLC0415 - opened only when needed

    need_contact(app)
    set_up(app.settings.log)
    if not app.keeps_keys:
        app.tell(
            vi="không có thư mục trong bộ nhớ cho khóa (ROTIN_RUNTIME): mỗi lần khởi động lại, việc đếm người lặp lại "
            "bắt đầu lại từ đầu",
            en="no folder in memory for the keys (ROTIN_RUNTIME): at each restart, counting voices starts anew",
        )
    in_force = InForce(app)
    with app.share_window():
        serve(
            load_plan=in_force.load,
            open_store=app.open_store,
            launch=in_force.launch,
            lock=app.settings.data / "rotin.lock",
            clock=now,
            daily=in_force.daily(),
        )


class InForce:
    """The configuration that last held, and what the daemon is given of it."""

    def __init__(self, base: App) -> None:
        self._base = base
        self._app: App | None = None
        self._sources: dict[str, Source] = {}
        self._evicted = 0  # of the window, when it was last looked at

    @property
    def app(self) -> App:
        """Return the app that stands on the accepted copies."""
        if self._app is None:
            self.load()
        assert self._app is not None  # noqa: S101 - load has set it, or has raised
        return self._app

    def load(self) -> Plan:
        """Read the operator's files; what held before stays in force if they do not.

        Raises:
            ConfigError: with everything that is wrong.
        """
        from daemon import Plan  # noqa: PLC0415 - opened only when needed

        app = accept(self._base, self._app)
        need_contact(app)
        self._app = app
        self._sources |= {source.id: source for source in app.sources}
        return Plan(
            jobs=tuple(job(source) for source in app.sources if source.enabled),
            watched=self._watched(),
            concurrency=app.settings.crawl.concurrency,
        )

    def _watched(self) -> tuple[Path, ...]:
        asked = self._base.again()
        own = (asked.config_file,) if asked.config_file else ()
        return (*own, asked.sources_file, *asked.settings.rules)

    def launch(self, job: Job, *, due: datetime, stop: threading.Event, on_start: Callable[[Run], None]) -> Run:
        """Read the job's source once."""
        return launch(self.app, self._sources[job.source], due=due, stop=stop, on_start=on_start)

    def daily(self) -> tuple[Daily, ...]:
        """Return what is done once a day."""
        from daemon import Daily  # noqa: PLC0415 - opened only when needed

        at = self.app.settings.digest.at
        return (
            Daily(
                name="digest", at=at, run=self._write_digest, last=partial(last_digest, self.app.settings.digests, at)
            ),
            Daily(name="purge", at=PURGED_AT, run=self._purge, last=self._last_purge),
            Daily(name="watch", at=time(0), every=WATCHED, run=self._watch, last=now),
        )

    def _write_digest(self, due: datetime) -> None:
        files = digests.write(self.app, digests.build(self.app, due))
        _log.info("digest_written", files=[str(file) for file in files])

    def _watch(self, due: datetime) -> None:
        look(self.app, now())
        if due.minute:  # once an hour is often enough to forget
            return
        with self.app.open_window() as opened:
            window = opened.counting.window
            window.expire(now=hour_of(now()))
            self._look_full(window.size().evicted)

    def _look_full(self, evicted: int) -> None:
        """Warn if items went before their time since this was last looked at: the window is too small."""
        if evicted > self._evicted:
            _log.warning("window_full", evicted=evicted - self._evicted, in_all=evicted)
        self._evicted = evicted

    def _purge(self, due: datetime) -> None:
        with self.app.open_store() as store:
            present = now()
            recent = store.runs(since=present - STEADY[1], until=present - STEADY[0])
            if next(iter(recent), None) is None:
                _log.info("purge_put_off", why="no run half a day ago: the clock may be mistaken, or this is new")
            else:
                _log.info("purged", **store.purge(self.app.retention, now=present))
        self._stamp.write_text(due.isoformat(), encoding="ascii")

    def _last_purge(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self._stamp.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    @property
    def _stamp(self) -> Path:
        return self.app.settings.data / "last-purge"


def job(source: Source) -> Job:
    """Return the source as the job table knows it."""
    return Job(
        source=source.id,
        every=source.every,
        jitter=source.jitter,
        quiet=(source.quiet.start, source.quiet.end) if source.quiet else None,
        deadline=source.deadline,
        lock_keys=source.lock_keys,
        rhythm=source.rhythm,
    )


def last_digest(folder: Path, at: time) -> datetime | None:
    """Return when the newest digest in ``folder`` was due; ``None`` if there is none."""
    days = []
    for path in folder.glob("rotin-*.html"):
        try:
            days.append(date.fromisoformat(path.stem.removeprefix("rotin-")))
        except ValueError:
            continue
    newest = max((day for day in days if day <= in_zone(now()).date()), default=None)
    return datetime.combine(newest, at, ZONE) if newest else None
