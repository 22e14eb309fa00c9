"""What is purged is gone from the disk, and copies are whole."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from errors import StoreError
from records import Article, Indicator, IndicatorKind
from storage import open_store, sqlite_care, sqlite_search
from storage.base import Retention, Store

CANARY = "Kỳlânxanh"
PHONE = Indicator(kind=IndicatorKind.PHONE, value="+84900000123")


def bytes_on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def index_terms(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, row)")
        return {term for (term,) in connection.execute("SELECT term FROM terms")}


def fill(store: Store, make_article: Callable[..., Article], noon: datetime) -> None:
    """Write 300 old articles with a canary, then 30 new ones, each in its own segment of the index."""
    for number in range(330):
        told: dict[str, Any] = {"title": "Tin", "text": "Nước sông đang rút.", "fetched": noon - timedelta(days=1)}
        if number < 300:
            text = f"{CANARY} {number} " * 5 + "lũ quét " * 100
            told = {"title": f"{CANARY} tin", "text": text, "fetched": noon - timedelta(days=400)}
        store.put_article(make_article(number, indicators=(PHONE,), **told))


def test_purged_text_is_gone_from_every_byte(file, make_article, noon, sql):
    with open_store(str(file)) as store:
        fill(store, make_article, noon)
        found = bytes_on_disk(file.parent)
        assert CANARY.encode() in found
        assert b"kylanxanh" in found
        size = file.stat().st_size
        assert store.purge(Retention(), now=noon)["articles"] == 300
        found = bytes_on_disk(file.parent)
        assert CANARY.encode() not in found
        assert b"kylanxanh" not in found
        assert file.stat().st_size < size / 2
        sql(store, "INSERT INTO words (words) VALUES ('integrity-check')")
        assert len(store.search("nước sông", limit=99)) == 30
        assert sql(store, "PRAGMA freelist_count") == [(0,)]
    assert "kylanxanh" not in index_terms(file)
    assert "quet" not in index_terms(file)
    assert "song" in index_terms(file)


def test_a_purge_pauses_after_each_batch_as_long_as_it_took(file, make_article, noon, monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr("storage.sqlite_care.time.sleep", pauses.append)
    monkeypatch.setattr(sqlite_care, "BATCH", 2)
    with open_store(str(file)) as store:
        for number in range(10):
            store.put_article(make_article(number, fetched=noon - timedelta(days=400)))
        store.purge(Retention(), now=noon)
    assert len(pauses) >= 5
    assert min(pauses) > 0


def test_text_that_was_replaced_is_gone_after_the_next_purge(file, make_article, noon):
    with open_store(str(file)) as store:
        store.put_article(make_article(text=CANARY))
        store.put_article(make_article(text="Đã sửa."))
        store.purge(Retention(), now=noon)
    assert b"kylanxanh" not in bytes_on_disk(file.parent).lower()
    assert "kylanxanh" not in index_terms(file)


def test_a_purge_that_was_killed_is_finished_by_the_next(file, make_article, noon, sql, monkeypatch):
    with open_store(str(file)) as store:
        fill(store, make_article, noon)

        def die(session):
            yield next(real(session))
            raise KeyboardInterrupt

        real = sqlite_search.settle
        with monkeypatch.context() as patch:
            patch.setattr(sqlite_search, "MERGE_PAGES", 1)
            patch.setattr(sqlite_search, "settle", die)
            with pytest.raises(KeyboardInterrupt):
                store.purge(Retention(), now=noon)
        assert sql(store, "SELECT name FROM chores") == [("settling words",)]
        assert store.purge(Retention(), now=noon)["articles"] == 0
        assert sql(store, "SELECT name FROM chores") == []
    assert "kylanxanh" not in index_terms(file)


def test_an_index_of_many_segments_is_settled_to_the_end(file, make_article, noon, monkeypatch):
    """A page at a time, so that the merging takes many steps."""
    monkeypatch.setattr(sqlite_search, "MERGE_PAGES", 1)
    with open_store(str(file)) as store:
        for number in range(60):
            words = " ".join(f"{CANARY}{number * 100 + each}" for each in range(100))
            store.put_article(make_article(number, text=words, fetched=noon - timedelta(days=400 * (number % 2))))
        assert store.purge(Retention(), now=noon)["articles"] == 30
    terms = index_terms(file)
    assert len([term for term in terms if term.startswith("kylanxanh")]) == 30 * 100
    assert "kylanxanh100" not in terms


def test_a_backup_is_taken_while_others_write(start, url, tmp_path):
    process = start("put", "a", 100_000)
    process.stdout.readline()
    with open_store(url) as store:
        before = store.counts()["articles"]
        store.backup(tmp_path / "copy.db")
        process.kill()
    with closing(sqlite3.connect(f"file:{tmp_path / 'copy.db'}?immutable=1", uri=True)) as copy:
        (count,) = copy.execute("SELECT count(*) FROM articles").fetchone()
        assert count >= before
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_damaged_store_makes_no_backup(file, make_article, tmp_path):
    with open_store(str(file)) as store:
        for number in range(50):
            store.put_article(make_article(number))
    raw = bytearray(file.read_bytes())
    middle = 4096 * (len(raw) // 4096 // 2)
    raw[middle : middle + 4096] = b"\xff" * 4096
    file.write_bytes(raw)
    target = tmp_path / "kho" / "copy.db"
    with open_store(str(file)) as store, pytest.raises(StoreError, match=r"damaged|cannot be read"):
        store.backup(target)
    assert list(target.parent.iterdir()) == []


def test_an_orphan_is_damage(file, make_article, phone):
    with open_store(str(file)) as store:
        store.put_article(make_article(indicators=(phone,)))
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute("DELETE FROM articles")
        with pytest.raises(StoreError, match="cannot be read"):
            sqlite_care.verify(raw, file)
