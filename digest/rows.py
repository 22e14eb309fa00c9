"""The digest as the rows of one flat table: claims, signals, alerts, articles, sources and runs under one header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from digest import labels, rows_claims
from digest.phrases import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.cells import Cell
    from digest.model import Card, Digest, Seen, SourceHealth, Trouble
    from words import Language

COLUMNS: Final = (
    "kind", "time", "subject", "severity", "stance", "text", "source", "commune", "place", "rule", "tools",
    "state", "count", "since", "link", "note",
)  # fmt: skip
"""The columns, in order; docs/digest.md says what each holds for each kind of row."""


def header(language: Language) -> tuple[str, ...]:
    """Return the columns' names."""
    return tuple(say(column, language) for column in COLUMNS)


def rows(digest: Digest, language: Language) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows, each as long as the header: what is said, what is told of it, what was read, how that went."""
    found: list[dict[str, Cell]] = []
    found += [rows_claims.claim(one, language) for one in digest.claims]
    found += [rows_claims.signal(one, language) for one in digest.signals]
    found += [rows_claims.alert(one, language) for one in digest.alerts]
    found += [rows_claims.suppressed(one, language) for one in digest.suppressed]
    found += [article(one, "article", language) for group in digest.groups for one in group.cards]
    found += [article(one, "local", language) for one in digest.local_news]
    found += [_indicator(one, language) for one in digest.indicators]
    found += [_source(one, language) for one in digest.sources]
    found += [_run(one, language) for one in digest.troubles]
    for row in found:
        yield tuple(row.get(column) for column in COLUMNS)


def article(one: Card, kind: str, language: Language) -> dict[str, Cell]:
    """Return an article's cells by column, under the name of its ``kind`` of row."""
    return {
        "kind": say(kind, language),
        "time": one.published or one.fetched,
        "subject": _subjects(one, language),
        "severity": "" if one.severity is None else labels.SEVERITY[one.severity].in_(language),
        "stance": "" if one.stance is None else labels.STANCE[one.stance].in_(language),
        "text": one.title,
        "source": one.source_name,
        "commune": "; ".join(one.communes),
        "place": "; ".join(one.places),
        "rule": "; ".join(title.in_(language) for title in one.titles),
        "tools": "; ".join(tool.shown for tool in one.tools),
        "since": one.fetched,
        "link": one.url,
        "note": _card_note(one, language),
    }


def _card_note(one: Card, language: Language) -> str:
    notes = [say("no_date", language)] if one.published is None else []
    return "; ".join([*notes, say("old", language)] if one.old else notes)


def _indicator(one: Seen, language: Language) -> dict[str, Cell]:
    return {
        "kind": say("indicator", language),
        "time": one.last_seen,
        "text": labels.INDICATOR[one.kind].in_(language),
        "source": "; ".join(one.sources),
        "tools": one.shown,
        "state": say("new" if one.new else "seen_before", language),
        "count": one.articles,
        "since": one.first_seen,
    }


def _source(one: SourceHealth, language: Language) -> dict[str, Cell]:
    return {
        "kind": say("source", language),
        "time": one.read,
        "source": one.name,
        "state": labels.STATE[one.state].in_(language),
        "since": one.heard,
        "note": one.sentence.in_(language),
    }


def _run(one: Trouble, language: Language) -> dict[str, Cell]:
    return {
        "kind": say("run", language),
        "time": one.last,
        "text": "" if one.why is None else one.why.in_(language),
        "source": one.source_name,
        "state": labels.OUTCOME[one.outcome].in_(language),
        "count": one.count,
        "since": one.first,
        "note": one.sentence.in_(language),
    }


def _subjects(one: Card, language: Language) -> str:
    if one.category is None:
        return ""
    return "; ".join(labels.CATEGORY[category].in_(language) for category in (one.category, *one.also))
