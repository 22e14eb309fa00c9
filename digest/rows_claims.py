"""Claims, signals and alerts as rows of the flat table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest import labels, sentences
from digest.phrases import say

if TYPE_CHECKING:
    from digest.cells import Cell
    from digest.model_claims import AlertLine, ClaimCard, SignalLine, Suppressed
    from words import Language


def claim(one: ClaimCard, language: Language) -> dict[str, Cell]:
    """Return a claim's cells by column: ``count`` is at least so many people, ``link`` the articles about it."""
    return {
        "kind": say("claim", language),
        "time": one.last_seen,
        "subject": labels.CATEGORY[one.category].in_(language),
        "severity": labels.SEVERITY[one.severity].in_(language),
        "stance": sentences.stance(one, language),
        "text": one.passage,
        "source": "; ".join(one.sources),
        "commune": "; ".join(one.communes),
        "place": "; ".join(one.places),
        "rule": "; ".join(title.in_(language) for title in one.titles),
        "tools": "; ".join(tool.shown for tool in one.tools),
        "state": "; ".join(sentences.state(one, language)),
        "count": one.reach,
        "since": one.first_seen,
        "link": "; ".join(answer.url for answer in one.answers),
        "note": "; ".join(claim_notes(one, language)),
    }


def claim_notes(one: ClaimCard, language: Language) -> list[str]:
    """Return what has no column of its own: how many at least, the rise, what sources and the desk say, its fellows."""
    notes = [sentences.reach(one, language)]
    notes += [said] if (said := sentences.rising(one, language)) else []
    notes += [sentences.answer(answer, language) for answer in one.answers] or [say("no_answer", language)]
    if one.judged is not None:
        notes.append(f"{say('verdict', language)}: {sentences.decision(one.judged, language)}")
    notes += [f"{say('also_said', language)}: «{said.passage}»" for said in one.said[1:]]
    notes += [f"{sentences.offered(one, language)}: «{said.passage}»" for said in one.offered]
    return notes


def signal(one: SignalLine, language: Language) -> dict[str, Cell]:
    """Return the cells of one rule in one commune; ``time`` and ``count`` are empty where it is heard no more."""
    return {
        "kind": say("signal", language),
        "time": None if one.now is None else one.now.peak_hour,
        "subject": "" if one.category is None else labels.CATEGORY[one.category].in_(language),
        "severity": "" if one.severity is None else labels.SEVERITY[one.severity].in_(language),
        "commune": one.place,
        "rule": one.title.in_(language),
        "state": labels.CHANGE[one.change].in_(language),
        "count": None if one.now is None else one.now.peak,
        "note": sentences.signal(one, language),
    }


def alert(one: AlertLine, language: Language) -> dict[str, Cell]:
    """Return the cells of everything alerted about one thing; ``count`` is what that kind of alert counts."""
    counted = sentences.observed(one, language)
    return {
        "kind": say("alert", language),
        "time": one.last,
        "subject": "" if one.category is None else labels.CATEGORY[one.category].in_(language),
        "severity": labels.SEVERITY[one.severity].in_(language),
        "text": one.what.in_(language),
        "commune": one.place,
        "state": sentences.fates(one, language),
        "count": one.observed if counted else None,
        "since": one.first,
        "note": "; ".join(filter(None, (sentences.kind(one, language), counted))),
    }


def suppressed(one: Suppressed, language: Language) -> dict[str, Cell]:
    """Return the cells of the alerts of one fate that nobody was sent."""
    return {
        "kind": say("held", language),
        "state": labels.FATE[one.fate].in_(language),
        "count": one.count,
        "note": one.sentence.in_(language),
    }
