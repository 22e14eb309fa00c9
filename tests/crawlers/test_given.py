"""What a child is given on its standard input reaches it, and nobody else."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.child import run_child
from records import Run, RunOutcome

SECRET = "kanari-bi-mat"
END = {
    "rotin": "end", "outcome": "succeeded", "note": "",
    "tally": {
        "seen": 0, "stored": 0, "discarded": [], "quarantined": [], "requests": 0, "failures": [], "bytes": 0
    },
}  # fmt: skip
SAY = f"print({json.dumps(END)!r}, flush=True)"


def start(code: str, *, given: bytes | None) -> Run:
    return run_child(
        [sys.executable, "-S", "-c", f"import os, sys, time\n{code}\n{SAY}"],
        source="mang",
        due=datetime.now(UTC),
        deadline=timedelta(seconds=20),
        clock=lambda: datetime.now(UTC),
        given=given,
    )


def test_it_comes_through_a_pipe_that_ends_and_stands_nowhere_else(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    code = f"""
place = f"/proc/{{os.getpid()}}/"
told = [open(place + name, "rb").read() for name in ("cmdline", "environ")]
with open({str(seen)!r}, "wb") as file:
    file.write(sys.stdin.buffer.readline() + b"|" + sys.stdin.buffer.read() + b"|" + b"".join(told))
"""
    assert start(code, given=f"{SECRET}\nrest".encode()).outcome is RunOutcome.SUCCEEDED
    line, rest, told = seen.read_bytes().split(b"|", 2)
    assert (line, rest) == (f"{SECRET}\n".encode(), b"rest")
    assert told
    assert SECRET.encode() not in told


def test_without_anything_given_there_is_nothing_to_read(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    start(f"open({str(seen)!r}, 'wb').write(sys.stdin.buffer.read() + b'end')", given=None)
    assert seen.read_bytes() == b"end"


@pytest.mark.parametrize("code", ["pass", "os.close(0)", "sys.stdin.buffer.read(3)"])
@pytest.mark.parametrize("size", [0, 100, 1 << 20])
def test_nobody_waits_for_a_child_that_does_not_read(code: str, size: int) -> None:
    assert start(code, given=bytes(size)).outcome is RunOutcome.SUCCEEDED


def test_a_child_that_is_gone_at_once_is_a_crash_and_no_broken_pipe() -> None:
    assert start("os._exit(3)", given=b"x" * 100).outcome is RunOutcome.CRASHED
