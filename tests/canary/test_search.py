"""The search itself: what is planted, in every form and every kind of file, is found, and nothing else is."""

import bz2
import gzip
import io
import json
import lzma
import random
import shutil
import sqlite3
import subprocess
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

WORD, LINK, NUMBER = "Kằnxbtsở Đ0417", "https://kanari07.example/a?b=ệ", "281474976712345678"
WORDS = (WORD, LINK, NUMBER)
NOISE = bytes(range(256)) * 3


def as_zip(data: bytes) -> bytes:
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("xl/sharedStrings.xml", data)
        return file.getvalue()


def bare(data: bytes) -> bytes:
    return flushed(zlib.compressobj(9, zlib.DEFLATED, -15), data)


def flushed(packer: Any, data: bytes) -> bytes:
    return bytes(packer.compress(data) + packer.flush())


def zstd(data: bytes) -> bytes:
    return subprocess.run(["zstd", "-qc"], input=data, capture_output=True, check=True).stdout


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "zlib": zlib.compress,
    "zlib-small": lambda data: flushed(zlib.compressobj(1, zlib.DEFLATED, 9), data),
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, format=lzma.FORMAT_ALONE),
    "zip": as_zip,
    "twice": lambda data: gzip.compress(NOISE + zlib.compress(data)),
    "cut": lambda data: gzip.compress(data + random.Random(1).randbytes(3_000))[:-700],
    "zstd": zstd,
}


@pytest.fixture(scope="module")
def every(searching: ModuleType) -> dict[str, dict[bytes, str]]:
    return {word: searching.written(word) for word in WORDS}


@pytest.mark.parametrize("packer", PACKERS)
def test_every_form_is_found_in_every_stream(searching: ModuleType, every, packer: str, tmp_path: Path) -> None:
    if packer == "zstd" and not shutil.which("zstd"):
        pytest.skip("no zstd program here: such a stream would be reported as unopened")
    search, file = searching.Search(WORDS), tmp_path / "planted"
    forms = [(word, data, form) for word, ways in every.items() for data, form in ways.items()]
    assert len(forms) > 300
    alone = forms if packer == "plain" else forms[:: 1 if packer == "zlib" else 9]
    for word, data, form in alone:
        file.write_bytes(NOISE + PACKERS[packer](NOISE + data + NOISE) + NOISE)
        assert word in searching.words_of(list(search.in_file(file))), f"{form} in {packer}"


def test_deflate_without_a_head_is_found_where_it_is_the_whole_file(searching: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(bare(NOISE + WORD.encode()))
    assert searching.words_of(searching.Search(WORDS).below(tmp_path)) == {WORD}


def test_base64_is_found_wherever_it_begins(searching: ModuleType, tmp_path: Path) -> None:
    import base64  # noqa: PLC0415 - of this test alone

    for before in range(7):
        for after in range(4):
            (tmp_path / "x").write_bytes(base64.b64encode(b"x" * before + WORD.encode() + b"y" * after))
            assert WORD in searching.words_of(searching.Search(WORDS).below(tmp_path)), (before, after)


def test_names_and_links_are_looked_at(searching: ModuleType, tmp_path: Path) -> None:
    (tmp_path / f"a-{WORD}").touch()
    (tmp_path / "deep" / searching.folded(WORD)).mkdir(parents=True)
    (tmp_path / "link").symlink_to(f"/nowhere/{NUMBER}")
    assert len(searching.Search(WORDS).below(tmp_path)) >= 3
    assert searching.words_of(searching.Search(WORDS).below(tmp_path)) == {WORD, NUMBER}


@pytest.mark.parametrize("journal", ["delete", "wal", "truncate"])
def test_a_database_is_looked_at_with_its_free_pages_and_its_journal(
    searching: ModuleType, tmp_path: Path, journal: str
) -> None:
    """A row deleted is still there in the bytes unless it is overwritten: the search must see it."""
    path = tmp_path / "x.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA journal_mode={journal}")
    connection.execute("PRAGMA secure_delete=off")
    connection.execute("CREATE TABLE t (x TEXT, y BLOB, z INTEGER)")
    rows = [(f"{n}{WORD}", unicodedata.normalize("NFD", WORD).encode("utf-16-le"), int(NUMBER)) for n in range(200)]
    connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
    search = searching.Search(WORDS)
    assert searching.words_of(search.below(tmp_path, most=9999)) == {WORD, NUMBER}
    connection.execute("DELETE FROM t")
    assert connection.execute("PRAGMA freelist_count").fetchone()[0]
    assert WORD in searching.words_of(search.below(tmp_path, most=9999))
    connection.close()


def test_nothing_is_found_where_nothing_is(searching: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(json.dumps({"a": "Kằnxbtsở Đ0418", "b": 1}).encode() + zlib.compress(NOISE) + NOISE)
    assert searching.Search(WORDS).below(tmp_path) == []


def test_what_cannot_be_opened_for_want_of_a_program_is_told(
    searching: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "x").write_bytes(b"\x28\xb5\x2f\xfd" + NOISE)
    search = searching.Search(WORDS)
    search.below(tmp_path)
    assert search.unopened
