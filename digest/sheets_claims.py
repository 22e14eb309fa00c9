"""Claims, signals and alerts as rows of the workbook's sheets, with the columns and widths each wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from digest import labels, sentences
from digest.phrases import say

if TYPE_CHECKING:
    from digest.cells import Cell
    from digest.model import Digest
    from digest.model_claims import ClaimCard
    from words import Language

CLAIM: Final = (
    ("state", 26), ("severity", 10), ("subject", 20), ("passage", 80), ("reach", 12), ("commune", 28), ("place", 18),
    ("said_first", 17), ("said_last", 17), ("stance", 22), ("observed", 44), ("tools", 40), ("sources_say", 70),
    ("link", 50), ("rule", 40), ("verdict", 44), ("told_at", 28), ("also_said", 60), ("offered", 60), ("claim_id", 12),
)  # fmt: skip
TELLING: Final = (("claim_id", 12), ("passage", 70), ("from", 17), ("to", 17), ("source", 30), ("voices", 10))
SIGNAL: Final = (
    ("severity", 10), ("subject", 20), ("commune", 28), ("rule", 44), ("change", 22), ("peak", 16), ("peak_hour", 17),
    ("hours", 10), ("peak_before", 20), ("hours_before", 16),
)  # fmt: skip
ALERT: Final = (
    ("fate", 34), ("kind", 20), ("severity", 10), ("subject", 20), ("about", 70), ("commune", 28),
    ("raised_first", 17), ("raised_last", 17), ("observed", 44),
)  # fmt: skip
HELD: Final = (("fate", 28), ("count", 10), ("why", 110))

_ID: Final = 8
"""Digits of an id that ``rotin claims`` takes."""


def claim_rows(digest: Digest, language: Language) -> list[tuple[Cell, ...]]:
    """Return a row for each claim, those no source answers first."""
    return [tuple(cell[key] for key, _ in CLAIM) for cell in (_claim(one, language) for one in digest.claims)]


def _claim(one: ClaimCard, language: Language) -> dict[str, Cell]:
    judged = one.judged
    return {
        "state": "; ".join(sentences.state(one, language)),
        "severity": labels.SEVERITY[one.severity].in_(language),
        "subject": labels.CATEGORY[one.category].in_(language),
        "passage": one.passage,
        "reach": one.reach,
        "commune": "; ".join(one.communes),
        "place": "; ".join(one.places),
        "said_first": one.first_seen,
        "said_last": one.last_seen,
        "stance": sentences.stance(one, language),
        "observed": sentences.rising(one, language),
        "tools": "; ".join(tool.shown for tool in one.tools),
        "sources_say": "; ".join(sentences.answer(each, language) for each in one.answers)
        or say("no_answer", language),
        "link": "; ".join(each.url for each in one.answers),
        "rule": "; ".join(title.in_(language) for title in one.titles),
        "verdict": "" if judged is None else sentences.decision(judged, language),
        "told_at": "; ".join(one.sources),
        "also_said": "; ".join(f"«{said.passage}»" for said in one.said[1:]),
        "offered": "; ".join(f"«{said.passage}»" for said in one.offered),
        "claim_id": one.id[:_ID],
    }


def telling_rows(digest: Digest, language: Language) -> list[tuple[Cell, ...]]:
    """Return a row for each count of each passage, by claim and then by time."""
    return [
        (said.id[:_ID], said.passage, one.since, one.until, one.source or say("several", language), one.count)
        for card in digest.claims
        for said in card.said
        for one in said.tellings
    ]


def signal_rows(digest: Digest, language: Language) -> list[tuple[Cell, ...]]:
    """Return a row for each rule in each commune, what is heard now first."""
    return [
        (
            "" if one.severity is None else labels.SEVERITY[one.severity].in_(language),
            "" if one.category is None else labels.CATEGORY[one.category].in_(language),
            one.place,
            one.title.in_(language),
            labels.CHANGE[one.change].in_(language),
            one.now.peak if one.now else None,
            one.now.peak_hour if one.now else None,
            one.now.hours if one.now else None,
            one.before.peak if one.before else None,
            one.before.hours if one.before else None,
        )
        for one in digest.signals
    ]


def alert_rows(digest: Digest, language: Language) -> list[tuple[Cell, ...]]:
    """Return a row for each thing that was alerted about, what was sent first."""
    return [
        (
            sentences.fates(one, language),
            sentences.kind(one, language),
            labels.SEVERITY[one.severity].in_(language),
            "" if one.category is None else labels.CATEGORY[one.category].in_(language),
            one.what.in_(language),
            one.place,
            one.first,
            one.last,
            sentences.observed(one, language),
        )
        for one in digest.alerts
    ]


def held_rows(digest: Digest, language: Language) -> list[tuple[Cell, ...]]:
    """Return a row for each reason for which alerts were not sent."""
    return [(labels.FATE[one.fate].in_(language), one.count, one.sentence.in_(language)) for one in digest.suppressed]
