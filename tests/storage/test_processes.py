"""Several processes on one store, and processes that end without a word."""

import random
import time
from subprocess import Popen

import pytest

from errors import StoreError
from storage import open_store
from storage.base import Put, Retention

WORKERS = 4


def finish(process: Popen[str]) -> list[str]:
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, out
    return str(out).split()


def test_a_store_is_made_once_however_many_begin_it(start, url):
    for process in [start("put", worker, 5) for worker in range(WORKERS)]:
        assert len(finish(process)) == 5
    with open_store(url) as store:
        assert store.counts()["articles"] == 5 * WORKERS


def test_writers_at_once_lose_nothing_and_are_never_locked_out(start, url):
    open_store(url).close()
    acknowledged = [finish(process) for process in [start("put", worker, 100) for worker in range(WORKERS)]]
    with open_store(url) as store:
        assert {article.id for article in store.articles()} == {id_ for ids in acknowledged for id_ in ids}
        (sighting,) = store.sightings()
        assert sighting.articles == 100 * WORKERS
        assert len(store.search("đèo ngập sâu", limit=999)) == 100 * WORKERS


def test_no_update_is_lost(start, url, make_article):
    with open_store(url) as store:
        store.put_article(make_article(source="sổ đếm", text="0"))
        for process in [start("add", worker, 25) for worker in range(WORKERS)]:
            assert finish(process) == ["done"]
        (shared,) = store.articles(source="sổ đếm")
        assert shared.text == str(25 * WORKERS)
        assert store.counts()["articles"] == 1 + 25 * WORKERS


@pytest.mark.parametrize("seed", range(4))
def test_what_was_acknowledged_outlives_kill(start, url, sql, seed):
    process = start("put", "a", 100_000)
    acknowledged = [process.stdout.readline().strip()]
    until = time.monotonic() + random.Random(seed).uniform(0, 0.3)
    while time.monotonic() < until:
        acknowledged.append(process.stdout.readline().strip())
    process.kill()
    acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
    with open_store(url) as store:
        assert sql(store, "PRAGMA integrity_check") == [("ok",)]
        kept = {article.id for article in store.articles()}
        assert len(acknowledged) > 1
        assert kept >= set(acknowledged)
        assert len(kept) <= len(acknowledged) + 1  # the one that was being acknowledged
        assert next(store.sightings()).articles == len(kept)
        assert len(store.search("đèo", limit=999_999)) == len(kept)


def test_a_purge_lets_writers_pass(start, url, make_article, noon):
    with open_store(url) as store:
        with store.transaction():
            for number in range(600):
                store.put_article(make_article(number, fetched=noon.replace(year=2024)))
        process = start("put", "a", 100_000)
        process.stdout.readline()
        began = time.monotonic()
        assert store.purge(Retention(), now=noon)["articles"] == 600
        lasted = time.monotonic() - began
        kept = store.counts()["articles"]
        assert kept > 2 * lasted
        process.kill()


def test_a_full_disk_is_told_and_what_was_acknowledged_stays(start, url, sql):
    process = start("cramped", "a", 100_000, 200)
    out, _ = process.communicate(timeout=60)
    acknowledged, told = out.split("error: ")
    assert process.returncode == StoreError.exit_code
    assert "over quota" in told
    with open_store(url) as store:
        assert [article.id for article in store.articles()] == acknowledged.split()
        assert store.counts()["articles"] > 10
        assert sql(store, "PRAGMA integrity_check") == [("ok",)]


def test_a_store_that_may_grow_no_more_takes_back_the_whole_transaction(file, make_article, sql):
    with open_store(str(file)) as store:
        store.put_article(make_article(1))
        pages = sql(store, "PRAGMA page_count")[0][0]
        sql(store, f"PRAGMA max_page_count={pages + 20}")
        big = "nước lên nhanh " * 20_000
        with pytest.raises(StoreError, match="disk is full"):
            store.put_article(make_article(2, text=big))
        with pytest.raises(StoreError, match="taken back"), store.transaction():  # noqa: PT012 - fails at its end
            store.put_article(make_article(3))
            with pytest.raises(StoreError, match="disk is full"):
                store.put_article(make_article(4, text=big))
        with pytest.raises(StoreError, match="taken back"), store.transaction():  # noqa: PT012 - as above
            with pytest.raises(StoreError), store.transaction():
                store.put_article(make_article(5, text=big))
            store.put_article(make_article(6))
        assert [article.url[-1] for article in store.articles()] == ["1"]
        sql(store, "PRAGMA max_page_count=1073741823")
        assert store.put_article(make_article(2, text=big)) is Put.NEW
        assert len(store.search("cong an")) == 2
