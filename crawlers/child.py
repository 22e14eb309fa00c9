"""Run one crawl as a child process: within its deadline, within its memory, alone at its sites, wholly gone after.

A crash, a hang or a leak ends with the child and never reaches the daemon. What the run was is decided by what the
child reported, never by its exit code. Its standard error is kept in memory, four kilobytes of it, and only names
of exceptions and places in code are taken from it: an exception's message may quote what someone wrote.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
from filelock import FileLock, Timeout

from crawlers.process_tree import ProcessTree
from crawlers.report import MAX_LINE, End, Progress, read_line
from records import Run, RunOutcome, Tally
from words import Words

MEMORY: Final = 1024**3
"""Bytes a crawl may hold: a hundred rendered pages take 0.8 GB, a plain crawl 0.07."""

GRACE: Final = timedelta(seconds=5)
"""From the request to end until the kill; also how long a child may take to leave after its last word."""

_TICK: Final = 0.1  # seconds between looks at stop and deadline
_WEIGH: Final = 0.5  # seconds between weighings: 3 ms each
_STDERR: Final = 4096

_STOPPING: Final = Words(vi="Rõ Tin đang dừng", en="Rõ Tin is stopping")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how heavy a child may be, in seconds of the monotonic clock and bytes."""

    deadline: timedelta
    memory: int = MEMORY
    grace: timedelta = GRACE


def run_child(  # noqa: PLR0913 - what a crawl is given, each by its name
    command: Sequence[str],
    *,
    source: str,
    due: datetime,
    deadline: timedelta,
    clock: Callable[[], datetime],
    locks: Sequence[Path] = (),
    stop: threading.Event | None = None,
    on_start: Callable[[Run], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    environment: Mapping[str, str] | None = None,
    given: bytes | None = None,
    memory: int = MEMORY,
    grace: timedelta = GRACE,
    patience: timedelta | None = None,
) -> Run:
    """Run ``command`` to its end or its limits and return the run; nothing of its tree lives afterwards.

    Args:
        command: the program and its arguments; it reports on standard output as :mod:`crawlers.report` says.
        source: whose crawl this is.
        due: the moment it was due.
        deadline: how long it may take, by the monotonic clock; then it is ``KILLED``.
        clock: the wall clock, for ``started`` and ``ended``.
        locks: a file for each site that nobody else may be reading meanwhile, in this process or another.
        stop: when set, a waiting run is ``SKIPPED`` and a running one ``KILLED``.
        on_start: told the ``RUNNING`` run once the child is about to start; its id is that of the returned run.
        on_progress: told how far the child is, as often as it says.
        environment: all the child's variables; default this process's own.
        given: what the child reads on its standard input, and nobody else sees; at most what a pipe holds (64 KiB).
        memory: bytes of resident memory the whole tree may hold; beyond, it is ``KILLED``.
        grace: between SIGTERM and SIGKILL, and between the child's last word and SIGTERM.
        patience: how long to wait for ``locks``; default as long as ``deadline``; then the run is ``SKIPPED``.

    Returns:
        A run with the outcome, tally and note of the child's end line. Without one, ``CRASHED``, or ``KILLED`` if we
        ended it; its tally is then of the last progress, with the items not yet accounted for as discarded
        ``unreported``. An end line said only after SIGTERM gives its tally, but the run was ``KILLED``.

    Raises:
        OSError: a lock's folder cannot be written, or no process can be started.
    """
    stop = stop or threading.Event()
    limits = Limits(deadline=deadline, memory=memory, grace=grace)
    with _alone(locks, deadline if patience is None else patience, stop) as hindrance:
        if hindrance is not None:
            return Run(source=source, due=due, ended=clock(), outcome=RunOutcome.SKIPPED, note=hindrance.both)
        running = Run(source=source, due=due, started=clock(), outcome=RunOutcome.RUNNING)
        if on_start is not None:
            on_start(running)
        watch = _Watch(ProcessTree(command, environment, given), limits, stop, on_progress)
        watch.run()
    return watch.judge(running, clock())


@contextmanager
def _alone(locks: Sequence[Path], patience: timedelta, stop: threading.Event) -> Iterator[Words | None]:
    """Hold all ``locks``, or yield why not. Taken in one order everywhere, so that no two wait for each other."""
    until = time.monotonic() + patience.total_seconds()
    with ExitStack() as held:
        for path in sorted({path.resolve() for path in locks}):
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(path)
            while not (taken := _taken(lock)) and time.monotonic() < until and not stop.wait(_TICK):
                pass
            if not taken:
                break
            held.callback(lock.release)
        else:
            yield _STOPPING if stop.is_set() else None
            return
        yield _STOPPING if stop.is_set() else _busy(path, patience)


def _busy(path: Path, patience: timedelta) -> Words:
    vi = f"một lượt khác đang đọc {path.stem}; đã chờ {_span(patience)}"
    return Words(vi=vi, en=f"another run is reading {path.stem}; waited {_span(patience)}")


def _taken(lock: FileLock) -> bool:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    return True


class _Watch:
    """Reads what a tree says and ends it when it must be ended."""

    def __init__(
        self,
        tree: ProcessTree,
        limits: Limits,
        stop: threading.Event,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self._tree, self._limits, self._stop = tree, limits, stop
        self._on_progress = on_progress
        self._began = self._weighed = time.monotonic()
        self._asked: float | None = None  # when SIGTERM was sent
        self._left: float | None = None  # when the end line was read
        self._killed: Words | None = None
        self._progress = Progress()
        self._end: End | None = None
        self._lines = _Lines()
        self._stderr = b""
        self._garbage = 0
        self._code: int | None = None
        self._survivors = 0

    def run(self) -> None:
        """Watch until the child is gone, then leave nothing of its tree."""
        try:
            with selectors.DefaultSelector() as ready:
                ready.register(self._tree.stdout, selectors.EVENT_READ, self._hear)
                ready.register(self._tree.stderr, selectors.EVENT_READ, self._overhear)
                while (code := self._tree.exit_code()) is None and not self._overdue():
                    self._read(ready)
                    self._look()
                self._survivors = self._tree.kill()
                self._code = self._tree.exit_code() if code is None else code
                while self._read(ready):  # what was still in the pipes; nobody writes to them any more
                    pass
        finally:
            self._tree.kill()
            self._tree.close()

    def judge(self, running: Run, now: datetime) -> Run:
        """Return the run as its reports and its end make it."""
        outcome, tally, note = self._verdict()
        ended = max(now, running.started or now)  # a clock set back meanwhile does not make a run end before it began
        _log.info(
            "crawl_child_ended",
            source=running.source,
            outcome=str(outcome),
            note=note,
            exit_code=self._code,
            garbage_lines=self._garbage + self._lines.overlong,
            survivors=self._survivors,
        )
        return Run(
            source=running.source,
            due=running.due,
            started=running.started,
            ended=ended,
            outcome=outcome,
            tally=tally,
            note=note,
        )

    def _verdict(self) -> tuple[RunOutcome, Tally, str]:
        tally = self._end.tally if self._end else _so_far(self._progress)
        if self._killed is not None:
            return RunOutcome.KILLED, tally, self._killed.both
        if self._end is not None:
            return self._end.outcome, tally, self._end.note
        return RunOutcome.CRASHED, tally, _crash(self._code, self._stderr).both

    def _look(self) -> None:
        """Ask the tree to end if there is a reason to; it is killed a grace later."""
        now = time.monotonic()
        if self._asked is not None:
            return
        if self._left is not None:  # it has said its last word: whatever happens now changes nothing of the run
            if now - self._left > self._limits.grace.total_seconds():
                self._ask(now)
            return
        self._killed = self._reason(now)
        if self._killed is not None:
            self._ask(now)

    def _reason(self, now: float) -> Words | None:
        if self._stop.is_set():
            return Words(vi="bị ngắt vì Rõ Tin dừng", en="cut off: Rõ Tin was stopping")
        if now - self._began > self._limits.deadline.total_seconds():
            most = _span(self._limits.deadline)
            return Words(vi=f"quá thời hạn {most}", en=f"passed its deadline of {most}")
        if now - self._weighed < _WEIGH:
            return None
        self._weighed = now
        if self._tree.weight() <= self._limits.memory:
            return None
        most = f"{self._limits.memory / 1024**2:.0f} MiB"
        return Words(vi=f"dùng quá {most} bộ nhớ", en=f"used more than {most} of memory")

    def _ask(self, now: float) -> None:
        self._asked = now
        self._tree.ask_to_end()

    def _overdue(self) -> bool:
        return self._asked is not None and time.monotonic() - self._asked > self._limits.grace.total_seconds()

    def _read(self, ready: selectors.BaseSelector) -> bool:
        """Read what is there, waiting one tick at most; return whether there was any."""
        if not ready.get_map():
            time.sleep(_TICK)  # both pipes are closed, but the child lives on
            return False
        heard = False
        for key, _ in ready.select(timeout=0 if self._tree.exit_code() is not None else _TICK):
            chunk = os.read(key.fd, MAX_LINE)
            if not chunk:
                ready.unregister(key.fileobj)
            key.data(chunk)
            heard = True
        return heard

    def _hear(self, chunk: bytes) -> None:
        for line in self._lines.feed(chunk or b"\n"):  # at the end of the stream, the last line ends too
            said = read_line(line)
            if said is None or self._end is not None:
                self._garbage += 1
            elif isinstance(said, End):
                self._end, self._left = said, time.monotonic()
            else:
                self._progress = said
                if self._on_progress is not None:
                    self._on_progress(said)

    def _overhear(self, chunk: bytes) -> None:
        self._stderr = (self._stderr + chunk)[-_STDERR:]


class _Lines:
    """Cuts a stream into lines without ever holding more than one line of the longest kind."""

    def __init__(self) -> None:
        self.overlong = 0
        self._rest = b""
        self._skipping = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the lines that ``chunk`` completes; blank ones and over-long ones are left out."""
        *whole, rest = chunk.split(b"\n")
        for piece in whole:
            line, self._rest = self._rest + piece, b""
            if not self._skipping and line.strip():
                yield line
            self._skipping = False
        self._rest = b"" if self._skipping else self._rest + rest
        if len(self._rest) > MAX_LINE:
            self.overlong += 1
            self._rest, self._skipping = b"", True


_FRAME: Final = re.compile(rb'^\s+File ".*?([\w.-]+\.py)", line (\d+)', re.MULTILINE)
_RAISED: Final = re.compile(
    rb"^([A-Za-z_][A-Za-z0-9_.]*(?:Error|Exception|Exit|Interrupt|Warning|Group))(?::|$)", re.MULTILINE
)


def _crash(code: int | None, stderr: bytes) -> Words:
    """Return how the child went down: exit code or signal, and of its errors only what is a name in code."""
    how = f"exit {code}" if code is None or code >= 0 else _signal_name(-code)
    frames = list(_FRAME.finditer(stderr))
    if frames and (raised := _RAISED.search(stderr, frames[-1].end())):
        file, line = (part.decode("ascii", "replace") for part in frames[-1].groups())
        how += f", {raised[1].decode('ascii')} ({file}:{line})"
    return Words(vi=f"tiến trình tắt giữa chừng ({how})", en=f"the process ended without a word ({how})")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _so_far(progress: Progress) -> Tally:
    """Return the tally of a crawl that never said how it ended; its balance holds through ``unreported``."""
    open_ = progress.seen - progress.stored
    discarded = (("unreported", open_),) if open_ else ()
    return Tally(seen=progress.seen, stored=progress.stored, discarded=discarded, requests=progress.requests)


def _span(span: timedelta) -> str:
    """Return ``span`` as ``h:mm:ss``, which reads alike in both languages."""
    return str(timedelta(seconds=round(span.total_seconds())))
