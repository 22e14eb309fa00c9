import pytest

from rules.lint import lint


def warnings(make, *rules) -> list[str]:
    return [problem.what.en for problem in lint(make.rules_of(*rules).rules)]


def test_a_sound_rule_is_left_in_peace(make):
    assert warnings(make, make.rule()) == []


@pytest.mark.parametrize(
    ("group", "odd"),
    [
        (["lũ"], True),
        ({"view": "folded", "any": ["lu"]}, False),
        ({"view": "both", "any": ["lũ"]}, False),
        ({"any": ["lũ"]}, True),
        ({"view": "exact", "any": ["lũ"]}, False),
        (["zalo"], False),
        (["lũ quét"], False),
        (["* lũ"], False),
    ],
)
def test_a_lone_syllable_without_marks(make, group, odd):
    found = warnings(make, make.rule(phrases={"a": group}, when="a"))
    assert [("one syllable" in what) for what in found] == [True] * odd


def test_a_group_that_is_never_used(make):
    phrases = {"a": ["việc nhẹ"], "b": ["luận văn"], "c": ["đặt cọc"]}
    found = warnings(make, make.rule(phrases=phrases, when="a", unless="c"))
    assert found == ["fraud.task: group 'b' is used in neither when nor unless"]


@pytest.mark.parametrize(
    ("group", "odd"),
    [
        (["việc nhẹ", "Việc  nhẹ"], True),
        (["việc nhẹ", "viec nhe"], False),
        ({"view": "folded", "any": ["việc nhẹ", "viec nhe"]}, True),
        (["việc * nhẹ", "việc * nhẹ"], True),
        (["việc <money>", "việc <phone>"], False),
    ],
)
def test_a_phrase_twice_in_one_group(make, group, odd):
    found = warnings(make, make.rule(phrases={"a": group}, when="a"))
    assert [("repeats" in what) for what in found] == [True] * odd


def test_rules_that_test_the_same(make):
    twins = [make.rule(), make.rule(id="fraud.twin", phrases={"bait": ["VIỆC nhẹ lương cao"]})]
    others = [make.rule(id="fraud.kind", applies_to=["article"]), make.rule(id="fraud.unless", unless="bait")]
    assert warnings(make, *twins, *others) == ["fraud.twin has the same phrases and conditions as fraud.task"]


def test_says_where(make):
    (problem,) = lint(make.rules_of(make.rule(phrases={"bait": ["việc nhẹ"], "x": ["lũ lụt"]})).rules)
    assert (str(problem.file), problem.line) == ("pack.yaml", 20)
