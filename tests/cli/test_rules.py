import io
import json
from pathlib import Path

import pytest

from cli.rules import highlighted

SCAM = "Tuyển cộng tác viên online việc nhẹ lương cao, nạp tiền 500k nhận hoa hồng 30% rút về ngay, nhắn zalo"


def feed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))


def test_match_keeps_every_other_key_and_says_why(rotin, monkeypatch) -> None:
    lines = [{"text": SCAM, "n": 1, "đ": [None]}, {"text": "Chợ phiên họp sớm.", "n": 2}]
    feed(monkeypatch, "\n".join(json.dumps(line) for line in lines) + "\n\n")
    said = rotin("rules", "match")
    assert said.code == 0
    scam, plain = (json.loads(line) for line in said.out.splitlines())
    assert (scam["n"], scam["đ"], plain["n"], plain["matches"]) == (1, [None], 2, [])
    assert {match["category"] for match in scam["matches"]} >= {"fraud"}
    for match in scam["matches"]:
        assert set(match) == {"rule", "category", "stance", "spans"}
        assert all(SCAM[span["start"] : span["end"]].strip() for span in match["spans"])


def test_half_a_letter_is_passed_through_as_it_came(rotin, monkeypatch) -> None:
    feed(monkeypatch, r'{"text": "\ud800 x"}' + "\n")
    said = rotin("rules", "match")
    assert said.code == 0
    assert json.loads(said.out) == {"text": "\ud800 x", "matches": []}


@pytest.mark.parametrize("line", ["{", "[]", '{"txt": "x"}', '{"text": 3}', "null"])
def test_a_line_without_text_is_named_and_not_quoted(rotin, monkeypatch, line: str) -> None:
    feed(monkeypatch, '{"text": "a"}\n' + line + "\n")
    said = rotin("rules", "match")
    assert said.code == 5
    assert "line 2" in said.err
    assert "Traceback" not in said.err


def test_explain_shows_the_phrases_where_they_stand(rotin) -> None:
    said = rotin("rules", "explain", SCAM)
    assert said.code == 0
    assert "✔ fraud." in said.out
    assert "«" in said.out
    held = [json.loads(line) for line in rotin("rules", "explain", SCAM, "--json").out.splitlines()]
    assert any(explanation["held"] for explanation in held)


def test_explain_says_so_when_no_phrase_is_there(rotin) -> None:
    assert "no rule has a phrase" in rotin("rules", "explain", "Chào").out


def test_spans_are_marked_once_even_where_they_overlap() -> None:
    assert highlighted("abcdef", [(1, 3), (2, 4), (4, 6)]) == "a«bc»d«ef»"
    assert "\n" not in highlighted("a\nb\x1b[31m", [(0, 1)])


def test_check_runs_the_examples_of_an_operators_pack(rotin, folder: Path) -> None:
    pack = folder / "rieng.yaml"
    pack.write_text("category: opinion\nrules: []\n", encoding="utf-8")
    said = rotin("rules", "check", str(pack))
    assert said.code == 2
    assert f"{pack}:1" in said.err


def test_check_holds_for_what_ships(rotin) -> None:
    said = rotin("rules", "check", "--json")
    assert said.code == 0, said.err
    assert len(json.loads(said.out)["rules"]) >= 15


PACK = """\
category: fraud
rules:
  - id: fraud.own_word
    title: {vi: Thử, en: Try}
    advice: {vi: Thử, en: Try}
    severity: low
    source: thử
    phrases: {word: [%s]}
    when: word
    examples: {match: [%s, %s nhé, có %s], no_match: [Chợ phiên họp sớm., Trời đẹp., Đường dài.]}
"""


def test_backtest_says_what_a_changed_pack_would_newly_and_no_longer_flag(rotin, folder: Path) -> None:
    own = folder / "own.yaml"
    own.write_text(PACK % (("táo quân lạ",) * 4), encoding="utf-8")
    (folder / "rotin.yaml").write_text(f"rules: [{own}]\n", encoding="utf-8")
    items = [
        {"kind": "article", "source": "bao-thu", "url": f"https://bao.example/{n}", "title": title, "text": text}
        for n, (title, text) in enumerate(
            [("Cảnh báo", SCAM), ("Cao Bằng", "Táo quân lạ ở chợ"), ("Hòa An, Cao Bằng", "Ngọc hoàng mới về bản")]
        )
    ]
    (folder / "i.jsonl").write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    rotin("ingest", str(folder / "i.jsonl"), "--config", str(folder / "rotin.yaml"))
    own.write_text(PACK % (("ngọc hoàng mới",) * 4), encoding="utf-8")
    run = ("rules", "backtest", "--days", "2", "--config", str(folder / "rotin.yaml"))
    found = json.loads(rotin(*run, "--json").out)
    assert (found["articles"], found["newly"], found["no longer"]) == (3, {"fraud.own_word": 1}, {"fraud.own_word": 1})
    assert found["alerts_per_day"] == found["alerts_per_day_then"] == sum(found["flagged"].values()) / 2
    assert [(each["title"], each["newly"], each["no longer"]) for each in found["changed"]] == [
        ("Cao Bằng", [], ["fraud.own_word"]),
        ("Hòa An, Cao Bằng", ["fraud.own_word"], []),
    ]
    ((_, day),) = found["by_day"].items()
    assert day == {"articles": 3, "flagged": sum(found["flagged"].values()), "newly": 1, "no longer": 1}
    said = rotin(*run).out
    assert "+fraud.own_word" in said
    assert "https://bao.example/1\n    -fraud.own_word" in said
    assert "3 articles in 2 days" in said


def test_backtest_without_a_change_says_so(rotin, folder: Path) -> None:
    item = {"kind": "article", "source": "bao-thu", "url": "https://bao.example/1", "title": "Cảnh báo", "text": SCAM}
    (folder / "i.jsonl").write_text(json.dumps(item), encoding="utf-8")
    rotin("ingest", str(folder / "i.jsonl"))
    found = json.loads(rotin("rules", "backtest", "--days", "2", "--json").out)
    assert found["articles"] == 1
    assert found["flagged"]
    assert found["newly"] == found["no longer"] == {}
    assert found["changed"] == []
    assert found["alerts_per_day"] == sum(found["flagged"].values()) / 2
