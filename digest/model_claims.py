"""What many people say, as plain records: claims, signals by commune, alerts, and those alerts that were not sent.

Everything here stands in the store already, of k voices and more. No count is made from another count: nothing is
subtracted, and a comparison is a word (:class:`Change`) or the alert's own observed and expected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from records import AlertKind, Category, Fate, IndicatorKind, Relation, Severity, Stance, Verdict
from words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """An indicator on a card: its kind and its defanged value."""

    kind: IndicatorKind
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """So many voices from one moment to another, at the source of this name, or at several (``""``)."""

    since: datetime
    until: datetime
    source: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An article that has to do with a claim, and what it says of it."""

    relation: Relation
    title: str
    url: str
    source_name: str
    published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rising:
    """What the alert about a claim that is told of found: voices in the hours before, and how many were expected."""

    raised: datetime
    observed: int
    expected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the desk last decided of a claim."""

    verdict: Verdict
    reason: str
    evidence: str
    made: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One passage, with what was counted of it; links in it are defanged. ``reach``: at least so many people."""

    id: str
    passage: str = field(repr=False)
    reach: int
    stances: tuple[tuple[Stance, int], ...]
    first_seen: datetime
    last_seen: datetime
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCard:
    """What circulates, as the desk sees it: a claim, or several that the desk has put together, most heard first.

    ``reach`` is that of the most heard; voices of two passages are never added, for they may be the same people.
    ``offered`` are other claims that may be the same matter, on account of ``why``. ``new``: first seen in the window.
    ``void``: it rose, and no source answers. ``answers``: what helps most first.
    """

    id: str
    said: tuple[Said, ...]
    offered: tuple[Said, ...]
    why: tuple[Words, ...]
    category: Category
    severity: Severity
    stance: Stance
    rules: tuple[str, ...]
    titles: tuple[Words, ...]
    communes: tuple[str, ...]
    places: tuple[str, ...]
    reach: int
    first_seen: datetime
    last_seen: datetime
    new: bool
    sources: tuple[str, ...]
    tools: tuple[Tool, ...] = field(repr=False)
    answers: tuple[Answer, ...]
    rising: Rising | None
    void: bool
    judged: Judged | None

    @property
    def passage(self) -> str:
        """Return what most people say."""
        return self.said[0].passage


class Change(StrEnum):
    """How much a rule is spoken of in a commune, beside the window of equal length just before."""

    BEGUN = "begun"  # nothing was told the window before
    MORE = "more"
    ALIKE = "alike"
    LESS = "less"
    GONE = "gone"  # nothing is told in this window


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was told of one rule in one commune over one window: in how many hours, and the fullest of them."""

    hours: int
    peak: int
    peak_hour: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalLine:
    """One rule in one commune: what was told in the window and in the one before, at least one of the two."""

    rule: str
    title: Words
    category: Category | None
    severity: Severity | None
    code: str
    place: str
    now: Heard | None
    before: Heard | None
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """All alerts of the window about one thing: when, and what became of them.

    ``observed`` and ``expected`` are those of one of them, ``raised`` then: the last that was sent, or else the last.
    A source has neither, and no ``category``.
    """

    kind: AlertKind
    about: str
    what: Words
    category: Category | None
    severity: Severity
    place: str
    raised: datetime
    first: datetime
    last: datetime
    observed: int | None
    expected: float | None
    fates: tuple[tuple[Fate, int], ...]

    @property
    def sent(self) -> bool:
        """Return whether anybody was told."""
        return any(fate is Fate.SENT for fate, _ in self.fates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """The alerts of one fate that nobody was sent: how many, about how many things, and why in a sentence."""

    fate: Fate
    count: int
    things: int
    sentence: Words
