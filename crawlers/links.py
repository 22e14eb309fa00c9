"""One link for one article: what feeds and pages call it, cleaned of what only tracks readers or repeats a page."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string, url_query_cleaner

from crawlers.sites import within

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_LENGTH: Final = 2083
"""Longer links are refused: what Scrapy refuses by default."""

_ENTITY: Final = re.compile(r"&(?:#[xX][0-9A-Fa-f]{1,6}|#\d{1,7}|amp);")
_TRACKERS: Final = re.compile(
    r"(utm|pk|mtm|ga|fb|hsa|mc)_.+|(fb|g|dc|y|ms|tt|tw)clid|gbraid|wbraid|igshid?|zarsrc|gidzl|_ga|_gl|vero_id|spm"
)
_COPIES: Final = re.compile(r"(?<=[^/])/(?:savefile|print)(?=/[^/]+/[^/]+-\d+(?:\.html?|/)?$)")
"""NukeViet serves each article a second time to save and a third time to print, under these parts of a path."""

_HOSTLESS: Final = re.compile(r"https?:(//)?[/?#]*", re.IGNORECASE)
_BREAKS: Final = dict.fromkeys(map(ord, "\t\r\n"))
_PORTS: Final = {"http": ":80", "https": ":443"}


def clean(link: str, *, base: str) -> str | None:
    """Return the absolute link without tracking, fragment or the marks of a second copy; ``None`` if it is no page.

    Escapes that were escaped twice (``&#x3A;``) are undone. Nothing that may name the page is dropped or reordered.
    """
    link = unescape(link.translate(_BREAKS).strip())
    if not link or _HOSTLESS.fullmatch(link):
        return None
    try:
        joined = urldefrag(urljoin(base, link)).url
        parts = urlsplit(safe_url_string(joined))
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return None
    netloc = parts.netloc.lower().removesuffix(_PORTS[parts.scheme])
    path = _COPIES.sub("", parts.path, count=1) or "/"
    cleaned = without_trackers(urlunsplit((parts.scheme, netloc, path, parts.query, "")))
    return cleaned if len(cleaned) <= MAX_LENGTH else None


def unescape(link: str) -> str:
    """Return ``link`` with numeric escapes and ``&amp;`` undone, however often they were escaped.

    Named entities are left alone: ``&copy=2`` is a parameter and no sign.
    """
    for _ in range(3):
        undone = _ENTITY.sub(lambda found: html.unescape(found[0]), link)
        if undone == link:
            break
        link = undone
    return link


def without_trackers(link: str) -> str:
    """Return ``link`` without the parameters that only follow readers about."""
    names = [name for name, _ in parse_qsl(urlsplit(link).query, keep_blank_values=True)]
    tracking = [name for name in names if _TRACKERS.fullmatch(name.lower())]
    return url_query_cleaner(link, tracking, remove=True, unique=False) if tracking else link


def canonical(declared: str, *, final: str, sites: Sequence[str]) -> str:
    """Return the link an article is known by: what its page declares, where that can be believed, else ``final``.

    Args:
        declared: ``rel=canonical`` or ``og:url`` of the page, ``""`` if it has none.
        final: the link the page was read from, after redirects.
        sites: domains the source may be read from; a canonical link elsewhere is not believed.

    A front page or a section as canonical link of an article is a common fault: it would make all articles one.
    """
    cleaned = clean(final, base=final) or final
    found = clean(declared, base=final) if declared.strip() else None
    if found is None or not within(urlsplit(found).hostname or "", sites) or _holds(found, cleaned):
        return cleaned
    if _without_scheme(found) == _without_scheme(cleaned):
        return cleaned
    return found


def _holds(outer: str, inner: str) -> bool:
    above, below = urlsplit(outer), urlsplit(inner)
    folder = above.path.rstrip("/")
    if folder == "" and not above.query:
        return True
    return not above.query and below.path.rstrip("/").startswith(f"{folder}/")


def _without_scheme(link: str) -> str:
    return link.partition("://")[2]
