"""A sitemap's bytes into its links: plain ones, those of news, and indexes of others. No network.

Read as a stream, so that 50,000 links take no more memory than one. Libraries were looked at: Scrapy's own keeps the
text of direct children only and so loses the date and title of news; trafilatura's asks for what it reads itself.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from crawlers import dates
from crawlers.entries import MAX_TITLE
from errors import CrawlError
from words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINKS: Final = 50_000
"""Links of one sitemap: more than this its protocol does not allow."""

_GZIP: Final = b"\x1f\x8b"
_DAY: Final = len("2026-11-21")
_PROLOG: Final = 64 * 1024
_DEFINES: Final = re.compile(rb"<!ENTITY|<!DOCTYPE(?!\s+html\b)", re.IGNORECASE)
_STRAY: Final = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});)")
_ROOTS: Final = frozenset({"urlset", "sitemapindex"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A link of a sitemap as it stands there; when its page changed last, a mere day being its end; what news tell."""

    given: str
    changed: datetime | None = None
    published: datetime | None = None
    title: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap holds: links of pages or, if it is an index, of other sitemaps.

    ``bad`` is how many entries had no link that can be read, ``over`` how many stood beyond the 50,000 read;
    ``broken`` says that it ended before its end.
    """

    index: bool
    listed: tuple[Listed, ...]
    bad: int = 0
    over: int = 0
    broken: bool = False


class NotASitemapError(CrawlError):
    """What came is no sitemap we can or will read."""


def read(body: bytes, *, most: int, now: datetime) -> Sitemap:
    """Return what the sitemap holds, in its order.

    Args:
        body: what the server sent, packed by gzip or not.
        most: bytes it may have when unpacked.
        now: when it was read; dates far ahead of it are not believed.

    Raises:
        NotASitemapError: with words that say why.
    """
    plain = _unpacked(body, most) if body.startswith(_GZIP) else body
    _refuse_entities(plain)
    stream = _Stream(_STRAY.sub(b"&amp;", plain))
    listed: list[Listed] = []
    bad = over = 0
    for node in stream.nodes():
        if len(listed) >= MAX_LINKS:
            over += 1
        elif (one := _listed(node, now)) is None:
            bad += 1
        else:
            listed.append(one)
    if stream.root not in _ROOTS:
        raise NotASitemapError(_what_came(plain))
    if stream.broken and not over:
        del listed[-1:]  # where it breaks off, a link may too
    found = tuple(listed)
    return Sitemap(index=stream.root == "sitemapindex", listed=found, bad=bad, over=over, broken=stream.broken)


class _Stream:
    """Goes through the entries, letting each go once it was looked at; then ``root`` and ``broken`` are known."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.root = ""
        self.broken = False

    def nodes(self) -> Iterator[Any]:
        parsed: Any = etree.iterparse(
            io.BytesIO(self._body.lstrip()),
            events=("start", "end"),
            encoding="utf-8",  # whatever it declares: an encoding can hide what was looked for before
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for event, node in parsed:
                name = _local(node)
                if not self.root:
                    self.root = name
                    if name not in _ROOTS:
                        return
                if event == "end" and name in {"url", "sitemap"} and _local(node.getparent()) in _ROOTS:
                    yield node
                    node.clear()
                    while node.getprevious() is not None:
                        del node.getparent()[0]
        except etree.XMLSyntaxError:
            self.broken = True
        self.broken = self.broken or any(error.level_name == "FATAL" for error in parsed.error_log)


def _listed(node: Any, now: datetime) -> Listed | None:  # noqa: ANN401 - lxml has no types here
    said = {_local(child): child for child in node if _space(child) == _space(node)}
    news = {_local(part): part for child in node if _local(child) == "news" for part in child}
    if not (given := _text(said.get("loc"))):
        return None
    published = _moment(_text(news.get("publication_date")), now)
    changed = _moment(_text(said.get("lastmod")) or _text(news.get("publication_date")), now, late=True)
    title = " ".join(_text(news.get("title")).split())[:MAX_TITLE]
    return Listed(given=given, changed=changed or published, published=published, title=title)


def _moment(said: str, now: datetime, *, late: bool = False) -> datetime | None:
    """Return the moment a date of W3C's form names; other forms are no sitemap's, and guessing costs milliseconds.

    Of a day without a time it is the beginning or, if ``late``, the end.
    """
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    if late and len(said) == _DAY:
        found += timedelta(days=1)
    return dates.believe(found, now=now)


def _local(node: Any) -> str:  # noqa: ANN401 - as above
    return node.tag.rpartition("}")[2] if node is not None and isinstance(node.tag, str) else ""


def _space(node: Any) -> str:  # noqa: ANN401 - as above
    return node.tag.rpartition("}")[0] if isinstance(node.tag, str) else "?"


def _text(node: Any) -> str:  # noqa: ANN401 - as above
    return (node.text or "").strip() if node is not None else ""


def _unpacked(body: bytes, most: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
            plain = packed.read(most + 1)
    except (OSError, EOFError, zlib.error):
        raise NotASitemapError(
            Words(vi="Tệp nén của sitemap bị hỏng.", en="The sitemap's packed file is damaged.")
        ) from None
    if len(plain) > most:
        raise NotASitemapError(
            Words(vi="Sitemap giải nén ra quá lớn; không đọc.", en="The sitemap is too big when unpacked; not read.")
        )
    return plain


def _refuse_entities(body: bytes) -> None:
    if _DEFINES.search(body[:_PROLOG]):
        raise NotASitemapError(
            Words(
                vi="Sitemap định nghĩa kiểu hay thực thể XML riêng, cách thường dùng để tấn công; không đọc.",
                en="It defines an XML type or entities of its own, which is how parsers are attacked; not read.",
            )
        )


def _what_came(body: bytes) -> Words:
    begins = body[:2000].lstrip().lower()
    if not begins:
        return Words(vi="Máy chủ trả về trang rỗng thay vì sitemap.", en="An empty answer came instead of a sitemap.")
    if b"<html" in begins or b"<!doctype html" in begins:
        return Words(vi="Nhận được trang HTML thay vì sitemap.", en="An HTML page came instead of a sitemap.")
    return Words(vi="Nội dung nhận được không phải sitemap.", en="What came is no sitemap.")
