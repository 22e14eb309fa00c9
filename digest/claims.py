"""From stored claims to what the desk sees of them: a card each, the ones no source answers first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from digest.alerted import told
from digest.cards import GRAVITY, distinct
from digest.defang import defang, defang_text
from digest.model import Advice
from digest.model_claims import Answer, ClaimCard, Judged, Rising, Said, Telling, Tool
from records import AlertKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from desk.stories import Story
    from digest.cards import Names
    from digest.model import Card, RuleCard
    from digest.model_claims import SignalLine
    from records import Alert, Article, Claim, Related
    from storage.base import Store


def claims(
    store: Store, alerts: Sequence[Alert], names: Names, *, since: datetime, until: datetime
) -> tuple[tuple[ClaimCard, ...], tuple[frozenset[str], ...]]:
    """Return what circulated in ``[since, until)``, in reading order, and the ids of claims the desk set aside.

    Args:
        store: where claims are, with what was decided of them and the articles they are related to.
        alerts: those of the window: what was alerted about, rises.
        names: what ids stand for.
        since: the start of the window.
        until: its end; what was decided or told later is not looked at.
    """
    from desk.stories import stories  # noqa: PLC0415 - what compares passages is opened only when there is a digest

    making = _Making.of(store, alerts, names, since=since, until=until)
    every = stories(making.heard.values(), [one for one in store.decisions() if one.made < until])
    judged = {story.id: making.judged(story.claims) for story in every}
    ours = [one for one in every if (said := judged[one.id]) is None or said.verdict is not Verdict.NOT_OURS]
    shown = {claim.id for story in ours for claim in story.claims}
    found = [making.card(story, judged[story.id], shown) for story in ours]
    found.sort(key=lambda one: (not one.void, one.rising is None))  # and among alike, in the order of the stories
    aside = (frozenset(claim.id for claim in story.claims) for story in every if story.id not in shown)
    return tuple(found), tuple(aside)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """What every card is made with: the window, what ids stand for, its claims, their articles, and its alerts."""

    store: Store
    names: Names
    heard: Mapping[str, Claim]
    articles: Mapping[str, Article]
    risen: Mapping[str, Sequence[Alert]]
    since: datetime
    until: datetime

    @classmethod
    def of(cls, store: Store, alerts: Iterable[Alert], names: Names, *, since: datetime, until: datetime) -> Self:
        """Read the claims of the window and the articles about them that were known by its end."""
        heard = [one for one in store.claims(since=since) if one.first_seen < until]
        articles = _articles(store, heard, until)
        risen: dict[str, list[Alert]] = {}
        for alert in alerts:
            if alert.kind is AlertKind.CLAIM:
                risen.setdefault(alert.about, []).append(alert)
        return cls(
            store=store,
            names=names,
            heard={one.id: _known(one, articles) for one in heard},
            articles=articles,
            risen=risen,
            since=since,
            until=until,
        )

    def card(self, story: Story, judged: Judged | None, shown: Collection[str]) -> ClaimCard:
        """Return the story as a card; of what may be the same matter only what is ``shown`` itself."""
        from desk import labels as desk_labels  # noqa: PLC0415 - as above
        from desk.voids import is_void  # noqa: PLC0415 - as above

        names = self.names
        return ClaimCard(
            id=story.id,
            said=tuple(self._said(one) for one in story.claims),
            offered=tuple(self._said(self.heard[id_]) for id_ in story.offered if id_ in shown),
            why=tuple(desk_labels.WHY[each] for each in story.why),
            category=story.category,
            severity=story.severity,
            stance=story.stance,
            rules=tuple(story.rules),
            titles=tuple(names.title(rule) for rule in story.rules),
            communes=distinct(names.commune(one) for one in story.places if one.commune),
            places=distinct(one.name for one in story.places if not one.commune),
            reach=story.reach,
            first_seen=story.first_seen,
            last_seen=story.last_seen,
            new=story.first_seen >= self.since,
            sources=distinct(names.source(each.source) for one in story.claims for each in one.voices if each.source),
            tools=tuple(Tool(kind=one.kind, shown=defang(one)) for one in sorted(set(story.indicators))),
            answers=self._answers(story.related),
            rising=self._rising(story.claims),
            void=is_void(story, self.risen) and (judged is None or judged.verdict is Verdict.UNCLEAR),
            judged=judged,
        )

    def _said(self, claim: Claim) -> Said:
        return Said(
            id=claim.id,
            passage=defang_text(claim.passage),
            reach=claim.reach,
            stances=claim.stances,
            first_seen=claim.first_seen,
            last_seen=claim.last_seen,
            tellings=self._tellings(claim),
        )

    def _tellings(self, claim: Claim) -> tuple[Telling, ...]:
        found = [
            Telling(
                since=one.since,
                until=one.until,
                source=self.names.source(one.source) if one.source else "",
                count=one.count,
            )
            for one in claim.voices
            if one.since < self.until
        ]
        return tuple(sorted(found, key=lambda one: (one.since, one.until, one.source, one.count)))

    def _rising(self, claims: Sequence[Claim]) -> Rising | None:
        """Return what the alert about one of the claims found that is told of."""
        alerts = [each for one in claims for each in self.risen.get(one.id, ())]
        if not alerts:
            return None
        one = told(alerts)
        return Rising(raised=one.raised, observed=one.observed or 0, expected=one.expected or 0.0)

    def judged(self, claims: Sequence[Claim]) -> Judged | None:
        """Return the last decision about one of the claims that was made before the window's end."""
        made = [one for claim in claims for one in self.store.reviews(claim.id) if one.made < self.until]
        if not made:
            return None
        last = max(reversed(made), key=lambda one: one.made)  # of two at once, the one that was written later
        return Judged(verdict=last.verdict, reason=last.reason, evidence=last.evidence, made=last.made)

    def _answers(self, related: Iterable[Related]) -> tuple[Answer, ...]:
        """Return what the articles say, in the order given: what answers best first."""
        return tuple(
            Answer(
                relation=one.relation,
                title=article.title or article.url,
                url=article.url,
                source_name=self.names.source(article.source),
                published=article.published,
            )
            for one in related
            for article in (self.articles[one.article],)
        )


def _articles(store: Store, claims: Iterable[Claim], until: datetime) -> dict[str, Article]:
    """Return, by id, the related articles that are stored still and were read before ``until``."""
    wanted = sorted({each.article for one in claims for each in one.related})
    found = {id_: store.article(id_) for id_ in wanted}
    return {id_: article for id_, article in found.items() if article is not None and article.fetched < until}


def _known(claim: Claim, articles: Collection[str]) -> Claim:
    """Return the claim with those of its articles that are known: whether it is a void is a question of that time."""
    return replace(claim, related=tuple(each for each in claim.related if each.article in articles))


def advice(
    cards: Sequence[ClaimCard], signals: Sequence[SignalLine], articles: Sequence[Card], rules: Mapping[str, RuleCard]
) -> tuple[Advice, ...]:
    """Return, once each, what the rules of claims and of the window's signals tell residents, gravest first."""
    wanted = {rule for one in cards for rule in one.rules} | {one.rule for one in signals if one.now is not None}
    found = [
        Advice(
            rule=rule,
            card=rules[rule],
            claims=sum(rule in one.rules for one in cards),
            articles=sum(rule in one.rules for one in articles),
        )
        for rule in wanted & set(rules)
    ]
    return tuple(
        sorted(found, key=lambda one: (GRAVITY.index(one.card.severity), -one.claims, -one.articles, one.rule))
    )
