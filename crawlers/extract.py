"""A page into the parts of an article: title, text, date, canonical link. Never who wrote it.

A source's own selectors, where its declaration has them, come first; then our own reading of the tree, and trafilatura
where that is unsure. A library would read instead of us if one read these pages as well: benchmarks/extraction.py keeps
the measurement. On 12 pages read once and never tuned on, text F1 is 98.1 % for ours and 87.5 % for trafilatura, 87.2 %
for readability-lxml, 88.8 % for newspaper4k; titles 100 % against 50, 58 and 67 %; at a tenth of trafilatura's time.

Of dates, the machine-readable ones (JSON-LD, meta) are kept apart from printed ones, since only the former are surely
this article's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import trafilatura
from lxml import etree

from crawlers import body, dates, declared, headline, printed
from crawlers.blocks import outline
from crawlers.chosen import choose
from crawlers.entries import MAX_TEXT, MAX_TITLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crawlers.source import Selectors

MAX_MARKUP: Final = 2_000_000
MAX_TAGS: Final = 20_000
MAX_TAG: Final = 30_000
"""Characters of a page, its tags, characters of one tag: beyond these no parser is let at a page. A page of 120,000
tags took 43 s, one of 300,000 attributes more than three minutes; an article has 60,000 characters and 2,000 tags."""

_LIGHT: Final = (6_000, 600_000)
"""Tags and characters up to which trafilatura is asked where we are unsure: at the bounds above it takes seconds."""

_PICTURE: Final = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=]+")
_LONG_TAG: Final = re.compile(rf"<[^<>]{{{MAX_TAG}}}")
_BYLINE: Final = re.compile(
    r"(?:tác giả|tác giả bài viết|người viết|(?:tin|bài|ảnh)(?:\s*(?:,|và)\s*ảnh)?)\s*:\s*\S.{0,80}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says; ``""`` and ``None`` where it does not.

    ``published`` is a date the page declares for machines, ``printed`` one that stands in words about its title.
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
    chosen = choose(markup, selectors)
    if chosen is None:
        return None
    tree = chosen.tree
    said = declared.read(tree)
    found = headline.find(tree, said, names=names)
    inner = tree.find("body")
    page = outline(inner if inner is not None else tree, headline=found.element)
    of_page = body.find(page, title=found.title)
    title = without_site((chosen.title or found.title)[:MAX_TITLE], [*names, said.site])
    text = chosen.text or of_page.text
    if not chosen.text and not of_page.sure and _is_light(markup):
        text = _by_trafilatura(tree, url) or text
    published = declared.published(said, title=title, now=now)
    about = printed.find(page.blocks, headline=of_page.headline, first=of_page.first, now=now)
    if about is None and published is None and found.element is not None:
        about = printed.near(found.element, now=now)
    if about is not None and published is None:
        about = printed.timed(tree, about, now=now)
    return Page(
        title=title,
        text=_body(text, title),
        published=published,
        printed=(dates.read(chosen.date, now=now) if chosen.date else None) or about,
        canonical=said.canonical,
    )


def without_pictures(markup: str) -> str:
    """Return the page without pictures written into it, which some editors paste into articles by the megabyte."""
    return _PICTURE.sub("data:,", markup)


def is_reasonable(markup: str) -> bool:
    """Return whether a parser can be let at the page: it is no larger and no more tangled than any article is."""
    return len(markup) <= MAX_MARKUP and markup.count("<") <= MAX_TAGS and _LONG_TAG.search(markup) is None


def _is_light(markup: str) -> bool:
    return markup.count("<") <= _LIGHT[0] and len(markup) <= _LIGHT[1]


def without_site(title: str, names: Sequence[str]) -> str:
    """Return ``title`` without the site's name at its end or start (``… - Báo Cao Bằng``)."""
    return headline.without(title, {body.bare(name) for name in names} - {""}) if title else ""


def _by_trafilatura(tree: etree._Element, url: str) -> str:
    document: Any = trafilatura.bare_extraction(
        etree.tostring(tree, encoding="unicode", method="html"),
        url=url,
        include_comments=False,
        include_tables=True,
        favor_precision=True,
        with_metadata=False,
    )
    return str(getattr(document, "text", None) or "")


def _body(text: str, title: str) -> str:
    """Return the text without the title repeated on top and the names of its makers at the end."""
    lines = text[:MAX_TEXT].strip().split("\n")
    if body.bare(lines[0]) == body.bare(title):
        lines = lines[1:]
    while lines and _BYLINE.fullmatch(lines[-1].strip()):
        lines.pop()
    return "\n".join(lines).strip()
