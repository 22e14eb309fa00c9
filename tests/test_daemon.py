"""The daemon whole: a real process, real signals, real children, a real store."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from records import Run, RunOutcome
from storage import open_store

SCRIPT = Path(__file__).parent / "fixtures" / "tiny_daemon.py"
END = {
    "rotin": "end",
    "outcome": "succeeded",
    "note": "",
    "tally": {
        "seen": 1, "stored": 1, "discarded": [], "quarantined": [], "requests": 1, "failures": [], "bytes": 9,
    },
}  # fmt: skip
GOOD = f"print({json.dumps(END)!r}, flush=True)"
SLOW = f"import time; time.sleep(0.5); {GOOD}"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"
HOURLY = 3600


class Running:
    """A daemon in a folder of its own, and what it left there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def plan(self, **sources: tuple[float, str]) -> None:
        """Write the plan as an editor does: beside it, then in its place."""
        fresh = self.folder / "plan.new"
        fresh.write_text(json.dumps(sources), encoding="utf-8")
        fresh.replace(self.folder / "plan.json")

    def start(self, grace: float = 5) -> None:
        with (self.folder / "log").open("ab") as log:
            command = [sys.executable, str(SCRIPT), str(self.folder), str(grace)]
            path = os.pathsep.join(entry for entry in sys.path if entry)
            self.process = subprocess.Popen(command, stderr=log, env={**os.environ, "PYTHONPATH": path})
        self.until(lambda: self.logged("started"))

    def tell(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def end(self, within: float = 45) -> int:
        assert self.process is not None
        return self.process.wait(within)

    def logged(self, event: str) -> list[dict[str, object]]:
        lines = (self.folder / "log").read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines if line.startswith("{")]
        return [line for line in found if line["event"] == event]

    def stopping(self, told: int) -> bool:
        return len(self.logged("stop_asked")) == told

    def runs(self, source: str | None = None) -> list[Run]:
        with open_store(str(self.folder / "rotin.sqlite")) as store:
            return list(store.runs(source=source))

    def until(self, holds: Callable[[], object], within: float = 45) -> None:
        until = time.monotonic() + within
        while not holds():
            assert time.monotonic() < until, (self.folder / "log").read_text(encoding="utf-8")[-3000:]
            assert self.process is None or self.process.poll() is None, (self.folder / "log").read_text()[-3000:]
            time.sleep(0.05)


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    yield running
    if running.process is not None and running.process.poll() is None:
        running.process.kill()
        running.process.wait()


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE]


def family(daemon: Running) -> list[int]:
    assert daemon.process is not None
    return [child.pid for child in psutil.Process(daemon.process.pid).children(recursive=True)]


def test_it_crawls_what_is_due_and_goes_at_sigterm_with_exit_code_zero(daemon: Running) -> None:
    daemon.plan(bao=(HOURLY, GOOD), dai=(HOURLY, "import sys; sys.exit(3)"), tinh=(1, GOOD))
    daemon.start()
    daemon.until(lambda: len(daemon.runs("tinh")) >= 2 and len(daemon.runs()) >= 4)
    daemon.tell(signal.SIGTERM)
    assert daemon.end() == 0
    (bao,), (dai,) = daemon.runs("bao"), daemon.runs("dai")
    assert (bao.outcome, bao.tally.stored) == (RunOutcome.SUCCEEDED, 1)
    assert (dai.outcome, dai.note.count("exit 3")) == (RunOutcome.CRASHED, 2)
    first, second, *_ = daemon.runs("tinh")
    assert first.started is not None
    assert second.started is not None
    assert (second.started - first.started).total_seconds() >= 1
    assert not (daemon.folder / "daemon.pid").exists()


def test_a_stop_lets_a_crawl_end_by_itself(daemon: Running) -> None:
    daemon.plan(bao=(HOURLY, SLOW))
    daemon.start(grace=10)
    daemon.until(lambda: daemon.runs("bao"))
    assert daemon.runs("bao")[0].outcome is RunOutcome.RUNNING
    daemon.tell(signal.SIGINT)
    assert daemon.end() == 0
    assert [run.outcome for run in daemon.runs("bao")] == [RunOutcome.SUCCEEDED]


@pytest.mark.parametrize(("grace", "signals"), [(0.1, 1), (60, 2)], ids=["after the grace", "when told twice"])
def test_a_crawl_that_does_not_end_is_killed_and_told(daemon: Running, grace: float, signals: int) -> None:
    daemon.plan(bao=(HOURLY, STUBBORN))
    daemon.start(grace=grace)
    daemon.until(lambda: daemon.runs("bao") and family(daemon))
    children = family(daemon)
    for told in range(1, signals + 1):
        daemon.tell(signal.SIGTERM)
        daemon.until(partial(daemon.stopping, told))
    assert daemon.end() == 0
    (run,) = daemon.runs("bao")
    assert run.outcome is RunOutcome.KILLED
    assert "stopping" in run.note
    assert alive(children) == []


def test_a_second_daemon_is_refused_and_told_who_holds_the_data(daemon: Running) -> None:
    daemon.plan(bao=(HOURLY, GOOD))
    daemon.start()
    assert daemon.process is not None
    command = [sys.executable, str(SCRIPT), str(daemon.folder), "1"]
    path = os.pathsep.join(entry for entry in sys.path if entry)
    second = subprocess.run(
        command, capture_output=True, text=True, timeout=20, check=False, env={**os.environ, "PYTHONPATH": path}
    )
    assert second.returncode == 3
    assert f"process {daemon.process.pid}" in second.stderr
    assert (daemon.folder / "daemon.pid").read_text().strip() == str(daemon.process.pid)
    daemon.tell(signal.SIGTERM)
    assert daemon.end() == 0


def test_a_killed_daemon_leaves_no_child_and_no_run_open_and_the_next_one_goes_on(daemon: Running) -> None:
    daemon.plan(bao=(HOURLY, STUBBORN), dai=(HOURLY, GOOD))
    daemon.start()
    daemon.until(lambda: [run for run in daemon.runs("dai") if run.ended] and daemon.runs("bao") and family(daemon))
    children = family(daemon)
    daemon.tell(signal.SIGKILL)
    daemon.end()
    daemon.process = None
    daemon.until(lambda: alive(children) == [])
    assert daemon.runs("bao")[0].outcome is RunOutcome.RUNNING

    daemon.plan(bao=(HOURLY, GOOD), dai=(HOURLY, GOOD), moi=(HOURLY, GOOD))
    (daemon.folder / "log").unlink()
    daemon.start()
    daemon.until(lambda: [run for run in daemon.runs("moi") if run.ended])
    daemon.tell(signal.SIGTERM)
    assert daemon.end() == 0
    (bao,), (dai,) = daemon.runs("bao"), daemon.runs("dai")  # neither is due again yet
    assert bao.outcome is RunOutcome.CRASHED
    assert "went down" in bao.note
    assert dai.outcome is RunOutcome.SUCCEEDED


def test_a_changed_plan_is_taken_up_and_a_bad_one_refused_once_with_its_line(daemon: Running) -> None:
    daemon.plan(bao=(HOURLY, GOOD))
    daemon.start()
    daemon.until(lambda: daemon.runs("bao"))
    daemon.plan(bao=(HOURLY, GOOD), dai=(HOURLY, GOOD))
    daemon.until(lambda: daemon.runs("dai"))

    (daemon.folder / "plan.json").write_text("{", encoding="utf-8")
    daemon.until(lambda: daemon.logged("reload_refused"))
    time.sleep(0.5)
    (refusal,) = daemon.logged("reload_refused")
    assert "plan.json:1: cannot be read" in str(refusal["en"])
    assert "plan.json:1: không đọc được" in str(refusal["vi"])

    daemon.tell(signal.SIGHUP)
    daemon.until(lambda: len(daemon.logged("reload_refused")) == 2)
    daemon.plan(dai=(HOURLY, GOOD), moi=(HOURLY, GOOD))
    daemon.until(lambda: daemon.runs("moi"))
    daemon.tell(signal.SIGTERM)
    assert daemon.end() == 0
    assert [line["jobs"] for line in daemon.logged("plan_loaded")] == [2, 2]


def test_a_source_taken_out_while_it_is_read_is_read_to_its_end(daemon: Running) -> None:
    daemon.plan(bao=(HOURLY, SLOW), dai=(HOURLY, GOOD))
    daemon.start()
    daemon.until(lambda: daemon.runs("bao"))
    daemon.plan(dai=(HOURLY, GOOD))
    daemon.until(lambda: daemon.logged("plan_loaded"))
    daemon.until(lambda: daemon.runs("bao")[0].ended)
    assert daemon.runs("bao")[0].outcome is RunOutcome.SUCCEEDED
    daemon.tell(signal.SIGTERM)
    assert daemon.end() == 0


def test_a_source_that_someone_just_read_by_hand_is_not_read_again(daemon: Running) -> None:
    daemon.plan(bao=(2, GOOD))
    daemon.start()
    daemon.until(lambda: [run for run in daemon.runs("bao") if run.ended])
    (first,) = daemon.runs("bao")
    assert first.started is not None
    by_hand = first.started.__class__.now(first.started.tzinfo)
    with open_store(str(daemon.folder / "rotin.sqlite")) as store:
        run = Run(source="bao", due=by_hand, started=by_hand, ended=by_hand, outcome=RunOutcome.UNCHANGED)
        store.put_run(run)
    daemon.until(lambda: len(daemon.runs("bao")) == 3)
    _, hand, third = daemon.runs("bao")
    assert hand.outcome is RunOutcome.UNCHANGED
    assert third.started is not None
    assert (third.started - by_hand).total_seconds() >= 2
    daemon.tell(signal.SIGTERM)
    assert daemon.end() == 0
