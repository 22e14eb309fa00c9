"""The window in files: what damage, a full disk and a kill do to it, and what its files tell."""

import importlib.util
import os
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE, Popen

import numpy as np
import pytest

from door import Key, Ring
from errors import StoreError
from storage import entries as of
from storage import open_store, open_window
from storage.window import Batch, Window
from storage.window_file import File
from storage.window_table import LEAST, room

CHILD = Path(__file__).with_name("window_child.py")
_spec = importlib.util.spec_from_file_location("window_child", CHILD)
assert _spec is not None
assert _spec.loader is not None
child = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(child)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "window.sqlite"


@pytest.fixture
def start(path: Path) -> Iterator[Callable[..., Popen[str]]]:
    """Start another process that works on the window."""
    running: list[Popen[str]] = []

    def begin(work: str, voice: int, remarks: int = 0) -> Popen[str]:
        process = Popen([sys.executable, CHILD, work, path, str(voice), str(remarks)], stdout=PIPE, text=True)
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def table(path: Path) -> Path:
    return path.with_name(f"{path.name}-{child.KEY.name}")


def opened(path: Path) -> Window:
    return open_window(path, child.RING, child.LIMITS)


# -- damage ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", [b"no database", b"SQLite format 3\0" + bytes(4096)])
def test_a_damaged_file_is_replaced_and_counting_starts_anew(path: Path, damage: bytes) -> None:
    path.write_bytes(damage)
    for expected in (1, 2):
        with opened(path) as window:
            assert set(child.speak(window, expected, 1)) == {expected}
    assert path.stat().st_mode & 0o077 == table(path).stat().st_mode & 0o077 == 0


def test_damage_that_shows_only_when_a_key_goes_is_replaced_too(path: Path) -> None:
    with opened(path) as window:
        for voice in range(200):
            child.speak(window, voice, voice)
    data = bytearray(path.read_bytes())
    data[8192:] = os.urandom(len(data) - 8192)
    path.write_bytes(data)
    later = Ring(keys=(Key(secret=bytes([7]) * 32, born=child.NOW + timedelta(days=30)),))
    with open_window(path, later, child.LIMITS) as window:
        batch = child.remark(1, 1)._replace(key=later.keys[0].name)
        assert window.add([batch], said=[child.HOUR] * child.MOST).max() == 1


@pytest.mark.parametrize("damage", [b"", b"nothing", bytes(room(LEAST)), b"\xff" * room(LEAST)])
def test_a_damaged_table_is_replaced_and_counting_starts_anew(path: Path, damage: bytes) -> None:
    with opened(path) as window:
        child.speak(window, 1, 1)
    table(path).write_bytes(damage)
    with opened(path) as window:
        assert window.anew  # type: ignore[attr-defined]
        assert set(child.speak(window, 2, 1)) == {1}


def test_a_table_whose_writer_was_killed_while_slots_moved_is_not_read(path: Path) -> None:
    with opened(path) as window:
        child.speak(window, 1, 1)
        with table(path).open("r+b") as file:  # as a killed writer leaves it, while others have it open
            file.seek(4 * 8)
            file.write(b"\1")
        assert set(child.speak(window, 2, 1)) == {1}
        assert set(child.speak(window, 3, 1)) == {2}


def test_a_table_that_is_gone_is_made_again(path: Path) -> None:
    with opened(path) as window:
        child.speak(window, 1, 1)
        table(path).unlink()
        assert set(child.speak(window, 2, 1)) == {1}
        assert set(child.speak(window, 3, 1)) == {2}


def test_a_link_in_its_place_is_not_followed(path: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"somebody's")
    table(path).symlink_to(tmp_path / "other")
    with pytest.raises(StoreError):
        opened(path)
    assert (tmp_path / "other").read_bytes() == b"somebody's"


def test_a_store_is_never_taken_for_a_window(tmp_path: Path) -> None:
    path = tmp_path / "rotin.sqlite"
    with open_store(str(path)):
        pass
    with pytest.raises(StoreError):
        opened(path)
    with open_store(str(path)) as store:
        assert set(store.counts().values()) == {0}


def test_tables_of_keys_that_are_gone_are_gone_too(path: Path) -> None:
    with opened(path):
        pass
    stray = path.with_name(f"{path.name}-{'0' * 16}")
    stray.write_bytes(b"left")
    later = Ring(keys=(Key(secret=bytes([7]) * 32, born=child.NOW + timedelta(days=30)),))
    with open_window(path, later, child.LIMITS):
        assert not stray.exists()
        assert not table(path).exists()
        assert sorted(each.name for each in path.parent.iterdir()) == [
            "window.sqlite",
            f"window.sqlite-{later.keys[0].name}",
            "window.sqlite-shm",
            "window.sqlite-wal",
        ]


# -- several processes, and those that end ---------------------------------------------------------------------


def test_processes_at_once_lose_nothing(path: Path, start) -> None:
    processes = [start("talk", voice, 60) for voice in range(3)]
    for process in processes:
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0, out
    with opened(path) as window:
        for about in range(60):
            assert set(child.speak(window, 9, about)) == {4}


@pytest.mark.parametrize("seed", range(4))
def test_what_was_acknowledged_outlives_kill(path: Path, start, seed: int) -> None:
    process = start("talk", 1, 100_000)
    process.stdout.readline()
    time.sleep(random.Random(seed).uniform(0, 0.2))
    process.kill()
    said = 1 + sum(line.endswith("\n") for line in process.stdout)
    process.wait()
    place = File(table(path))
    known = {1} if place.anew else {2}  # killed while slots moved: then all of it starts anew, never a part
    place.close()
    with opened(path) as window:
        for about in range(said):
            assert set(child.speak(window, 2, about)) == known, about
        assert set(child.speak(window, 2, said + 1)) == {1}


@pytest.mark.parametrize("seed", range(4))
def test_no_mark_is_ever_at_an_item_where_nobody_left_it(path: Path, start, seed: int) -> None:
    process = start("crowd", 100, 0)
    process.stdout.readline()
    time.sleep(random.Random(seed).uniform(0, 0.3))
    process.kill()
    process.wait()
    place = File(table(path))
    found = 0
    for item, mark in zip(place.table._items.tolist(), place.table._marks.tolist(), strict=True):
        if item:
            found += 1
            assert of.mark_of(mark) in {of.mark_of(child.mark(item, voice)) for voice in range(100, 107)}
    anew = place.anew  # it was killed while slots moved: then nothing is read at all
    place.close()
    assert anew or found > 100


def test_a_full_disk_is_told_and_what_was_acknowledged_stays(path: Path, start) -> None:
    process = start("cramped", 1, 100_000)
    out, _ = process.communicate(timeout=60)
    acknowledged, told = out.split("error: ")
    assert process.returncode == StoreError.exit_code
    assert "File too large" in told or "over quota" in told
    with opened(path) as window:
        assert len(acknowledged.split()) > 10
        for about in acknowledged.split():
            assert set(child.speak(window, 2, int(about))) == {2}
    assert not list(path.parent.glob(".*part"))


# -- what the files tell --------------------------------------------------------------------------------------


def test_the_table_is_the_same_whatever_came_first_and_whatever_came_together(tmp_path: Path) -> None:
    said = [(voice, about) for voice in range(4) for about in range(60)]
    found = []
    for name, order in (("one", said), ("other", said[::-1]), ("third", random.Random(1).sample(said, len(said)))):
        path = tmp_path / name / "window.sqlite"
        with opened(path) as window:
            if name == "third":
                batches = [child.remark(*each) for each in order]
                items, marks = (np.concatenate([getattr(each, of_) for each in batches]) for of_ in ("items", "marks"))
                window.add([Batch(child.KEY.name, items, marks)], said=[child.HOUR] * len(items))
            for voice, about in order if name != "third" else ():
                child.speak(window, voice, about)
            window.expire(now=child.HOUR)
        place = File(table(path))
        with opened(path) as window:  # tables of a length, that of what they hold
            place.renew(10_000, since=0)
            window.close()
        found.append(table(path).read_bytes())
        place.close()
    assert found[0] == found[1] == found[2]


def test_once_swept_the_database_does_not_tell_what_was_written_together(tmp_path: Path) -> None:
    said = [(voice, about) for voice in range(4) for about in range(30)]
    found = []
    for name, order in (("one", said), ("other", said[::-1])):
        path = tmp_path / name / "window.sqlite"
        with opened(path) as window:
            for voice, about in order:
                child.speak(window, voice, about)
            assert path.with_name(f"{path.name}-wal").stat().st_size > 0
            window.expire(now=child.HOUR)
            assert path.with_name(f"{path.name}-wal").stat().st_size == 0
        raw = bytearray(path.read_bytes())
        raw[24:28] = raw[92:96] = raw[40:44] = bytes(4)  # counters of changes, which count transactions
        found.append(bytes(raw))
    assert found[0] == found[1]


def test_what_is_deleted_is_overwritten(path: Path) -> None:
    with opened(path) as window:
        for about in range(50):
            child.speak(window, 1, about)
        window.expire(now=child.HOUR + 73)
        assert window.size().tallied == window.size().items == 0
        number = child.mark(child.remark(0, 3).items.tolist()[0], 1)
    for part in path.parent.iterdir():
        assert of.mark_of(number).to_bytes(8, "big")[:5] not in part.read_bytes()
        assert number.to_bytes(8, "little")[3:] not in part.read_bytes()


def told(window: Window, voice: int, source: str, hour: int) -> None:
    window.tally([child.remark(voice, 1)], said=[hour] * child.MOST, sources=[source] * child.MOST)


def test_a_source_that_no_tally_names_any_more_is_forgotten(path: Path) -> None:
    with opened(path) as window:
        told(window, 1, "nguon-cu", child.HOUR)
        told(window, 2, "nguon-moi", child.HOUR + 72)
        window.expire(now=child.HOUR + 72)
        assert any(b"nguon-cu" in part.read_bytes() for part in path.parent.iterdir()), "it is in the window yet"
        window.expire(now=child.HOUR + 73)
        parts = [part.read_bytes() for part in path.parent.iterdir()]
        assert not any(b"nguon-cu" in part for part in parts)
        assert any(b"nguon-moi" in part for part in parts)


def test_a_source_forgotten_by_another_process_is_not_taken_for_the_next(path: Path) -> None:
    later = child.HOUR + 100
    with opened(path) as window, opened(path) as other:
        told(window, 1, "mot", child.HOUR)
        other.expire(now=later)
        told(other, 2, "hai", later)
        told(window, 3, "mot", later)
        item = int(child.remark(1, 1).items[0])
        found = window.tallied([(child.KEY.name, item)])
        assert {each.source: each.mark for each in found} == {
            "hai": of.mark_of(child.mark(item, 2)),
            "mot": of.mark_of(child.mark(item, 3)),
        }


def test_a_source_of_what_was_taken_back_is_none(path: Path) -> None:
    with opened(path) as window:
        with suppress(KeyError), window.transaction():
            told(window, 1, "mot", child.HOUR)
            raise KeyError
        told(window, 2, "hai", child.HOUR)
        told(window, 3, "mot", child.HOUR)
        found = window.tallied([(child.KEY.name, int(child.remark(1, 1).items[0]))])
        assert sorted(each.source for each in found) == ["hai", "mot"]


def test_a_backup_tool_that_reads_the_file_disturbs_nobody(path: Path) -> None:
    with opened(path) as window:
        child.speak(window, 1, 1)
        reader = sqlite3.connect(path)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM keys").fetchall()
        child.speak(window, 2, 1)
        window.expire(now=child.HOUR)
        assert set(child.speak(window, 3, 1)) == {3}
        reader.close()
