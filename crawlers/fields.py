"""The kinds of value a declaration holds beyond plain words: lengths of time, quiet hours, hosts, selectors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated, Any, Final

import re2
import soupsieve
from pydantic import BeforeValidator, PlainSerializer

from crawlers.sites import host_of, is_public_suffix, port_of
from records import in_zone
from yamlfile import refuse, write_duration

MAX_PATTERN: Final = 300
"""Characters of a pattern for links."""

_DURATION: Final = re.compile(r"(\d{1,6})\s*(s|m|h|d)")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_QUIET: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]\d|2[0-3]):([0-5]\d)")
_HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of the day, in Vietnam, in which a source is left alone: from ``start`` until before ``end``."""

    start: time
    end: time

    def covers(self, moment: datetime) -> bool:
        """Return whether ``moment`` lies in the quiet hours; they may reach over midnight."""
        at = in_zone(moment).time()
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def parse_duration(value: Any) -> timedelta:  # noqa: ANN401 - whatever the file says
    """Return the length of time written as ``90s``, ``15m``, ``2h`` or ``1d``."""
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise refuse(vi="phải là thời lượng như 90s, 15m, 2h hoặc 1d", en="must be a time like 90s, 15m, 2h or 1d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def parse_quiet(value: Any) -> Quiet:  # noqa: ANN401 - whatever the file says
    """Return the quiet hours written as ``"23:00-05:00"``."""
    if isinstance(value, Quiet):
        return value
    found = _QUIET.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or found.groups()[:2] == found.groups()[2:]:
        raise refuse(vi='phải có dạng "23:00-05:00" (trong ngoặc kép)', en='must read like "23:00-05:00" (quoted)')
    a, b, c, d = map(int, found.groups())
    return Quiet(time(a, b), time(c, d))


def parse_url(value: Any) -> str:  # noqa: ANN401 - whatever the file says
    """Return the http(s) link; one with a name and password, a fragment or no host is refused."""
    if not isinstance(value, str) or not value.startswith(("http://", "https://")) or not value.isprintable():
        raise refuse(vi="phải là liên kết http(s)", en="must be an http(s) link")
    authority = value.split("/")[2]
    if not host_of(value) or port_of(value) is None or "@" in authority or "#" in value or " " in value:
        raise refuse(
            vi="phải là liên kết http(s) có tên miền, không có mật khẩu, dấu cách hay phần #",
            en="must be an http(s) link with a host, without password, space or #part",
        )
    return value


def parse_host(value: Any) -> str:  # noqa: ANN401 - whatever the file says
    """Return a plain host name; a public suffix (``gov.vn``) would let in everybody and is refused."""
    host = value.strip().lower() if isinstance(value, str) else ""
    if _HOST.fullmatch(host) is None:
        raise refuse(vi="phải là tên miền như baocaobang.vn", en="must be a host name like baocaobang.vn")
    if is_public_suffix(host):
        raise refuse(
            vi=f"«{host}» là đuôi chung của nhiều chủ sở hữu, hãy ghi tên miền đầy đủ",
            en=f"{host!r} is an ending many owners share: name the whole host",
        )
    return host


def parse_selector(value: Any) -> str:  # noqa: ANN401 - whatever the file says
    """Return a CSS selector that can be used."""
    if not isinstance(value, str) or not value.strip():
        raise refuse(vi="phải là bộ chọn CSS", en="must be a CSS selector")
    try:
        soupsieve.compile(value)
    except soupsieve.SelectorSyntaxError as error:
        reason = str(error).splitlines()[0]
        raise refuse(vi=f"bộ chọn CSS sai: {reason}", en=f"bad CSS selector: {reason}") from None
    return value


def parse_pattern(value: Any) -> str:  # noqa: ANN401 - whatever the file says
    """Return a pattern that RE2 reads: it takes time in proportion to the text, whatever an operator writes."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_PATTERN:
        raise refuse(
            vi=f"phải là biểu thức chính quy, nhiều nhất {MAX_PATTERN} ký tự",
            en=f"must be a regular expression of at most {MAX_PATTERN} characters",
        )
    quiet = re2.Options()
    quiet.log_errors = False
    try:
        re2.compile(value, quiet)
    except re2.error as error:
        reason = error.args[0] if error.args else "?"
        reason = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise refuse(vi=f"biểu thức chính quy sai: {reason}", en=f"bad regular expression: {reason}") from None
    return value


Duration = Annotated[timedelta, BeforeValidator(parse_duration), PlainSerializer(write_duration)]
QuietHours = Annotated[Quiet, BeforeValidator(parse_quiet), PlainSerializer(str)]
Link = Annotated[str, BeforeValidator(parse_url)]
Host = Annotated[str, BeforeValidator(parse_host)]
Pattern = Annotated[str, BeforeValidator(parse_pattern)]
Selector = Annotated[str, BeforeValidator(parse_selector)]
