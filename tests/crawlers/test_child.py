"""Real children, each misbehaving in its own way."""

import itertools
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from crawlers.child import _crash, _Lines, run_child
from crawlers.process_tree import MARK
from crawlers.report import MAX_LINE, Progress
from records import Run, RunOutcome, Tally

DUE = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
PROGRESS = json.dumps({"rotin": "progress", "seen": 5, "stored": 2, "requests": 9})
TALLY = Tally(seen=3, stored=2, discarded=(("no_match", 1),), requests=4, failures=(("http_404", 1),), bytes=100)
END = json.dumps(
    {
        "rotin": "end",
        "outcome": "succeeded",
        "note": "",
        "tally": {
            "seen": 3,
            "stored": 2,
            "discarded": [["no_match", 1]],
            "quarantined": [],
            "requests": 4,
            "failures": [["http_404", 1]],
            "bytes": 100,
        },
    }
)
PRELUDE = f"""
import os, signal, subprocess, sys, time
def say(line): print(line, flush=True)
def progress(): say({PROGRESS!r})
def end(): say({END!r})
def note_pid(path, pid=None): open(path, "a").write(f"{{pid or os.getpid()}}\\n")
"""


def crawl(code: str, *, deadline: float = 30, grace: float = 0.3, **more: object) -> Run:
    command = [sys.executable, "-S", "-c", PRELUDE + textwrap.dedent(code)]
    return run_child(
        command,
        source="bao-thu",
        due=DUE,
        deadline=timedelta(seconds=deadline),
        grace=timedelta(seconds=grace),
        clock=lambda: datetime.now(UTC),
        **more,  # type: ignore[arg-type]
    )


def gone(path: Path) -> bool:
    pids = [int(line) for line in path.read_text().split()]
    assert pids, "the child was to note the processes it made"
    return not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in pids)


def marked() -> list[int]:
    """Processes of any tree of ours that still live."""
    found = []
    for process in psutil.process_iter():
        try:
            if MARK in process.environ() and os.getpid() in {parent.pid for parent in process.parents()}:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


@pytest.fixture(autouse=True)
def nothing_survives():
    yield
    assert marked() == []


def test_a_run_is_what_its_end_line_says() -> None:
    told: list[Progress] = []
    begun: list[Run] = []
    run = crawl("progress(); end()", on_progress=told.append, on_start=begun.append)
    assert (run.outcome, run.tally, run.note) == (RunOutcome.SUCCEEDED, TALLY, "")
    assert told == [Progress(seen=5, stored=2, requests=9)]
    assert begun[0].outcome is RunOutcome.RUNNING
    assert begun[0].id == run.id
    assert run.started is not None
    assert run.ended is not None
    assert run.started <= run.ended


def test_the_report_that_a_crawl_writes_is_the_report_that_is_read() -> None:
    run = crawl(
        """
        import sys
        from crawlers.report import Progress, write_end, write_progress
        from records import RunOutcome, Tally
        write_progress(sys.stdout, Progress(seen=1, requests=1))
        write_end(sys.stdout, RunOutcome.UNCHANGED, Tally(requests=1), "không có gì mới")
    """.replace("import sys\n", f"import sys; sys.path[:0] = {sys.path!r}\n")
    )
    assert (run.outcome, run.tally, run.note) == (RunOutcome.UNCHANGED, Tally(requests=1), "không có gì mới")


def test_exit_code_zero_without_an_end_is_a_crash_and_keeps_what_was_counted() -> None:
    run = crawl("progress()")
    assert run.outcome is RunOutcome.CRASHED
    assert run.tally == Tally(seen=5, stored=2, discarded=(("unreported", 3),), requests=9)
    assert "exit 0" in run.note


def test_an_end_counts_more_than_the_exit_code() -> None:
    assert crawl("end(); os._exit(9)").outcome is RunOutcome.SUCCEEDED


def test_a_crash_is_named_by_its_exception_and_place_never_by_its_message(tmp_path: Path) -> None:
    script = tmp_path / "spider.py"
    script.write_text('\nraise ValueError("Chị Hoa viết: chuyển tiền\\nLookupError: Hoa")\n')
    run = crawl(f"os.execv(sys.executable, [sys.executable, {str(script)!r}])")
    assert run.outcome is RunOutcome.CRASHED
    assert "ValueError (spider.py:2)" in run.note
    assert "Hoa" not in run.note


@pytest.mark.parametrize("how", ["SIGSEGV", "SIGKILL"])
def test_a_child_that_dies_of_a_signal_is_a_crash_that_names_it(how: str) -> None:
    run = crawl(f"os.kill(os.getpid(), signal.{how})")
    assert run.outcome is RunOutcome.CRASHED
    assert how in run.note


def test_a_child_that_ignores_every_polite_signal_is_killed_at_its_deadline() -> None:
    began = time.monotonic()
    run = crawl(
        """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
        progress()
        while True: pass
        """,
        deadline=0.5,
    )
    assert run.outcome is RunOutcome.KILLED
    assert "deadline" in run.note
    assert run.tally.seen == 5
    assert time.monotonic() - began < 5


def test_a_child_may_use_the_grace_to_say_its_counts_but_was_still_killed() -> None:
    run = crawl(
        """
        def leave(*_): end(); sys.exit()
        signal.signal(signal.SIGTERM, leave)
        progress()
        time.sleep(60)
        """,
        deadline=0.5,
        grace=5,
    )
    assert (run.outcome, run.tally) == (RunOutcome.KILLED, TALLY)


def test_grandchildren_in_groups_and_sessions_of_their_own_die_too(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    run = crawl(
        f"""
        note_pid({str(pids)!r})
        sleeper = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
        for how in ({{}}, {{"process_group": 0}}, {{"start_new_session": True}}):
            note_pid({str(pids)!r}, subprocess.Popen([sys.executable, "-S", "-c", sleeper], **how).pid)
        if os.fork() == 0:                       # the classic daemon: fork, new session, fork, first one leaves
            os.setsid()
            if os.fork(): os._exit(0)
            note_pid({str(pids)!r})
            time.sleep(60)
        time.sleep(60)
        """,
        deadline=0.8,
    )
    assert run.outcome is RunOutcome.KILLED
    assert len(pids.read_text().split()) == 5
    assert gone(pids)


def test_what_a_finished_crawl_leaves_running_dies_with_it(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    run = crawl(f"""
        if os.fork() == 0:
            os.setsid()
            if os.fork(): os._exit(0)
            note_pid({str(pids)!r})
            time.sleep(60)
        while not os.path.exists({str(pids)!r}): time.sleep(0.01)
        time.sleep(0.05)
        end()
    """)
    assert run.outcome is RunOutcome.SUCCEEDED
    assert gone(pids)


def test_a_child_that_ended_but_does_not_leave_is_ended_without_harm_to_its_run() -> None:
    began = time.monotonic()
    run = crawl("signal.signal(signal.SIGTERM, signal.SIG_IGN); end(); time.sleep(60)")
    assert (run.outcome, run.tally) == (RunOutcome.SUCCEEDED, TALLY)
    assert time.monotonic() - began < 5


def test_a_hundred_megabytes_without_a_line_break_are_neither_kept_nor_in_the_way() -> None:
    before = psutil.Process().memory_info().rss
    peak = 0

    def weigh(_: Progress) -> None:
        nonlocal peak
        peak = psutil.Process().memory_info().rss

    run = crawl(
        """
        for _ in range(100): os.write(1, b"x" * 1_000_000)
        say("")
        progress()
        for _ in range(20): os.write(2, b"y" * 1_000_000)
        end()
        """,
        on_progress=weigh,
    )
    assert run.outcome is RunOutcome.SUCCEEDED
    assert 0 < peak < before + 20_000_000


def test_a_child_that_closes_its_output_and_hangs_is_killed() -> None:
    run = crawl("progress(); os.close(1); os.close(2); time.sleep(60)", deadline=0.5)
    assert run.outcome is RunOutcome.KILLED
    assert run.tally.seen == 5


def test_a_tree_that_grows_too_heavy_is_killed_for_it() -> None:
    run = crawl(
        """
        hoard = bytearray(60_000_000)
        subprocess.Popen([sys.executable, "-S", "-c", "import time; x = bytearray(60_000_000); time.sleep(60)"])
        time.sleep(60)
        """,
        memory=100 * 1024**2,
    )
    assert run.outcome is RunOutcome.KILLED
    assert "memory" in run.note


def test_a_child_is_cut_off_when_asked() -> None:
    stop = threading.Event()
    run = crawl("progress(); time.sleep(60)", stop=stop, on_progress=lambda _: stop.set())
    assert run.outcome is RunOutcome.KILLED
    assert "stopping" in run.note


def test_a_command_that_does_not_exist_is_a_crash() -> None:
    nowhere = ["/nonexistent/rotin"]
    run = run_child(nowhere, source="s", due=DUE, deadline=timedelta(seconds=5), clock=lambda: datetime.now(UTC))
    assert run.outcome is RunOutcome.CRASHED
    assert "exit 1" in run.note


def test_an_observer_that_fails_leaves_no_child_behind(tmp_path: Path) -> None:
    pids = tmp_path / "pids"

    def fail(_: Progress) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        crawl(f"note_pid({str(pids)!r}); progress(); time.sleep(60)", on_progress=fail)
    assert gone(pids)


def test_a_clock_set_back_meanwhile_does_not_end_a_run_before_it_began() -> None:
    moments = iter([DUE, DUE - timedelta(hours=1)])
    command = [sys.executable, "-S", "-c", PRELUDE + "end()"]
    run = run_child(command, source="s", due=DUE, deadline=timedelta(seconds=9), clock=lambda: next(moments))
    assert (run.started, run.ended) == (DUE, DUE)


def test_a_site_being_read_elsewhere_is_waited_for_so_long_and_no_longer(tmp_path: Path) -> None:
    site = tmp_path / "bao.example.lock"
    with FileLock(site):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("crawlers.child.ProcessTree", None)  # nothing may be started
            run = in_thread(lambda: crawl("end()", locks=[site], patience=timedelta(seconds=0.3)))
        assert (run.outcome, run.started) == (RunOutcome.SKIPPED, None)
        assert "bao.example" in run.note
    assert crawl("end()", locks=[site]).outcome is RunOutcome.SUCCEEDED


def test_two_crawls_of_one_site_never_overlap_in_whatever_order_they_name_it(tmp_path: Path) -> None:
    sites = [tmp_path / "a.lock", tmp_path / "b.lock"]
    runs: list[Run] = []

    def once(locks: list[Path]) -> None:
        runs.append(crawl("time.sleep(0.15); end()", locks=locks))

    threads = [threading.Thread(target=once, args=(order,)) for order in (sites, sites[::-1], sites)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    times = sorted((run.started, run.ended) for run in runs if run.started and run.ended)
    assert [run.outcome for run in runs] == [RunOutcome.SUCCEEDED] * 3
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(times))


def test_a_run_that_waits_for_a_site_gives_up_when_asked_to_stop(tmp_path: Path) -> None:
    stop = threading.Event()
    with FileLock(tmp_path / "a.lock"):
        threading.Timer(0.2, stop.set).start()
        run = in_thread(lambda: crawl("end()", locks=[tmp_path / "a.lock"], stop=stop))
    assert run.outcome is RunOutcome.SKIPPED
    assert "stopping" in run.note


def test_a_child_does_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    inner = PRELUDE + f"note_pid({str(pids)!r}); say('x'); time.sleep(60)"
    outer = f"""
import sys; sys.path[:0] = {sys.path!r}
import time
from crawlers.process_tree import ProcessTree
ProcessTree([sys.executable, "-S", "-c", {inner!r}])
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", outer])
    wait_until(lambda: pids.exists() and bool(pids.read_text().strip()))
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    wait_until(lambda: gone(pids))


@given(st.lists(st.binary(max_size=40), max_size=20), st.integers(1, 7))
def test_lines_are_the_same_however_the_stream_is_cut(parts: list[bytes], size: int) -> None:
    stream = b"\n".join(parts) + b"\n"
    cut = _Lines()
    found = [line for at in range(0, len(stream), size) for line in cut.feed(stream[at : at + size])]
    assert found == [line for line in stream.split(b"\n") if line.strip()]


def test_an_overlong_line_is_dropped_and_counted_and_the_next_one_is_read() -> None:
    cut = _Lines()
    found = [line for _ in range(5) for line in cut.feed(b"x" * MAX_LINE)]
    assert not found
    assert list(cut.feed(b"end\nnext\n")) == [b"next"]
    assert cut.overlong == 1


def test_a_traceback_gives_the_exception_and_the_place_of_its_last_frame_only() -> None:
    trace = b"""Traceback (most recent call last):
  File "/srv/rotin/crawlers/feed.py", line 40, in read
    parse(entry)
  File "/srv/rotin/crawlers/extract.py", line 12, in parse
    raise scrapy.exceptions.CloseSpiderException(text)
scrapy.exceptions.CloseSpiderException: 0900 000 123 nhan tien
KeyError: them mot dong
"""
    assert _crash(1, trace).en == (
        "the process ended without a word (exit 1, scrapy.exceptions.CloseSpiderException (extract.py:12))"
    )
    assert "exit 1)" in _crash(1, b"Chuyen tien ngay Error: abc\nError: x").en


def in_thread(run: Callable[[], Run]) -> Run:
    """Run it where this thread's locks are somebody else's."""
    found: list[Run] = []
    thread = threading.Thread(target=lambda: found.append(run()))
    thread.start()
    thread.join(20)
    return found[0]


def wait_until(holds: Callable[[], bool], within: float = 10) -> None:
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
