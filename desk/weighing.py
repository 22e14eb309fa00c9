"""How much speaks for an article having to do with a claim, and where in the article it speaks of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from records import Article, Category, Claim, Place, Relation, Stance
from vietnamese import Text, read

Range = tuple[int, int]

Said = Callable[[str, Sequence[Range], Sequence[Range]], Relation]
"""What an article says of a matter, given its text, where the matter stands in it, and where others do."""

ENOUGH: Final = 0.5
"""The weight from which an article is related; chosen on the half ``tune`` of tests/fixtures/desk/articles.yaml."""

FULL: Final = 8.0
"""Telling words that an article is expected to have all of; of those beyond, a quarter."""

FEW: Final = 3.0
"""Telling words that a claim is taken to have at least: one alone never speaks for an article."""

LEAST: Final = 2.0
"""Telling words, by what they count, that must stand together in an article of no rule of the claim's."""

CLOSE: Final = 60
"""Words within which they must stand: a long article holds anything somewhere."""

TOGETHER: Final = 12
"""Words within which two of them speak of the claim."""

SAME_RULE: Final = 0.15
SAME_COMMUNE: Final = 0.05
SAME_BOTH: Final = 0.25
"""What the same rule, the same commune, and the same rule in the same commune add: never enough by themselves."""

ELSEWHERE: Final = -0.15
"""What it adds that both name communes, and none is the same."""

ANSWERS: Final = 0.1
"""What it adds that an article which could answer the claim denies, confirms or mentions what it says."""

SAME_TOOL: Final = 1.0
"""What an indicator in common adds: enough by itself."""

_SCAMS: Final = frozenset({Category.FRAUD, Category.IMPERSONATION, Category.ILLEGAL_GOODS})


def moment(article: Article) -> datetime:
    """Return when the article was published, or, where it does not say, read."""
    return article.published or article.fetched


def rules_of(article: Article) -> frozenset[str]:
    """Return the rules that hold for it."""
    return frozenset(match.rule for match in article.matches)


def communes(places: Iterable[Place]) -> frozenset[tuple[str, str]]:
    """Return the keys of those that are communes."""
    return frozenset((place.code, place.valid_from) for place in places if place.commune)


def fitting(claim: Claim, relation: Relation) -> Relation:
    """Return what the relation comes to for this claim.

    Of a scam, what can be denied is what the scammer says, and what can be confirmed is a warning or a report of it.
    Who denies that the police ring people up does not deny a warning of such calls.
    """
    if claim.category not in _SCAMS:
        return relation
    told_on = claim.stance in {Stance.WARNING, Stance.REPORT}
    beside = (relation is Relation.DENIES and told_on) or (
        relation is Relation.CONFIRMS and claim.stance is Stance.OFFER
    )
    return Relation.RELATED if beside else relation


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it is searched for words: its view without marks, one space around every word."""

    article: Article
    text: Text
    flat: str

    @classmethod
    def of(cls, article: Article) -> Reading:
        """Read the article."""
        text = read(article.whole)
        return cls(article, text, f" {text.folded} ".replace("\n", " "))

    def weight(self, claim: Claim, words: Mapping[str, float]) -> float:
        """Return how much speaks for it; ``words`` are the claim's telling words and what each counts."""
        together, total = self._together(words), max(sum(words.values()), FEW)
        share = together / (total if total <= FULL else FULL + (total - FULL) / 4)
        if not set(claim.indicators).isdisjoint(self.article.indicators):
            return SAME_TOOL + share
        rule = not rules_of(self.article).isdisjoint(claim.rules)
        if not together or not (rule or together >= LEAST):
            return 0.0
        here, there = communes(claim.places), communes(self.article.places)
        if here and there and here.isdisjoint(there):
            return share + SAME_RULE * rule + ELSEWHERE
        same = bool(here and there)
        return share + (SAME_BOTH if rule and same else SAME_RULE * rule + SAME_COMMUNE * same)

    def could_answer(self, claim: Claim) -> bool:
        """Say whether it is of the claim's rule, and of its commune if it names one: many dams are said to break."""
        here = communes(claim.places)
        near = not here or not here.isdisjoint(communes(self.article.places))
        return near and not rules_of(self.article).isdisjoint(claim.rules)

    def says(self, claim: Claim, words: Iterable[str], said: Said) -> Relation:
        """Return what the article says of the claim, where it speaks of it: by its words, or its rules'."""
        matter: list[Range] = list(self._speaking(words))
        others: list[Range] = []
        for match in self.article.matches:
            spans = [(span.start, span.end) for span in match.spans]
            if match.rule in claim.rules:
                matter += spans
            elif match.category is not claim.category:
                others += spans
        return fitting(claim, said(self.article.whole, matter, others))

    def _hits(self, words: Iterable[str]) -> list[tuple[int, str]]:
        """Return where any of the words stands, as positions of the view, in order."""
        found = []
        for word in words:
            at = self.flat.find(f" {word} ")
            while at >= 0:
                found.append((at, word))
                at = self.flat.find(f" {word} ", at + 1)
        return sorted(found)

    def _between(self, start: int, end: int) -> int:
        """Return how many words after the one at ``start`` the one at ``end`` stands."""
        return self.flat.count(" ", start + 1, end + 1)

    def _together(self, words: Mapping[str, float]) -> float:
        """Return what the different telling words that stand close together count, at the best place for them."""
        hits, first, best, counted = self._hits(words), 0, 0.0, 0.0
        within = dict.fromkeys(words, 0)
        for place, word in hits:
            counted += 0.0 if within[word] else words[word]
            within[word] += 1
            while self._between(hits[first][0], place) > CLOSE:
                left = hits[first][1]
                within[left] -= 1
                counted -= 0.0 if within[left] else words[left]
                first += 1
            best = max(best, counted)
        return best

    def _speaking(self, words: Iterable[str]) -> Iterator[Range]:
        """Yield where two different telling words of the claim stand in one stretch of the text."""
        for (place, word), (after, other) in pairwise(self._hits(words)):
            if word != other and self._between(place, after) <= TOGETHER:
                yield self.text.origin(place, after + len(other))
