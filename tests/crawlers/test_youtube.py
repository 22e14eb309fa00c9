"""Comments beneath videos: what is heard, what it costs, and that neither key nor people show."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from crawlers.source import load
from door import Door, Key, Ring
from errors import SourcesError
from records import ZONE, on_the_hour

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)
AT = NOW - timedelta(hours=2)
TODAY = "2026-11-20"  # at noon in Vietnam it is still the evening before on the Pacific
KEY = "AIza-kanari-khoa-thu"
DOOR = Door(Ring(keys=(Key(secret=bytes(32), born=NOW),)))
RUMOUR = "Nghe nói đập sắp vỡ"


@pytest.fixture
def network(standin: Callable[[str], ModuleType]) -> ModuleType:
    return standin("youtube")


@pytest.fixture
def server(network: ModuleType) -> Iterator[Any]:
    with network.Youtube() as served:
        served.video("video-kanari1", "Lũ ở Cao Bằng", NOW - timedelta(days=1))
        yield served


@pytest.fixture
def listen(crawl: Callable[..., Any]) -> Callable[..., Any]:
    """Crawl a stand-in; keywords go into its block."""

    def run(server: Any, *, key: str = KEY, cursors: dict[str, str] | None = None, **block: Any) -> Any:
        declared = {"kind": "youtube", "url": server.url, "youtube": {"queries": ["cao bằng"]} | block}
        return crawl(declared=declared, inward=[["127.0.0.1", server.port]], key=key, cursors=cursors or {})

    return run


def texts(result: Any) -> list[str]:
    return [remark["text"] for item in result.items for remark in item["remarks"]]


def passed(result: Any) -> dict[str, int]:
    return {reason: count for item in result.items for reason, count in item["passed"]}


def spent(result: Any) -> dict[str, str]:
    return {each["name"]: each["value"] for item in result.items for each in item["cursors"]}


def test_a_comment_becomes_a_remark_and_neither_key_nor_person_shows(network, server, listen) -> None:
    server.comment("video-kanari1", "nam", RUMOUR, AT, network.one("lan", "Đập nào vậy?", AT))
    result = listen(server)
    assert texts(result) == [RUMOUR, "Đập nào vậy?"]
    first = next(remark for item in result.items for remark in item["remarks"])
    assert set(first) == {"source", "text", "said", "voice"}
    assert first["voice"] == [str(DOOR.voice("youtube:UCnam")[0])]
    assert first["said"] == str(on_the_hour(AT))
    assert (result.report["outcome"], result.report["entries"]) == ("succeeded", 2)
    assert server.asked[1][1]["textFormat"] == "plainText"
    kept = json.dumps([item["cursors"] for item in result.items]) + result.log + json.dumps(result.report)
    for trace in ("kanari", "UCnam", "Ugx", RUMOUR):
        assert trace not in kept
    assert not any(KEY in line for line in server.lines), "the key is no part of a link"


def test_what_is_spent_is_noted_before_each_call_and_by_youtubes_day(server, listen) -> None:
    server.comment("video-kanari1", "nam", RUMOUR, AT)
    result = listen(server)
    assert spent(result) == {"spent:searches": f"{TODAY} 1", "spent:units": f"{TODAY} 1"}
    assert result.items[0]["cursors"][0]["name"] == "spent:searches"
    assert result.items[0]["remarks"] == []
    more = listen(server, cursors={"spent:searches": f"{TODAY} 7", "spent:units": "2026-11-19 4999"})
    assert spent(more) == {"spent:searches": f"{TODAY} 8", "spent:units": f"{TODAY} 1"}


def test_a_share_that_is_used_up_is_not_overdrawn(server, listen) -> None:
    result = listen(server, cursors={"spent:searches": f"{TODAY} 50"})
    assert server.asked == []
    assert (result.report["outcome"], "hết phần" in result.report["note"]["vi"]) == ("failed", True)
    for n in range(250):
        server.comment("video-kanari1", f"a{n}", f"chuyện {n}", AT - timedelta(seconds=n))
    result = listen(server, units=1, pages=10)
    assert (server.count("commentThreads"), len(texts(result))) == (1, 100)
    assert result.report["outcome"] == "partial"


def test_a_project_whose_day_is_used_up_is_left_alone_until_the_next(network, listen) -> None:
    with network.Youtube(searches=0) as server:
        result = listen(server, queries=["một", "hai", "ba"])
        assert server.count("search") == 1
        assert "Thái Bình Dương" in result.report["note"]["vi"]
        assert spent(result)["spent:searches"] == f"{TODAY} 50"
        listen(server, cursors=spent(result))
        assert server.count("search") == 1


def test_pages_are_read_as_far_back_as_the_window_reaches(server, listen) -> None:
    for n in range(130):
        server.comment("video-kanari1", f"a{n}", f"chuyện {n}", AT - timedelta(minutes=n))
    server.comment("video-kanari1", "cu", "chuyện cũ", NOW - timedelta(hours=80))
    for n in range(150):
        server.comment("video-kanari1", f"b{n}", f"chuyện xưa {n}", NOW - timedelta(days=20))
    result = listen(server, pages=5)
    assert len(texts(result)) == 130
    assert server.count("commentThreads") == 2
    assert passed(result) == {"too_old": 70}


def test_videos_without_comments_or_gone_are_counted_and_the_others_read(server, listen) -> None:
    server.video("video-kanari2", "Cao Bằng hôm nay", NOW - timedelta(days=2))
    server.video("video-kanari3", "Cao Bằng hôm qua", NOW - timedelta(days=3))
    server.shut.add("video-kanari1")
    del server.threads["video-kanari2"]
    server.comment("video-kanari3", "nam", RUMOUR, AT)
    result = listen(server)
    assert texts(result) == [RUMOUR]
    assert passed(result) == {"comments_off": 1}
    assert result.report["entries"] == 3
    assert result.report["outcome"] == "succeeded"


@pytest.mark.parametrize(("key", "said"), [("", "Chưa có khóa"), ("sai", "từ chối khóa")])
def test_without_a_good_key_it_says_so(server, listen, key: str, said: str) -> None:
    result = listen(server, key=key)
    assert (result.report["outcome"], said in result.report["note"]["vi"]) == ("failed", True)
    assert server.count("search") <= 1


def test_the_key_is_not_sent_in_the_open(server, crawl) -> None:
    declared = {"kind": "youtube", "url": f"http://localhost:{server.port}/v3", "youtube": {"queries": ["cao bằng"]}}
    result = crawl(declared=declared, inward=[["localhost", server.port]], key=KEY)
    assert "https" in result.report["note"]["vi"]
    assert server.lines == []


@pytest.mark.parametrize(
    "changes",
    [{"authorChannelId": None}, {"authorChannelId": {"value": 7}}, {"textDisplay": None}, {"publishedAt": "hôm qua"}],
)
def test_what_is_no_comment_is_counted(server, listen, changes: dict[str, Any]) -> None:
    server.comment("video-kanari1", "nam", RUMOUR, AT)
    server.comment("video-kanari1", "lan", RUMOUR, AT, **changes)
    result = listen(server)
    assert (len(texts(result)), passed(result)) == (1, {"bad_item": 1})


@pytest.mark.parametrize("body", [b"", b"[]", b'{"items": 7}', b"<html>kanari</html>", b"[" * 100_000])
def test_an_answer_that_is_none_is_counted_and_never_quoted(server, listen, body: bytes) -> None:
    server.pages["search"] = body
    result = listen(server)
    assert (result.report["outcome"], result.report["failures"]) == ("failed", [["bad_json", 1]])
    assert "kanari" not in result.log


def test_nothing_new_is_unchanged_and_robots_txt_is_obeyed(server, listen) -> None:
    assert listen(server).report["outcome"] == "unchanged"
    server.robots = b"User-agent: *\nDisallow: /youtube/\n"
    server.asked.clear()
    assert listen(server).report["failures"] == [["robots", 1]]
    assert server.asked == []


def test_all_sources_together_may_not_ask_for_more_than_a_day_grants(tmp_path: Path) -> None:
    one = {
        "name": "Y", "publisher": "Y", "kind": "youtube", "url": "https://www.googleapis.com/youtube/v3", "every": "6h",
        "welcome": "thử", "checked": "unverified live", "youtube": {"queries": ["cao bằng"], "searches": 60},
    }  # fmt: skip
    other = one | {"id": "hai", "url": "https://youtube.googleapis.com/youtube/v3"}
    path = tmp_path / "sources.yaml"
    path.write_text(json.dumps({"sources": [one | {"id": "mot"}, other | {"enabled": False}]}), "utf-8")
    assert len(load(path)) == 2
    path.write_text(json.dumps({"sources": [one | {"id": "mot"}, other]}), "utf-8")
    with pytest.raises(SourcesError) as refused:
        load(path)
    assert "120 searches" in str(refused.value.problems[0].what.en)
