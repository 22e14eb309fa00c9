"""Keys live in memory, or nowhere."""

import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door import Ring
from errors import StoreError
from records import ZONE
from storage.keys import FILE, as_text, from_text, is_memory, open_ring, runtime_folder

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
WINDOW = timedelta(hours=72)
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the one tmpfs every Linux has


@pytest.fixture
def memory() -> Iterator[Path]:
    with TemporaryDirectory(dir=SHARED_MEMORY) as folder:
        yield Path(folder)


def test_a_ring_is_kept_for_its_owner_alone_and_found_again(memory: Path) -> None:
    kept = open_ring(memory / "rotin", now=NOW, window=WINDOW)
    path = memory / "rotin" / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert open_ring(memory / "rotin", now=NOW + timedelta(hours=1), window=WINDOW) == kept


def test_a_ring_turns_when_it_is_opened_a_window_later(memory: Path) -> None:
    first = open_ring(memory, now=NOW, window=WINDOW).ring
    second = open_ring(memory, now=NOW + WINDOW, window=WINDOW).ring
    assert second.keys[1:] == first.keys
    assert open_ring(memory, now=NOW + WINDOW, window=WINDOW).ring == second


@pytest.mark.parametrize("torn", [b"", b"{", b'{"keys": []}', b'{"keys": [{"secret": "?", "born": "x"}]}', b"\xff"])
def test_a_torn_file_is_replaced(memory: Path, torn: bytes) -> None:
    (memory / FILE).write_bytes(torn)
    (memory / FILE).chmod(0o600)
    kept = open_ring(memory, now=NOW, window=WINDOW)
    assert open_ring(memory, now=NOW, window=WINDOW) == kept


def test_a_key_others_could_read_is_no_longer_used(memory: Path) -> None:
    kept = open_ring(memory, now=NOW, window=WINDOW)
    (memory / FILE).chmod(0o644)
    assert open_ring(memory, now=NOW, window=WINDOW).ring.keys != kept.ring.keys
    assert stat.S_IMODE((memory / FILE).stat().st_mode) == 0o600


def test_without_a_folder_a_ring_is_of_this_process_alone() -> None:
    one, two = (open_ring(None, now=NOW, window=WINDOW) for _ in range(2))
    assert one.folder is None
    assert one.ring != two.ring


def test_only_a_folder_in_memory_is_taken(memory: Path, tmp_path: Path) -> None:
    assert is_memory(memory / "not" / "there")
    assert runtime_folder(memory, {}) == memory
    assert runtime_folder(None, {"XDG_RUNTIME_DIR": str(memory)}) == memory / "rotin"
    assert runtime_folder(None, {"RUNTIME_DIRECTORY": f"{memory}:/else"}) == memory
    assert runtime_folder(None, {}) is None
    if not is_memory(tmp_path):  # on most machines /tmp is a disk
        assert runtime_folder(tmp_path, {"XDG_RUNTIME_DIR": str(memory)}) is None, "what was asked for, or nothing"


def test_a_folder_on_a_disk_that_leads_into_memory_counts_as_memory(memory: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(memory)
    assert is_memory(tmp_path / "link")


def test_a_folder_that_cannot_be_made_is_told(memory: Path) -> None:
    (memory / "file").write_text("x")
    with pytest.raises(StoreError, match="ROTIN_RUNTIME"):
        open_ring(memory / "file" / "rotin", now=NOW, window=WINDOW)


@given(st.integers(0, 400))
def test_a_ring_is_the_same_after_a_pipe(hours: int) -> None:
    ring = Ring.made(NOW).turned(NOW + timedelta(hours=hours), WINDOW)
    assert from_text(as_text(ring)) == ring


@pytest.mark.parametrize("text", ["", "[]", "null", '{"keys": 1}', '{"keys": [1]}'])
def test_what_is_no_ring_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(ValueError, match="not a ring"):
        from_text(text)
