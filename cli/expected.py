"""What the digest needs to know of sources and rules, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.sources import Expected
from digest.model import RuleCard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawlers.source import Source
    from rules import RuleSet


def expected(sources: Iterable[Source]) -> tuple[Expected, ...]:
    """Return what the sources file says of each source."""
    return tuple(
        Expected(id=s.id, name=s.name, rhythm=s.rhythm, every=s.every, enabled=s.enabled, local=s.local)
        for s in sources
    )


def cards(rules: RuleSet) -> dict[str, RuleCard]:
    """Return what a reader needs to know of each rule."""
    return {
        rule.id: RuleCard(title=rule.title, advice=rule.advice, category=rule.category, severity=rule.severity)
        for rule in rules.rules
    }
