"""What was found to rise, or to have fallen silent, and what became of telling it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from records.basis import K_FLOOR, aware, digest, in_zone, require
from records.terms import Category, Severity


class AlertKind(StrEnum):
    """What an alert is about."""

    CLAIM = "claim"
    SIGNAL = "signal"
    SOURCE = "source"


class Fate(StrEnum):
    """What became of an alert; whatever was not sent is counted in the digest."""

    SENT = "sent"
    GROUPED = "grouped"  # told within another: of the same subject and place, or of sources silent together
    REPEATED = "repeated"  # told a short while ago, and not twice as many since
    OVER_BUDGET = "over_budget"  # the day's alerts were used up, and it was not of high severity
    UNADDRESSED = "unaddressed"  # nobody is named who is to be told
    FAILED = "failed"  # it could not be delivered


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that rose: a claim by its id, or a signal as ``rule@place``. Or a source that fell silent, by its id.

    ``observed`` voices in the last hours, where ``expected`` were to be expected, with the ``chance`` of so many. A
    silent source has no voices and no subject: of it, these and ``category`` are ``None``, and ``place`` is ``""``.
    """

    kind: AlertKind
    about: str
    category: Category | None = None
    severity: Severity
    place: str = ""
    raised: datetime
    observed: int | None = None
    expected: float | None = None
    chance: float | None = None
    fate: Fate

    def __post_init__(self) -> None:
        aware(self.raised)
        require(bool(self.about), "an alert is about something")
        voiced = [each is not None for each in (self.category, self.observed, self.expected, self.chance)]
        if self.kind is AlertKind.SOURCE:
            require(not any(voiced) and not self.place, "a silent source has no voices, no subject and no place")
            return
        require(all(voiced), "whatever rises has a subject, voices, and a chance of so many")
        require((self.observed or 0) >= K_FLOOR, "fewer voices than the floor are never counted out")
        chance, expected = self.chance or 0.0, self.expected or 0.0
        require(0 <= chance <= 1 and expected >= 0, "a chance lies between 0 and 1")

    @property
    def id(self) -> str:
        """Return 32 hex digits that depend on what it is about and when it was raised."""
        return digest(f"{self.kind}\n{self.about}\n{in_zone(self.raised).isoformat()}")
