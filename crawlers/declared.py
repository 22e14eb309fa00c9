"""What a page declares for machines: linked data, meta tags, canonical link. Never who wrote it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from crawlers import dates
from crawlers.body import bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from lxml.etree import _Element as Element

_META_DATES: Final = (
    "article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate", "publish-date",
    "publish_date", "published_date", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created",
    "datecreated", "article.published", "sailthru.date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_DATED: Final = etree.XPath(
    "descendant::*[@itemprop='datePublished' or @pubdate or (self::abbr and contains(@class,'published'))]"
)
_PUBLISHED: Final = re.compile(r'"datePublished"\s*:\s*"([^"\\]{8,40})"')
_HEADLINE: Final = re.compile(r'"headline"\s*:\s*"([^"\\]{8,300})"')
_MAX_DEPTH: Final = 12
_MAX: Final = 500
_MANY: Final = 40
"""Characters of a title and titles that are looked at; no page that means well declares more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the page's head and linked data say, as it stands; ``""`` and ``()`` where they do not."""

    titles: tuple[str, ...]
    document: str
    site: str
    canonical: str
    linked: tuple[dict[str, Any], ...]
    dates: tuple[str, ...]


def read(tree: Element) -> Declared:
    """Return what the page declares."""
    metas = _metas(tree)
    linked, torn = _linked_data(tree)
    document = next((title.text for title in tree.iter("title") if title.text), "")
    marked = (one.get("content") or one.get("datetime") or one.get("title") or one.text for one in _DATED(tree))
    said = [str(one["headline"]) for one in linked if one.get("headline")]
    titles = [metas.get("og:title", ""), metas.get("twitter:title", ""), *said, *_HEADLINE.findall(torn)]
    links = [link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    return Declared(
        titles=tuple(dict.fromkeys(" ".join(title[:_MAX].split()) for title in islice(titles, _MANY) if title.strip())),
        document=" ".join(document[:_MAX].split()),
        site=metas.get("og:site_name", "").strip(),
        canonical=next((link for link in [*links, metas.get("og:url", "")] if link.strip()), "").strip(),
        linked=tuple(linked),
        dates=(
            *_PUBLISHED.findall(torn),
            *(metas[name] for name in _META_DATES if metas.get(name)),
            *(one for one in marked if one),
        ),
    )


def published(said: Declared, *, title: str, now: datetime) -> datetime | None:
    """Return when the page says for machines that it was published: the linked data of ``title`` itself first."""
    wanted = bare(title)
    dated = [one for one in said.linked if one.get("datePublished")]
    own = [one for one in dated if wanted and wanted in bare(str(one.get("headline") or one.get("name") or ""))]
    strangers = [one for one in dated if one.get("headline") and own and one not in own]
    ranked = [*own, *(one for one in dated if one not in own and one not in strangers)]
    texts = (*(str(one["datePublished"]) for one in ranked), *said.dates)
    return next((date for text in texts if (date := dates.read(text, now=now)) is not None), None)


def _metas(tree: Element) -> dict[str, str]:
    """Return the content of meta tags by their name, property or itemprop; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = meta.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content)
    return found


def _linked_data(tree: Element) -> tuple[list[dict[str, Any]], str]:
    """Return the objects of the page's linked data, articles first, and what of it is no JSON."""
    found: list[dict[str, Any]] = []
    torn = []
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json" or not script.text:
            continue
        try:
            said = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            torn.append(script.text)
            continue
        found += _objects(said, _MAX_DEPTH)
    return sorted(found, key=lambda one: "Article" not in str(one.get("@type"))), "\n".join(torn)


def _objects(said: Any, depth: int) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON is what it is
    if depth == 0:
        return
    if isinstance(said, dict):
        yield said
    inside: Sequence[Any] = ()
    if isinstance(said, dict):
        inside = tuple(said.values())
    elif isinstance(said, list):
        inside = said
    for part in inside:
        yield from _objects(part, depth - 1)
