"""Whether one rule holds for one text, and on account of what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from records import ItemKind, Span
from rules.condition import Hit
from rules.model import TriedRule
from rules.scan import Found, Scan
from vietnamese import Text

MAX_SPANS: Final = 50
"""Spans a match keeps: enough to see why; a text that repeats one phrase a thousand times is no reason for more."""


def applies(rule: TriedRule, kind: ItemKind, *, placed: bool) -> bool:
    """Say whether the rule is for texts of this kind, and asks for no place that is missing."""
    return kind in rule.applies_to and (placed or not rule.needs_place)


def holds(rule: TriedRule, scan: Scan) -> bool:
    """Say whether the rule's conditions hold for the text."""
    found, logic = Found(scan, rule.logic), rule.logic
    return logic.when.holds(found) and not (logic.unless is not None and logic.unless.holds(found))


def why(rule: TriedRule, scan: Scan) -> Iterator[Hit]:
    """Yield the hits on account of which a rule that holds does so."""
    return rule.logic.when.witnesses(Found(scan, rule.logic))


def spans(hits: Iterable[Hit], text: Text) -> tuple[Span, ...]:
    """Return the first hits, in order, as spans of the original text."""
    first = islice(sorted(set(hits)), MAX_SPANS)
    places = [(hit.phrase, text.origin(hit.start, hit.end)) for hit in first]
    return tuple(Span(phrase=phrase, start=start, end=end) for phrase, (start, end) in places)
