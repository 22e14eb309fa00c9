"""What many share, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from records.basis import K_FLOOR, aware, require
from records.terms import RULE_ID, Category, Indicator, Place, Severity, Stance


class Relation(StrEnum):
    """What an article says of a claim; anything but ``RELATED`` only where a rule's words say so."""

    CONFIRMS = "confirms"
    DENIES = "denies"
    MENTIONS = "mentions"
    RELATED = "related"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """How many independent voices from one hour to another (exclusive), at one source, or ``""`` for several.

    Hours and sources with fewer than k are counted together until they are k; what still falls short is not said.
    """

    since: datetime
    until: datetime
    source: str = ""
    count: int

    def __post_init__(self) -> None:
        aware(self.since, self.until)
        require(self.since < self.until, "voices are counted over some time")
        require(self.count >= K_FLOOR, "fewer voices than the floor are never counted out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """An article that has to do with a claim: its id, and what it says of it."""

    article: str
    relation: Relation

    def __post_init__(self) -> None:
        require(bool(self.article), "a relation names its article")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A passage that at least k voices share, and what is known of it.

    ``passage`` is words of the exact view with one space between them; ``anchor`` the five of them on which it was
    founded, at which its voices are told apart. ``first_seen`` is the hour by which k voices had told it, ``last_seen``
    the latest since which k have. ``reach`` is how many different voices had it within the window at its height. All
    counts are rounded down to a multiple of k, so that no difference of them is one person. ``stances`` are those that
    k voices took, with so many voices; ``stance`` is the commonest of them, or the passage's own.
    """

    id: str
    passage: str = field(repr=False)
    anchor: str = field(repr=False)
    category: Category
    severity: Severity
    rules: tuple[str, ...]
    places: tuple[Place, ...] = ()
    stance: Stance
    stances: tuple[tuple[Stance, int], ...] = ()
    first_seen: datetime
    last_seen: datetime
    reach: int
    voices: tuple[Voices, ...] = ()
    indicators: tuple[Indicator, ...] = field(default=(), repr=False)
    related: tuple[Related, ...] = ()

    def __post_init__(self) -> None:
        require(bool(self.id and self.passage and self.anchor and self.rules), "a claim needs id, passage and rules")
        require(all(RULE_ID.fullmatch(rule) for rule in self.rules), "a rule id reads like fraud.task_scam")
        require(self.reach >= K_FLOOR, "a claim stands on its voices")
        require(all(count >= K_FLOOR for _, count in self.stances), "fewer voices than the floor are never counted out")
        aware(self.first_seen, self.last_seen)
        require(self.first_seen <= self.last_seen, "a claim is first seen before it is last seen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """How many voices one rule had in one commune in one hour, from k upward."""

    rule: str
    place: Place
    hour: datetime
    count: int

    def __post_init__(self) -> None:
        require(RULE_ID.fullmatch(self.rule) is not None, "a rule id reads like fraud.task_scam")
        aware(self.hour)
        require(self.count >= K_FLOOR, "fewer voices than the floor are never counted out")


class Verdict(StrEnum):
    """What an analyst decided of a claim."""

    CONFIRMED = "confirmed"
    DENIED = "denied"
    UNCLEAR = "unclear"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """An analyst's decision on a claim; append-only, a later one supersedes."""

    claim: str
    verdict: Verdict
    reason: str
    evidence: str
    made: datetime

    def __post_init__(self) -> None:
        require(bool(self.claim and self.reason.strip()), "a review names its claim and its reason")
        require(self.evidence.startswith(("http://", "https://")), "a review links its evidence")
        aware(self.made)
