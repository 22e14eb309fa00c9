"""A page into the parts of an article: title, text, date, canonical link. Never who wrote it.

Trafilatura reads most pages well; a source's own selectors, where its declaration has them, come first. Of dates, the
machine-readable ones (JSON-LD, meta) are kept apart from printed ones, since only the former are surely this
article's own.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import trafilatura
from bs4 import BeautifulSoup, Tag
from trafilatura.metadata import extract_title

from crawlers import dates
from crawlers.entries import MAX_TEXT, MAX_TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from lxml.html import HtmlElement

    from crawlers.source import Selectors

_META_DATES: Final = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[translate(@name,'PUBLISHDTAE','publishdtae')='pubdate']/@content",
    "//meta[translate(@name,'PUBLISHDTAE','publishdtae')='publishdate']/@content",
    "//meta[@name='dc.date.issued' or @name='DC.date.issued']/@content",
    "//meta[@name='article:published_time']/@content",
    "//time[@pubdate]/@datetime",
)
_TITLES: Final = ("//meta[@property='og:title']/@content",)
_CANONICAL: Final = ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
_AFTER_TITLE: Final = "following::text()[not(parent::script or parent::style)][position()<=40]"
_NEAR: Final = 400
MAX_MARKUP: Final = 2_000_000
MAX_TAGS: Final = 20_000
MAX_TAG: Final = 30_000
"""Characters of a page, its tags, characters of one tag: beyond these no parser is let at a page. A page of 120,000
tags took 43 s, one of 300,000 attributes more than three minutes; an article has 60,000 characters and 2,000 tags."""

_PICTURE: Final = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=]+")
_LONG_TAG: Final = re.compile(rf"<[^<>]{{{MAX_TAG}}}")
_BYLINE: Final = re.compile(
    r"(?:tác giả|tác giả bài viết|người viết|(?:tin|bài|ảnh)(?:\s*(?:,|và)\s*ảnh)?)\s*:\s*\S.{0,80}", re.IGNORECASE
)
_SEPARATOR: Final = re.compile(r"\s+[|\-–—·»]\s+|\s*\|\s*")
_MAX_DEPTH: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says; ``""`` and ``None`` where it does not.

    ``published`` is a date the page declares for machines, ``printed`` one that stands in words after its title.
    ``canonical`` is the link it declares, as it stands.
    """

    title: str = field(repr=False)
    text: str = field(repr=False)
    published: datetime | None
    printed: datetime | None
    canonical: str


def read(markup: str, *, url: str, selectors: Selectors | None, names: Sequence[str], now: datetime) -> Page | None:
    """Return the parts of the page, or ``None`` where no parser makes anything of it.

    Args:
        markup: the page's HTML, decoded.
        url: where it was read.
        selectors: where this publisher's parts stand; they come before general extraction.
        names: what the site is called, to be cut from the end of titles.
        now: when it was read.
    """
    chosen = _choose(markup, selectors)
    tree = trafilatura.load_html(chosen.markup)
    if tree is None:
        return None
    linked = tuple(_linked_data(tree))
    declared = (_date_of(linked), *_values(tree, _META_DATES))
    site = _values(tree, ("//meta[@property='og:site_name']/@content",))
    canonical = _first(tree, _CANONICAL)
    printed = _printed(chosen.date, tree, now)
    title = chosen.title or _first(tree, _TITLES) or _headline_of(linked) or str(extract_title(tree) or "")
    document: Any = trafilatura.bare_extraction(  # last: it may take the tree apart
        tree, url=url, include_comments=False, include_tables=True, favor_precision=True, with_metadata=False
    )
    title = without_site(" ".join(title.split())[:MAX_TITLE], [*names, *site])
    return Page(
        title=title,
        text=_body(chosen.text or str(getattr(document, "text", None) or ""), title),
        published=next((date for said in declared if said and (date := dates.read(said, now=now))), None),
        printed=printed,
        canonical=canonical,
    )


def without_pictures(markup: str) -> str:
    """Return the page without pictures written into it, which some editors paste into articles by the megabyte."""
    return _PICTURE.sub("data:,", markup)


def is_reasonable(markup: str) -> bool:
    """Return whether a parser can be let at the page: it is no larger and no more tangled than any article is."""
    return len(markup) <= MAX_MARKUP and markup.count("<") <= MAX_TAGS and _LONG_TAG.search(markup) is None


def without_site(title: str, names: Sequence[str]) -> str:
    """Return ``title`` without the site's name at its end (``… - Báo Cao Bằng``), however often it stands there."""
    known = {_bare(name) for name in names if _bare(name)}
    while (last := _last_separator(title)) is not None and _bare(title[last.end() :]) in known:
        title = title[: last.start()].rstrip()
    return title


def _body(text: str, title: str) -> str:
    """Return the text without the title repeated on top and the names of its makers at the end."""
    lines = text[:MAX_TEXT].strip().split("\n")
    if _bare(lines[0]) == _bare(title):
        lines = lines[1:]
    while lines and _BYLINE.fullmatch(lines[-1].strip()):
        lines.pop()
    return "\n".join(lines).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    markup: str
    title: str = ""
    text: str = ""
    date: str = ""


def _choose(markup: str, selectors: Selectors | None) -> _Chosen:
    if selectors is None:
        return _Chosen(markup=markup)
    soup = BeautifulSoup(markup, "lxml")
    for selector in selectors.remove:
        for node in soup.select(selector):
            node.decompose()
    return _Chosen(
        markup=str(soup) if selectors.remove else markup,
        title=_selected(soup, selectors.title, " "),
        text=_selected(soup, selectors.text, "\n"),
        date=_selected(soup, selectors.date, " "),
    )


def _selected(soup: BeautifulSoup, selector: str | None, between: str) -> str:
    found = soup.select(selector) if selector else []
    return "\n".join(_words(node, between) for node in found).strip()


def _words(node: Tag, between: str) -> str:
    if between == "\n":
        for inner in node.find_all(["script", "style"]):
            inner.decompose()
        return "\n".join(" ".join(line.split()) for line in node.get_text("\n", strip=True).splitlines())
    return " ".join(str(node.get("content") or node.get("datetime") or node.get_text(" ")).split())


def _values(tree: HtmlElement, paths: Sequence[str]) -> tuple[str, ...]:
    found = [value for path in paths for value in tree.xpath(path)]
    return tuple(str(value).strip() for value in found)


def _first(tree: HtmlElement, paths: Sequence[str]) -> str:
    return next((value for value in _values(tree, paths) if value), "")


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for text in _values(tree, ("//script[@type='application/ld+json']/text()",)):
        try:
            said = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from sorted(_objects(said, _MAX_DEPTH), key=lambda found: "Article" not in str(found.get("@type")))


def _objects(said: Any, depth: int) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON is what it is
    if depth == 0:
        return
    if isinstance(said, dict):
        yield said
    inside = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    for part in inside:
        yield from _objects(part, depth - 1)


def _date_of(linked: Sequence[dict[str, Any]]) -> str:
    return next((str(one["datePublished"]) for one in linked if one.get("datePublished")), "")


def _headline_of(linked: Sequence[dict[str, Any]]) -> str:
    return next((str(one["headline"]) for one in linked if one.get("headline")), "")


def _printed(selected: str, tree: HtmlElement, now: datetime) -> datetime | None:
    if selected and (found := dates.read(selected, now=now)) is not None:
        return found
    for heading in tree.iter("h1"):
        near = " ".join(" ".join(str(text) for text in heading.xpath(_AFTER_TITLE)).split())[:_NEAR]
        if (found := dates.find(near, now=now)) is not None:
            return found
    return None


def _last_separator(title: str) -> re.Match[str] | None:
    return max(_SEPARATOR.finditer(title), key=lambda found: found.start(), default=None)


def _bare(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())
