"""Dates as Vietnamese publishers write them: day first, and in Vietnam's time where no zone is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
_MONTHS: Final = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_MONTH_NAMES: Final = {
    **{name: number for number, name in enumerate(_MONTHS, start=1)},
    "giêng": 1, "bốn": 4, "bẩy": 7, "chạp": 12,
}  # fmt: skip
_NAMES: Final = "|".join(sorted(_MONTH_NAMES, key=len, reverse=True))
_DAY: Final = r"(?P<day>0?[1-9]|[12]\d|3[01])\s*[/.-]\s*(?P<month>0?[1-9]|1[0-2])\s*[/.-]\s*(?P<year>\d{4})"
_LONG_DAY: Final = (
    rf"(?P<day>0?[1-9]|[12]\d|3[01])\s+tháng\s+(?P<month>0?[1-9]\b|1[0-2]\b|{_NAMES})\s*(?:,|năm)?\s*(?P<year>\d{{4}})"
)
_ISO_DAY: Final = r"(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"
_BETWEEN: Final = r"[\s,|–-]{1,5}"
_ZONE: Final = r"(?P<zone>\s*\(?\s*(?:GMT|UTC)\s*[+-]\s*\d{1,2}(?::?\d\d)?\)?)?"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for day in (_DAY, _LONG_DAY, _ISO_DAY)
    for form in (
        rf"(?<!\d){day}{_BETWEEN}(?:lúc\s+)?{_CLOCK}{_ZONE}",
        rf"(?<!\d){_CLOCK}{_BETWEEN}(?:(?:thứ\s+\w+|chủ\s+nhật){_BETWEEN})?(?:ngày\s+)?{day}(?!\d){_ZONE}",
        rf"(?<!\d){day}(?!\d)",
    )
)
_AGO: Final = re.compile(
    r"(?:(?:cập nhật|đăng|xuất bản|lúc|khoảng|cách đây)\W{0,3}){0,3}"
    r"(?P<count>\d{1,3}) (?P<unit>giây|phút|giờ|tiếng|ngày) trước",
    re.IGNORECASE,
)
_NAMED_DAY: Final = re.compile(
    r"(?:(?:cập nhật|đăng|xuất bản|lúc)\W{0,3}){0,2}"
    rf"(?P<named>hôm nay|hôm qua|hôm kia)(?:\W{{1,3}}(?:lúc )?{_CLOCK})?",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_JUST: Final = re.compile(r"(?:cập nhật|đăng)?\W{0,3}(?:vừa xong|vừa mới|mới đây)", re.IGNORECASE)
_UNITS: Final = {"giây": "seconds", "phút": "minutes", "giờ": "hours", "tiếng": "hours", "ngày": "days"}
_DAYS_BACK: Final = {"hôm nay": 0, "hôm qua": 1, "hôm kia": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A date as it stands in a text: from character ``start`` up to ``end``."""

    moment: datetime
    start: int
    end: int


def read(text: str, *, now: datetime) -> datetime | None:
    """Return the moment a machine-readable or printed date names, in Vietnam; ``None`` if it names none we believe.

    Reads RFC 822 and ISO 8601 dates, also with ``GMT+7`` for a zone, and what :func:`find` and :func:`ago` find.
    ``now`` is when the page was read: a date before 1995 or more than two days ahead of it is not believed.
    """
    text = _ZONE_NAME.sub(_numeric_zone, " ".join(text.split())[:_MAX_TEXT])
    for way in (_iso, _rfc822, _printed, _any):
        if (found := way(text)) is not None:
            return believe(found, now=now)
    return ago(text, now=now)


def find(text: str, *, now: datetime) -> datetime | None:
    """Return the first Vietnamese date with day, month and year that stands in running ``text``, ``None`` if none."""
    found = _printed(text)
    return believe(found, now=now) if found is not None else None


def find_all(text: str, *, now: datetime) -> tuple[Said, ...]:
    """Return all dates of day, month and year in ``text``, in their order; what cannot be true is left out."""
    said: list[Said] = []
    at = 0
    while (found := _leftmost(text, at)) is not None:
        moment = _from_parts(found.groupdict())
        if moment is not None and (believed := believe(moment, now=now)) is not None:
            said.append(Said(moment=believed, start=found.start(), end=found.end()))
        at = found.end()
    return tuple(said)


def ago(text: str, *, now: datetime) -> datetime | None:
    """Return the moment that ``text`` counts back from ``now``: «2 giờ trước», «hôm qua, 08:15», «vừa xong».

    The whole text must say so and nothing else. Weeks, months and years name no day and are not read.
    """
    text = " ".join(text.split())
    if len(text) > _MAX_TEXT:
        return None
    if (found := _AGO.fullmatch(text)) is not None:
        back = timedelta(**{_UNITS[found["unit"].lower()]: int(found["count"])})
        return in_zone(now - back).replace(second=0, microsecond=0)
    if (found := _NAMED_DAY.fullmatch(text)) is not None:
        day = in_zone(now - timedelta(days=_DAYS_BACK[found["named"].lower()]))
        return day.replace(hour=int(found["hour"] or 0), minute=int(found["minute"] or 0), second=0, microsecond=0)
    return in_zone(now).replace(second=0, microsecond=0) if _JUST.fullmatch(text) else None


def is_ago(text: str) -> bool:
    """Return whether the whole text counts back from the day it is read."""
    return any(form.fullmatch(text) for form in (_AGO, _NAMED_DAY, _JUST))


def without(text: str) -> tuple[str, bool]:
    """Return ``text`` without the dates of day, month and year in it, and whether there were any."""
    kept, at = [], 0
    while (found := _leftmost(text, at)) is not None:
        kept.append(text[at : found.start()])
        at = found.end()
    return "".join([*kept, text[at:]]), bool(kept)


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
    found = _leftmost(text, 0)
    return _from_parts(found.groupdict()) if found is not None else None


def _leftmost(text: str, at: int) -> re.Match[str] | None:
    """Return the first date from ``at`` on, the longest of those that begin there."""
    if _YEAR.search(text, at) is None:
        return None
    found = [match for form in _FORMS if (match := form.search(text, at)) is not None]
    return min(found, key=lambda match: (match.start(), -match.end()), default=None)


def _from_parts(parts: dict[str, str | None]) -> datetime | None:
    day, year, hour, minute, second = (
        int(parts.get(name) or 0) for name in ("day", "year", "hour", "minute", "second")
    )
    named = " ".join((parts.get("month") or "").lower().split())
    month = _MONTH_NAMES.get(named) or int(named)
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
    options = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    found: datetime | None = dateparser.parse(text, languages=["vi", "en"], settings=options)
    return found


def _numeric_zone(found: re.Match[str]) -> str:
    return f" {found[1]}{int(found[2]):02d}{found[3] or '00'}"
