from datetime import UTC, date, datetime

from cli.backtest import by_day, compare, summary
from records import Article, Category, Match, Severity, Span, Stance

SPAN = Span(phrase="x", start=0, end=1)


def article(number: int, when: datetime, *rules: str) -> Article:
    matches = tuple(
        Match(rule=rule, category=Category.FRAUD, stance=Stance.OFFER, severity=Severity.LOW, spans=(SPAN,))
        for rule in rules
    )
    return Article(
        source="bao", url=f"https://bao.example/{number}", title=f"Bài {number}", text="x",
        published=None, fetched=when, matches=matches,
    )  # fmt: skip


EVENING = datetime(2026, 11, 20, 16, 59, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 17, 1, tzinfo=UTC)  # the next day in Vietnam
ALL = [
    compare(article(1, EVENING, "fraud.a", "fraud.b"), ["fraud.b", "fraud.c"]),
    compare(article(2, NIGHT, "fraud.a"), ["fraud.a"]),
    compare(article(3, NIGHT), []),
]


def test_sums_by_rule_and_says_how_many_alerts_there_were_and_would_be():
    told = summary(ALL, 4)
    assert {kind: dict(told[kind]) for kind in ("flagged", "newly", "no longer")} == {
        "flagged": {"fraud.a": 1, "fraud.b": 1, "fraud.c": 1},
        "newly": {"fraud.c": 1},
        "no longer": {"fraud.a": 1},
    }
    assert (told["articles"], told["alerts_per_day"], told["alerts_per_day_then"]) == (3, 0.75, 0.75)
    assert [each["title"] for each in told["changed"]] == ["Bài 1"]


def test_days_are_those_of_vietnam():
    assert by_day(ALL) == {
        date(2026, 11, 20): {"articles": 1, "flagged": 2, "newly": 1, "no longer": 1},
        date(2026, 11, 21): {"articles": 2, "flagged": 1, "newly": 0, "no longer": 0},
    }
    assert by_day([]) == {}
