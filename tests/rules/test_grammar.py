import pytest

from rules.condition import And, Count, Group, Near, Not, Or, Some, Stretch
from rules.grammar import MAX_DEPTH, MAX_LENGTH, ConditionError, parse

KNOWN = ("bait", "ask", "sum")
BAIT, ASK, SUM = (Group(name=name) for name in KNOWN)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("bait", BAIT),
        (" ( bait ) ", BAIT),
        ("bait or ask and sum", Or(nodes=(BAIT, And(nodes=(ASK, SUM))))),
        ("(bait or ask) and sum", And(nodes=(Or(nodes=(BAIT, ASK)), SUM))),
        ("bait and not ask", And(nodes=(BAIT, Not(node=ASK)))),
        ("not not bait", BAIT),
        ("not (bait or not ask)", And(nodes=(Not(node=BAIT), ASK))),
        ("near(bait, ask, 30)", Near(first="bait", second="ask", words=30)),
        ("before(bait,ask,0)", Near(first="bait", second="ask", words=0, ordered=True)),
        ("near(bait, ask, sum, 9)", Stretch(groups=KNOWN, words=9)),
        ("before(bait, ask, sum, 9)", Stretch(groups=KNOWN, words=9, ordered=True)),
        ("near(bait or ask, sum, 9)", Near(first="bait or ask", second="sum", words=9)),
        ("near(sum, ask or bait, bait, 9)", Stretch(groups=("sum", "ask or bait", "bait"), words=9)),
        ("count(bait or ask) >= 2", Count(name="bait or ask", least=2)),
        ("1 of (bait or ask, sum)", Some(groups=("bait or ask", "sum"), least=1)),
        ("count(bait) >= 2", Count(name="bait", least=2)),
        ("count(bait)>=2", Count(name="bait", least=2)),
        ("any(bait, ask)", Some(groups=("bait", "ask"), least=1)),
        ("all(bait, ask)", Some(groups=("bait", "ask"), least=2)),
        ("2 of (bait, ask, sum)", Some(groups=KNOWN, least=2)),
        ("bait\nand\nask", And(nodes=(BAIT, ASK))),
    ],
)
def test_reads(text, node):
    assert parse(text, KNOWN) == node


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("", 1, "expected the name of a group, but the condition ends here"),
        ("bait and", 9, "expected the name of a group, but the condition ends here"),
        ("bait ask", 6, "expected 'and', 'or' or the end, but found 'ask'"),
        ("(bait or ask", 13, "expected ')', but the condition ends here"),
        ("near(bait, ask, bait, sum, ask, bait, sum, 3)", 39, "expected a number: 6 groups at most, but found 'sum'"),
        ("near(bait, ask, sum)", 20, "expected ',', but found ')'"),
        ("near(bait or bait, ask, 3)", 14, "group 'bait' stands here twice"),
        ("near(bait or, ask, 3)", 13, "expected the name of a group, but found ','"),
        ("near(bait or asq, sum, 3)", 14, "there is no group 'asq'; did you mean 'ask'?"),
        ("near(bait and ask, sum, 3)", 11, "expected ',', but found 'and'"),
        ("near(bait ask, 3)", 11, "expected ',', but found 'ask'"),
        ("near(bait, ask)", 15, "expected ',', but found ')'"),
        ("near(bait, ask, 1001)", 17, "expected a number from 0 to 1000, but found '1001'"),
        ("near(bait, ask, " + "9" * 5000 + ")", None, None),
        ("count(bait) >= 0", 16, "expected a number from 1 to 1000, but found '0'"),
        ("count(bait) > 2", 13, "expected '>=', but found '>'"),
        ("count bait", 7, "expected '(', but found 'bait'"),
        ("0 of (bait)", 1, "expected a number from 1 to 1000, but found '0'"),
        ("2 (bait)", 3, "expected 'of', but found '('"),
        ("3 of (bait, ask)", 1, "3 of 2 groups"),
        ("any(bait, bait)", 11, "group 'bait' stands here twice"),
        ("near or bait", 6, "expected '(', but found 'or'"),
        ("of", 1, "expected the name of a group, but found 'of'"),
        ("bait & ask", 6, "expected 'and', 'or' or the end, but found '&'"),
        ("bait and bate", 10, "there is no group 'bate'; did you mean 'bait'?"),
        ("bait and zzz", 10, "there is no group 'zzz'; there are: ask, bait, sum"),
        ("near(bait, asq, 3)", 12, "there is no group 'asq'; did you mean 'ask'?"),
    ],
)
def test_says_where_and_what(text, column, says):
    with pytest.raises(ConditionError) as caught:
        parse(text, KNOWN)
    if column is not None:
        assert [(at, words.en) for at, words in caught.value.found] == [(column, says)]


def test_names_every_unknown_group_and_where_reading_stops():
    with pytest.raises(ConditionError) as caught:
        parse("bate and asq and and", KNOWN)
    assert [column for column, _ in caught.value.found] == [1, 10, 18]


def test_speaks_vietnamese():
    with pytest.raises(ConditionError) as caught:
        parse("bait and", KNOWN)
    assert caught.value.found[0][1].vi == "cần tên một nhóm, nhưng điều kiện đã hết"


@pytest.mark.parametrize("deep", ["(" * 5_000 + "bait", "not " * 900 + "bait", "(" * (MAX_DEPTH + 1) + "bait"])
def test_refuses_what_is_nested_too_deeply(deep):
    with pytest.raises(ConditionError):
        parse(deep[:MAX_LENGTH], KNOWN)


def test_nests_as_deeply_as_anyone_needs():
    assert parse("(" * (MAX_DEPTH - 1) + "bait" + ")" * (MAX_DEPTH - 1), KNOWN) == BAIT


def test_many_side_by_side_are_not_deep():
    assert parse(" or ".join(["(bait and not ask)"] * 2 * MAX_DEPTH), KNOWN).names() == {"bait", "ask"}


def test_refuses_what_nobody_would_read():
    with pytest.raises(ConditionError, match="over"):
        parse("bait or " * 1_000 + "bait", KNOWN)
