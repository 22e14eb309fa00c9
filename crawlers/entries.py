"""A feed's bytes into its entries. What is not a feed says what it is instead; what attacks the parser is refused."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from html.entities import html5
from typing import TYPE_CHECKING, Any, Final

import feedparser
import feedparser.mixin
from lxml import etree, html
from w3lib.html import remove_tags, replace_entities

from crawlers import dates, links
from crawlers.encoding import decode
from errors import CrawlError
from words import Words

if TYPE_CHECKING:
    from datetime import datetime

MAX_ENTRIES: Final = 2000
"""More entries than this is no feed of news: the largest we saw holds 100."""

MAX_TEXT: Final = 200_000
"""Characters of one entry or article that are kept: a long read has 40,000."""

MAX_TITLE: Final = 1000

MAX_AUTHOR: Final = 300
"""Characters of an author that are looked at."""

_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_ROOT: Final = re.compile(r"<[A-Za-z]")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE[^>\[]*>", re.IGNORECASE)
_NAMED: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_OWN: Final = frozenset("<>&\"'")  # what XML itself escapes stays escaped
_BLOCKS: Final = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "td", "blockquote", "figcaption"})
_SCRIPTS: Final = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_UNSEEN: Final = frozenset({"script", "style", "noscript", "template", "iframe", "object"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed: its links, and what the feed itself says.

    ``link`` is absolute and cleaned, ``""`` if there is none that can be read; ``given`` is the link as it stood.
    """

    given: str
    link: str
    title: str = field(repr=False)
    text: str = field(repr=False)
    published: datetime | None


def _bound_authors() -> None:
    """Keep feedparser from looking for an address in an author's name of any length: that takes time by its square.

    Eight thousand characters took 1.5 seconds, and a feed may hold three million.
    """
    parser = feedparser.mixin._FeedParserMixin  # noqa: SLF001 - no setting turns it off
    look = parser._sync_author_detail  # noqa: SLF001 - as above

    def bounded(self: Any, key: str = "author") -> None:  # noqa: ANN401 - feedparser has no types
        said = self._get_context().get(key)
        if not isinstance(said, str) or len(said) <= MAX_AUTHOR:
            look(self, key)

    parser._sync_author_detail = bounded  # noqa: SLF001 - as above


_bound_authors()


class NotAFeedError(CrawlError):
    """What came is no feed we can or will read."""


def read(body: bytes, *, content_type: str, base: str, now: datetime) -> tuple[Entry, ...]:
    """Return the entries of a feed (RSS of any version, Atom, RDF), in its order; there may be none.

    Args:
        body: what the server sent.
        content_type: the header it came with.
        base: the link it came from, for relative links.
        now: when it was read.

    Raises:
        NotAFeedError: with words that say what came instead.
    """
    return tuple(_entry(entry, base, now) for entry in parsed(body, content_type=content_type))


def parsed(body: bytes, *, content_type: str) -> list[Any]:
    """Return the entries of a feed as feedparser has them, their markup untouched.

    Raises:
        NotAFeedError: as :func:`read`.
    """
    text = _safe(decode(body, content_type=content_type), content_type)
    stream = io.BytesIO(
        text.encode("utf-8", "replace")
    )  # never the text itself: feedparser opens what looks like a link
    headers = {"content-type": "application/xml; charset=utf-8"}
    found: Any = feedparser.parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not found.version and not found.entries:
        raise NotAFeedError(_what_came(text, content_type))
    entries: list[Any] = found.entries[:MAX_ENTRIES]
    return entries


def plain(markup: str) -> str:
    """Return the text a reader would see of a piece of HTML, its blocks on lines of their own; never fails."""
    if "<" not in markup and "&" not in markup:
        return _tidy(markup)
    try:
        tree = html.fromstring(f"<div>{markup}</div>")
    except (etree.LxmlError, ValueError):
        return _bare(markup)
    return _tidy("".join(_pieces(tree))) or _bare(markup)


def _bare(markup: str) -> str:
    """Return the text of markup no parser follows, nested too deep for instance: all that is not a tag."""
    return _tidy(replace_entities(remove_tags(_SCRIPTS.sub(" ", markup[: 10 * MAX_TEXT]))))


def _pieces(tree: html.HtmlElement) -> list[str]:
    pieces = []
    for event, node in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            pieces.append("\n" if tag in _BLOCKS else "")
            pieces.append(node.text or "" if not _is_unseen(node) else "")
        else:
            pieces.append("\n" if tag in _BLOCKS else "")
            pieces.append(node.tail or "" if node is not tree and not _is_unseen(node.getparent()) else "")
    return pieces


def _is_unseen(node: Any) -> bool:  # noqa: ANN401 - an element or None, as lxml has it
    return node is not None and node.tag in _UNSEEN


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text[:MAX_TEXT].splitlines())
    return "\n".join(line for line in lines if line)


def _safe(text: str, content_type: str) -> str:
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1).lstrip()
    root = _ROOT.search(text)
    prolog = text[: root.start()] if root else text
    if "<!entity" in prolog.lower() or ("<!doctype" in prolog.lower() and "[" in prolog):
        raise NotAFeedError(
            Words(
                vi="Tệp định nghĩa thực thể XML riêng, cách thường dùng để tấn công; không đọc.",
                en="It defines XML entities of its own, which is how parsers are attacked; not read.",
            )
        )
    if root is None or text[root.start() : root.start() + 5].lower() == "<html" or "<!doctype html" in prolog.lower():
        raise NotAFeedError(_what_came(text, content_type))
    safe = _NAMED.sub(_as_letter, _DOCTYPE.sub("", prolog) + text[root.start() :])
    _refuse_depth(safe)
    return safe


def _as_letter(found: re.Match[str]) -> str:
    """Return the letter a named entity of HTML stands for; XML knows none of them."""
    letter = html5.get(found[1])
    return found[0] if letter is None or set(letter) & _OWN else letter


def _refuse_depth(text: str) -> None:
    """Refuse what is nested so deep that parsing it would take minutes; other faults are left to feedparser."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            raise NotAFeedError(
                Words(vi="Nội dung lồng nhau quá sâu; không đọc.", en="Nested too deep; not read.")
            ) from None


def _what_came(text: str, content_type: str) -> Words:
    kind = content_type.partition(";")[0].strip()[:60] or "?"
    lowered = text[:2000].lower()
    if not text.strip():
        return Words(vi="Máy chủ trả về trang rỗng thay vì RSS.", en="An empty answer came instead of a feed.")
    if "<html" in lowered or "<!doctype html" in lowered:
        return Words(vi=f"Nhận được trang HTML ({kind}) thay vì RSS.", en=f"An HTML page ({kind}) came, not a feed.")
    if lowered.lstrip()[:1] in "{[":
        return Words(vi=f"Nhận được JSON ({kind}) thay vì RSS.", en=f"JSON ({kind}) came instead of a feed.")
    return Words(vi=f"Nội dung nhận được ({kind}) không phải RSS/Atom.", en=f"What came ({kind}) is no RSS or Atom.")


def _entry(entry: Any, base: str, now: datetime) -> Entry:  # noqa: ANN401 - feedparser has no types
    given = str(entry.get("link", "")).strip()
    bodies = [entry.get("summary", ""), *(part.get("value", "") for part in entry.get("content", ()))]
    said = entry.get("published") or entry.get("updated") or ""
    return Entry(
        given=given,
        link=(links.clean(given, base=base) or "") if given else "",
        title=" ".join(plain(str(entry.get("title", ""))).split())[:MAX_TITLE],
        text=max((plain(str(body)) for body in bodies if body), key=len, default=""),
        published=dates.read(said, now=now) if said else None,
    )
