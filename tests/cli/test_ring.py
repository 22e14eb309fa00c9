"""The ring of a process and its children: made once, handed on, gone with them."""

import io
import stat
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cli.ring import MAX_LINE, Keeper, sweep
from door import Ring
from records import ZONE
from storage import open_window
from storage.keys import as_text
from storage.window import Limits

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
SPAN = timedelta(hours=72)
ROOT = Path(__file__).resolve().parents[2]


def test_a_ring_is_made_once_for_all_threads_and_turned_as_time_passes() -> None:
    keeper = Keeper()
    found: list[Ring] = []
    threads = [threading.Thread(target=lambda: found.append(keeper.ring(NOW, SPAN))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(ring) for ring in found}) == 1
    later = keeper.ring(NOW + SPAN, SPAN)
    assert later.keys[1:] == found[0].keys
    assert keeper.ring(NOW + 2 * SPAN + timedelta(hours=7), SPAN).keys[-1].born > NOW


def test_a_child_takes_over_ring_and_window_and_each_child_the_same(tmp_path: Path) -> None:
    parent, child = Keeper(), Keeper()
    with parent.shared(tmp_path, now=NOW):
        child.take(io.BytesIO(parent.hand_on(NOW, SPAN)), parent.name)
        assert child.ring(NOW, SPAN) == parent.ring(NOW, SPAN)
        assert child.window(tmp_path) == parent.window(tmp_path) is not None


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (b"", "0" * 16), (b"\n", "0" * 16), (b"\xff\xfe\n", "0" * 16), (b'{"keys": []}\n', "0" * 16),
        (b"x" * 3 * MAX_LINE, "0" * 16), (b"ring", ""), (b"ring", "../../etc/x"), (b"ring", "A" * 16),
    ],
)  # fmt: skip
def test_a_child_that_is_given_something_else_counts_for_itself(tmp_path: Path, given: bytes, name: str) -> None:
    ring = Ring.made(NOW)
    keeper = Keeper()
    keeper.take(io.BytesIO(as_text(ring).encode() + b"\n" if given == b"ring" else given), name)
    assert keeper.window(tmp_path) is None
    assert keeper.ring(NOW, SPAN) != ring


def test_the_window_goes_with_its_process_and_that_of_one_that_was_killed_with_the_next(tmp_path: Path) -> None:
    with Keeper().shared(tmp_path, now=NOW):
        code = (
            "import os, pathlib, datetime; from cli.ring import Keeper\n"
            f"folder = pathlib.Path({str(tmp_path)!r}); keeper = Keeper(); now = datetime.datetime.now(datetime.UTC)\n"
            "held = keeper.shared(folder, now=now); held.__enter__(); keeper.window(folder).touch()\n"
            "os.kill(os.getpid(), 9)"
        )
        assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == -9
        assert len(list(tmp_path.glob("window-*.lock"))) == 2
        sweep(tmp_path)
        assert len(list(tmp_path.glob("window-*.lock"))) == 1, "ours is in use, that of the killed is not"
        assert list(tmp_path.glob("window-*.sqlite")) == []
    assert list(tmp_path.iterdir()) == []


def test_the_window_is_for_its_owner_alone_and_goes_even_if_the_process_fails(tmp_path: Path) -> None:
    keeper = Keeper()

    def count_and_fail() -> None:
        with keeper.shared(tmp_path, now=NOW):
            path = keeper.window(tmp_path)
            assert path is not None
            with open_window(path, keeper.ring(NOW, SPAN), Limits()):
                assert stat.S_IMODE(path.stat().st_mode) == 0o600
            raise OSError("gone wrong")

    with pytest.raises(OSError, match="gone wrong"):
        count_and_fail()
    assert list(tmp_path.iterdir()) == []
    assert keeper.window(tmp_path) is None


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_memory_is_kept_out_of_core_dumps_and_from_other_processes() -> None:
    code = (
        "import ctypes, resource; from storage.keys import guard_memory; guard_memory()\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert said == "0 (0, 0)\n"
