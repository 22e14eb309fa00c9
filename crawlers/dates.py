"""Dates as Vietnamese publishers write them: day first, and in Vietnam's time where no zone is named."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import dateparser

from records import ZONE, in_zone

EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
"""No publisher we read was online before; an older date is a fault."""

AHEAD: Final = timedelta(days=2)
"""A date further ahead of now is a fault; nearer it may be a wrong clock or zone."""

_MAX_TEXT: Final = 120
_ZONE_NAME: Final = re.compile(r"\(?\s*(?:GMT|UTC|ICT)\s*([+-])\s*0?(\d{1,2})(?::?(\d\d))?\s*\)?", re.IGNORECASE)
_CLOCK: Final = (
    r"(?P<hour>[01]?\d|2[0-3])\s*(?:[:h]|giờ)\s*(?P<minute>[0-5]\d)?(?::(?P<second>[0-5]\d))?"
    r"(?:\s*(?P<half>AM|PM|SA|CH)\b)?"
)
_DAY: Final = r"(?P<day>0?[1-9]|[12]\d|3[01])\s*[/.-]\s*(?P<month>0?[1-9]|1[0-2])\s*[/.-]\s*(?P<year>\d{4})"
_LONG_DAY: Final = r"(?P<day>0?[1-9]|[12]\d|3[01])\s+tháng\s+(?P<month>0?[1-9]|1[0-2])\s*(?:,|năm)?\s*(?P<year>\d{4})"
_BETWEEN: Final = r"[\s,|–-]{1,5}"
_ZONE: Final = r"(?P<zone>\s*\(?\s*(?:GMT|UTC)\s*[+-]\s*\d{1,2}(?::?\d\d)?\)?)?"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for day in (_DAY, _LONG_DAY)
    for form in (
        rf"(?<!\d){day}{_BETWEEN}(?:lúc\s+)?{_CLOCK}{_ZONE}",
        rf"(?<!\d){_CLOCK}{_BETWEEN}(?:(?:thứ\s+\w+|chủ\s+nhật){_BETWEEN})?(?:ngày\s+)?{day}(?!\d){_ZONE}",
        rf"(?<!\d){day}(?!\d)",
    )
)


def read(text: str, *, now: datetime) -> datetime | None:
    """Return the moment a machine-readable or printed date names, in Vietnam; ``None`` if it names none we believe.

    Reads RFC 822 and ISO 8601 dates, also with ``GMT+7`` for a zone, and what :func:`find` finds. ``now`` is when
    the page was read: a date before 1995 or more than two days ahead of it is not believed.
    """
    text = _ZONE_NAME.sub(_numeric_zone, " ".join(text.split())[:_MAX_TEXT])
    for way in (_iso, _rfc822, _printed, _any):
        if (found := way(text)) is not None:
            return believe(found, now=now)
    return None


def find(text: str, *, now: datetime) -> datetime | None:
    """Return the first Vietnamese date with day, month and year that stands in running ``text``, ``None`` if none."""
    found = _printed(text)
    return believe(found, now=now) if found is not None else None


def believe(moment: datetime, *, now: datetime) -> datetime | None:
    """Return ``moment`` in Vietnam's time, a naive one taken as such, or ``None`` where it cannot be true."""
    try:
        moment = in_zone(moment if moment.tzinfo is not None else moment.replace(tzinfo=ZONE))
    except (OverflowError, ValueError):
        return None
    return moment if EARLIEST <= moment <= now + AHEAD else None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc822(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _printed(text: str) -> datetime | None:
    for form in _FORMS:
        if (found := form.search(text)) is not None:
            return _from_parts(found.groupdict())
    return None


def _from_parts(parts: dict[str, str | None]) -> datetime | None:
    day, month, year, hour, minute, second = (
        int(parts.get(name) or 0) for name in ("day", "month", "year", "hour", "minute", "second")
    )
    half = (parts.get("half") or "").upper()
    if half in {"PM", "CH"} and hour < 12:  # noqa: PLR2004 - noon
        hour += 12
    elif half in {"AM", "SA"} and hour == 12:  # noqa: PLR2004 - midnight
        hour = 0
    try:
        naive = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - Vietnam's, set by believe()
        zone = _ZONE_NAME.sub(_numeric_zone, parts.get("zone") or "").strip()
        return datetime.fromisoformat(naive.isoformat() + zone) if zone else naive
    except ValueError:
        return None


def _any(text: str) -> datetime | None:
    if not any(char.isdigit() for char in text):
        return None
    # "5 phút trước" counts from the reader's clock, which is not the page's.
    options = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    found: datetime | None = dateparser.parse(text, languages=["vi", "en"], settings=options)
    return found


def _numeric_zone(found: re.Match[str]) -> str:
    return f" {found[1]}{int(found[2]):02d}{found[3] or '00'}"
