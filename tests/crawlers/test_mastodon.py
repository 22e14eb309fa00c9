"""Hashtag timelines of a Mastodon server: what is heard, what is let go, how far, and that no post is named."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from door import Door, Key, Ring
from records import ZONE, on_the_hour

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)
AT = NOW - timedelta(hours=2)
DOOR = Door(Ring(keys=(Key(secret=bytes(32), born=NOW),)))


@pytest.fixture
def network(standin: Callable[[str], ModuleType]) -> ModuleType:
    return standin("mastodon")


@pytest.fixture
def server(network: ModuleType) -> Iterator[Any]:
    with network.Mastodon() as served:
        yield served


@pytest.fixture
def listen(crawl: Callable[..., Any]) -> Callable[..., Any]:
    """Crawl a stand-in; keywords go into its block."""

    def run(server: Any, *, cursors: dict[str, str] | None = None, **block: Any) -> Any:
        declared = {"kind": "mastodon", "url": server.url, "mastodon": {"tags": ["caobang"]} | block}
        return crawl(declared=declared, inward=[["127.0.0.1", server.port]], cursors=cursors or {})

    return run


def remarks(result: Any) -> list[dict[str, Any]]:
    return [remark for item in result.items for remark in item["remarks"]]


def passed(result: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in result.items:
        for reason, count in item["passed"]:
            found[reason] = found.get(reason, 0) + count
    return found


def cursor(result: Any) -> str:
    return str(result.items[-1]["cursors"][-1]["value"])


def test_a_post_becomes_a_remark_and_nothing_else_of_it_is_left(server, listen) -> None:
    text = 'Nghe nói đập sắp vỡ<br>ở <a href="https://mang.example/@ai" class="u-url mention">@<span>ai</span></a> ạ'
    post = server.post("kanari", text, AT + timedelta(minutes=7, seconds=3))
    result = listen(server)
    (remark,) = remarks(result)
    assert remark["text"] == "Nghe nói đập sắp vỡ\nở @ai ạ"
    assert remark["said"] == str(on_the_hour(AT))
    assert remark["voice"] == [str(DOOR.voice("mastodon:https://mang.example/users/kanari")[0])]
    assert set(remark) == {"source", "text", "said", "voice"}
    assert result.report["outcome"] == "succeeded"
    assert result.report["entries"] == 1
    kept = json.dumps([item["cursors"] for item in result.items]) + result.log + json.dumps(result.report)
    for trace in (post["id"], "kanari", post["account"]["id"], "Hồ sơ"):
        assert trace not in kept


def test_no_link_we_ask_for_names_a_post(server, listen) -> None:
    numbers = {
        server.post(f"a{n}", f"chuyện thứ {n}", AT + timedelta(seconds=n, milliseconds=7))["id"] for n in range(95)
    }
    result = listen(server)
    assert len(remarks(result)) == 95
    assert len(server.timelines) == 3
    asked = [int(number) for path in server.timelines for number in re.findall(r"min_id=(\d+)", path)]
    assert not numbers & {str(each + step) for each in asked for step in (-1, 0, 1)}
    assert all((each + 1 >> 16) % 1000 == 0 for each in asked), "whole seconds only"


def test_a_second_run_goes_on_where_the_first_ended(server, listen) -> None:
    for n in range(50):
        server.post(f"a{n}", f"chuyện thứ {n}", NOW - timedelta(hours=3, minutes=n))
    first = listen(server)
    assert datetime.fromisoformat(cursor(first)) == NOW - timedelta(minutes=15), "a time of ours, of nobody's post"
    server.post("moi", "chuyện mới", NOW - timedelta(minutes=5))
    second = listen(server, cursors={"tag:caobang": cursor(first)})
    assert [remark["text"] for remark in remarks(second)] == ["chuyện mới"]


def test_what_is_more_than_a_run_reads_is_read_by_the_next(server, listen) -> None:
    for n in range(130):
        server.post(f"a{n}", f"chuyện thứ {n}", AT + timedelta(minutes=n // 2))
    heard: set[str] = set()
    cursors: dict[str, str] = {}
    outcomes = []
    for _ in range(4):
        result = listen(server, cursors=cursors, pages=1)
        heard |= {remark["text"] for remark in remarks(result)}
        cursors = {"tag:caobang": cursor(result)}
        outcomes.append(result.report["outcome"])
    assert len(heard) == 130
    assert outcomes[0] == "partial"
    assert "#caobang" in str(result.report["note"]) or outcomes[-1] == "succeeded"


def test_the_first_run_and_one_after_a_long_silence_reach_back_only_so_far(server, listen) -> None:
    server.post("a", "chuyện cũ", NOW - timedelta(hours=30))
    server.post("b", "chuyện vừa", NOW - timedelta(hours=20))
    assert [remark["text"] for remark in remarks(listen(server))] == ["chuyện vừa"]
    old = (NOW - timedelta(days=9)).isoformat(timespec="minutes")
    assert [remark["text"] for remark in remarks(listen(server, cursors={"tag:caobang": old}))] == ["chuyện vừa"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"visibility": "unlisted"}, "not_public"),
        ({"visibility": None}, "not_public"),
        ({"sensitive": True}, "sensitive"),
        ({"reblog": {"id": "1"}}, "boost"),
        ({"language": "en", "content": "<p>The dam is about to break</p>"}, "other_language"),
        ({"account": {"noindex": True}}, "asks_not_to_be_read"),
        ({"account": {"note": '<p>hi <a href="x">#<span>nobot</span></a></p>'}}, "asks_not_to_be_read"),
        ({"account": {"fields": [{"name": "x", "value": "#NoBots"}]}}, "asks_not_to_be_read"),
        ({"account": {"uri": "", "url": ""}, "uri": ""}, "bad_item"),
        ({"account": {"uri": "x" * 1_000_000}}, "bad_item"),
        ({"account": None}, "bad_item"),
        ({"content": None}, "bad_item"),
        ({"content": "<p></p>"}, "no_text"),
        ({"created_at": "hôm qua"}, "bad_item"),
        ({"created_at": "2026-11-21T10:00:00"}, "bad_item"),
        ({"created_at": "2020-11-21T10:00:00Z"}, "too_old"),
        ({"id": "khong-phai-so"}, "bad_item"),
        ({"id": 17}, "bad_item"),
        ({"id": "9" * 20}, "bad_item"),
    ],
)
def test_what_is_no_remark_is_let_go_and_counted(server, listen, changes: dict[str, Any], reason: str) -> None:
    server.post("tot", "Nghe nói đập sắp vỡ", AT)
    whole = server.post(
        "nam", "Nghe nói đập sắp vỡ", AT, **{name: each for name, each in changes.items() if name != "account"}
    )
    if "account" in changes:
        whole["account"] = whole["account"] | changes["account"] if changes["account"] else None
    result = listen_to_all(server, listen)
    assert (len(remarks(result)), passed(result)) == (1, {reason: 1})
    assert result.report["entries"] == 2


def listen_to_all(server: Any, listen: Any) -> Any:
    """Crawl with the timeline given whole, numbers or not."""
    server.pages["/api/v1/timelines/tag/caobang"] = json.dumps([post for _, post in server.posts]).encode()
    return listen(server, pages=1)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"language": None}, "Dap sap vo roi"),
        ({"language": "vi-VN"}, "Dap sap vo roi"),
        ({"language": "en"}, "Đập sắp vỡ rồi"),
        ({"spoiler_text": "Tin đồn"}, "Đập sắp vỡ rồi"),
        ({"account": {"discoverable": False, "indexable": False, "bot": True}}, "Đập sắp vỡ rồi"),
    ],
)
def test_what_is_heard_all_the_same(server, listen, changes: dict[str, Any], text: str) -> None:
    server.post("nam", text, AT, **changes)
    (remark,) = remarks(listen(server))
    assert remark["text"].endswith(text)


def test_only_who_opted_in_if_the_operator_wants_it_so(server, listen) -> None:
    server.post("nam", "Đập sắp vỡ rồi", AT)
    server.post("lan", "Đập sắp vỡ rồi", AT, account={"indexable": True})
    result = listen(server, opted_in=True)
    assert (len(remarks(result)), passed(result)) == (1, {"asks_not_to_be_read": 1})


def test_one_person_is_one_voice_on_every_server(network, listen) -> None:
    voices = []
    for other in (
        {"uri": "https://xa.example/users/nam"},
        {"id": "77"},
        {"id": "78", "uri": None, "url": "https://xa.example/@nam"},
    ):
        with network.Mastodon() as server:
            server.post("nam@xa.example", "Đập sắp vỡ rồi", AT, account=other)
            voices += [remark["voice"] for remark in remarks(listen(server))]
    assert len(voices) == 3
    assert voices[0] == voices[1] == voices[2]


@pytest.mark.parametrize("status", [401, 403, 422])
def test_a_server_closed_to_strangers_is_explained(network, listen, status: int) -> None:
    with network.Mastodon(status=status) as server:
        result = listen(server, tags=["caobang", "lulut"])
    assert result.report["outcome"] == "failed"
    assert "không đăng nhập" in result.report["note"]["vi"]
    assert result.report["failures"] == [[f"http_{status}", 1]]
    assert len(server.timelines) == 1, "the other hashtag is not asked for"


def test_a_server_that_answers_strangers_with_nothing_is_found_out(network, listen) -> None:
    with network.Mastodon(access={"local": "authenticated", "remote": "disabled"}) as server:
        server.post("nam", "Đập sắp vỡ rồi", AT)
        result = listen(server)
    assert result.report["outcome"] == "failed"
    assert "local: true" in result.report["note"]["en"]


def test_nothing_new_is_unchanged(server, listen) -> None:
    result = listen(server, tags=["caobang", "lulut"])
    assert (result.report["outcome"], result.report["entries"], result.report["failures"]) == ("unchanged", 0, [])


def test_a_server_that_is_gone_or_knows_no_such_hashtag(network, listen) -> None:
    for status, said in ((410, "bỏ nguồn"), (404, "kiểm tra url")):
        with network.Mastodon(status=status) as server:
            result = listen(server)
        assert result.report["outcome"] == "failed"
        assert said in result.report["note"]["vi"]


def test_the_limit_is_kept_to_before_the_server_says_so(network, listen) -> None:
    with network.Mastodon(limit=31) as server:
        for n in range(90):
            server.post(f"a{n}", f"chuyện thứ {n}", AT + timedelta(seconds=n))
        result = listen(server, tags=["caobang", "lulut"])
    assert len(server.timelines) == 2
    assert result.report["outcome"] == "partial"
    assert "chờ lâu hơn" in result.report["note"]["vi"]
    with network.Mastodon(limit=0) as server:
        result = listen(server, tags=["caobang", "lulut"])
    assert result.report["outcome"] == "failed"
    assert len(server.timelines) == 1, "no second try within the five minutes, and no second hashtag"


def test_a_flood_within_a_minute_does_not_hold_the_source_for_ever(server, listen) -> None:
    for n in range(100):
        server.post(f"a{n}", f"chuyện thứ {n}", AT + timedelta(milliseconds=n))
    server.post("cuoi", "chuyện cuối", AT + timedelta(minutes=30))
    cursors: dict[str, str] = {}
    for _ in range(3):
        result = listen(server, cursors=cursors, pages=2)
        cursors = {"tag:caobang": cursor(result)}
        if "chuyện cuối" in {remark["text"] for remark in remarks(result)}:
            break
        assert ["flood", 1] in result.report["failures"] or result.report["outcome"] == "partial"
    else:
        pytest.fail("it never came to the last")


HUGE = b'[{"id": ' + b"9" * 9000 + b"}]"
NESTED = b"[" * 200_000 + b"]" * 200_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"null",
        b"<html>Just a moment...</html>",
        NESTED,
        b'[{"id": ' + b"9" * 9000 + b"}]",
        b"\xff\xfe[",
        b'["a", 7, null]',
    ],
    ids=range(8),
)
def test_a_page_that_is_none_is_counted_and_never_quoted(server, listen, body: bytes) -> None:
    server.pages["/api/v1/timelines/tag/caobang"] = body
    result = listen(server)
    assert result.fault == ""
    assert result.report["outcome"] in {"failed", "partial"}
    assert "kiểm tra url" in result.report["note"]["vi"]
    assert "moment" not in result.log


def test_a_page_too_big_is_cut_off(server, listen) -> None:
    server.pages["/api/v1/timelines/tag/caobang"] = b"[" + b'{"id": "1"},' * 900_000 + b"{}]"
    result = listen(server)
    assert (result.report["outcome"], result.report["failures"]) == ("failed", [["too_big", 1]])


def test_hostile_texts_are_bounded_and_made_whole(server, listen) -> None:
    server.post("a", "đập vỡ " * 100_000, AT)
    server.post("b", "đập \ud800 vỡ", AT)
    server.post("c", "<div>" * 5_000 + "đập vỡ" + "</div>" * 5_000, AT)
    found = [remark["text"] for remark in remarks(listen(server))]
    assert len(found) == 3
    assert max(map(len, found)) <= 20_000
    assert found[1].encode() == "đập ? vỡ".encode()


def test_robots_txt_is_obeyed(server, listen) -> None:
    server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /api/\n"
    result = listen(server)
    assert (result.report["outcome"], result.report["failures"]) == ("failed", [["robots", 1]])
    assert server.timelines == []
