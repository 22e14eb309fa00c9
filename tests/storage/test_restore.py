"""A backup takes the store's place, checked, in one step, and the old one is kept."""

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from errors import BusyError, StoreError
from records import Visit
from storage import files, migrations, open_store
from storage.migrations import Migration, migrate
from storage.restore import restore


@pytest.fixture
def backup(file, tmp_path, make_article):
    """A backup with one article; the store has gone on to two since."""
    with open_store(str(file)) as store:
        store.put_article(make_article(1))
        store.backup(tmp_path / "sao lưu" / "hôm qua.db")
        store.put_article(make_article(2))
    return tmp_path / "sao lưu" / "hôm qua.db"


def count(file: Path) -> int:
    with open_store(str(file), create=False) as store:
        return store.counts()["articles"]


def names(file: Path) -> list[str]:
    return sorted(path.name for path in file.parent.iterdir() if path.is_file())


def test_the_backup_takes_the_place_and_the_old_is_kept(file, backup, noon):
    whole = backup.read_bytes()
    kept = restore(backup, file, now=noon)
    assert kept is not None
    assert kept == file.with_name("rotin.db.before-restore-20261121-120000")
    assert (count(file), count(kept)) == (1, 2)
    assert backup.read_bytes() == whole
    assert names(file) == ["rotin.db", kept.name]
    assert restore(kept, file, now=noon) == kept.with_name(f"{kept.name}-2")
    assert count(file) == 2


def test_a_store_that_is_gone_is_restored_with_its_folder(backup, tmp_path, noon):
    target = tmp_path / "máy mới" / "rotin.db"
    assert restore(backup, target, now=noon) is None
    assert count(target) == 1


def test_a_store_in_use_is_left_alone(file, backup, noon, start):
    process = start("hold")
    process.stdout.readline()
    with pytest.raises(BusyError, match="open in another process"):
        restore(backup, file, now=noon)
    process.kill()
    process.wait()
    assert count(file) == 2
    with open_store(str(file)), pytest.raises(BusyError):
        restore(backup, file, now=noon)
    assert names(file) == ["rotin.db"]


def test_what_a_killed_writer_left_in_the_log_is_kept_with_the_old_store(file, backup, noon, start):
    process = start("put", "a", 100_000)
    ids = [process.stdout.readline().strip() for _ in range(20)]
    process.kill()
    process.wait()
    assert file.with_name("rotin.db-wal").stat().st_size > 0
    kept = restore(backup, file, now=noon)
    assert count(file) == 1
    with open_store(str(kept)) as old:
        assert all(old.article(id_) for id_ in ids)


@pytest.mark.parametrize("damage", [b"", b"hong" * 5000])
def test_a_damaged_store_is_replaced_and_its_log_is_not_replayed(file, backup, noon, damage):
    with open_store(str(file)) as store:
        store.put_visit(Visit(source="a", url="u", fetched=noon))
        log = file.with_name("rotin.db-wal").read_bytes()
    file.write_bytes(damage)
    file.with_name("rotin.db-wal").write_bytes(log)
    kept = restore(backup, file, now=noon)
    assert kept is not None
    assert count(file) == 1
    assert kept.read_bytes().startswith(damage)
    with open_store(str(file)) as store:
        assert store.counts()["visits"] == 0
    if not damage:
        assert kept.with_name(kept.name + "-wal").read_bytes() == log


def test_a_damaged_store_that_is_still_open_is_left_alone(file, backup, noon, start):
    process = start("hold")
    process.stdout.readline()
    damaged = os.open(file, os.O_WRONLY)
    os.pwrite(damaged, b"hong" * 1000, 0)
    os.close(damaged)
    with pytest.raises(BusyError):
        restore(backup, file, now=noon)


@pytest.mark.parametrize("fault", ["missing", "empty", "text", "foreign", "torn", "flipped", "newer"])
def test_what_is_no_sound_backup_of_ours_is_refused(file, backup, noon, monkeypatch, fault):
    spoil(backup, fault, monkeypatch)
    with pytest.raises(StoreError) as caught:
        restore(backup, file, now=noon)
    assert str(backup) in str(caught.value)
    assert count(file) == 2
    assert names(file) == ["rotin.db"]


def spoil(backup: Path, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = backup.read_bytes()
    if fault == "newer":
        with monkeypatch.context() as patch:
            newest = Migration(number=99, name="from the future", statements=())
            patch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, newest))
            migrate(backup)
        return
    backup.unlink()
    if fault == "foreign":
        other = sqlite3.connect(backup)
        other.execute("CREATE TABLE t (x)")
        other.close()
    elif fault != "missing":
        middle = 4096 * (len(whole) // 8192)
        flipped = whole[:middle] + bytes(255 - byte for byte in whole[middle : middle + 4096]) + whole[middle + 4096 :]
        backup.write_bytes(
            {"empty": b"", "text": b"abc" * 999, "torn": whole[: middle + 77], "flipped": flipped}[fault]
        )


def test_an_older_backup_is_restored_and_then_migrated(file, backup, noon, monkeypatch):
    step = Migration(number=len(migrations.MIGRATIONS) + 1, name="next", statements=("CREATE TABLE more (x)",))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, step))
    restore(backup, file, now=noon)
    with pytest.raises(StoreError, match="migrate"):
        count(file)
    migrate(file)
    assert count(file) == 1


def test_a_live_store_of_another_folder_may_be_the_backup(file, tmp_path, noon, make_article):
    with open_store(str(file)) as live:
        live.put_article(make_article())
        target = tmp_path / "khác" / "rotin.db"
        restore(file, target, now=noon)
        live.put_article(make_article(2))
        assert count(target) == 1


def test_one_who_waited_gets_the_store_that_took_the_place(file, backup, noon, monkeypatch):
    """The swap happens when the old file is open already, but not locked yet."""
    kept: list[Path] = []

    def connect_and_swap(*args: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **more)
        monkeypatch.setattr(sqlite3, "connect", connect)
        kept.append(restore(backup, file, now=noon) or file)
        return connection

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", connect_and_swap)
    assert count(file) == 1
    assert [count(path) for path in kept] == [2]


def test_without_hard_links_it_works_by_renaming(file, backup, noon, monkeypatch):
    def refuse(*_) -> None:
        raise OSError

    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    kept = restore(backup, file, now=noon)
    assert kept is not None
    assert kept is not None
    assert (count(file), count(kept)) == (1, 2)
    with pytest.raises(FileExistsError):
        files.put_new(backup, file)
