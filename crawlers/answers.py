"""What stands in an answer besides its body, and how the next request makes use of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from records import Visit

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.http import Response

    from crawlers.source import Source

NOT_MODIFIED: Final = 304


def header(response: Response, name: bytes) -> str:
    """Return a header as text, ``""`` if it did not come."""
    return (response.headers.get(name) or b"").decode("latin-1").strip()


def conditions(visit: Visit | None) -> dict[str, str]:
    """Return the headers that ask for a page only if it changed since ``visit``."""
    said = {"If-None-Match": visit.etag, "If-Modified-Since": visit.last_modified} if visit is not None else {}
    return {name: value for name, value in said.items() if value}


def visited(source: Source, came: Response, now: datetime, *, url: str = "") -> Visit:
    """Return what the server said of the page it was asked for: ``url``, or the source's own."""
    return Visit(
        source=source.id,
        url=url or source.url,
        fetched=now,
        etag=header(came, b"ETag"),
        last_modified=header(came, b"Last-Modified"),
    )
