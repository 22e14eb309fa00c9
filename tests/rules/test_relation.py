"""What articles say of what many repeat: the pack's language, and where in an article it counts."""

import json
from typing import Any

import pytest

from records import Relation
from rules.load import BUILTIN, GUARD, Loaded, gather
from rules.relation import AFTER, PRECEDENCE, Relations, first, sentences

FILLER = ["Hôm nay trời đẹp", "Chợ phiên đông vui", "Con đường này dài"]


def rule(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "id": "relation.denies",
        "title": {"vi": "Bác bỏ", "en": "Denies"},
        "relation": "denies",
        "source": "thử nghiệm",
        "phrases": {"false": ["sai sự thật"]},
        "when": "false",
        "examples": {"match": ["Tin ấy sai sự thật."] * 3, "no_match": FILLER},
    }
    return {key: value for key, value in (whole | changes).items() if value is not None}


def pack(*rules: dict[str, Any], **more: Any) -> str:
    return json.dumps({"relation": True, "rules": rules} | more, ensure_ascii=False, indent=1)


def problems(loaded: Loaded) -> str:
    return "\n".join(problem.what.en for problem in loaded.problems)


@pytest.fixture(scope="module")
def relations() -> Relations:
    return gather((), builtin=BUILTIN, guarded=GUARD).relations


# -- the pack ------------------------------------------------------------------------------------------------------


def test_a_pack_of_relations_loads_beside_the_others(assembled, make) -> None:
    loaded = assembled(make.pack(make.rule()), pack(rule(), groups={"seen": ["thấy"]}))
    assert not loaded.problems
    assert [each.id for each in loaded.relations.rules] == ["relation.denies"]
    assert loaded.relations.rules[0].relation is Relation.DENIES
    assert [each.id for each in loaded.rules.rules] == ["fraud.task"]
    assert loaded.rules.stances == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "fraud.denies"}, "must read like relation.some_rule"),
        ({"relation": "agrees"}, "relation"),
        ({"relation": None}, "relation"),
        ({"when": "nowhere"}, "nowhere"),
        ({"when": "not false"}, "without any of the phrases"),
        ({"applies_to": ["remark"]}, "articles alone"),
        ({"needs_place": True}, "articles alone"),
        ({"stance": "warning"}, "stance"),
        ({"examples": {"match": ["Tin ấy đúng."] * 3, "no_match": FILLER}}, "should match relation.denies"),
        ({"examples": {"match": ["Sai sự thật"] * 3, "no_match": ["Tin sai sự thật"] * 3}}, "must not match"),
        ({"examples": {"match": [{"text": "Sai sự thật", "stance": "offer"}] * 3, "no_match": FILLER}}, "no stance"),
        ({"examples": {"match": ["Sai sự thật"] * 2, "no_match": FILLER}}, "3"),
    ],
)
def test_what_is_wrong_with_a_relation_rule_is_said(assembled, make, changes, said: str) -> None:
    loaded = assembled(make.pack(make.rule()), pack(rule(**changes)))
    assert said in problems(loaded)
    assert all(problem.file is not None and problem.line for problem in loaded.problems)


def test_an_id_stands_once_over_all_packs(assembled, make) -> None:
    loaded = assembled(make.pack(make.rule()), pack(rule()), pack(rule()))
    assert "already stands at" in problems(loaded)
    assert len(loaded.relations.rules) == 1


def test_a_file_at_fault_gives_no_rules(assembled, make) -> None:
    loaded = assembled(make.pack(make.rule()), pack(rule(), colour="red"))
    assert "colour" in problems(loaded)
    assert loaded.relations.rules == ()


def test_a_pack_of_relations_changes_the_fingerprint_and_is_read_whatever_its_first_key(assembled, make) -> None:
    plain = assembled(make.pack(make.rule()))
    text = json.dumps({"rules": [rule()], "relation": True}, ensure_ascii=False)
    turned = assembled(make.pack(make.rule()), text)
    assert len(turned.relations.rules) == 1
    assert plain.rules.fingerprint != turned.rules.fingerprint


def test_ours_have_enough_examples_and_say_every_relation(relations: Relations) -> None:
    assert {each.relation for each in relations.rules} == set(Relation)
    for each in relations.rules:
        assert sum(example.matches for example in each.examples) >= 3
        assert sum(not example.matches for example in each.examples) >= 3


# -- what an article says ------------------------------------------------------------------------------------------

DAM = "đập sắp vỡ"


def said(relations: Relations, text: str, matter: str = DAM, other: str = "") -> Relation:
    at = text.index(matter)
    others = [(text.index(other), text.index(other) + len(other))] if other else []
    return relations.said(text, [(at, at + len(matter))], others)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tin đập sắp vỡ là bịa đặt.", Relation.DENIES),
        ("Có người nói đập sắp vỡ. Công an khẳng định đây là thông tin sai sự thật.", Relation.DENIES),
        ("Có người nói đập sắp vỡ. Nhiều hộ đã dọn đồ. Công an nói không có chuyện đó.", Relation.DENIES),
        ("Công an bác bỏ tin đồn trên mạng. Cụ thể, có người nói đập sắp vỡ.", Relation.DENIES),
        ("Chủ tịch xã xác nhận vụ việc: đập sắp vỡ, dân đã sơ tán.", Relation.CONFIRMS),
        ("Ông xác nhận không có chuyện đập sắp vỡ.", Relation.DENIES),
        ("Dân xôn xao tin đập sắp vỡ. Xã đang kiểm tra.", Relation.MENTIONS),
        ("Tin đập sắp vỡ lan truyền trên mạng xã hội. Xã bác bỏ.", Relation.MENTIONS),
        ("Xã họp bàn việc đập sắp vỡ.", Relation.RELATED),
    ],
)
def test_what_is_said_of_the_matter_counts(relations: Relations, text: str, expected: Relation) -> None:
    assert said(relations, text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "Xã họp bàn việc đập sắp vỡ. Dân đã dọn đồ. Mưa còn to. Nước dâng cao. Tin bắt cóc trẻ em là bịa đặt.",
        "Tin bắt cóc trẻ em là bịa đặt. Mưa to từ đêm qua. Xã họp bàn việc đập sắp vỡ.",
        "Xã họp bàn việc đập sắp vỡ. Cũng trong ngày, công an bác bỏ tin bắt cóc trẻ em.",
        "Công an bác bỏ tin bắt cóc trẻ em. Trong khi đó, xã họp bàn việc đập sắp vỡ.",
        "Xã họp bàn việc đập sắp vỡ. Cũng trong ngày, có tin bắt cóc trẻ em. Tin này là bịa đặt.",
    ],
)
def test_a_denial_of_something_else_is_none(relations: Relations, text: str) -> None:
    assert said(relations, text) is Relation.RELATED


def test_a_sentence_about_another_matter_is_about_that(relations: Relations) -> None:
    text = "Xã họp bàn việc đập sắp vỡ. Tin bạch hầu làm ba trẻ chết là bịa đặt."
    assert said(relations, text) is Relation.DENIES, "it could mean the dam"
    assert said(relations, text, other="bạch hầu") is Relation.RELATED
    assert said(relations, "Tin đập sắp vỡ và tin bạch hầu là bịa đặt.", other="bạch hầu") is Relation.DENIES


def test_without_its_matter_an_article_says_nothing(relations: Relations) -> None:
    assert relations.said("Tin ấy là bịa đặt.", []) is Relation.RELATED
    assert relations.said("", []) is Relation.RELATED
    assert relations.said("Tin ấy", [(50, 60)]) is Relation.RELATED


def test_what_counts_where_several_are_said() -> None:
    assert first(()) is Relation.RELATED
    assert first([Relation.RELATED]) is Relation.RELATED
    for number, relation in enumerate(PRECEDENCE):
        assert first(PRECEDENCE[number:][::-1]) is relation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Một câu. Hai câu! Ba câu? Bốn…", ["Một câu. ", "Hai câu! ", "Ba câu? ", "Bốn…"]),
        ("Tựa đề\n\nCâu đầu.\nCâu sau", ["Tựa đề\n\n", "Câu đầu.\n", "Câu sau"]),
        ("Tại TP. Cao Bằng, lúc 7.30 sáng. Mưa to", ["Tại TP. Cao Bằng, lúc 7.30 sáng. ", "Mưa to"]),
        ("Ông nói: “Không có.” Rồi ông đi", ["Ông nói: “Không có.” ", "Rồi ông đi"]),
        ("viết thường. cả hai câu", ["viết thường. cả hai câu"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_the_way_after_a_sentence_is_not_endless(relations: Relations) -> None:
    between = "Mưa còn to. " * AFTER
    assert said(relations, f"Xã lo đập sắp vỡ. {between}Tin ấy là bịa đặt.") is Relation.RELATED
    assert said(relations, f"Xã lo đập sắp vỡ. {between[: 12 * (AFTER - 1)]}Tin ấy là bịa đặt.") is Relation.DENIES
