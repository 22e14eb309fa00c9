"""What a list named is read in the end, whatever becomes of a run and of the list; and nothing is read twice."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers import limits
from crawlers.settle import MAX_TRIES
from storage import open_store

ROOT = Path(__file__).resolve().parents[2]
RUNNER = Path(__file__).parent / "kept_crawl.py"


def item(link: str, title: str = "Lũ trên sông Bằng", text: str = "Nước đang lên.") -> str:
    return f"<item><title>{title}</title><link>{link}</link><description>{text}</description></item>"


def waited(site, *paths: str, **more: Any) -> list[dict[str, Any]]:
    return [{"link": f"{site.url}{path}", "title": "Lũ trên sông Bằng", **more} for path in paths]


def paths(site) -> list[str]:
    return [path for path in site.paths if path.endswith(".html")]


class TestOneRun:
    def test_what_waits_is_read_after_what_the_list_names_now(self, site, crawl):
        site.feed(item("/moi.html"))
        for path in ("/moi.html", "/cu.html"):
            site.article(path)
        found = crawl(waiting=waited(site, "/cu.html", "/moi.html"))
        assert paths(site) == ["/moi.html", "/cu.html"]
        assert (found.report["outcome"], found.report["entries"]) == ("succeeded", 2)
        assert found.waiting == [], "what waits already is not kept again"

    def test_an_unchanged_list_does_not_keep_it_waiting(self, site, crawl):
        site.pages["/rss"] = site.answer(304)
        site.article("/cu.html")
        found = crawl(visit={"etag": '"1"'}, waiting=waited(site, "/cu.html"))
        assert [one["article"]["url"] for one in found.readings] == [f"{site.url}/cu.html"]
        assert (found.report["outcome"], found.report["entries"], len(found.visits)) == ("succeeded", 1, 0)

    def test_as_much_is_read_as_a_run_may_and_the_rest_is_no_item_of_it(self, site, crawl):
        site.pages["/rss"] = site.answer(304)
        for number in range(3):
            site.article(f"/{number}.html")
        found = crawl(
            declared={"limits": {"pages": 2}},
            visit={"etag": '"1"'},
            waiting=waited(site, "/0.html", "/1.html", "/2.html"),
        )
        assert (len(found.readings), found.reasons, found.report["entries"]) == (2, [], 2)

    def test_what_failed_before_keeps_nobody_waiting(self, site, crawl):
        site.feed(*(item(f"/hong{number}.html") for number in range(3)), item("/moi.html"))
        for number in range(3):
            site.pages[f"/hong{number}.html"] = site.answer(500, "hỏng")
        site.article("/moi.html")
        site.article("/cu.html")
        failed = waited(site, *(f"/hong{number}.html" for number in range(3)), tries=2)
        found = crawl(waiting=[*failed, *waited(site, "/cu.html")])
        assert paths(site)[:2] == ["/moi.html", "/cu.html"]
        assert len(found.readings) == 2
        assert found.reasons == ["unread"] * 3, "their summaries were told when they failed first"

    def test_a_page_that_fails_for_good_is_settled(self, site, crawl):
        site.pages["/rss"] = site.answer(304)
        site.pages["/hong.html"] = site.answer(500, "hỏng")
        found = crawl(visit={"etag": '"1"'}, waiting=waited(site, "/hong.html", tries=MAX_TRIES - 1))
        assert [(one["kind"], one["reason"], one["settles"]) for one in found.items] == [
            ("Passed", "given_up", [f"{site.url}/hong.html"])
        ]
        again = crawl(visit={"etag": '"1"'}, waiting=waited(site, "/hong.html", tries=MAX_TRIES - 2))
        assert [one["kind"] for one in again.items] == ["Passed", "Waiting"]
        assert again.items[0]["settles"] == []
        assert again.items[1]["found"][0]["tries"] == MAX_TRIES - 1

    def test_more_than_may_wait_is_counted_and_the_list_is_not_noted_as_read(self, site, crawl):
        site.feed(*(item(f"/{number}.html", title=f"Tin {number}") for number in range(4)))
        for number in range(4):
            site.article(f"/{number}.html")
        others = waited(site, *(f"/cho-{number}.html" for number in range(limits.WAITING - 2)))
        found = crawl(declared={"limits": {"pages": 1}}, waiting=others)
        assert found.waiting == [f"{site.url}/{number}.html" for number in range(2)]
        assert found.reasons == ["over_page_limit", "frontier_full", "frontier_full"]
        assert found.visits == []

    def test_an_entry_whose_article_another_page_declared_its_own_is_not_lost(self, site, crawl):
        site.feed(item("/a.html"), item("/b.html", title="Hai"))
        site.article("/a.html", extra='<link rel="canonical" href="/b.html">')
        site.article("/b.html", title="Hai")
        found = crawl()
        assert [one["article"]["url"] for one in found.readings] == [f"{site.url}/b.html"]
        assert (found.reasons, paths(site)) == (["duplicate"], ["/a.html"])


Run = Callable[..., int]


@pytest.fixture(scope="module")
def runner() -> Iterator[subprocess.Popen[str]]:
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    with subprocess.Popen(
        [sys.executable, str(RUNNER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        yield process
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def run(site, runner, tmp_path) -> Run:
    """Crawl into the store; ``after`` seconds the crawl is killed. Return how it ended."""

    def one(*, after: float | None = None, pages: int = 100) -> int:
        declaration = {
            "id": "bao-thu", "name": "Báo Thử", "publisher": "Báo Thử", "kind": "feed", "url": f"{site.url}/rss",
            "every": "15m", "welcome": "máy chủ của bài thử", "checked": "unverified live", "limits": {"pages": pages},
        }  # fmt: skip
        store = str(tmp_path / "kho.sqlite")
        told = {"source": declaration, "inward": [["127.0.0.1", site.port]], "store": store, "after": after}
        assert runner.stdin
        assert runner.stdout
        print(json.dumps(told), file=runner.stdin, flush=True)
        return int(runner.stdout.readline())

    return one


def kept(folder: Path) -> tuple[set[str], set[str], set[str]]:
    """Return the names of the articles that are stored, of those that wait, and of those that are settled."""
    names = [f"{letter}{number}" for letter in "ab" for number in range(12)]
    with open_store(str(folder / "kho.sqlite")) as store:
        links = {link: link.rpartition("/")[2].removesuffix(".html") for link in all_links(store, names)}
        articles = {links.get(article.url, "?") for article in store.articles()}
        waiting = {links[found.link] for found in store.waiting("bao-thu", limit=99)}
        settled = {links[link] for link in store.known("bao-thu", list(links))}
    return articles, waiting, settled


def all_links(store, names: list[str]) -> list[str]:
    base = next((one.url for one in store.articles()), None) or next(
        (one.link for one in store.waiting("bao-thu", limit=1)), "http://127.0.0.1/a0.html"
    )
    return [f"{base.rpartition('/')[0]}/{name}.html" for name in names]


def offer(site, letter: str) -> None:
    site.feed(
        *(item(f"/{letter}{number}.html", title=f"Tin {letter}{number}") for number in range(12)), ETag=f'"{letter}"'
    )
    plain = site.pages["/rss"]
    site.pages["/rss"] = lambda handler, _: (
        site.answer(304) if handler.headers["If-None-Match"] == f'"{letter}"' else plain
    )


def test_what_left_its_list_before_its_turn_is_read_all_the_same(site, run, tmp_path):
    for letter in "ab":
        for number in range(12):
            site.article(f"/{letter}{number}.html", title=f"Tin {letter}{number}")
    offer(site, "a")
    assert run(pages=5) == 0
    assert [len(names) for names in kept(tmp_path)] == [5, 7, 5]
    offer(site, "b")
    assert run(pages=5) == 0
    assert [len(names) for names in kept(tmp_path)] == [10, 14, 10]
    for _ in range(3):
        assert run(pages=5) == 0
    assert [len(names) for names in kept(tmp_path)] == [24, 0, 24]
    assert max(Counter(paths(site)).values()) == 1


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_instant_nothing_is_lost_and_nothing_read_twice(site, run, tmp_path, seed):
    chance = random.Random(seed)

    def slowly(page: Any) -> Any:
        def answer(_handler, _before):
            time.sleep(0.02)
            return page

        return answer

    for letter in "ab":
        for number in range(12):
            site.article(f"/{letter}{number}.html", title=f"Tin {letter}{number}")
            site.pages[f"/{letter}{number}.html"] = slowly(site.pages[f"/{letter}{number}.html"])
    kills = 0
    offer(site, "a")
    for round_ in range(8):
        ended = run(after=chance.uniform(0.05, 0.7))
        kills += ended != 0
        articles, waiting, settled = kept(tmp_path)
        assert articles == settled, "what is settled is stored, and what is stored is settled"
        assert not waiting & settled
        if len(waiting | settled) >= 12 and round_ >= 3:
            offer(site, "b")  # from now on no list names what the first one named
    assert run() == 0
    offer(site, "b")
    assert run() == 0
    assert kills > 0
    assert [len(names) for names in kept(tmp_path)] == [24, 0, 24]
    read = Counter(paths(site))
    assert sum(count - 1 for count in read.values()) <= kills, "only what was in flight is read again"
