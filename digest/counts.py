"""What pandas counts: flagged articles by subject and day, and articles by commune."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pandas as pd

from digest.model import Commune, Day
from records import Category, in_zone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from records import Article

DAYS: Final = 14
"""The tables and plots look back two weeks: long enough to see a weekly rhythm, short enough to read."""


def by_day(articles: Sequence[Article], *, last: date) -> tuple[Day, ...]:
    """Return the days up to ``last`` with their flagged articles by subject; one of two subjects counts in both.

    The day of an article is the Vietnamese day it was published, or was first read where it has no credible date.
    """
    span = [last - timedelta(days=back) for back in reversed(range(DAYS))]
    subjects = [category.value for category in Category]
    rows = [(day_of(one), one.id, match.category.value) for one in articles for match in one.matches]
    frame = pd.DataFrame.from_records(rows, columns=["day", "article", "subject"]).drop_duplicates()
    table = pd.crosstab(frame["day"], frame["subject"]).reindex(index=span, columns=subjects, fill_value=0)
    distinct = frame.groupby("day")["article"].nunique().reindex(span, fill_value=0)
    lines = zip(span, table.itertuples(index=False, name=None), distinct, strict=True)
    return tuple(
        Day(
            day=day,
            counts=tuple((category, int(count)) for category, count in zip(Category, line, strict=True)),
            articles=int(articles),
        )
        for day, line, articles in lines
    )


def by_commune(
    articles: Sequence[Article], names: Mapping[str, str], *, last: date, since: datetime
) -> tuple[Commune, ...]:
    """Return the communes that articles name, most flagged first; an article of two communes counts in both.

    Args:
        articles: those of the days looked at.
        names: today's communes by code; one that is not among them keeps the name it was stored with.
        last: the last of the days.
        since: the start of the window, for the count of today's.
    """
    first = last - timedelta(days=DAYS - 1)
    rows = [
        (place.code, names.get(place.code, place.name), one.id, *_marks(one, first, since))
        for one in articles
        for place in one.places
        if place.commune
    ]
    frame = pd.DataFrame.from_records(rows, columns=["code", "name", "article", "recent", "flagged", "today"])
    frame = frame.sort_values(["code", "name", "article"]).drop_duplicates(["code", "article"])
    table = frame.groupby("code").agg({"name": "first", "recent": "sum", "flagged": "sum", "today": "sum"})
    found = [
        Commune(code=str(code), name=str(name), articles=int(recent), flagged=int(flagged), today=int(today))
        for code, name, recent, flagged, today in table.itertuples(name=None)
        if recent or today
    ]
    return tuple(sorted(found, key=lambda one: (-one.flagged, -one.articles, one.name, one.code)))


def _marks(article: Article, first: date, since: datetime) -> tuple[int, int, int]:
    """Return, as 0 or 1: is it of these days; is it flagged, too; is it flagged and of the window."""
    recent, flagged = day_of(article) >= first, bool(article.matches)
    return int(recent), int(recent and flagged), int(flagged and article.fetched >= since)


def day_of(article: Article) -> date:
    """Return the Vietnamese day an article belongs to; a date from the future is not believed."""
    said = article.published
    return in_zone(said if said is not None and said <= article.fetched else article.fetched).date()
