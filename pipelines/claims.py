"""What a claim becomes as more is known of it: plain functions from a claim to a claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from records import Claim, Indicator, IndicatorKind, Match, Place, Severity, Stance, Voices
from storage.marks import SHINGLE
from vietnamese import indicators, read

_RANK = (Severity.LOW, Severity.MEDIUM, Severity.HIGH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words k voices share, what holds for them when they are read by themselves, and the places they name."""

    words: str
    matches: tuple[Match, ...]
    places: tuple[Place, ...]


def found(passage: Passage, *, voices: int, hour: datetime) -> Claim:
    """Return a new claim that stands on the passage; its id depends on the passage alone.

    The first rule that holds names the subject, as the most severe does where several are as early in the text.
    """
    first = max(passage.matches, key=lambda match: (_RANK.index(match.severity), -match.spans[0].start))
    return Claim(
        id=blake2b(passage.words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
        passage=passage.words,
        anchor=" ".join(passage.words.split(" ")[:SHINGLE]),
        category=first.category,
        severity=first.severity,
        rules=_rules(passage.matches),
        places=passage.places,
        stance=first.stance,
        first_seen=hour,
        last_seen=hour,
        reach=voices,
    )


def dated(claim: Claim, lived: tuple[datetime, datetime] | None) -> Claim:
    """Return a claim just founded with the hours k voices gave it."""
    return claim if lived is None else replace(claim, first_seen=lived[0], last_seen=lived[1])


def joined(claim: Claim, passage: Passage) -> Claim:
    """Return the claim with what one more passage of it adds.

    Of two passages the longer stays; of two as long, the one that comes first in order.
    """
    longer = (-len(passage.words.split(" ")), passage.words) < (-len(claim.passage.split(" ")), claim.passage)
    return replace(
        claim,
        passage=passage.words if longer else claim.passage,
        rules=tuple(sorted({*claim.rules, *_rules(passage.matches)})),
        places=_with(claim.places, passage.places),
    )


def counted(  # noqa: PLR0913 - what was counted, by name
    claim: Claim,
    *,
    lived: tuple[datetime, datetime] | None,
    reach: int,
    voices: Sequence[Voices],
    since: datetime,
    stances: Sequence[tuple[Stance, int]],
    places: Iterable[Place],
    indicators: Iterable[Indicator],
) -> Claim:
    """Return the claim with its counts: ``voices`` replace what was known from ``since`` on."""
    kept = tuple(each for each in claim.voices if each.since < since)
    first, last = lived or (claim.first_seen, claim.last_seen)
    return replace(
        claim,
        first_seen=min(claim.first_seen, first),
        last_seen=max(claim.last_seen, last),
        reach=max(claim.reach, reach),
        voices=kept + tuple(voices),
        stances=tuple(stances),
        stance=max(stances, key=lambda each: (each[1], each[0]))[0] if stances else claim.stance,
        places=_with(claim.places, places),
        indicators=tuple(sorted({*claim.indicators, *indicators})),
    )


def tools_in(passage: str) -> frozenset[tuple[IndicatorKind, str]]:
    """Return the tools the passage holds, as views have them."""
    return frozenset(as_read(each.indicator) for each in indicators.find(read(passage)))


def as_read(tool: Indicator) -> tuple[IndicatorKind, str]:
    """Return the tool without the case of its letters: views have none."""
    return tool.kind, tool.value.casefold()


def _rules(matches: Iterable[Match]) -> tuple[str, ...]:
    return tuple(sorted({match.rule for match in matches}))


def _with(places: Sequence[Place], more: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys((*places, *more)))
