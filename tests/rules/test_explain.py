from dataclasses import replace

import pytest

from records import ItemKind, Stance
from vietnamese import read

ASK = "no phrase of group 'ask' (nạp tiền, đặt cọc)"
GROUPS = {"bait": ["việc nhẹ"], "ask": ["nạp tiền", "đặt cọc"], "study": ["luận văn"], "code": {"regex": r"mã \d+"}}


def explained(make, text: str, *, kind: ItemKind = ItemKind.REMARK, placed: bool = False, **changes):
    rules = make.rules_of(make.rule(**({"phrases": GROUPS} | changes)))
    return rules.explain(read(text), kind=kind, placed=placed)


@pytest.mark.parametrize(
    ("when", "text", "lacking"),
    [
        ("bait and ask", "việc nhẹ", ["no phrase of group 'ask' (nạp tiền, đặt cọc)"]),
        ("bait and code", "việc nhẹ", [r"no phrase of group 'code' (mã \d+)"]),
        (
            "bait and ask and study",
            "việc nhẹ",
            ["no phrase of group 'ask' (nạp tiền, đặt cọc)", "no phrase of group 'study' (luận văn)"],
        ),
        ("near(bait, ask, 1)", "việc nhẹ", ["no phrase of group 'ask' (nạp tiền, đặt cọc)"]),
        ("near(bait, ask, 1)", "việc nhẹ mà phải đặt cọc", ["'bait' and 'ask' are 2 words apart, 1 at most"]),
        ("before(ask, bait, 1)", "việc nhẹ đặt cọc", ["'ask' does not come before 'bait'"]),
        ("near(bait, bait, 1)", "việc nhẹ", ["'bait' and 'bait' are the same words"]),
        ("near(bait, ask, study, 1)", "việc nhẹ", [ASK, "no phrase of group 'study' (luận văn)"]),
        (
            "near(bait, ask, study, 1)",
            "việc nhẹ đặt cọc cho cả luận văn",
            ["there are 2 words between the groups bait, ask, study, 1 at most"],
        ),
        (
            "before(ask, bait, study, 1)",
            "việc nhẹ đặt cọc luận văn",
            ["ask, bait, study do not come in this order"],
        ),
        ("near(bait, bait, ask, 1)", "việc nhẹ đặt cọc", ["the groups bait, bait, ask are the same words"]),
        ("count(bait) >= 3", "việc nhẹ, việc nhẹ", ["group 'bait' is there 2 times, it must be at least 3"]),
        ("2 of (bait, ask, study)", "việc nhẹ", ["needs 2 of 3 groups, has 1; absent: ask, study"]),
        ("bait and not (study or ask)", "việc nhẹ, luận văn", ["must not have luận văn"]),
        ("bait and (ask and study or study)", "việc nhẹ", ["no phrase of group 'study' (luận văn)"]),
        (
            "bait and (ask or study)",
            "việc nhẹ",
            ["no phrase of group 'ask' (nạp tiền, đặt cọc)"],
        ),
    ],
)
def test_says_what_was_lacking(make, when, text, lacking):
    (told,) = explained(make, text, when=when)
    assert not told.held
    assert [words.en for words in told.lacking] == lacking
    assert all(words.vi != words.en for words in told.lacking)


def test_says_what_it_found_even_if_that_is_not_enough(make):
    (told,) = explained(make, "Luận văn: việc nhẹ", when="bait and ask")
    assert [(span.phrase, span.start, span.end) for span in told.spans] == [("luận văn", 0, 8), ("việc nhẹ", 10, 18)]


def test_says_why_a_rule_holds(make):
    (told,) = explained(make, "việc nhẹ, luận văn, việc nhẹ", when="bait")
    assert told.held
    assert (told.rule, told.title.vi, told.lacking) == ("fraud.task", "Việc nhẹ", ())
    assert [span.phrase for span in told.spans] == ["việc nhẹ", "việc nhẹ"]


def test_says_what_rules_it_out(make):
    (told,) = explained(make, "việc nhẹ, luận văn", when="bait", unless="study")
    assert [words.en for words in told.lacking] == ["ruled out by 'unless': luận văn"]
    (told,) = explained(make, "việc nhẹ", when="bait", unless="not study")
    assert [words.en for words in told.lacking] == ["ruled out by 'unless'"]


def test_says_whom_the_rule_is_for(make):
    (told,) = explained(make, "việc nhẹ", when="bait", applies_to=["article"], needs_place=True)
    assert [words.en for words in told.lacking] == [
        "the rule is not for remarks",
        "the text names no place in the province",
    ]


def test_a_rule_whose_phrases_are_absent_is_not_mentioned(make):
    assert explained(make, "Chợ phiên mã 12", when="bait and code") == ()


def test_a_rule_of_which_only_a_side_word_is_there_is_not_mentioned(make):
    assert explained(make, "Luận văn", when="bait and ask") == ()


def test_stances_are_explained_after_the_subjects(make):
    rules = make.rules_of(make.rule(), stance_rules=(make.stance_rule(),))
    told = rules.explain(read("Việc nhẹ lương cao, có thật không?"), kind=ItemKind.REMARK, placed=False)
    assert [(each.rule, each.stance) for each in told] == [
        ("fraud.task", Stance.QUESTION),
        ("stance.asks", Stance.QUESTION),
    ]


def test_what_does_not_hold_has_no_stance(make):
    (told,) = explained(make, "việc nhẹ", when="bait and ask")
    assert told.stance is None
    with pytest.raises(ValueError, match="has a stance"):
        replace(told, held=True)
