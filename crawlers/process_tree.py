"""A child process and everything it started: begun on a leash, weighed, and ended to the last process.

Chromium puts itself in a process group of its own, a page script that spins ignores every polite signal, and a
process that forks twice and opens a new session has left its parent's tree altogether. So a process is one of ours
if any of three things holds: it descends from the child, it is in the child's session, or it carries the mark that
the child was given in its environment.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import psutil

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MARK: Final = "CRAWL_TREE"
"""The environment variable that marks a tree; no ``ROTIN_`` name, for those are settings."""

KILL_PATIENCE: Final = 10.0
"""Seconds to go on killing: a process in uninterruptible sleep cannot be waited for without end."""

_LEASH: Final = """
import ctypes, os, sys
try:
    prctl = ctypes.CDLL(None).prctl
    prctl(1, 9, 0, 0, 0)   # PR_SET_PDEATHSIG: SIGKILL when the parent dies, however it dies
    prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: what forks away comes back to us, not to init
except (OSError, AttributeError):
    pass                   # not Linux: the tree is still found by session and mark
if os.getppid() != int(sys.argv[1]):
    sys.exit("the parent is gone")
os.execvp(sys.argv[2], sys.argv[2:])
"""
"""Runs in the child before its command; both settings survive exec. Not ``preexec_fn``: that deadlocks with threads."""


class ProcessTree:
    """A running command in its own session. The thread that made it must outlive it: its end would kill the child."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None, given: bytes | None = None
    ) -> None:
        """Start ``command``; its standard input holds what is ``given``, its output and errors are unbuffered pipes."""
        self._mark = secrets.token_hex(16)
        leash = [sys.executable, "-I", "-S", "-c", _LEASH, str(os.getpid()), *command]
        self._child = subprocess.Popen(  # noqa: S603 - our own command, no shell
            leash,
            bufsize=0,
            stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**(os.environ if environment is None else environment), MARK: self._mark},
            start_new_session=True,
        )
        if self._child.stdout is None or self._child.stderr is None:
            raise ValueError("a child begins with both pipes")
        self.stdout, self.stderr = self._child.stdout, self._child.stderr
        for pipe in (self.stdout, self.stderr):
            os.set_blocking(pipe.fileno(), False)
        if self._child.stdin is not None:
            os.set_blocking(self._child.stdin.fileno(), False)  # what no pipe holds is cut, and nobody waits
            with suppress(OSError):  # a child that is gone already wants nothing; how it went is found out elsewhere
                self._child.stdin.write(given or b"")
            with suppress(OSError):
                self._child.stdin.close()

    @property
    def pid(self) -> int:
        """Return the child's process id, which is its session's id too."""
        return self._child.pid

    def exit_code(self) -> int | None:
        """Return the child's exit code, negative for a signal, ``None`` while it runs.

        The child is not reaped by asking: its id stays taken, so that no stranger can be mistaken for its session.
        """
        if self._child.returncode is not None:
            return self._child.returncode
        try:
            state = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:  # whoever started us ignores SIGCHLD, and the system reaps in our place
            return self._child.wait()
        if state is None:
            return None
        return state.si_status if state.si_code == os.CLD_EXITED else -state.si_status

    def members(self) -> list[psutil.Process]:
        """Return every living process of the tree."""
        found: dict[int, psutil.Process] = {}
        with suppress(psutil.Error):
            found = {process.pid: process for process in psutil.Process(self.pid).children(recursive=True)}
        for pid in psutil.pids():
            with suppress(psutil.Error, OSError):
                if pid not in found and self._holds(pid):
                    found[pid] = psutil.Process(pid)
        return [process for process in found.values() if _lives(process)]

    def weight(self) -> int:
        """Return the resident memory of the tree in bytes; pages that processes share are counted for each."""
        total = 0
        for process in self.members():
            with suppress(psutil.Error):
                total += process.memory_info().rss
        return total

    def ask_to_end(self) -> None:
        """Send the child, and only it, SIGTERM: it may want to end its own children in good order."""
        if self.exit_code() is None:
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> int:
        """Kill the whole tree until nothing of it lives, reap the child; return how many could not be killed."""
        until = time.monotonic() + KILL_PATIENCE
        while (living := self.members()) and time.monotonic() < until:
            for process in living:
                with suppress(psutil.Error):
                    process.kill()
            psutil.wait_procs([process for process in living if process.pid != self.pid], timeout=0.05)
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(timeout=1.0)
        return len(living)

    def close(self) -> None:
        """Close both pipes."""
        self.stdout.close()
        self.stderr.close()

    def _holds(self, pid: int) -> bool:
        return os.getsid(pid) == self.pid or psutil.Process(pid).environ().get(MARK) == self._mark


def _lives(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    return False
