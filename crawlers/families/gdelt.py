"""GDELT DOC 2.0: an index of the world's news, for finding articles of publishers who are declared.

It only says where an article stands. The article is read at its publisher, whose robots.txt is obeyed as ever, and
only if the declaration names that host; all others are counted and let go. What GDELT says of dates is when it saw a
page, not when that was published, and its titles are torn apart at each sign: both are left to the page.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from crawlers import limits, links
from crawlers.answers import header
from crawlers.encoding import decode
from crawlers.entries import MAX_TITLE, Entry
from crawlers.settle import Settler
from errors import CrawlError
from words import Words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from crawlers.families import Reader
    from crawlers.options import Gdelt as Options
    from records import Finding

_SAID: Final = 120  # characters of an error that are passed on
_ESCAPE: Final = re.compile(r'\\(["\\/bfnrt]|u[0-9A-Fa-f]{4})?')
_BEFORE: Final = re.compile(r" ([,.:;?!%)\]”’»…])")
_AFTER: Final = re.compile(r"([(\[“‘«]) ")


class NotArticlesError(CrawlError):
    """What came is no list of articles."""


async def read(reader: Reader) -> AsyncIterator[Finding]:
    """Yield what GDELT names; then read, at their publishers, the pages of those on declared hosts."""
    options = reader.source.gdelt
    if options is None:
        raise ValueError("a source of kind gdelt has its block")
    came = await reader.get(address(reader.source.url, options), {}, most=limits.FEED_BYTES)
    if isinstance(came, str):
        return
    try:
        found = parse(came.body, content_type=header(came, b"Content-Type"))
    except NotArticlesError as error:
        reader.ledger.failures["not_a_list"] += 1
        reader.ledger.refusal = error.what
        return
    settler = Settler(reader, own_titles=False)
    for met in settler.meet(found):
        yield met
    async for item in settler.read():
        yield item
    reader.ledger.unchanged = reader.ledger.entries == 0


def address(url: str, options: Options) -> str:
    """Return the link that asks GDELT for the newest articles that match."""
    asked = {
        "query": options.query,
        "mode": "artlist",
        "format": "json",
        "maxrecords": str(options.most),
        "timespan": f"{math.ceil(options.back.total_seconds() / 3600)}h",
        "sort": "datedesc",
    }
    return urlunsplit(urlsplit(url)._replace(query=urlencode(asked)))


def parse(body: bytes, *, content_type: str) -> tuple[Entry, ...]:
    """Return the articles an answer names; there may be none.

    Raises:
        NotArticlesError: it is no such answer. GDELT tells its errors as plain text, with status 200.
    """
    text = decode(body, content_type=content_type).strip()
    said = _json(text)
    if not isinstance(said, dict) or not isinstance(listed := said.get("articles", []), list):
        told = " ".join("".join(sign if sign.isprintable() else " " for sign in text[: 2 * _SAID]).split())[:_SAID]
        told = "HTML" if told.startswith("<") else told or "…"
        raise NotArticlesError(
            Words(vi=f"GDELT không trả về danh sách bài: {told}", en=f"GDELT sent no articles: {told}")
        )
    return tuple(_entry(one) for one in listed)


def _json(text: str) -> Any:  # noqa: ANN401 - JSON is what it is
    """Return what the text says; titles with a stray backslash in them, which GDELT does not escape, are mended."""
    for tried in (text, _ESCAPE.sub(lambda found: found[0] if found[1] else "\\\\", text)):
        try:
            return json.loads(tried, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _entry(said: Any) -> Entry:  # noqa: ANN401 - as above
    given = str(said.get("url") or "").strip() if isinstance(said, dict) else ""
    title = " ".join(str(said.get("title") or "").split())[:MAX_TITLE] if given else ""
    title = _AFTER.sub(r"\1", _BEFORE.sub(r"\1", title))
    link = (links.clean(given, base=given) or "") if given else ""
    return Entry(given=given, link=link, title=title, text="", published=None)
