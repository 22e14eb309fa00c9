"""Opening a store: which one is meant, and what is said when it cannot be."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from errors import StoreError
from records import Article
from storage import open_store
from words import Language


def test_a_bare_path_and_both_urls_mean_the_same_file(tmp_path, monkeypatch, make_article):
    monkeypatch.chdir(tmp_path)
    with open_store("data/rotin.db") as store:
        store.put_article(make_article())
    for url in ("sqlite:///data/rotin.db", f"sqlite:///{tmp_path}/data/rotin.db", f"{tmp_path}/data/rotin.db"):
        with open_store(url, create=False) as store:
            assert store.counts()["articles"] == 1


@pytest.mark.parametrize("url", ["elasticsearch://kho.example", "sqlite://data", "sqlite:///", "", "http:///x", "a\0b"])
def test_what_names_no_store_is_told_what_there_is(url):
    with pytest.raises(StoreError, match="there is SQLite: sqlite:///"):
        open_store(url)


def test_nothing_is_made_where_nothing_was_asked_for(file):
    with pytest.raises(StoreError, match="there is no store"):
        open_store(str(file), create=False)
    assert list(file.parent.iterdir()) == []


def test_what_the_file_promises(file, make_article, sql):
    with open_store(str(file)) as store:
        store.put_article(make_article())

        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "auto_vacuum", "temp_store")
        assert [sql(store, f"PRAGMA {name}")[0][0] for name in names] == ["wal", 2, 1, 1, 2, 2]


def a_store(file: Path, make_article: Callable[[int], Article]) -> None:
    with open_store(str(file)) as store:
        for number in range(50):
            store.put_article(make_article(number))


def test_an_empty_file_is_not_taken_for_a_new_store(file):
    file.touch()
    assert "half-copied" in refusal(file)
    assert file.stat().st_size == 0


def test_a_foreign_file_is_refused_and_left_alone(file):
    file.write_text("Đây là một tệp văn bản bình thường.\n" * 100)
    before = file.read_bytes()
    assert "not a store, or damaged" in refusal(file)
    assert file.read_bytes() == before


def test_a_foreign_database_is_refused_and_left_alone(file):
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE articles (title)")
    connection.close()
    before = file.read_bytes()
    assert "not a store of Rõ Tin" in refusal(file)
    assert file.read_bytes() == before


def test_a_folder_is_refused(file):
    file.mkdir()
    assert refusal(file)


def test_a_truncated_file_is_refused(file, make_article):
    a_store(file, make_article)
    whole = file.read_bytes()
    for size in (100, 4096, len(whole) // 2):
        file.write_bytes(whole[:size])
        assert refusal(file)


def test_damage_met_while_reading_is_told_with_what_to_do(file, make_article):
    a_store(file, make_article)
    whole = bytearray(file.read_bytes())
    whole[8192:] = os.urandom(len(whole) - 8192)
    file.write_bytes(whole)
    with pytest.raises(StoreError, match="rotin store restore"), open_store(str(file)) as store:  # noqa: PT012 - anywhere
        list(store.articles())
        store.search("công an")
        store.put_article(make_article(99))


def test_a_row_that_is_not_ours_is_damage_and_its_text_is_not_told(file, make_article):
    a_store(file, make_article)
    raw = sqlite3.connect(file, isolation_level=None)
    raw.execute("UPDATE articles SET extent = 'half', title = 'Bí mật'")
    raw.close()
    with open_store(str(file)) as store, pytest.raises(StoreError, match="content cannot be read") as caught:
        list(store.articles())
    assert "Bí mật" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_text_that_is_not_unicode_is_damage_and_is_not_told(file, make_article):
    a_store(file, make_article)
    raw = sqlite3.connect(file, isolation_level=None)
    raw.execute("UPDATE articles SET title = CAST(x'42c3ad206de1bafe' AS TEXT)")
    raw.close()
    with open_store(str(file)) as store, pytest.raises(StoreError, match="content cannot be read") as caught:
        list(store.articles())
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("made", [True, False])
def test_a_folder_that_may_only_be_read_is_told(tmp_path, make_article, made):
    folder = tmp_path / "khóa"
    folder.mkdir()
    file = folder / "rotin.db"
    if made:
        a_store(file, make_article)
        file.chmod(0o444)
    folder.chmod(0o555)
    message = as_nobody(lambda: refusal(file), tmp_path)
    assert str(file) in message
    assert "may be written to" in message or "check the rights" in message


def refusal(file: Path) -> str:
    """Return what is said when the file cannot be opened, having checked that both languages say it."""
    with pytest.raises(StoreError) as caught:
        open_store(str(file))
    assert caught.value.hint is not None
    assert str(file) in caught.value.in_(Language.VI)
    return str(caught.value)


def as_nobody(work: Callable[[], str], folder: Path) -> str:
    """Return what ``work`` says in a process without the rights of root, who may write anywhere."""
    for parent in (folder, *folder.parents):
        if os.geteuid() == 0 and parent.stat().st_uid == 0 and parent != parent.parent:
            parent.chmod(parent.stat().st_mode | 0o055)
    ours, theirs = os.pipe()
    if (child := os.fork()) == 0:
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            os.write(theirs, work().encode())
        finally:
            os._exit(0)
    os.close(theirs)
    os.waitpid(child, 0)
    with os.fdopen(ours, "rb") as pipe:
        return pipe.read().decode()
