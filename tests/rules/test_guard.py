"""No rule flags what people write about public life, however it is written."""

from pathlib import Path

import pytest

from rules.declare import Guarded
from rules.guard import WHOLE, GuardText, thin, violations
from rules.trial import Names, unmarked
from vietnamese import read

PROTECTED = "Cán bộ xã nhận tiền hỗ trợ mà không phát cho dân"


def complaints(loaded) -> list[str]:
    return [problem.what.en for problem in loaded.problems]


@pytest.mark.parametrize(
    "changes",
    [
        {"phrases": {"a": ["tiền hỗ trợ"]}, "when": "a"},
        {"phrases": {"a": ["tiền hỗ trợ"]}, "when": "a", "applies_to": ["article"]},
        {"phrases": {"a": ["tiền hỗ trợ"]}, "when": "a", "applies_to": ["remark"]},
        {"phrases": {"a": ["tiền hỗ trợ"]}, "when": "a", "needs_place": True},
        {"phrases": {"a": {"view": "folded", "any": ["tiên hồ trơ"]}}, "when": "a"},
        {"phrases": {"a": {"view": "exact", "any": ["tien ho tro"]}}, "when": "a"},  # the text with its marks dropped
        {"phrases": {"a": {"view": "exact", "any": ["tiền hỗ trợ"]}}, "when": "a"},
        {"phrases": {"a": ["hỗ trợ"], "b": {"regex": r"n\p{L}+ tiền"}}, "when": "a and b"},
        {"phrases": {"a": ["hỗ trợ"], "b": ["đất"]}, "when": "a and not b"},
    ],
)
def test_a_rule_that_flags_a_guard_text_does_not_load(make, assembled, tmp_path, changes):
    examples = {"match": ["a"] * 3, "no_match": ["a"] * 3}  # not the point here
    pack = make.pack(make.rule(id="fraud.aid", examples=examples, **changes))
    guard = {"field": "aid_money", "texts": ["Chợ phiên đông vui", PROTECTED]}
    found = [what for what in complaints(assembled(pack, guard=guard)) if "protected" in what]
    assert len(found) == 1
    assert found[0].startswith(
        f"rule fraud.aid flags protected speech (aid_money) at {tmp_path / 'guard' / 'more.yaml'}:1"
    )
    assert ", because of «" in found[0]


@pytest.mark.parametrize(
    ("phrases", "when", "shown"),
    [
        ({"a": {"view": "exact", "any": ["cb xã"]}}, "a", "in short forms (“Cb xã nhận tiền, k phát. Ai bt?”)"),
        (
            {"a": ["ai biết cán bộ"]},
            "a",
            "with clauses reordered, without punctuation (“không phát Ai biết Cán bộ xã nhận tiền”)",
        ),
        ({"a": ["không phát"], "b": ["cán bộ"]}, "before(a, b, 3)", "with clauses reordered (“"),
        ({"a": ["tiền không phát"]}, "a", "without punctuation (“Cán bộ xã nhận tiền không phát Ai biết”)"),
        ({"a": {"view": "exact", "any": ["nhan tien"]}}, "a", "without marks (“Can bo xa nhan tien, khong phat. Ai b"),
    ],
)
def test_a_rule_that_flags_a_text_typed_otherwise_is_told_how(make, assembled, phrases, when, shown):
    guard = {"field": "aid_money", "texts": ["Cán bộ xã nhận tiền, không phát. Ai biết?"]}
    rule = make.rule(phrases=phrases, when=when, examples={"match": ["a"] * 3, "no_match": ["a"] * 3})
    loaded = assembled(make.pack(rule), guard=guard)
    found = [problem.what.en for problem in violations(loaded.rules, loaded.guard)]
    assert len(found) == 1
    assert shown in found[0]


def test_a_place_that_might_be_one_counts(make, assembled):
    phrases = {"a": ["lũ ở <place>"]}
    pack = make.pack(make.rule(phrases=phrases, when="a", needs_place=True))
    guard = {"field": "disaster_relief", "texts": ["Sau lũ ở Hòa An ba ngày chưa ai đến"]}
    assert any("protected" in what for what in complaints(assembled(pack, guard=guard)))


def test_a_rule_that_leaves_the_guard_alone_loads(make, assembled):
    guard = {"field": "aid_money", "texts": [PROTECTED]}
    assert complaints(assembled(make.pack(make.rule()), guard=guard)) == []


def test_a_stance_is_not_a_flag(make, assembled):
    guard = {"field": "aid_money", "texts": ["Có thật không, " + PROTECTED]}
    assert complaints(assembled(make.pack(make.rule()), make.stances(make.stance_rule()), guard=guard)) == []


@pytest.mark.parametrize(
    ("guard", "says"),
    [
        ({"field": "gossip", "texts": ["a"]}, "field: must be one of"),
        ({"field": "land"}, "texts: required, but missing"),
        ({"texts": ["a"]}, "field: required, but missing"),
        ({"field": "land", "texts": [""]}, "texts.0: must not be empty"),
        ({"field": "land", "texts": ["a"], "off": True}, "off: there is no such key"),
    ],
)
def test_a_guard_file_that_does_not_hold_is_refused(make, assembled, guard, says):
    assert any(what.startswith(says) for what in complaints(assembled(make.pack(make.rule()), guard=guard)))


class TestThin:
    @staticmethod
    def text(field: Guarded, text: str, file: Path) -> GuardText:
        return GuardText(guarded=field, text=read(text), file=file, line=1)

    def test_every_field_and_the_whole_have_their_measure(self, tmp_path):
        def complaints_of(each: int) -> list[str]:
            texts = [
                self.text(field, f"về {field} lần {number}", tmp_path) for field in Guarded for number in range(each)
            ]
            return [problem.what.en for problem in thin(texts, tmp_path)]

        assert complaints_of(8) == []
        assert complaints_of(7) == ["the guard corpus has 112 different texts, it needs at least 120"]
        assert len(complaints_of(WHOLE.each - 1)) == len(Guarded) + 1

    def test_the_same_text_again_does_not_count(self, tmp_path):
        texts = [self.text(field, f"Về {field} " + "!" * number, tmp_path) for field in Guarded for number in range(9)]
        assert len(list(thin(texts, tmp_path))) == len(Guarded) + 1


def test_marks_are_dropped_as_people_drop_them():
    assert unmarked("Đặt cọc ở Hòa An, quý vị ạ! o\u0302") == "Dat coc o Hoa An, quy vi a! o"


def test_names_are_runs_of_capitals():
    text = read("Ở Hòa An, Bảo Lạc có Lũ")
    assert {text.exact[start:end] for start, end in Names(text)} == {
        "ở", "ở hòa", "ở hòa an", "hòa", "hòa an", "an", "bảo", "bảo lạc", "lạc", "lũ",
    }  # fmt: skip
    long = read("A B C D E F")
    assert max(end - start for start, end in Names(long)) == len("a b c d")
