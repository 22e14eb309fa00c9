"""Which articles have to do with a claim, and what they say of it.

Articles are sought by the claim's words, by its tools, and by its rule and place; all that is found is weighed, since
most articles of a subject have nothing to do with a claim of that subject (:mod:`desk.weighing`). What decides is what
tells the claim from others: the share of its telling words that stand close together in the article. The same rule
and commune add a little and never suffice alone; a tool in common does.

What an article says of the claim, rules say (``rules/packs/relation.yaml``), and only where it speaks of the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from desk.stories import MOST_RELATED, weightiest
from desk.weighing import ANSWERS, ENOUGH, Reading, Said, moment, rules_of
from desk.wording import telling
from records import Article, Category, Claim, Related, Relation

if TYPE_CHECKING:
    from storage.base import Store

BEFORE: Final = {Category.DISASTER: timedelta(days=3), Category.HEALTH: timedelta(days=14)}
BEFORE_ELSE: Final = timedelta(days=30)
"""How long before a claim was first seen an article may have been published: a warning of a scam holds longer than
news of a river. An article with a tool in common may be of any age."""

AFTER: Final = timedelta(days=14)
"""How long after a claim was last seen an article may be published, and so how long articles are sought for it."""

SOUGHT: Final = 20
"""Articles that one search gives. A word that finds as many is common in its time, and counts so much less:"""

IF_COMMON: Final = 0.5

ASKED: Final = 16
"""Words of a claim, and twos of them, that are searched for; from all along a longer one."""


def relate(
    store: Store, *, since: datetime, said: Said, grams: Callable[[str], Collection[int]], most: int | None = None
) -> tuple[str, ...]:
    """Look for articles for every claim last seen since then; keep what is found, and return whose changed.

    What is kept is what the store holds now and no more: doing it again changes nothing.

    Args:
        store: where claims and articles are.
        since: older claims are left as they are.
        said: what an article says of a matter (:meth:`rules.Relations.said`).
        grams: the numbers by which a passage is found again (:func:`pipelines.passages.grams`).
        most: for so many claims at most, those last seen first, and among these the most heard.

    Raises:
        StoreError: the store cannot be read or written to.
    """
    changed = []
    seeker = Seeker(store, said)
    for claim in sorted(store.claims(since=since), key=_latest)[:most]:
        found = seeker.related(claim)
        if found == claim.related:
            continue
        with store.transaction():
            present = store.claim(claim.id)  # it may have grown meanwhile; its new words are for the next time
            if present is not None and present.related != found:
                store.put_claim(replace(present, related=found), grams(present.passage))
                changed.append(claim.id)
    return tuple(changed)


def _latest(claim: Claim) -> tuple[float, int, str]:
    return -claim.last_seen.timestamp(), -claim.reach, claim.id


class _Weighed(NamedTuple):
    article: Article
    weight: float
    relation: Relation


class Seeker:
    """Finds articles for claims, and remembers those it has read: for one look, since articles change."""

    def __init__(self, store: Store, said: Said) -> None:
        self._store = store
        self._said = said
        self._read: dict[str, Reading] = {}

    def related(self, claim: Claim) -> tuple[Related, ...]:
        """Return the articles that have to do with the claim: answers first, then the weightiest, then the newest."""
        words = telling(claim.passage)
        candidates = self._candidates(claim, words)  # and what is common among them counts less from here on
        found = [each for article in candidates if (each := self._weighed(article, claim, words)) is not None]
        found.sort(key=lambda each: (-each.weight, -moment(each.article).timestamp(), each.article.id))
        return weightiest(Related(article=each.article.id, relation=each.relation) for each in found[:MOST_RELATED])

    def _weighed(self, article: Article, claim: Claim, words: Mapping[str, float]) -> _Weighed | None:
        """Return the article with its weight and what it says, if it is enough."""
        if article.id not in self._read:
            self._read[article.id] = Reading.of(article)
        reading = self._read[article.id]
        weight = reading.weight(claim, words)
        if weight < ENOUGH - ANSWERS:
            return None
        relation = reading.says(claim, words, self._said)
        weight += ANSWERS if relation is not Relation.RELATED and reading.could_answer(claim) else 0
        return _Weighed(article, weight, relation) if weight >= ENOUGH else None

    def _candidates(self, claim: Claim, words: dict[str, float]) -> Iterable[Article]:
        """Return what may be related, each once: of the claim's time, or with a tool in common."""
        first, last = span(claim)
        sought = (*self._by_words(words, first, last), *self._by_place(claim, first, last))
        found = {article.id: article for article in sought if first <= moment(article) < last}
        tools = self._store.articles_with(claim.indicators, limit=SOUGHT) if claim.indicators else ()
        return (found | {article.id: article for article in tools}).values()

    def _by_words(self, words: dict[str, float], first: datetime, last: datetime) -> Iterator[Article]:
        """Yield articles that hold a telling word, or two; note which words are common in this time."""
        for word in _spread(list(words)):
            found = self._store.search(f'"{word}"', limit=SOUGHT, since=first, until=last)
            words[word] *= IF_COMMON if len(found) == SOUGHT else 1
            yield from found
        for one, other in _spread(list(zip(words, list(words)[2:], strict=False))):
            yield from self._store.search(f'"{one}" "{other}"', limit=SOUGHT, since=first, until=last)

    def _by_place(self, claim: Claim, first: datetime, last: datetime) -> Iterator[Article]:
        """Yield articles of the same rule in the same commune."""
        for place in claim.places:
            if place.commune:
                near = self._store.articles(since=first, until=last, category=claim.category, place=place.code)
                yield from (article for article in near if not rules_of(article).isdisjoint(claim.rules))


def span(claim: Claim) -> tuple[datetime, datetime]:
    """Return from when to when (exclusive) articles have to do with the claim."""
    return claim.first_seen - BEFORE.get(claim.category, BEFORE_ELSE), claim.last_seen + AFTER


_Asked = TypeVar("_Asked")


def _spread(asked: Sequence[_Asked]) -> Sequence[_Asked]:
    """Return at most ``ASKED`` of them, from all along."""
    return asked if len(asked) <= ASKED else [asked[number * len(asked) // ASKED] for number in range(ASKED)]
