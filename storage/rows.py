"""Records as rows and back: the one place that knows how a record is spelt in a table.

Times are whole microseconds since 1970 in UTC, so that order by number is order by time whatever the zone; they
come back in Asia/Ho_Chi_Minh. Lists are JSON, written so that equal records are equal text.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from records import (
    Article,
    Category,
    Cursor,
    Extent,
    Found,
    Indicator,
    IndicatorKind,
    Match,
    Place,
    Run,
    RunOutcome,
    Severity,
    Span,
    Stance,
    Tally,
    Visit,
    in_zone,
)
from storage.base import Quarantined

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = tuple[Any, ...]

BEGINNING: Final = -(2**63)
END: Final = 2**63 - 1
"""Before and after every time that can be stored."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Return the microseconds from 1970 to ``moment``.

    Raises:
        ValueError: it is naive, or lies outside the years 1 to 9999 in Vietnam.
    """
    try:
        return (in_zone(moment) - _EPOCH) // _MICROSECOND
    except OverflowError:
        raise ValueError("a time outside the years 1 to 9999 cannot be kept") from None


def moment(count: int) -> datetime:
    """Return the time that lies ``count`` microseconds after 1970, in Vietnam."""
    return in_zone(_EPOCH + count * _MICROSECOND)


def plain(text: str) -> str:
    """Return ``text`` as a file can hold it: a lone surrogate, which is no character, becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


# -- articles: (id, source, url, fetched) and CONTENT: (published, extent, places, matches, indicators, title, text)

CONTENT: Final = slice(4, None)
"""The part of an article's row that decides whether it says the same."""


def article_row(article: Article) -> Row:
    """Return the article as a row of the table ``articles``, without its number there."""
    return (
        article.id,
        plain(article.source),
        article.url,
        micros(article.fetched),
        _maybe_micros(article.published),
        article.extent.value,
        as_json(place_data(place) for place in article.places),
        as_json(_match(match) for match in article.matches),
        as_json(indicator_data(indicator) for indicator in article.indicators),
        plain(article.title),
        plain(article.text),
    )


def article(row: Row) -> Article:
    """Return the article a row holds."""
    _, source, url, fetched, published, extent, places, matches, indicators, title, text = row
    return Article(
        source=source,
        url=url,
        title=title,
        text=text,
        published=_maybe_moment(published),
        fetched=moment(fetched),
        extent=Extent(extent),
        places=tuple(Place(**each) for each in json.loads(places)),
        matches=tuple(_to_match(each) for each in json.loads(matches)),
        indicators=tuple(to_indicator(each) for each in json.loads(indicators)),
    )


def indicator_rows(article: Article) -> frozenset[tuple[str, str, str]]:
    """Return kind, value and bank of each of the article's indicators, once each."""
    return frozenset((each.kind.value, plain(each.value), plain(each.bank)) for each in article.indicators)


def indicator(row: Row) -> Indicator:
    """Return the indicator of kind, value and bank."""
    kind, value, bank = row
    return Indicator(kind=IndicatorKind(kind), value=value, bank=bank)


# -- what a crawl remembers, runs, quarantine


def visit_row(visit: Visit) -> Row:
    """Return the visit as (source, url, fetched, etag, last_modified)."""
    return (
        plain(visit.source),
        plain(visit.url),
        micros(visit.fetched),
        plain(visit.etag),
        plain(visit.last_modified),
    )


def visit(row: Row) -> Visit:
    """Return the visit a row holds."""
    source, url, fetched, etag, last_modified = row
    return Visit(source=source, url=url, fetched=moment(fetched), etag=etag, last_modified=last_modified)


def found_row(source: str, found: Found, at: datetime) -> Row:
    """Return the entry as (source, link, title, text, published, tries, noted)."""
    published = _maybe_micros(found.published)
    return plain(source), plain(found.link), plain(found.title), plain(found.text), published, found.tries, micros(at)


def found(row: Row) -> Found:
    """Return the entry a row (link, title, text, published, tries) holds."""
    link, title, text, published, tries = row
    return Found(link=link, title=title, text=text, published=_maybe_moment(published), tries=tries)


def cursor_row(cursor: Cursor) -> Row:
    """Return the cursor as (source, name, value, noted)."""
    return plain(cursor.source), plain(cursor.name), plain(cursor.value), micros(cursor.noted)


def cursor(row: Row) -> Cursor:
    """Return the cursor a row holds."""
    source, name, value, noted = row
    return Cursor(source=source, name=name, value=value, noted=moment(noted))


def run_row(run: Run) -> Row:
    """Return the run as (id, source, due, started, ended, outcome, tally, note)."""
    return (
        run.id,
        plain(run.source),
        micros(run.due),
        _maybe_micros(run.started),
        _maybe_micros(run.ended),
        run.outcome.value,
        as_json(_tally(run.tally)),
        plain(run.note),
    )


def run(row: Row) -> Run:
    """Return the run a row holds."""
    _, source, due, started, ended, outcome, tally, note = row
    return Run(
        source=source,
        due=moment(due),
        started=_maybe_moment(started),
        ended=_maybe_moment(ended),
        outcome=RunOutcome(outcome),
        tally=_to_tally(json.loads(tally)),
        note=note,
    )


def outcomes(some: Iterable[RunOutcome]) -> str:
    """Return outcomes as a JSON list, for SQL to choose by."""
    return as_json(sorted(outcome.value for outcome in some))


def quarantined_row(item: Quarantined) -> Row:
    """Return the item as (id, source, reason, line, since)."""
    return plain(item.id), plain(item.source), plain(item.reason), plain(item.line), micros(item.since)


def quarantined(row: Row) -> Quarantined:
    """Return the item a row holds."""
    id_, source, reason, line, since = row
    return Quarantined(id=id_, source=source, reason=reason, line=line, since=moment(since))


# -- parts


def place_data(place: Place) -> dict[str, object]:
    """Return the place as JSON has it."""
    return {"code": place.code, "valid_from": place.valid_from, "name": place.name, "commune": place.commune}


def _match(match: Match) -> dict[str, object]:
    return {
        "rule": match.rule,
        "category": match.category.value,
        "stance": match.stance.value,
        "severity": match.severity.value,
        "spans": [[span.phrase, span.start, span.end] for span in match.spans],
    }


def _to_match(data: dict[str, Any]) -> Match:
    return Match(
        rule=data["rule"],
        category=Category(data["category"]),
        stance=Stance(data["stance"]),
        severity=Severity(data["severity"]),
        spans=tuple(Span(phrase=phrase, start=start, end=end) for phrase, start, end in data["spans"]),
    )


def indicator_data(indicator: Indicator) -> dict[str, object]:
    """Return the indicator as JSON has it."""
    bank = {"bank": indicator.bank} if indicator.bank else {}
    return {"kind": indicator.kind.value, "value": indicator.value, **bank}


def to_indicator(data: dict[str, Any]) -> Indicator:
    """Return the indicator JSON has."""
    return Indicator(kind=IndicatorKind(data["kind"]), value=data["value"], bank=data.get("bank", ""))


def _tally(tally: Tally) -> dict[str, object]:
    names = ("seen", "stored", "discarded", "quarantined", "requests", "failures", "bytes")
    return {name: getattr(tally, name) for name in names}


def _to_tally(data: dict[str, Any]) -> Tally:
    counted = ("discarded", "quarantined", "failures")
    return Tally(**{**data, **{name: tuple((reason, count) for reason, count in data[name]) for name in counted}})


def as_json(data: Iterable[object]) -> str:
    """Return ``data`` as JSON; equal data is equal text."""
    listed = data if isinstance(data, dict) else list(data)
    return plain(json.dumps(listed, ensure_ascii=False, separators=(",", ":")))


def _maybe_micros(moment: datetime | None) -> int | None:
    return None if moment is None else micros(moment)


def _maybe_moment(count: int | None) -> datetime | None:
    return None if count is None else moment(count)
