"""From stored articles to what the desk sees: cards, groups by subject with their advice, and indicators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from digest.defang import defang
from digest.model import Advice, Card, Group, RuleCard, Seen
from digest.model_claims import Tool
from records import Category, Severity, Stance
from words import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from records import Article, Indicator, Match, Place
    from storage.base import Sighting

OLD: Final = timedelta(days=7)
"""What was published longer than this before the window is marked: a first reading of a source brings much of it."""

SCAMS: Final = frozenset(Category) - {Category.DISASTER}
"""Subjects whose texts carry a scam's tools; the number in a flood notice is one to call, not one to warn of."""

GRAVITY: Final = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)
SUBJECTS: Final = tuple(Category)
_STANCES: Final = (Stance.QUESTION, Stance.WARNING, Stance.REPORT, Stance.OFFER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What ids stand for: sources by id, rules by id, today's communes by code."""

    sources: Mapping[str, str]
    rules: Mapping[str, RuleCard]
    communes: Mapping[str, str]

    def source(self, id_: str) -> str:
        """Return the source's name, or its id where the sources file no longer names it."""
        return self.sources.get(id_, id_)

    def commune(self, place: Place) -> str:
        """Return the commune's name of today, or the one it was stored with."""
        return self.communes.get(place.code, place.name)

    def title(self, rule: str) -> Words:
        """Return the rule's title, or its id where no pack holds it any more."""
        card = self.rules.get(rule)
        return Words(vi=rule, en=rule) if card is None else card.title


def card(article: Article, names: Names, *, since: datetime) -> Card:
    """Return the article as a card; ``since`` is the start of the window."""
    matches = sorted(article.matches, key=_rank)
    subjects = tuple(dict.fromkeys(match.category for match in matches))
    rules = tuple(dict.fromkeys(match.rule for match in matches))
    return Card(
        id=article.id,
        title=article.title,
        url=article.url,
        source=article.source,
        source_name=names.source(article.source),
        published=article.published,
        fetched=article.fetched,
        old=article.published is not None and article.published < since - OLD,
        communes=distinct(names.commune(one) for one in article.places if one.commune),
        places=distinct(one.name for one in article.places if not one.commune),
        category=subjects[0] if subjects else None,
        also=subjects[1:],
        severity=matches[0].severity if matches else None,
        stance=min((match.stance for match in matches), key=_STANCES.index, default=None),
        rules=rules,
        titles=tuple(names.title(rule) for rule in rules),
        tools=tuple(Tool(kind=one.kind, shown=defang(one)) for one in tools(article)),
    )


def groups(cards: Iterable[Card], rules: Mapping[str, RuleCard], *, given: Collection[str] = ()) -> tuple[Group, ...]:
    """Return the flagged cards by subject, the gravest subject first.

    Each rule's advice stands in one group only, and in none if it was ``given`` before.
    """
    by_subject: dict[Category, list[Card]] = {}
    for one in sorted(cards, key=_order):
        if one.category is not None:
            by_subject.setdefault(one.category, []).append(one)
    found, told = [], set(given)
    for subject in sorted(by_subject, key=lambda key: (_gravity(by_subject[key][0]), SUBJECTS.index(key))):
        advice = _advice(by_subject, subject, rules, told)
        told.update(one.rule for one in advice)
        found.append(Group(category=subject, cards=tuple(by_subject[subject]), advice=advice))
    return tuple(found)


def indicators(
    articles: Sequence[Article], sightings: Iterable[Sighting], names: Names, *, since: datetime
) -> tuple[Seen, ...]:
    """Return the indicators of the window's flagged articles: new ones first, then the most widely seen.

    Args:
        articles: those of the window.
        sightings: what the store knows of indicators seen since ``since``.
        names: what ids stand for.
        since: the start of the window; an indicator first seen before it is not new.
    """
    met: dict[Indicator, list[Article]] = {}
    for article in articles:
        for indicator in tools(article):
            met.setdefault(indicator, []).append(article)
    known = {one.indicator: one for one in sightings if one.indicator in met}
    found = [_seen(one, met[one], known.get(one), names, since) for one in met]
    return tuple(sorted(found, key=lambda one: (not one.new, -one.articles, one.kind, one.shown)))


def tools(article: Article) -> tuple[Indicator, ...]:
    """Return the indicators worth warning of: those of an article about a scam, not those of a flood notice."""
    if not any(match.category in SCAMS for match in article.matches):
        return ()
    return tuple(sorted(set(article.indicators)))


def _seen(
    indicator: Indicator, articles: Sequence[Article], known: Sighting | None, names: Names, since: datetime
) -> Seen:
    times = [article.fetched for article in articles]
    first = min(times) if known is None else min(known.first_seen, *times)
    sources = {article.source for article in articles} | set(() if known is None else known.sources)
    return Seen(
        kind=indicator.kind,
        shown=defang(indicator),
        bank=indicator.bank,
        new=first >= since,
        first_seen=first,
        last_seen=max(times),
        articles=len(articles) if known is None else max(known.articles, len(articles)),
        sources=distinct(names.source(source) for source in sources),
    )


def _advice(
    by_subject: Mapping[Category, Sequence[Card]],
    subject: Category,
    rules: Mapping[str, RuleCard],
    given: set[str],
) -> tuple[Advice, ...]:
    wanted = {rule for one in by_subject[subject] for rule in one.rules if rule in rules and rule not in given}
    everywhere = [one for cards in by_subject.values() for one in cards]
    found = [
        Advice(rule=rule, card=rules[rule], articles=sum(rule in one.rules for one in everywhere)) for rule in wanted
    ]
    return tuple(sorted(found, key=lambda one: (GRAVITY.index(one.card.severity), -one.articles, one.rule)))


def _rank(match: Match) -> tuple[int, int, str]:
    return (GRAVITY.index(match.severity), SUBJECTS.index(match.category), match.rule)


def _gravity(one: Card) -> int:
    return len(GRAVITY) if one.severity is None else GRAVITY.index(one.severity)


def _order(one: Card) -> tuple[int, bool, float, str]:
    """Gravest first, then what is of these days, then the newest."""
    return (_gravity(one), one.old, -(one.published or one.fetched).timestamp(), one.id)


def newest_first(cards: Iterable[Card]) -> tuple[Card, ...]:
    """Return the cards as a list without a subject shows them."""
    return tuple(sorted(cards, key=_order))


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """Return each value once, in order."""
    return tuple(sorted(set(values)))
