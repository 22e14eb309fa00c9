import json
from pathlib import Path

from storage import open_store

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
