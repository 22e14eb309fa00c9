"""What the store costs: writing articles against writing the same bytes bare, and searching among N of them.

    python benchmarks/store.py                    # 2,000 articles, some twenty seconds
    python benchmarks/store.py --articles 200000  # a year of a busy province

Every ratio is of two measurements of one run on one machine. Texts are made up: words drawn with the frequencies of
speech (Zipf), 600 a text, a title of 12; the seed is fixed.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from records import Article, Indicator, IndicatorKind
from storage import open_store, rows, sqlite_search
from storage.base import Store

START = datetime(2026, 1, 1, tzinfo=UTC)
ONSETS = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x".split()  # noqa: SIM905 - read as a line
RIMES = (
    "a à á ả ạ an án ang áng anh ao áo ay âu ấu ây e em én ế ên i ìn ít o óc oi ông ôi ơ ơn ợp u ụ un ương ướp".split()  # noqa: SIM905 - as above
)
WORDS = [onset + rime for onset in ONSETS for rime in RIMES]  # 920 syllables, some of which nobody says
WEIGHTS = [1 / rank for rank in range(1, len(WORDS) + 1)]
random.Random(0).shuffle(WORDS)
BATCH = 500
COMPARED = 5_000  # articles that are written bare too; the rest is only there to be searched


def make(count: int, chance: random.Random) -> Iterator[Article]:
    drawn = chance.choices(WORDS, WEIGHTS, k=600 * 400)  # texts are cut from one long draw: drawing is slow

    def cut(length: int) -> str:
        begin = chance.randrange(len(drawn) - length)
        return " ".join(drawn[begin : begin + length])

    return (
        Article(
            source=f"nguon-{number % 40}",
            url=f"https://tin.example/{number}",
            title=cut(12),
            text=cut(600),
            published=START + timedelta(minutes=number),
            fetched=START + timedelta(minutes=number),
            indicators=(Indicator(kind=IndicatorKind.PHONE, value=f"+8490000{number % 1000:04}"),),
        )
        for number in range(count)
    )


def clock(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def put_in_batches(store: Store, articles: Sequence[Article]) -> None:
    for begin in range(0, len(articles), BATCH):
        with store.transaction():
            for article in articles[begin : begin + BATCH]:
                store.put_article(article)


def bare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def write_bare(path: Path, sql: Sequence[str], insert: str, values: Sequence[tuple[object, ...]]) -> float:
    connection = bare(path)
    for statement in sql:
        connection.execute(statement)

    def write() -> None:
        for begin in range(0, len(values), BATCH):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(insert, values[begin : begin + BATCH])
            connection.execute("COMMIT")

    took = clock(write)
    connection.close()
    return took


def writing(folder: Path, articles: Sequence[Article], store: Store) -> None:
    count = len(articles)
    for article in articles[:200]:
        sqlite_search.index(article)  # whoever crawls has met the common syllables
    folding = clock(lambda: [sqlite_search.index(article) for article in articles])
    singles = articles[: min(300, count)]
    with open_store(str(folder / "single.db")) as other:
        single = clock(lambda: [other.put_article(article) for article in singles]) / len(singles)
    ours = clock(lambda: put_in_batches(store, articles))
    again = clock(lambda: put_in_batches(store, articles))
    bodies = [rows.article_row(article) for article in articles]
    places = ",".join("?" * len(bodies[0]))
    table = f"CREATE TABLE t ({','.join(f'c{place}' for place in range(len(bodies[0])))})"
    plain = write_bare(folder / "bare.db", [table], f"INSERT INTO t VALUES ({places})", bodies)  # noqa: S608 - our own
    words = [(number, *sqlite_search.index(article)) for number, article in enumerate(articles)]
    fts = ["CREATE VIRTUAL TABLE w USING fts5 (title, text)"]
    indexed = plain + write_bare(folder / "fts.db", fts, "INSERT INTO w (rowid, title, text) VALUES (?, ?, ?)", words)
    store.backup(folder / "copy.db")
    size = (folder / "copy.db").stat().st_size / count
    say("put_article, one by one", f"{1 / single:10,.0f} a second (each synced to the disk)")
    say("put_article, in batches", f"{count / ours:10,.0f} a second")
    say("put_article, the same again", f"{count / again:10,.0f} a second")
    say("bare executemany, same bytes", f"{count / plain:10,.0f} a second   ours is {plain / ours:.2f} of it")
    say("the same with a bare word index", f"{count / indexed:10,.0f} a second   ours is {indexed / ours:.2f} of it")
    say("folding alone", f"{count / folding:10,.0f} a second   {folding / ours:.0%} of our time")
    say("on disk", f"{size:10,.0f} bytes an article")


def searching(store: Store, count: int, chance: random.Random) -> None:
    kinds: dict[str, Callable[[], str]] = {
        "two common words": lambda: " ".join(chance.choices(WORDS[:50], k=2)),
        "two words as they come": lambda: " ".join(chance.choices(WORDS, WEIGHTS, k=2)),
        "a rare word": lambda: chance.choice(WORDS[-300:]),
        "a phrase of two common words": lambda: f'"{" ".join(chance.choices(WORDS[:50], k=2))}"',
    }
    for name, query in kinds.items():
        found, times = 0, []
        for _ in range(count):
            began, asked = time.perf_counter(), query()
            found += len(store.search(asked))
            times.append(time.perf_counter() - began)
        p50, p99 = (sorted(times)[count * part // 100] * 1e3 for part in (50, 99))
        say(f"search: {name}", f"p50 {p50:8.2f} ms   p99 {p99:8.2f} ms   {found / count:.0f} shown")


def say(what: str, result: str) -> None:
    print(f"{what:34} {result}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--searches", type=int, default=200, help="of each kind")
    asked = parser.parse_args()
    chance = random.Random(1)
    articles = make(asked.articles, chance)
    compared = list(islice(articles, COMPARED))
    print(f"{asked.articles:,} articles; SQLite {sqlite3.sqlite_version}, Python {sys.version.split()[0]}", flush=True)
    with tempfile.TemporaryDirectory() as name, open_store(f"{name}/store.db") as store:
        writing(Path(name), compared, store)
        while batch := list(islice(articles, BATCH)):
            put_in_batches(store, batch)
        searching(store, asked.searches, chance)


if __name__ == "__main__":
    main()
