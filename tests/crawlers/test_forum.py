"""A forum's feed: threads are what individuals wrote, and so only remarks come of them."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from crawlers.families.forum import own_text
from door import Door, Key, Ring
from records import ZONE, on_the_hour

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)
AT = NOW - timedelta(hours=2)
DOOR = Door(Ring(keys=(Key(secret=bytes(32), born=NOW),)))
RSS = {"Content-Type": "application/rss+xml; charset=utf-8", "ETag": '"7"'}
PATH = "/forums/chuyen.4/index.rss"


@pytest.fixture
def network(standin: Callable[[str], ModuleType]) -> ModuleType:
    return standin("forum")


@pytest.fixture
def listen(crawl: Callable[..., Any], site: Any) -> Callable[..., Any]:
    def run(body: str | bytes = "", status: int = 200, *, headers: dict[str, str] | None = None, **told: Any) -> Any:
        site.pages[PATH] = site.answer(status, body, RSS if headers is None else headers)
        return crawl(declared={"kind": "forum", "url": f"{site.url}{PATH}"}, **told)

    return run


def remarks(result: Any) -> list[dict[str, Any]]:
    return [remark for item in result.items for remark in item.get("remarks", ())]


def test_a_thread_becomes_a_remark_and_nothing_else_of_it_is_left(site, network, listen) -> None:
    forum = network.Forum()
    quote = network.quoted("kanari-khac", "kanari-loi-khac")
    body = f"Nghe nói <b>đập</b> sắp vỡ.<br />{quote}Có đúng không ạ?<br />{network.CUT}"
    forum.thread("Nam Kanari (CB)", "Đập & lũ", body, AT + timedelta(minutes=7))
    result = listen(forum.rss)
    (remark,) = remarks(result)
    assert remark["text"] == "Đập & lũ\nNghe nói đập sắp vỡ.\nCó đúng không ạ?"
    assert remark["said"] == str(on_the_hour(AT))
    assert remark["voice"] == [str(DOOR.voice(f"forum:127.0.0.1:{site.port}:nam kanari (cb)")[0])]
    assert (result.report["outcome"], result.report["entries"]) == ("succeeded", 1)
    said = json.dumps([item for item in result.items if "remarks" not in item]) + result.log + json.dumps(result.report)
    for trace in ("anari", "4900000", "threads/", "Đập"):
        assert trace not in said
    assert result.visits[0]["etag"] == '"7"'


def test_equal_names_of_two_forums_are_two_voices(open_site, network, crawl) -> None:
    forum = network.Forum()
    forum.thread("nam", "Đập", "sắp vỡ", AT)
    forum.thread("Nam", "Đập", "sắp vỡ thật", AT)
    voices = []
    for other in (open_site(), open_site()):
        other.pages[PATH] = other.answer(200, forum.rss, RSS)
        declared = {"kind": "forum", "url": f"{other.url}{PATH}"}
        result = crawl(declared=declared, inward=[["127.0.0.1", other.port]])
        voices.append({voice for remark in remarks(result) for voice in remark["voice"]})
    assert [len(each) for each in voices] == [1, 1], "one person, however the name is written"
    assert voices[0] != voices[1]


def test_old_threads_that_were_answered_lately_are_let_go(network, listen) -> None:
    forum = network.Forum()
    forum.thread("nam", "Chuyện cũ", "của năm ngoái", NOW - timedelta(days=300))
    forum.thread("lan", "Đập", "sắp vỡ", AT)
    result = listen(forum.rss)
    (heard,) = (item for item in result.items if "remarks" in item)
    assert (len(heard["remarks"]), heard["passed"]) == (1, [["too_old", 1]])
    assert result.report["entries"] == 2


def test_items_that_are_none_are_counted(network, listen) -> None:
    forum = network.Forum()
    forum.items = ["<item/>", "<item><title>x</title></item>"]
    forum.thread("", "Đập", "sắp vỡ", AT)
    forum.thread("n" * 1_000_000, "Đập", "sắp vỡ", AT)
    forum.thread("nam", "", "", AT)
    result = listen(forum.rss)
    (heard,) = (item for item in result.items if "remarks" in item)
    assert dict(heard["passed"]) == {"bad_item": 4, "no_text": 1}
    assert result.report["outcome"] == "succeeded"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, "<html><title>Just a moment...</title></html>"),
        (503, "<html><title>Just a moment...</title></html>"),
        (200, "<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>"),
    ],
)
def test_a_guard_before_the_forum_is_explained_and_left_alone(site, listen, status: int, body: str) -> None:
    result = listen(body, status, headers={"Content-Type": "text/html", "Server": "cloudflare"})
    assert result.report["outcome"] == "failed"
    assert "Cloudflare" in result.report["note"]["vi"]
    assert "moment" not in result.log + json.dumps(result.report)
    assert site.paths.count(PATH) <= 3


def test_an_unchanged_feed_is_not_read(listen) -> None:
    result = listen(status=304, visit={"etag": '"7"'})
    assert (result.report["outcome"], result.items) == ("unchanged", [])


def test_a_forum_without_threads_is_empty_and_one_that_is_no_feed_says_so(network, listen) -> None:
    assert listen(network.Forum().rss).report["outcome"] == "empty"
    result = listen('{"error": 1}', headers={"Content-Type": "application/json"})
    assert "JSON" in result.report["note"]["vi"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<div>đập vỡ <a class='link link--internal' href='/x'>ở đây</a> rồi</div>", "đập vỡ ở đây rồi"),
        ("<div>đập vỡ</div><a class='link link--internal' href='/x'>Đọc tiếp</a> ", "đập vỡ"),
        ("<blockquote class='bbCodeBlock--quote'>nam: vỡ", ""),
        ("<blockquote>lời của mình</blockquote>", "lời của mình"),
    ],
)
def test_only_the_author_s_own_words_are_taken(markup: str, text: str) -> None:
    assert own_text(markup) == text
