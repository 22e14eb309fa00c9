from itertools import combinations

import pytest

from records import Category, ItemKind, Stance
from rules.match import RuleSet
from rules.stance import PRECEDENCE, decide, default
from vietnamese import read

TEXTS = {
    Stance.QUESTION: "có thật không",
    Stance.WARNING: "cảnh giác",
    Stance.REPORT: "theo báo",
    Stance.OFFER: "inbox",
}


@pytest.fixture
def rules(make):
    stances = tuple(
        make.stance_rule(id=f"stance.{stance}", stance=stance, phrases={"a": [text]}, when="a")
        for stance, text in TEXTS.items()
    )
    return make.rules_of(make.rule(), stance_rules=stances)


def stance_of(rules: RuleSet, text: str, kind: ItemKind = ItemKind.REMARK) -> Stance:
    (match,) = rules.match(read(f"Việc nhẹ lương cao. {text}"), kind=kind, placed=False)
    return match.stance


@pytest.mark.parametrize("stance", Stance)
def test_each_stance_is_read_off_the_text(rules, stance):
    assert stance_of(rules, TEXTS[stance]) is stance
    assert stance_of(rules, TEXTS[stance], ItemKind.ARTICLE) is stance


def test_the_first_in_precedence_counts(rules):
    for size in range(2, 5):
        for several in combinations(Stance, size):
            text = ". ".join(TEXTS[stance] for stance in several)
            assert stance_of(rules, text) is min(several, key=PRECEDENCE.index)


def test_without_any_the_kind_and_subject_decide(rules):
    assert stance_of(rules, "") is Stance.OFFER
    assert stance_of(rules, "", ItemKind.ARTICLE) is Stance.REPORT
    for category in Category:
        told = category in {Category.DISASTER, Category.HEALTH}
        expected = Stance.REPORT if told else Stance.OFFER
        assert default(ItemKind.REMARK, category) is expected
        assert default(ItemKind.ARTICLE, category) is Stance.REPORT


def test_a_stance_alone_is_no_match(rules):
    assert rules.match(read("có thật không, cảnh giác"), kind=ItemKind.REMARK, placed=False) == ()


def test_a_question_comes_first_and_every_stance_has_its_rank():
    assert PRECEDENCE == (Stance.QUESTION, Stance.WARNING, Stance.REPORT, Stance.OFFER)
    assert decide((), ItemKind.ARTICLE, Category.FRAUD) is Stance.REPORT


def test_a_stance_rule_may_be_for_one_kind(make):
    asks = make.stance_rule(applies_to=["remark"])
    rules = make.rules_of(make.rule(), stance_rules=(asks,))
    assert stance_of(rules, "có thật không") is Stance.QUESTION
    assert stance_of(rules, "có thật không", ItemKind.ARTICLE) is Stance.REPORT
