"""Claims, signals, alerts and reviews as rows and back; times and lists as in :mod:`storage.rows`."""

from __future__ import annotations

import json
from typing import Any

from records import (
    Alert,
    AlertKind,
    Category,
    Claim,
    Decision,
    DecisionKind,
    Fate,
    Place,
    Related,
    Relation,
    Review,
    Severity,
    Signal,
    Stance,
    Verdict,
    Voices,
)
from storage import rows
from storage.rows import Row


def claim_row(claim: Claim) -> Row:
    """Return the claim as (id, category, first, last, data, passage)."""
    data = {
        "anchor": claim.anchor,
        "severity": claim.severity.value,
        "rules": claim.rules,
        "places": [rows.place_data(place) for place in claim.places],
        "stance": claim.stance.value,
        "stances": [[stance.value, count] for stance, count in claim.stances],
        "reach": claim.reach,
        "voices": [
            [rows.micros(each.since), rows.micros(each.until), each.source, each.count] for each in claim.voices
        ],
        "indicators": [rows.indicator_data(indicator) for indicator in claim.indicators],
        "related": [[each.article, each.relation.value] for each in claim.related],
    }
    return (
        rows.plain(claim.id),
        claim.category.value,
        rows.micros(claim.first_seen),
        rows.micros(claim.last_seen),
        rows.as_json(data),
        rows.plain(claim.passage),
    )


def claim(row: Row) -> Claim:
    """Return the claim a row holds."""
    id_, category, first, last, text, passage = row
    data: dict[str, Any] = json.loads(text)
    return Claim(
        id=id_,
        passage=passage,
        anchor=data["anchor"],
        category=Category(category),
        severity=Severity(data["severity"]),
        rules=tuple(data["rules"]),
        places=tuple(Place(**each) for each in data["places"]),
        stance=Stance(data["stance"]),
        stances=tuple((Stance(stance), count) for stance, count in data["stances"]),
        first_seen=rows.moment(first),
        last_seen=rows.moment(last),
        reach=data["reach"],
        voices=tuple(
            Voices(since=rows.moment(since), until=rows.moment(until), source=source, count=count)
            for since, until, source, count in data["voices"]
        ),
        indicators=tuple(rows.to_indicator(each) for each in data["indicators"]),
        related=tuple(Related(article=article, relation=Relation(relation)) for article, relation in data["related"]),
    )


def signal_row(signal: Signal) -> Row:
    """Return the signal as (rule, code, valid_from, hour, name, commune, count)."""
    place = signal.place
    return (
        signal.rule,
        rows.plain(place.code),
        rows.plain(place.valid_from),
        rows.micros(signal.hour),
        rows.plain(place.name),
        place.commune,
        signal.count,
    )


def signal(row: Row) -> Signal:
    """Return the signal a row holds."""
    rule, code, valid_from, hour, name, commune, count = row
    place = Place(code=code, valid_from=valid_from, name=name, commune=bool(commune))
    return Signal(rule=rule, place=place, hour=rows.moment(hour), count=count)


def alert_row(alert: Alert) -> Row:
    """Return the alert as (id, raised, kind, about, category, severity, place, observed, expected, chance, fate)."""
    return (
        alert.id,
        rows.micros(alert.raised),
        alert.kind.value,
        rows.plain(alert.about),
        None if alert.category is None else alert.category.value,
        alert.severity.value,
        rows.plain(alert.place),
        alert.observed,
        None if alert.expected is None else float(alert.expected),
        None if alert.chance is None else float(alert.chance),
        alert.fate.value,
    )


def alert(row: Row) -> Alert:
    """Return the alert a row holds."""
    _, raised, kind, about, category, severity, place, observed, expected, chance, fate = row
    return Alert(
        kind=AlertKind(kind),
        about=about,
        category=None if category is None else Category(category),
        severity=Severity(severity),
        place=place,
        raised=rows.moment(raised),
        observed=observed,
        expected=expected,
        chance=chance,
        fate=Fate(fate),
    )


def review_row(review: Review) -> Row:
    """Return the review as (claim, verdict, reason, evidence, made)."""
    return (
        rows.plain(review.claim),
        review.verdict.value,
        rows.plain(review.reason),
        rows.plain(review.evidence),
        rows.micros(review.made),
    )


def review(row: Row) -> Review:
    """Return the review a row holds."""
    claim_, verdict, reason, evidence, made = row
    return Review(claim=claim_, verdict=Verdict(verdict), reason=reason, evidence=evidence, made=rows.moment(made))


def decision_row(decision: Decision) -> Row:
    """Return the decision as (id, made, undoes, data, reason)."""
    data = {"kind": decision.kind.value, "claims": decision.claims, "apart": decision.apart}
    return (
        decision.id,
        rows.micros(decision.made),
        rows.plain(decision.undoes) or None,
        rows.as_json(data),
        rows.plain(decision.reason),
    )


def decision(row: Row) -> Decision:
    """Return the decision a row holds."""
    _, made, undoes, text, reason = row
    data: dict[str, Any] = json.loads(text)
    return Decision(
        kind=DecisionKind(data["kind"]),
        claims=tuple(data["claims"]),
        apart=tuple(data["apart"]),
        undoes=undoes or "",
        reason=reason,
        made=rows.moment(made),
    )
