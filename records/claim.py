"""What many share, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from records.basis import K_FLOOR, aware, require
from records.terms import RULE_ID, Category, Indicator, Place, Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """How many independent voices, in one hour, at one source."""

    hour: datetime
    source: str
    count: int

    def __post_init__(self) -> None:
        aware(self.hour)
        require(self.count >= K_FLOOR, "fewer voices than the floor are never counted out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A passage that at least k voices share, and what is known of it."""

    id: str
    passage: str = field(repr=False)
    category: Category
    rules: tuple[str, ...]
    places: tuple[Place, ...] = ()
    stance: Stance
    first_seen: datetime
    last_seen: datetime
    voices: tuple[Voices, ...]
    indicators: tuple[Indicator, ...] = field(default=(), repr=False)
    articles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require(bool(self.id and self.passage and self.rules), "a claim needs id, passage and rules")
        require(bool(self.voices), "a claim stands on its voices")
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
