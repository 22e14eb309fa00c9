"""Files appear whole or not at all."""

import os
from pathlib import Path

import pytest

from digest import Digest, to_csv, to_html, to_xlsx, write
from errors import UsageError
from words import Language


def test_three_files_named_by_the_day(province: Digest, tmp_path: Path) -> None:
    paths = write(province, tmp_path / "ban tin", Language.VI)
    assert [path.name for path in paths] == [f"rotin-2026-11-21.{end}" for end in ("csv", "xlsx", "html")]
    for path, render in zip(paths, (to_csv, to_xlsx, to_html), strict=True):
        assert path.read_bytes() == render(province, Language.VI)
    assert sorted(path.name for path in (tmp_path / "ban tin").iterdir()) == sorted(path.name for path in paths)


def test_again_replaces(province: Digest, nothing: Digest, tmp_path: Path) -> None:
    write(nothing, tmp_path, Language.VI)
    paths = write(province, tmp_path, Language.VI)
    assert paths[0].read_bytes() == to_csv(province, Language.VI)


def test_a_fault_in_the_middle_leaves_the_old_file_and_no_rubbish(
    province: Digest, nothing: Digest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write(nothing, tmp_path, Language.VI)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="No space left") as caught:
        write(province, tmp_path, Language.VI)
    assert caught.value.hint is not None
    assert paths[0].read_bytes() == to_csv(nothing, Language.VI)
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_a_folder_that_cannot_be_is_said_in_words(nothing: Digest, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError):
        write(nothing, tmp_path / "file", Language.VI)


def test_a_digest_between_two_mornings_takes_no_mornings_place(
    province: Digest, nothing: Digest, tmp_path: Path
) -> None:
    morning = write(province, tmp_path, Language.VI)
    between = write(nothing, tmp_path, Language.VI, between=True)
    assert not set(morning) & set(between)
    assert morning[0].read_bytes() == to_csv(province, Language.VI)
    assert between[0].stem == f"rotin-{nothing.until:%Y-%m-%d-%H%M}"
