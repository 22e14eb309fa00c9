"""List pages: sections of a site that has no feed, with links to articles, sometimes a date beside each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import re2
from bs4 import BeautifulSoup, Tag

from crawlers import dates, extract, links
from crawlers.answers import NOT_MODIFIED, conditions, header, visited
from crawlers.encoding import decode
from crawlers.entries import MAX_TITLE, Entry
from crawlers.settle import Settler
from words import Words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from scrapy.http import Response

    from crawlers.families import Reader
    from crawlers.options import Listing as Options
    from records import Finding

MAX_LINKS: Final = 1000
"""Article links taken from one list page; those we saw hold 15 to 60."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list page holds: its entries in order, and the link to the next page, ``""`` if there is none."""

    entries: tuple[Entry, ...]
    next: str


async def read(reader: Reader) -> AsyncIterator[Finding]:
    """Yield what is met on the list's pages, from the first on until one holds nothing new; then read articles."""
    options = reader.source.listing
    if options is None:
        raise ValueError("a source of kind listing has its block")
    settler = Settler(reader, own_titles=False)
    url, asked, spared = reader.source.url, set[str](), False
    while url and url not in asked and len(asked) < options.pages:
        asked.add(url)
        came = await reader.get(url, conditions(reader.memory.visit(url)))
        if spared := not isinstance(came, str) and came.status == NOT_MODIFIED:
            break
        found = None if isinstance(came, str) else _parsed(reader, came, options)
        if found is None or not found.entries:
            if len(asked) == 1:
                return
            break
        any_new = _any_new(reader, found.entries)
        for met in settler.meet(found.entries, visited(reader.source, came, reader.clock(), url=url)):
            yield met
        url = found.next if any_new else ""
    async for item in settler.read():
        yield item
    reader.ledger.unchanged = spared and reader.ledger.entries == 0


def parse(markup: str, *, url: str, options: Options, now: datetime) -> Listed:
    """Return the articles a list page names, each once, in its order.

    An article that is linked twice (picture and headline) is known by the longest of its links' texts.
    """
    soup = BeautifulSoup(markup, "lxml")
    base = _base(soup, url)
    pattern = re2.compile(options.pattern)
    found: dict[str, Entry] = {}
    for item in soup.select(options.item, limit=MAX_LINKS) if options.item else [soup]:
        date = _date(item, options, now) if options.item else None
        for link in _anchors(item, options.links):
            given = str(link.get("href") or "").strip()
            clean = links.clean(given, base=base) if given else None
            if clean is None or not pattern.search(clean) or (clean not in found and len(found) == MAX_LINKS):
                continue
            title = _title(link)
            if clean not in found or len(title) > len(found[clean].title):
                found[clean] = Entry(given=given, link=clean, title=title, text="", published=date)
    return Listed(entries=tuple(found.values()), next=_next(soup, options, base))


def _parsed(reader: Reader, came: Response, options: Options) -> Listed | None:
    markup = extract.without_pictures(decode(came.body, content_type=header(came, b"Content-Type")))
    ledger = reader.ledger
    if not extract.is_reasonable(markup):
        ledger.failures["too_complex"] += 1
        return None
    try:
        return parse(markup, url=came.url, options=options, now=reader.clock())
    except Exception:  # noqa: BLE001 - a hostile page must not end the crawl; it is counted as unreadable
        ledger.failures["not_a_list"] += 1
        ledger.refusal = Words(vi="Không đọc được trang danh sách.", en="The list page could not be read.")
        return None


def _any_new(reader: Reader, entries: tuple[Entry, ...]) -> bool:
    known = reader.memory.known(tuple(entry.link for entry in entries)) if entries else frozenset()
    return len(known) < len({entry.link for entry in entries})


def _anchors(item: Tag, selector: str | None) -> list[Tag]:
    if selector is None:
        return item.find_all("a", href=True)
    chosen: list[Tag] = []
    for node in item.select(selector):
        chosen += [node] if node.name == "a" else node.find_all("a", href=True)
    return chosen


def _title(link: Tag) -> str:
    said = link.get_text(" ") if link.get_text(strip=True) else str(link.get("title") or "")
    return " ".join(said.split())[:MAX_TITLE]


def _date(item: Tag, options: Options, now: datetime) -> datetime | None:
    nodes: list[Any] = item.select(options.date, limit=1) if options.date else [item]
    if not nodes:
        return None
    for_machines = str(nodes[0].get("datetime") or "") if options.date else ""
    if for_machines:
        return dates.read(for_machines, now=now)
    return dates.find(" ".join(nodes[0].get_text(" ").split()), now=now)


def _next(soup: BeautifulSoup, options: Options, base: str) -> str:
    for node in soup.select(options.next, limit=1) if options.next else ():
        link = node if node.name == "a" else node.find("a", href=True)
        return links.clean(str(link.get("href") or ""), base=base) or "" if link is not None else ""
    return ""


def _base(soup: BeautifulSoup, url: str) -> str:
    declared = soup.find("base", href=True)
    return links.clean(str(declared["href"]), base=url) or url if isinstance(declared, Tag) else url
