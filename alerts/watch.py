"""What in the store rises now: claims, and signals of a rule in a commune."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from alerts.decide import Rising
from alerts.rise import BLOCK, HOUR, PAST, Told, rise
from records import AlertKind, Category, Claim, Severity, Signal

if TYPE_CHECKING:
    from storage.base import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """What an alert needs to know of a rule."""

    category: Category
    severity: Severity


def watch(
    store: Store, *, rules: Mapping[str, RuleFacts], crowd: int, since: datetime, now: datetime
) -> Iterator[Rising]:
    """Yield what rises.

    Args:
        store: where claims and signals are.
        rules: by id; a signal of a rule that is there no more is passed over.
        crowd: k.
        since: when the watch began.
        now: the end of the hours looked at.
    """
    for claim in store.claims(since=now - BLOCK):
        found = rise(told_of(claim), crowd=crowd, since=since, now=now, most=claim.reach)
        if found.rises:
            place = next((each.code for each in claim.places if each.commune), "")
            yield Rising(
                kind=AlertKind.CLAIM,
                about=claim.id,
                category=claim.category,
                severity=claim.severity,
                place=place,
                rise=found,
            )
    series: defaultdict[tuple[str, str], list[Signal]] = defaultdict(list)
    for signal in store.signals(since=now - BLOCK - PAST, until=now):
        series[signal.rule, signal.place.code].append(signal)
    for (rule, place), signals in sorted(series.items()):
        told = [Told(hour=signal.hour, count=signal.count) for signal in signals]
        if (facts := rules.get(rule)) and (found := rise(told, crowd=crowd, since=since, now=now)).rises:
            yield Rising(
                kind=AlertKind.SIGNAL,
                about=f"{rule}@{place}",
                category=facts.category,
                severity=facts.severity,
                place=place,
                rise=found,
            )


def told_of(claim: Claim) -> list[Told]:
    """Return the claim's voices by hour.

    What is told of several hours together is spread over those of them in which the claim lived, the rest of the
    division to the earliest: it must not look as if it had all been said just now.
    """
    found: list[Told] = []
    for each in claim.voices:
        end = max(each.since + HOUR, min(each.until, claim.last_seen + HOUR))
        begin = max(each.since, min(claim.first_seen, end - HOUR))
        hours = max(1, int((end - begin) / HOUR))
        share, left = divmod(each.count, hours)
        found += [Told(hour=begin + n * HOUR, count=share + (n < left)) for n in range(hours)]
    return found
