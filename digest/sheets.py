"""The digest as the workbook's sheets: one subject each, with the columns that subject needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digest import labels, sheets_claims
from digest.phrases import say
from digest.rows import article
from records import Category

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.cells import Cell
    from digest.model import Advice, Card, Digest
    from words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name, its header, its rows, and how wide each column wants to be, in characters."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]


def sheets(digest: Digest, language: Language) -> tuple[Sheet, ...]:
    """Return the workbook's sheets, in reading order."""
    return (
        _summary(digest, language),
        *_talk(digest, language),
        _sheet(
            "flagged",
            _ARTICLE,
            [one for group in digest.groups for one in _article_rows(group.cards, language)],
            language,
        ),
        _sheet("local_news", _ARTICLE, _article_rows(digest.local_news, language), language),
        _sheet("indicator", _INDICATOR, _indicator_rows(digest, language), language),
        _days(digest, language),
        _sheet(
            "by_commune",
            _COMMUNE,
            [(one.name, one.today, one.flagged, one.articles) for one in digest.communes],
            language,
        ),
        _sheet("sources", _SOURCE, _source_rows(digest, language), language),
        _sheet("run", _RUN, _run_rows(digest, language), language),
    )


def _talk(digest: Digest, language: Language) -> tuple[Sheet, ...]:
    """Return what people say, what to tell them, and what was told of it."""
    return (
        _sheet("claims", sheets_claims.CLAIM, sheets_claims.claim_rows(digest, language), language),
        _sheet("advice", _ADVICE, _advice_rows(digest, language), language),
        _sheet("signals", sheets_claims.SIGNAL, sheets_claims.signal_rows(digest, language), language),
        _sheet("alerts", sheets_claims.ALERT, sheets_claims.alert_rows(digest, language), language),
        _sheet("held", sheets_claims.HELD, sheets_claims.held_rows(digest, language), language),
        _sheet("tellings", sheets_claims.TELLING, sheets_claims.telling_rows(digest, language), language),
    )


_ARTICLE: Final = (
    ("severity", 10), ("subject", 20), ("text", 70), ("source", 28), ("published", 17), ("commune", 30), ("place", 20),
    ("rule", 40), ("stance", 22), ("tools", 40), ("link", 50), ("fetched", 17), ("note", 24),
)  # fmt: skip
_ADVICE: Final = (
    ("subject", 20), ("severity", 10), ("rule", 40), ("claims_number", 12), ("articles", 10), ("advice", 110),
)  # fmt: skip
_INDICATOR: Final = (
    ("state", 10), ("kind", 16), ("value", 50), ("articles", 10), ("sources", 40), ("first_seen", 17),
    ("last_seen", 17),
)  # fmt: skip
_COMMUNE: Final = (("commune", 28), ("today", 20), ("flagged_14", 20), ("articles_14", 20))
_SOURCE: Final = (
    ("source", 34), ("local", 14), ("state", 22), ("rhythm", 14), ("read", 17), ("heard", 19), ("outcome", 26),
    ("note", 110),
)  # fmt: skip
_RUN: Final = (("outcome", 32), ("source", 34), ("count", 10), ("first", 17), ("last", 17), ("why", 70))


def _sheet(
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[tuple[Cell, ...]],
    language: Language,
) -> Sheet:
    return Sheet(
        name=say(name, language),
        header=tuple(say(key, language) for key, _ in columns),
        rows=tuple(rows),
        widths=tuple(width for _, width in columns),
    )


def _summary(digest: Digest, language: Language) -> Sheet:
    ledger = digest.ledger
    rows: list[tuple[Cell, ...]] = [
        (say("day", language), digest.day),
        (say("from", language), digest.since),
        (say("to", language), digest.until),
        *headline(digest, language),
        (say("runs", language), ledger.runs),
        (say("met", language), ledger.seen),
        (say("stored", language), ledger.stored),
    ]
    let_go = say("discarded", language)
    rows += [(f"{let_go}: {labels.reason(why, language)}", count) for why, count in ledger.discarded]
    apart = say("quarantined", language)
    rows += [(f"{apart}: {labels.reason(why, language)}", count) for why, count in ledger.quarantined]
    rows.append((say("kept_apart_now", language), ledger.kept_apart))
    return _sheet("headline", (("headline", 60), ("number", 18)), rows, language)


def headline(digest: Digest, language: Language) -> tuple[tuple[str, int], ...]:
    """Return the numbers at the top with their labels, in the order in which they are shown."""
    numbers = digest.headline
    return (
        (say("voids_count", language), numbers.voids),
        (say("claims_count", language), numbers.claims),
        (say("rising_count", language), numbers.rising),
        (say("alerts_sent", language), numbers.alerts_sent),
        (say("alerts_held", language), numbers.alerts_held),
        (say("flagged", language), numbers.flagged),
        (say("high", language), numbers.high),
        (say("new_indicators", language), numbers.new_indicators),
        (say("communes_named", language), numbers.communes),
        (say("local_count", language), numbers.local_news),
        (say("silent_count", language), numbers.sources_silent),
        (say("runs_lost", language), numbers.runs_lost),
    )


def _article_rows(cards: Sequence[Card], language: Language) -> list[tuple[Cell, ...]]:
    rows = []
    for one in cards:
        cell = article(one, "article", language)
        cell |= {"published": one.published, "fetched": one.fetched}
        rows.append(tuple(cell[key] for key, _ in _ARTICLE))
    return rows


def _advice_rows(digest: Digest, language: Language) -> list[tuple[Cell, ...]]:
    every = (*digest.advice, *(one for group in digest.groups for one in group.advice))
    return [_advice_row(one, language) for one in every]


def _advice_row(one: Advice, language: Language) -> tuple[Cell, ...]:
    return (
        labels.CATEGORY[one.card.category].in_(language),
        labels.SEVERITY[one.card.severity].in_(language),
        one.card.title.in_(language),
        one.claims,
        one.articles,
        one.card.advice.in_(language),
    )


def _indicator_rows(digest: Digest, language: Language) -> list[tuple[Cell, ...]]:
    return [
        (
            say("new" if one.new else "seen_before", language),
            labels.INDICATOR[one.kind].in_(language),
            one.shown,
            one.articles,
            "; ".join(one.sources),
            one.first_seen,
            one.last_seen,
        )
        for one in digest.indicators
    ]


def _days(digest: Digest, language: Language) -> Sheet:
    subjects = [labels.CATEGORY[category].in_(language) for category in Category]
    return Sheet(
        name=say("by_day", language),
        header=(say("day", language), *subjects, say("total", language)),
        rows=tuple((one.day, *(count for _, count in one.counts), one.articles) for one in digest.days),
        widths=(14, *(20 for _ in subjects), 12),
    )


def _source_rows(digest: Digest, language: Language) -> list[tuple[Cell, ...]]:
    return [
        (
            one.name,
            say("local_mark", language) if one.local else "",
            labels.STATE[one.state].in_(language),
            labels.length(one.rhythm).in_(language),
            one.read,
            one.heard,
            "" if one.last is None else labels.OUTCOME[one.last].in_(language),
            one.sentence.in_(language),
        )
        for one in digest.sources
    ]


def _run_rows(digest: Digest, language: Language) -> list[tuple[Cell, ...]]:
    found: list[tuple[Cell, ...]] = []
    for one in digest.troubles:
        why = "" if one.why is None else one.why.in_(language)
        found.append((labels.OUTCOME[one.outcome].in_(language), one.source_name, one.count, one.first, one.last, why))
    return found
