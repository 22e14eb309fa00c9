"""The daemon as an operator runs it: a process with real sources, a real ledger, real signals."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from cli.app import App
from cli.demo import configure
from cli.run import last_digest
from demo.province import Habit, province
from demo.serve import serve
from records import ZONE, Run, RunOutcome
from storage import open_store

PATIENCE = 90  # seconds; each crawl takes a few, on a busy machine many
COMMAND = [sys.executable, "-P", "-m", "cli", "run", "--config", "rotin.yaml"]

pytestmark = pytest.mark.timeout(2 * PATIENCE + 60)


@contextmanager
def running(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "log").open("w+b") as log:
        daemon = subprocess.Popen(
            COMMAND, cwd=folder, stderr=log, stdout=log, env={**os.environ, "ROTIN_LANGUAGE": "en"}
        )
        try:
            yield daemon
        finally:
            daemon.kill()
            daemon.wait()


def wait_for(holds, daemon: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if holds():
            return
        assert daemon.poll() is None, (folder / "log").read_text(encoding="utf-8")
        time.sleep(0.2)
    pytest.fail((folder / "log").read_text(encoding="utf-8"))


def ended(folder: Path) -> dict[str, Run]:
    if not (folder / "rotin.sqlite").exists():
        return {}
    with open_store(f"sqlite:///{folder / 'rotin.sqlite'}") as store:
        return {run.source: run for run in store.runs() if run.outcome is not RunOutcome.RUNNING}


def test_it_reads_what_is_due_refuses_a_second_and_a_bad_configuration_and_stops_when_told(folder: Path) -> None:
    sites = [site for site in province() if site.habit in {Habit.ATOM, Habit.BROKEN}]
    with serve(sites, datetime.now(UTC)) as served:
        configure(folder, served, [], App())
        with running(folder) as daemon:
            wait_for(lambda: len(ended(folder)) == 2, daemon, folder)
            runs = ended(folder)
            assert runs["bao-hong"].outcome is RunOutcome.EMPTY
            assert runs["phap-luat-ngay-nay"].outcome in {RunOutcome.SUCCEEDED, RunOutcome.PARTIAL}
            assert runs["phap-luat-ngay-nay"].tally.stored > 0

            second = subprocess.run(COMMAND, cwd=folder, capture_output=True, text=True, check=False)
            assert second.returncode == 3, second.stderr
            assert str(daemon.pid) in second.stderr

            sources = yaml.safe_load((folder / "sources.yaml").read_text(encoding="utf-8"))
            sources["sources"][0]["robots"] = "ignore"
            (folder / "sources.yaml").write_text(yaml.safe_dump(sources), encoding="utf-8")
            log = folder / "log"
            wait_for(lambda: "reload_refused" in log.read_text(encoding="utf-8"), daemon, folder)
            assert daemon.poll() is None
            assert f"{folder / 'sources.yaml'}:" in log.read_text(encoding="utf-8")

            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait(PATIENCE) == 0
    assert not (folder / "rotin.pid").exists()
    for words in ("cảnh sát điều tra", "pháo nổ"):
        assert words not in (folder / "log").read_text(encoding="utf-8"), "no text of an item in the log"


def test_the_newest_digest_tells_when_the_last_one_was_due(tmp_path: Path) -> None:
    at = datetime(2026, 11, 21, 7, tzinfo=ZONE)
    assert last_digest(tmp_path, at.time()) is None
    future = datetime.now(ZONE).date() + timedelta(days=9)
    for name in ("rotin-2026-11-20.html", "rotin-2026-11-19.html", f"rotin-{future}.html", "rotin-x.html"):
        (tmp_path / name).touch()
    assert last_digest(tmp_path, at.time()) == at - timedelta(days=1)


def test_a_run_is_shown_as_json(rotin) -> None:
    said = rotin("crawl", "bao-thu", "--json")
    assert said.code == 6, "bao.example does not exist"
    assert json.loads(said.out)["outcome"] == "failed"
