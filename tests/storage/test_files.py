"""Files that appear whole or not at all."""

import os
import subprocess
import sys

import pytest

from errors import StoreError
from storage import files


def test_what_is_left_unfinished_is_removed(tmp_path):
    target = tmp_path / "a" / "b.db"
    with pytest.raises(KeyboardInterrupt), files.beside(target) as part:  # noqa: PT012 - what it wrote is to go
        part.write_text("nửa chừng")
        part.with_name(part.name + "-wal").write_text("nhật ký")
        raise KeyboardInterrupt
    assert list(target.parent.iterdir()) == []


def test_what_the_killed_left_is_removed_and_what_others_are_writing_is_not(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    target = tmp_path / "b.db"
    left = [f".b.db.{gone.pid}-1.part", f".b.db.{gone.pid}-1.part-journal"]
    kept = [f".b.db.{os.getppid()}-1.part", f".c.db.{gone.pid}-1.part", "b.db"]
    for name in (*left, *kept):
        (tmp_path / name).touch()
    with files.beside(target):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_an_existing_file_is_never_overwritten(tmp_path):
    part, target = tmp_path / "part", tmp_path / "target"
    part.write_text("mới")
    target.write_text("cũ")
    with pytest.raises(FileExistsError):
        files.put_new(part, target)
    assert target.read_text() == "cũ"


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "a").touch()
    with pytest.raises(StoreError, match="cannot write"), files.beside(tmp_path / "a" / "b" / "c.db"):
        pass
