"""Sitemaps as publishers' systems write them, for a server on loopback.

Imitates (sitemaps.org, protocol 0.9; Google's news and image extensions): plain ones, those of news, indexes; dates as
days or moments; links escaped or, as some write them, not; packed by gzip as a file; ETag and 304. Not: links as plain
text, feeds given as sitemaps, ``xhtml:link`` of other languages.
"""

import gzip
from typing import Any
from xml.sax.saxutils import escape

SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XML = {"Content-Type": "application/xml; charset=utf-8"}
PACKED = {"Content-Type": "application/x-gzip"}


def page(link: str, changed: str = "", *, image: str = "") -> str:
    extra = f"<lastmod>{changed}</lastmod><changefreq>daily</changefreq>" if changed else ""
    extra += f"<image:image><image:loc>{image}</image:loc></image:image>" if image else ""
    return f"<url><loc>{escape(link)}</loc>{extra}</url>"


def news(link: str, published: str, title: str) -> str:
    return (
        f"<url><loc>{escape(link)}</loc><news:news><news:publication><news:name>Báo Thử</news:name>"
        f"<news:language>vi</news:language></news:publication><news:publication_date>{published}"
        f"</news:publication_date><news:title><![CDATA[{title}]]></news:title></news:news></url>"
    )


def urlset(*pages: str) -> str:
    return f"{HEAD}<urlset {SPACES}>{''.join(pages)}</urlset>"


def index(**maps: str) -> str:
    """An index of maps by their path, each with its date or ``""``."""
    entries = "".join(
        f"<sitemap><loc>{escape(link)}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</sitemap>"
        for link, changed in maps.items()
    )
    return f"{HEAD}<sitemapindex {SPACES}>{entries}</sitemapindex>"


def serve(site: Any, path: str, body: str, *, etag: str = "", packed: bool = False) -> None:
    """Let the site answer ``path`` with a sitemap, or with 304 to whoever has it already."""
    sent = gzip.compress(body.encode()) if packed else body
    answer = site.answer(200, sent, (PACKED if packed else XML) | ({"ETag": etag} if etag else {}))
    site.pages[path] = lambda handler, _: (
        site.answer(304) if etag and handler.headers["If-None-Match"] == etag else answer
    )
