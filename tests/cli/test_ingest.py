import json
import random
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from structlog.testing import capture_logs

from cli.app import App
from cli.run import InForce
from records import ZONE
from storage import open_store
from storage.window import Limits

WARNING = {
    "kind": "article",
    "source": "bao-thu",
    "url": "https://bao.example/canh-bao",
    "title": "Cảnh báo giả danh công an phường Thục Phán gọi điện yêu cầu cập nhật VNeID",
    "text": (
        "Công an phường Thục Phán, tỉnh Cao Bằng cảnh báo các đối tượng giả danh cán bộ công an gọi điện, gửi đường "
        "link http://capnhat-vneid.example.com yêu cầu cập nhật VNeID để chiếm đoạt tiền trong tài khoản."
    ),
    "published": "2026-11-20T08:00:00+07:00",
}
REMARK = {
    "kind": "remark",
    "source": "mang",
    "author": "kanari-nguoi-viet",
    "text": "nghe nói đập sắp vỡ kanari-loi-noi",
    "said_at": "2026-11-20T08:00:00+07:00",
}


def write(path: Path, *items: object, tail: str = "") -> str:
    path.write_text("".join(json.dumps(item) + "\n" for item in items) + tail, encoding="utf-8")
    return str(path)


def test_what_is_ingested_can_be_found_and_is_not_written_twice(rotin, folder: Path) -> None:
    file = write(folder / "items.jsonl", WARNING)
    first, again = (json.loads(rotin("ingest", file, "--json").out) for _ in range(2))
    assert (first["seen"], first["stored"]) == (1, 1)
    assert (again["stored"], again["discarded"]) == (0, [["same", 1]])
    (found,) = (json.loads(line) for line in rotin("search", "cap nhat VNEID", "--json").out.splitlines())
    assert found["url"] == WARNING["url"]
    assert found["places"][0]["name"] == "Phường Thục Phán"
    assert found["matches"]


def test_lines_that_are_no_items_are_named_and_the_rest_is_done(rotin, folder: Path) -> None:
    file = write(folder / "items.jsonl", {"kind": "gossip", "text": "kanari"}, WARNING, tail='{"kind": "arti')
    said = rotin("ingest", file)
    assert said.code == 5
    assert "line 1" in said.err
    assert "line 3" in said.err
    assert "kanari" not in said.err + said.out
    assert len(rotin("search", "VNeID", "--json").out.splitlines()) == 1


@pytest.mark.parametrize(("language", "why"), [("en", "line 1: unreadable (unknown key)"), ("vi", "(khóa lạ)")])
def test_a_key_that_may_be_words_is_not_named(rotin, folder: Path, monkeypatch, language: str, why: str) -> None:
    monkeypatch.setenv("ROTIN_LANGUAGE", language)
    strange = write(folder / "items.jsonl", REMARK | {"kanari lạ": 1}, REMARK | {"source": "kanari ơi"})
    outcome = rotin("ingest", strange)
    assert outcome.code == 5
    assert why in outcome.err
    assert "(source: string_pattern_mismatch)" in outcome.err
    assert "kanari" not in outcome.err + outcome.out


def test_a_remark_leaves_no_byte_in_the_data_folder(rotin, folder: Path) -> None:
    data = folder / "du-lieu"
    file = write(folder / "items.jsonl", REMARK, WARNING, REMARK)
    said = rotin("ingest", file, "--data", str(data))
    assert said.code == 0
    assert "3 items: 1 stored" in said.out
    left = [path for path in data.rglob("*") if path.is_file()]
    assert left
    for path in left:
        assert b"kanari" not in path.read_bytes(), path
    assert "kanari" not in said.out + said.err


def test_standard_input_is_read_like_a_file(rotin, folder: Path, monkeypatch) -> None:
    write(folder / "items.jsonl", WARNING)
    with (folder / "items.jsonl").open(encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert "1 items: 1 stored" in rotin("ingest", "-").out


def said(author: str, text: str) -> dict[str, str]:
    return REMARK | {"author": author, "text": text}


def test_what_many_say_becomes_a_claim_and_what_one_says_leaves_no_byte(rotin, folder: Path) -> None:
    data = folder / "du-lieu"
    rumour = "nghe nói đập thủy điện sắp vỡ bà con chạy ngay lên núi"
    spoken = [said(f"kanari-{number}", f"kanari{number} {rumour} kanari{number}") for number in range(6)]
    alone = [said("kanari-mot-minh", "đập sắp vỡ rồi chạy đi kanari kanari kanari kanari") for _ in range(120)]
    outcome = rotin("ingest", write(folder / "items.jsonl", *spoken, *alone), "--data", str(data))
    assert "126 items: 0 stored" in outcome.out
    with open_store(str(data / "rotin.sqlite")) as store:
        (claim,) = store.claims()
    assert claim.passage == rumour
    for path in [path for path in data.rglob("*") if path.is_file()]:
        assert b"kanari" not in path.read_bytes(), path


@pytest.fixture
def alone(folder: Path, monkeypatch) -> None:  # noqa: ARG001 - which takes ROTIN_RUNTIME away
    """No folder in memory for the keys."""
    for name in ("RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("alone")
def test_where_counting_ends_with_the_command_that_is_said_once_if_there_is_anything_to_count(
    rotin, folder: Path, monkeypatch
) -> None:
    assert "ROTIN_RUNTIME" not in rotin("ingest", write(folder / "articles.jsonl", WARNING)).err
    file = write(folder / "items.jsonl", WARNING, *[REMARK] * 201)
    outcome = rotin("ingest", file, "--json")
    assert outcome.err.count("ROTIN_RUNTIME") == outcome.err.count("ends with it") == 1
    assert json.loads(outcome.out)["seen"] == 202
    monkeypatch.setenv("ROTIN_LANGUAGE", "vi")
    assert rotin("ingest", file).err.count("hết cùng nó") == 1


@pytest.fixture
def memory(folder: Path, monkeypatch) -> Iterator[None]:  # noqa: ARG001 - which takes ROTIN_RUNTIME away
    """A folder in memory for the keys."""
    with TemporaryDirectory(dir="/dev/shm") as runtime:
        monkeypatch.setenv("ROTIN_RUNTIME", runtime)
        yield


@pytest.mark.usefixtures("memory")
def test_where_counting_goes_on_nothing_is_said(rotin, folder: Path) -> None:
    assert "ROTIN_RUNTIME" not in rotin("ingest", write(folder / "items.jsonl", REMARK)).err


def much(path: Path) -> str:
    """Write what a small window cannot hold."""
    draw = random.Random(1)
    words = [f"{chr(97 + one)}{chr(97 + two)}" for one in range(26) for two in range(26)]
    spoken = [said(f"ai{n}", "nghe nói đập sắp vỡ " + " ".join(draw.choices(words, k=300))) for n in range(40)]
    return write(path / "much.jsonl", *spoken)


@pytest.mark.usefixtures("alone")
def test_a_window_that_was_full_is_told(rotin, folder: Path, monkeypatch) -> None:
    monkeypatch.setattr("cli.ingest.TOGETHER", 10)
    file = much(folder)
    assert "was full" not in rotin("ingest", file).err
    monkeypatch.setattr(App, "limits", Limits(size=1 << 16))
    outcome = rotin("ingest", file, "--json")
    assert re.search(r"the counting window was full: [1-9]\d* of the oldest", outcome.err)
    assert json.loads(outcome.out)["seen"] == 40


@pytest.mark.usefixtures("memory")
def test_the_daemon_warns_of_a_window_that_was_full_once(rotin, folder: Path, monkeypatch) -> None:
    monkeypatch.setattr("cli.ingest.TOGETHER", 10)
    monkeypatch.setattr(App, "limits", Limits(size=1 << 16))
    daemon, hour = InForce(App()), datetime(2026, 11, 21, 8, tzinfo=ZONE)
    counts = []
    for file in (write(folder / "items.jsonl", REMARK), much(folder), write(folder / "items.jsonl", REMARK)):
        rotin("ingest", file)
        with capture_logs() as log:
            next(one for one in daemon.daily() if one.name == "watch").run(hour)
        counts.append([(each["log_level"], each["evicted"] > 0) for each in log if each["event"] == "window_full"])
    assert counts == [[], [("warning", True)], []]
