"""Forums of the XenForo kind: the RSS feed of one forum, ``/forums/<name>/index.rss``.

Its entries are threads: a title, and how the first post begins. Both were written by an individual, so of an entry
only a remark is made; the pages behind the links are not read, and the links are forgotten. Of its author a feed says
nothing but the name, which within one forum belongs to one person.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from lxml import etree, html

from crawlers import dates, entries, limits
from crawlers.answers import NOT_MODIFIED, conditions, header, visited
from crawlers.hearing import Hearing
from crawlers.sites import host_of, port_of
from words import Words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response

    from crawlers.families import Reader
    from records import Heard, Visit

BACK: Final = timedelta(hours=72)
"""How old a thread may be to be heard: a forum lists old ones too, whenever somebody answers in them."""

_OTHERS: Final = (
    ".//blockquote[contains(@class, 'bbCodeBlock--quote')]",  # what another wrote, under their name
    ".//a[contains(@class, 'link--internal')][not(following::text()[normalize-space()])]",  # "read more", at the end
)
"""What stands in a post and is not its author's."""

_GUARDED: Final = frozenset({"http_401", "http_403", "http_503"})


async def read(reader: Reader) -> AsyncIterator[Heard | Visit]:
    """Yield what the feed holds, and its Visit."""
    url = reader.source.url
    came = await reader.get(url, conditions(reader.memory.visit(url)), most=limits.FEED_BYTES)
    if isinstance(came, str):
        reader.ledger.refusal = _GUARD if came in _GUARDED else None
        return
    if came.status == NOT_MODIFIED:
        reader.ledger.unchanged = True
        return
    heard = _heard(reader, came)
    if heard is not None:
        reader.ledger.entries = heard.size
        yield heard
        yield visited(reader.source, came, reader.clock())


def _heard(reader: Reader, came: Response) -> Heard | None:
    try:
        found = entries.parsed(came.body, content_type=header(came, b"Content-Type"))
    except entries.NotAFeedError as error:
        reader.ledger.failures["not_a_feed"] += 1
        html = came.body.lstrip()[:1] == b"<" and b"<html" in came.body[:2000].lower()
        reader.ledger.refusal = _GUARD if html else error.what
        return None
    forum = f"forum:{host_of(reader.source.url)}:{port_of(reader.source.url)}"
    hearing = Hearing(reader, forum, oldest=reader.clock() - BACK)
    for entry in found:
        _hear(hearing, entry, reader)
    return hearing.heard()


def _hear(hearing: Hearing, entry: Any, reader: Reader) -> None:  # noqa: ANN401 - feedparser has no types
    written = entry.get("published") or ""
    said = dates.read(written, now=reader.clock()) if written else None
    if said is None:
        hearing.let_go("bad_item")
        return
    # XenForo names the author twice: as dc:creator, and behind an address that leads nowhere.
    author = next((each["name"] for each in entry.get("authors", ()) if each.get("name")), "")
    bodies = [part.get("value", "") for part in entry.get("content", ())] or [entry.get("summary", "")]
    text = "\n".join(filter(None, (entries.plain(entry.get("title", "")), *map(own_text, bodies))))
    hearing.remark(author=author.casefold(), text=text, said=said)


def own_text(markup: str) -> str:
    """Return the text of a post without what it quotes of others."""
    if "<blockquote" not in markup and "link--internal" not in markup:
        return entries.plain(markup)
    try:
        tree = html.fromstring(f"<div>{markup}</div>")
        for found in [node for path in _OTHERS for node in tree.xpath(path)]:
            found.drop_tree()
        return entries.plain(html.tostring(tree, encoding="unicode"))
    except (etree.LxmlError, ValueError):
        return ""


_GUARD: Final = Words(
    vi="Diễn đàn chặn chương trình đọc tự động (thường là Cloudflare). Rõ Tin không lách: hãy xin người quản trị cho "
    "phép «RoTin», hoặc tắt nguồn này.",
    en="The forum turns programs away (Cloudflare, most often). Rõ Tin does not get around that: ask those who run it "
    "to admit 'RoTin', or switch this source off.",
)
