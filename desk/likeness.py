"""Whether two claims may be the same story, and on what account.

Likeness is offered to an analyst and decides nothing. Three things speak for it: a tool in common; the same rule and
communes; words that say nearly the same. Communes that are not the same speak against all of them: "the dam of X" and
"the dam of Y" differ in a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from records import Claim, Indicator
from vietnamese import fold

NEAR: Final = 86.0
"""How alike passages must be, of 100: shared words and what is left over on each side, in no order, without marks
(``rapidfuzz.fuzz.token_set_ratio``). Measured on tests/fixtures/desk/paraphrases.yaml: of 35 pairs that say the same
one falls below; of 34 pairs of one subject that do not the most alike has 84."""

SHORTER: Final = 3
"""A passage more than so many times as long as another holds its words by chance."""

SHARED: Final = 0.5
"""Of the different words of the shorter passage, so many must be in the other for the two to be compared letter by
letter, which takes thirty times as long. Of the 35 pairs the least is 0.69."""

LATER: Final = timedelta(days=14)
"""A claim first heard so long after another was last heard is another story, or the same one come back."""


BY_TOOLS: Final = 300.0
BY_PLACE: Final = 200.0
"""Strengths above all likeness of words."""


MOST: Final = 1_000
"""Claims of a subject that are compared, each with each, in some seconds; those given first."""


class Why(StrEnum):
    """On what account claims stand together."""

    DECISION = "decision"  # an analyst merged them
    TOOLS = "tools"  # a rule and an indicator in common
    PLACE = "place"  # the same rule, communes and indicators
    WORDS = "words"  # nearly the same words


class Alike(NamedTuple):
    """Two claims, by their place in a sequence, that may be one story; the stronger, the more they are alike."""

    strength: float
    first: int
    second: int
    why: Why


def likenesses(claims: Sequence[Claim]) -> Iterator[Alike]:
    """Yield each two claims that may be one story; of many the first ``MOST`` of a subject are compared."""
    subjects: dict[str, list[int]] = {}
    for number, claim in enumerate(claims):
        subjects.setdefault(claim.category, []).append(number)
    subjects = {subject: numbers[:MOST] for subject, numbers in subjects.items()}
    read = {number: _Read.of(claims[number]) for numbers in subjects.values() for number in numbers}
    for numbers in subjects.values():
        for place, one in enumerate(numbers):
            for other in numbers[place + 1 :]:
                found = _alike(read[one], read[other])
                if found is not None:
                    yield Alike(found[0], one, other, found[1])


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """What of a claim is compared."""

    words: str
    length: int
    different: frozenset[str]
    rules: frozenset[str]
    communes: frozenset[tuple[str, str]]
    tools: frozenset[Indicator]
    first: float
    last: float

    @classmethod
    def of(cls, claim: Claim) -> _Read:
        words = fold(claim.passage).split()
        return cls(
            " ".join(words),
            len(words),
            frozenset(words),
            frozenset(claim.rules),
            frozenset((place.code, place.valid_from) for place in claim.places if place.commune),
            frozenset(claim.indicators),
            claim.first_seen.timestamp(),
            claim.last_seen.timestamp(),
        )


def _alike(one: _Read, other: _Read) -> tuple[float, Why] | None:
    """Return how much alike two claims of one subject are, and on what account."""
    if max(one.first, other.first) - min(one.last, other.last) > LATER.total_seconds():
        return None
    here, there = one.communes, other.communes
    if here and there and here.isdisjoint(there):
        return None
    if not one.rules.isdisjoint(other.rules):
        if not one.tools.isdisjoint(other.tools):
            return BY_TOOLS, Why.TOOLS
        if here and here == there and one.tools == other.tools:
            return BY_PLACE, Why.PLACE
    return _by_words(one, other)


def _by_words(one: _Read, other: _Read) -> tuple[float, Why] | None:
    common, least = len(one.different & other.different), min(len(one.different), len(other.different))
    if common < SHARED * least or max(one.length, other.length) > SHORTER * min(one.length, other.length):
        return None
    score = fuzz.token_set_ratio(one.words, other.words, score_cutoff=NEAR)
    return (score, Why.WORDS) if score else None
