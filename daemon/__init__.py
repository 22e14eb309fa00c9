"""``rotin run``: does what the job table says, for as long as nobody tells it to stop."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from daemon.ledger import Ledger
from daemon.loop import Daemon
from daemon.plan import Daily, Launch, Plan
from errors import BusyError
from words import Words

if TYPE_CHECKING:
    from storage.base import Store

__all__ = ["Daily", "Launch", "Plan", "serve"]

GRACE: Final = timedelta(seconds=20)
"""How long crawls may go on after we were told to stop; service managers kill after 90 s by default."""

TICK: Final = timedelta(seconds=1)


def serve(  # noqa: PLR0913 - what the daemon works with, each by its name
    *,
    load_plan: Callable[[], Plan],
    open_store: Callable[[], Store],
    launch: Launch,
    lock: Path,
    clock: Callable[[], datetime],
    daily: tuple[Daily, ...] = (),
    monotonic: Callable[[], float] = time.monotonic,
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
        daemon = Daemon(
            load_plan=load_plan,
            ledger=Ledger(store),
            launch=launch,
            daily=daily,
            clock=clock,
            monotonic=monotonic,
        )
        with _signals(daemon):
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
        pid.write_text(f"{os.getpid()}\n", encoding="ascii")
        yield
    finally:
        pid.unlink(missing_ok=True)
        holder.release()


def _second(pid: Path) -> BusyError:
    try:
        who = str(int(pid.read_text(encoding="ascii")))
    except (OSError, ValueError):
        who = "?"
    return BusyError(
        Words(
            vi=f"một Rõ Tin khác đang chạy trên dữ liệu này (tiến trình {who})",
            en=f"another Rõ Tin is running on this data (process {who})",
        ),
        hint=Words(
            vi=f"dừng nó (kill {who}), hoặc chọn thư mục dữ liệu khác bằng --data",
            en=f"stop it (kill {who}), or choose another data folder with --data",
        ),
    )


@contextmanager
def _signals(daemon: Daemon) -> Iterator[None]:
    """Turn signals into calls in the daemon's queue while it works."""
    asked = {signal.SIGTERM: daemon.stop, signal.SIGINT: daemon.stop, signal.SIGHUP: daemon.reload}
    before = {number: signal.signal(number, lambda *_, call=call: daemon.say(call)) for number, call in asked.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
