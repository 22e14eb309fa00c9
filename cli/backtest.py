"""What the rules say now of stored articles, beside what was said when they were stored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from records import in_zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from records import Article

KINDS: Final = ("flagged", "newly", "no longer")
"""What a rule may do to an article: flag it now; and did not then; or did then and does not now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One article, and by :data:`KINDS` the rules concerned."""

    article: Article
    rules: Mapping[str, frozenset[str]]

    @property
    def changed(self) -> bool:
        """Say whether any rule says now what it did not then."""
        return bool(self.rules["newly"] or self.rules["no longer"])

    @property
    def day(self) -> date:
        """Return the day on which the desk had it, in Vietnam: that of the alert."""
        return in_zone(self.article.fetched).date()


def compare(article: Article, flagging: Iterable[str]) -> Compared:
    """Return the article with the rules that flag it now beside those that did when it was stored."""
    now, then = frozenset(flagging), frozenset(match.rule for match in article.matches)
    return Compared(article=article, rules=dict(zip(KINDS, (now, now - then, then - now), strict=True)))


def by_rule(compared: Sequence[Compared]) -> dict[str, Counter[str]]:
    """Return, for each kind, how many articles each rule does it to."""
    return {kind: Counter(rule for each in compared for rule in sorted(each.rules[kind])) for kind in KINDS}


def by_day(compared: Sequence[Compared]) -> dict[date, dict[str, int]]:
    """Return, for each day on which an article came, the articles and the alerts of each kind; the first day first."""
    days: dict[date, Counter[str]] = {}
    for each in compared:
        days.setdefault(each.day, Counter()).update({"articles": 1} | {kind: len(each.rules[kind]) for kind in KINDS})
    return {day: {name: days[day][name] for name in ("articles", *KINDS)} for day in sorted(days)}


def summary(compared: Sequence[Compared], days: int) -> dict[str, Any]:
    """Return all of it as one object: the sums, by rule, by day, and every article of which something changed."""
    rules = by_rule(compared)
    return {
        "articles": len(compared),
        "days": days,
        "alerts_per_day": rules["flagged"].total() / days,
        "alerts_per_day_then": (rules["flagged"] - rules["newly"] + rules["no longer"]).total() / days,
        **rules,
        "by_day": by_day(compared),
        "changed": [
            {"title": each.article.title, "url": each.article.url, "day": each.day}
            | {kind: sorted(each.rules[kind]) for kind in KINDS[1:]}
            for each in compared
            if each.changed
        ],
    }
