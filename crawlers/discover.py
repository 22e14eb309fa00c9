"""What a site offers to readers like us: feeds and sitemaps it names itself, or that stand where they usually do.

One page is read, robots.txt, and what they name; each offer is opened once, to see whether it is what it says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

import re2
from lxml import etree, html

from crawlers import entries, limits, links, sitemaps
from crawlers.answers import header
from crawlers.encoding import decode
from crawlers.entries import MAX_TITLE
from crawlers.extract import is_reasonable
from crawlers.sites import host_of, within
from crawlers.source import Kind
from records import Passed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from datetime import datetime

    from crawlers.families import Reader
    from records import Finding

MAX_OFFERS: Final = 12
"""Offers opened, those the site names itself first."""

USUAL: Final = ("/rss", "/rss.xml", "/feed", "/rss/home.rss", "/sitemap.xml", "/sitemap_index.xml")
"""Where feeds and sitemaps usually stand; looked at where a site names none of the kind."""

PATTERNS: Final = (r"-\d+\.html?$", r"-post\d+\.html$", r"\d{5,}\.(html?|aspx|chn|vov)$", r"-\d{5,}/?$", r"\.html?$")
"""How links to articles end on the sites we looked at, the most particular first."""

_FEEDS: Final = (
    "//link[contains(concat(' ', @rel, ' '), ' alternate ')]"
    "[contains(@type, 'rss') or contains(@type, 'atom') or contains(@type, 'rdf')]"
)
_LINKED: Final = "//a[contains(@href, 'rss') or contains(@href, '/feed') or contains(@href, 'atom.xml')]"
_SITEMAP: Final = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A feed or sitemap that answered: how many entries it holds, the date of its newest.

    ``pattern`` is one that finds most links of a sitemap, ``""`` where none of ours does; ``named`` whether the site
    names it itself.
    """

    kind: Kind
    url: str
    count: int
    newest: datetime | None
    pattern: str = ""
    named: bool = True


class Looking:
    """Looks at one site; then ``offers`` holds what it found, ``title`` what its page calls itself.

    ``reached`` is whether the page could be read at all.
    """

    def __init__(self) -> None:
        self.offers: list[Offer] = []
        self.title = ""
        self.reached = False

    async def read(self, reader: Reader) -> AsyncIterator[Finding]:
        """Open what the source's page, robots.txt and usual places offer; yield one Passed for each."""
        start = reader.source.url
        came = await reader.get(start, {})
        if isinstance(came, str):
            return
        self.reached = True
        named = dict.fromkeys([came.url])
        if self._judge(came, reader, named=True) is None:
            named |= dict.fromkeys(self._named_by(came))
        rules = await reader.get(urljoin(start, "/robots.txt"), {}, most=limits.ROBOTS_BYTES)
        if not isinstance(rules, str):
            told = _SITEMAP.findall(decode(rules.body, content_type=header(rules, b"Content-Type")))
            named |= dict.fromkeys(filter(None, (links.clean(each, base=start) for each in told[:MAX_OFFERS])))
        opened = 0
        for url, is_named in self._in_turn([*named], start):
            if opened == MAX_OFFERS:
                break
            if url == came.url or not within(host_of(url), reader.source.sites):
                continue
            opened += 1
            reader.ledger.entries += 1
            answer = await reader.get(url, {})
            offer = None if isinstance(answer, str) else self._judge(answer, reader, named=is_named)
            yield Passed(source=reader.source.id, reason="no_offer" if offer is None else "offer")

    def _in_turn(self, named: Sequence[str], start: str) -> Iterator[tuple[str, bool]]:
        """Yield what is named, then the usual places of a kind of which nothing was found."""
        yield from ((url, True) for url in named)
        for place in USUAL:
            kind = Kind.SITEMAP if "sitemap" in place else Kind.FEED
            if not any(offer.kind is kind for offer in self.offers) and urljoin(start, place) not in named:
                yield urljoin(start, place), False

    def _named_by(self, came: Any) -> Iterator[str]:  # noqa: ANN401 - Scrapy's Response
        markup = decode(came.body, content_type=header(came, b"Content-Type"))
        if not is_reasonable(markup):
            return
        try:
            tree = html.document_fromstring(markup)
        except (etree.LxmlError, ValueError):
            return
        self.title = " ".join(str(tree.findtext(".//title") or "").split())[:MAX_TITLE]
        for node in [*tree.xpath(_FEEDS), *tree.xpath(_LINKED)][: 2 * MAX_OFFERS]:
            if (link := links.clean(str(node.get("href") or ""), base=came.url)) is not None:
                yield link

    def _judge(self, came: Any, reader: Reader, *, named: bool) -> Offer | None:  # noqa: ANN401 - as above
        offer = _as_feed(came, reader.clock(), named=named) or _as_sitemap(came, reader.clock(), named=named)
        if offer is not None and all(offer.url != one.url for one in self.offers):
            self.offers.append(offer)
        return offer


def _as_feed(came: Any, now: datetime, *, named: bool) -> Offer | None:  # noqa: ANN401 - as above
    try:
        found = entries.read(came.body, content_type=header(came, b"Content-Type"), base=came.url, now=now)
    except entries.NotAFeedError:
        return None
    dated = [entry.published for entry in found if entry.published]
    return Offer(kind=Kind.FEED, url=came.url, count=len(found), newest=max(dated, default=None), named=named)


def _as_sitemap(came: Any, now: datetime, *, named: bool) -> Offer | None:  # noqa: ANN401 - as above
    try:
        found = sitemaps.read(came.body, most=limits.BYTES, now=now)
    except sitemaps.NotASitemapError:
        return None
    given = [one.given for one in found.listed]
    half = len(given) / 2
    pattern = next((each for each in PATTERNS if not found.index and _hits(each, given) > half), "")
    newest = max((one.changed for one in found.listed if one.changed), default=None)
    return Offer(kind=Kind.SITEMAP, url=came.url, count=len(given), newest=newest, pattern=pattern, named=named)


def _hits(pattern: str, given: Sequence[str]) -> int:
    compiled = re2.compile(pattern)
    return sum(1 for each in given if compiled.search(each))
