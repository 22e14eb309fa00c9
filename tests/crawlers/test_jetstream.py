"""A network's stream: what is heard, what is let go, where the next run begins, and what a bad server can do."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from crawlers.families.jetstream import written
from door import Door, Key, Ring
from records import ZONE, on_the_hour

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)
AT = NOW - timedelta(minutes=40)
NAM, LAN = "did:plc:kanarinam", "did:web:kanarilan.example"
DOOR = Door(Ring(keys=(Key(secret=bytes(32), born=NOW),)))
RUMOUR = "Nghe nói đập sắp vỡ"


@pytest.fixture
def network(standin: Callable[[str], ModuleType]) -> ModuleType:
    return standin("jetstream")


@pytest.fixture
def server(network: ModuleType) -> Iterator[Any]:
    with network.Jetstream(NOW) as served:
        yield served


@pytest.fixture
def listen(crawl: Callable[..., Any]) -> Callable[..., Any]:
    """Crawl a stand-in; keywords go into its block."""

    def run(server: Any, *, cursor: str = "", inward: bool = True, **block: Any) -> Any:
        declared = {"kind": "jetstream", "url": server.url, "jetstream": {"silence": "1s"} | block}
        allowed = [["127.0.0.1", server.port]] if inward else []
        return crawl(declared=declared, inward=allowed, cursors={"posts": cursor} if cursor else {})

    return run


def remarks(result: Any) -> list[dict[str, Any]]:
    return [remark for item in result.items for remark in item["remarks"]]


def texts(result: Any) -> list[str]:
    return [remark["text"] for remark in remarks(result)]


def passed(result: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in result.items:
        for reason, count in item["passed"]:
            found[reason] = found.get(reason, 0) + count
    return found


def cursor(result: Any) -> str:
    return str(result.items[-1]["cursors"][-1]["value"])


def test_a_post_becomes_a_remark_and_nothing_else_of_it_is_left(server, listen) -> None:
    rkey = server.post(NAM, RUMOUR, AT + timedelta(seconds=3, microseconds=123_457))
    result = listen(server)
    (remark,) = remarks(result)
    assert set(remark) == {"source", "text", "said", "voice"}
    assert (remark["text"], remark["said"]) == (RUMOUR, str(on_the_hour(AT)))
    assert remark["voice"] == [str(DOOR.voice(f"bluesky:{NAM}")[0])]
    assert (result.report["outcome"], result.report["entries"]) == ("succeeded", 1)
    assert result.report["requests"] == 2, "robots.txt and the stream"
    assert result.report["bytes"] > 300
    kept = json.dumps([item["cursors"] for item in result.items]) + result.log + json.dumps(result.report)
    for trace in (rkey, "kanari", "bafyrei", "123457", RUMOUR):
        assert trace not in kept


def test_what_is_asked_for_and_who_asks(server, listen) -> None:
    listen(server)
    (asked,) = server.asked
    assert asked["wantedCollections"] == ["app.bsky.feed.post"]
    assert int(asked["cursor"][0]) == int((NOW - timedelta(hours=1, seconds=5)).timestamp()) * 1_000_000
    assert server.agents[0].startswith("RoTin/")
    assert "tin@rotin.example" in server.agents[0]
    assert server.offered == [None], "packing is not offered"


def test_the_next_run_goes_on_a_few_seconds_before_the_second_that_was_reached(server, listen) -> None:
    last = AT + timedelta(seconds=30, microseconds=700_001)
    server.live = False
    server.post(NAM, "chuyện một", AT)
    server.post(LAN, "chuyện hai", last)
    first = listen(server)
    assert int(cursor(first)) == int(last.timestamp()) * 1_000_000
    server.post(NAM, "chuyện ba", last + timedelta(seconds=1))
    second = listen(server, cursor=cursor(first))
    assert texts(second) == ["chuyện hai", "chuyện ba"], "read twice is counted once"
    assert int(server.asked[-1]["cursor"][0]) == (int(last.timestamp()) - 5) * 1_000_000


def test_a_run_ends_when_it_has_caught_up_and_its_place_is_no_time_to_come(server, listen) -> None:
    server.post(NAM, RUMOUR, NOW + timedelta(seconds=20))
    server.post(LAN, "chuyện sau", NOW + timedelta(seconds=21))
    result = listen(server)
    assert (texts(result), result.report["outcome"]) == ([RUMOUR], "succeeded"), "what comes after is the next run's"
    assert int(cursor(result)) == int(NOW.timestamp()) * 1_000_000


def test_after_a_long_silence_it_reaches_back_only_so_far_and_says_that_some_was_missed(server, listen) -> None:
    server.post(NAM, "chuyện cũ", NOW - timedelta(hours=5))
    server.post(NAM, "chuyện vừa", AT)
    old = str(int((NOW - timedelta(hours=9)).timestamp()) * 1_000_000)
    result = listen(server, cursor=old)
    assert texts(result) == ["chuyện vừa"]
    assert (result.report["outcome"], result.report["failures"]) == ("partial", [["gap", 1]])
    assert texts(listen(server, back="6h")) == ["chuyện cũ", "chuyện vừa"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"langs": ["en"], "text": "The dam is about to break"}, "other_language"),
        ({"langs": ["en", "ja"], "text": "Dap sap vo"}, "other_language"),
        ({"labels": {"values": [{"val": "!no-unauthenticated"}]}}, "asks_not_to_be_read"),
        ({"labels": {"values": [{"val": "porn"}]}}, "sensitive"),
        ({"labels": {"values": [{"val": ["porn"]}]}}, "sensitive"),
        ({"text": None}, "bad_item"),
        ({"text": " "}, "no_text"),
        ({"createdAt": "hôm qua"}, "bad_item"),
        ({"createdAt": "2026-11-21T10:00:00"}, "bad_item"),
        ({"createdAt": "2019-01-01T00:00:00Z"}, "too_old"),
    ],
)
def test_what_is_no_remark_is_let_go_and_counted(server, listen, changes: dict[str, Any], reason: str) -> None:
    server.post(NAM, RUMOUR, AT)
    server.post(LAN, **({"text": RUMOUR, "at": AT} | changes))
    result = listen(server)
    assert (texts(result), passed(result)) == ([RUMOUR], {reason: 1})
    assert (result.report["outcome"], result.report["entries"]) == ("succeeded", 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"langs": ["en", "vi-VN"]},
        {"langs": []},
        {"langs": None},
        {"langs": "vi"},
        {"langs": ["en"]},
        {"reply": {"root": {"uri": "at://did:plc:ai/app.bsky.feed.post/3k"}}},
        {"labels": {"values": []}},
    ],
)
def test_what_is_heard_all_the_same(server, listen, changes: dict[str, Any]) -> None:
    server.post(NAM, RUMOUR, AT, **changes)
    assert texts(listen(server)) == [RUMOUR]


def test_what_is_deleted_or_shut_before_it_was_handed_on_is_taken_back(server, listen) -> None:
    second = timedelta(seconds=1)
    gone = server.post(NAM, "đã xóa", AT)
    server.post(NAM, "còn lại", AT + second)
    server.post(LAN, "tài khoản khóa", AT + 2 * second)
    server.commit(NAM, AT + 3 * second, "delete", rkey=gone)
    server.commit(NAM, AT + 3 * second, "delete", rkey="bai-cu")
    server.event(LAN, AT + 4 * second, kind="account", account={"active": False, "status": "deleted"})
    server.commit(NAM, AT + 5 * second, "update", record={"text": "sửa lại"})
    result = listen(server)
    assert texts(result) == ["còn lại"]
    assert passed(result) == {"deleted": 4, "edited": 1}
    assert result.report["outcome"] == "succeeded"


def test_identities_are_no_entries_and_nothing_new_is_unchanged(server, listen) -> None:
    server.event(NAM, AT, kind="identity", identity={"handle": "kanari.example"})
    server.event(NAM, AT, kind="account", account={"active": True})
    result = listen(server)
    assert (result.report["outcome"], result.report["entries"], result.report["failures"]) == ("unchanged", 0, [])


def test_links_are_whole_and_nobody_is_mentioned() -> None:
    text = "Hỏi @kanari.example về cong-an.exam… nhé"
    raw = text.encode()

    def facet(shown: str, **feature: str) -> dict[str, Any]:
        start = raw.index(shown.encode())
        return {"index": {"byteStart": start, "byteEnd": start + len(shown.encode())}, "features": [feature]}

    link = facet("cong-an.exam…", **{"$type": "app.bsky.richtext.facet#link", "uri": "https://cong-an.example/qua"})
    mention = facet("@kanari.example", **{"$type": "app.bsky.richtext.facet#mention", "did": NAM})
    assert written({"text": text, "facets": [link, mention]}) == "Hỏi @… về https://cong-an.example/qua nhé"
    for strange in (None, 7, [None], [{"index": {"byteStart": -3, "byteEnd": 9**9}, "features": [{}]}], [link, link]):
        assert "Hỏi" in written({"text": text, "facets": strange})


def test_a_run_stops_at_its_share_and_says_so(server, listen) -> None:
    for n in range(250):
        server.post(NAM, f"chuyện {n}", AT + timedelta(seconds=n))
    first = listen(server, messages=100)
    assert len(texts(first)) == 100
    assert first.report["outcome"] == "partial"
    assert "lượt sau nghe tiếp" in first.report["note"]["vi"]
    heard, place = set(texts(first)), cursor(first)
    for _ in range(2):
        more = listen(server, messages=100, cursor=place)
        heard |= set(texts(more))
        place = cursor(more)
    assert len(heard) == 250


def test_bytes_are_bounded(server, listen) -> None:
    for n in range(60):
        server.post(NAM, f"{n} " + "đập vỡ " * 300, AT + timedelta(seconds=n))
    result = listen(server, bytes=100_000)
    assert result.report["bytes"] < 110_000
    assert result.report["outcome"] == "partial"


@pytest.mark.parametrize("code", [0, 1001, 1011, 1013])
def test_a_stream_that_breaks_is_gone_on_with(server, listen, code: int) -> None:
    for n in range(10):
        server.post(NAM, f"chuyện {n}", AT + timedelta(seconds=10 * n))
    server.breaks = [(4, code), (3, code)]
    result = listen(server)
    assert {f"chuyện {n}" for n in range(10)} == set(texts(result))
    assert (result.report["outcome"], len(server.asked)) == ("succeeded", 3)
    places = [int(asked["cursor"][0]) for asked in server.asked]
    assert places == sorted(places)


def test_it_is_not_opened_for_ever(server, listen) -> None:
    server.breaks = [(0, 1011)] * 9
    result = listen(server)
    assert len(server.asked) == 4
    assert (result.report["outcome"], result.report["failures"]) == ("failed", [["cut", 1]])


@pytest.mark.parametrize(
    ("status", "failure", "said"),
    [(403, "http_403", "người ngoài"), (404, "http_404", "kiểm tra url"), (200, "not_a_stream", "kiểm tra url")],
)
def test_a_server_that_gives_no_stream(network, listen, status: int, failure: str, said: str) -> None:
    with network.Jetstream(NOW, status=status) as server:
        result = listen(server)
    assert (result.report["outcome"], result.report["failures"]) == ("failed", [[failure, 1]])
    assert said in result.report["note"]["vi"]


def test_a_busy_server_is_tried_again_but_not_one_that_asks_to_wait(network, listen) -> None:
    for status, times in ((503, 4), (429, 1)):
        with network.Jetstream(NOW, status=status) as server:
            result = listen(server)
        assert result.report["failures"] == [[f"http_{status}", 1]]
        assert len(server.asked) == times


def test_a_redirect_is_not_followed(network, listen) -> None:
    with network.Jetstream(NOW, status=302) as server:
        server.headers = {"Location": f"ws://127.0.0.1:{server.port}/elsewhere"}
        result = listen(server)
    assert result.report["failures"] == [["http_302", 1]]
    assert server.paths == ["/robots.txt", "/subscribe"]


def test_robots_txt_is_obeyed_on_a_stream_too(server, listen) -> None:
    server.robots = (200, "User-agent: *\nDisallow: /subscribe\n")
    result = listen(server)
    assert (result.report["outcome"], result.report["failures"]) == ("failed", [["robots", 1]])
    assert server.asked == []
    server.robots = (500, "")
    assert listen(server).report["failures"] == [["robots_unreachable", 1]]
    assert server.asked == []


def test_nothing_inward_is_reached_unless_permitted(server, listen) -> None:
    result = listen(server, inward=False)
    assert (result.report["outcome"], result.report["failures"]) == ("failed", [["inward", 1]])
    assert server.paths == []


@pytest.mark.parametrize("path", ["/subscribe", ""])
def test_a_silent_server_that_is_there_has_nothing_new(network, listen, path: str) -> None:
    with network.Jetstream(NOW, live=False) as server:
        server.url = server.url.removesuffix("/subscribe") + path
        result = listen(server)
    assert (result.report["outcome"], result.report["failures"]) == ("unchanged", [])


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "xin chào",
        "[]",
        "{}",
        b"\x28\xb5\x2f\xfd\x00",
        b"\xff",
        "[" * 100_000,
        '{"did": "did:plc:a", "time_us": 1e400}',
    ],
    ids=range(8),
)
def test_garbage_is_counted_and_never_quoted(server, listen, garbage: str | bytes) -> None:
    server.say(AT, garbage)
    server.post(NAM, RUMOUR, AT + timedelta(seconds=1))
    result = listen(server)
    assert (texts(result), passed(result)) == ([RUMOUR], {"bad_item": 1})
    assert "chào" not in result.log


def test_a_stream_of_nothing_but_garbage_is_none(server, listen) -> None:
    for n in range(200):
        server.say(AT + timedelta(seconds=n), '{"type": "hello"}')
    result = listen(server)
    assert "kiểm tra url" in result.report["note"]["vi"]
    assert result.report["outcome"] == "partial"


def test_a_time_to_come_does_not_move_the_place(server, listen) -> None:
    server.live = False
    server.post(NAM, RUMOUR, AT)
    far = NOW + timedelta(days=900)
    server.say(AT + timedelta(seconds=1), json.dumps({"did": LAN, "time_us": int(far.timestamp() * 1e6), "kind": "x"}))
    result = listen(server)
    assert passed(result) == {"bad_item": 1}
    assert int(cursor(result)) == int(AT.timestamp()) * 1_000_000


def test_a_huge_message_is_cut_off(server, listen) -> None:
    server.post(NAM, RUMOUR, AT)
    server.say(AT + timedelta(seconds=1), "!huge" + "x" * 5_000_000)
    result = listen(server)
    assert texts(result) == [RUMOUR]
    assert (result.report["outcome"], result.report["failures"]) == ("partial", [["too_big", 1]])
    assert result.report["bytes"] < 10_000
