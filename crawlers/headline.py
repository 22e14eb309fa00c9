"""The headline of a page: the heading that says what its head declares, and not the name of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from crawlers.blocks import HIDDEN
from crawlers.body import bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

    from crawlers.declared import Declared

_SEPARATOR: Final = re.compile(r"\s+[|\-–—·»:>]{1,2}\s+|\s*\|\s*|:\s+")
_SITE: Final = re.compile(
    r"(?:^|[\s_-])(?:logo|brand|site-?(?:title|name)|sitename|school|ten-?(?:trang|co-?quan)|banner|navigation)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"(?:^|[\s_-]|[a-z](?=[TH]))(?:tieu-?de(?!-?khoi)\w*|title|\w*title|headline|tt|h)(?:$|[\s_-])|(?:lbl|txt)?Tieu-?de",
    re.IGNORECASE,
)
_HEADINGS: Final = ("h1", "h2", "h3", "h4")
_LOW: Final = frozenset({"h3", "h4"})
_MAX_HEADINGS: Final = 200
_DECLARED: Final = 6
_MAX: Final = 400
_WORDS: Final = (3, 45)
_SHARE: Final = 0.5
_CUT: Final = 16
"""Letters of a declared title from which a heading that begins with them is the same, only whole."""

_BIG: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The title, and the element it stands in where one was found."""

    title: str
    element: Element | None


def find(tree: Element, said: Declared, *, names: Sequence[str]) -> Headline:
    """Return the headline of the page; ``names`` is what the site is called."""
    known = {bare(name) for name in (*names, said.site)} - {""}
    declared = [title for title in (without(one, known) for one in said.titles) if title and bare(title) not in known]
    headings = _headings(tree)
    for element, text in headings:
        if any(_same(text, title) for title in declared[:_DECLARED]) and not _is_sites(element):
            return Headline(title=text, element=element)
    parts = _parts(said.document, known)
    shares = [(_share(text, said.document, parts), element, text) for element, text in headings]
    for share, element, text in sorted(shares, key=lambda one: -one[0]):
        if share >= _SHARE and bare(text) not in known and not _is_sites(element):
            return Headline(title=text, element=element)
    return _unmatched(tree, headings, declared[:_DECLARED], parts, known)


def without(title: str, known: set[str]) -> str:
    """Return ``title`` without the names of ``known``, as :func:`bare` has them, at its end or start."""
    title = " ".join(title.split())
    while (last := _last_separator(title)) is not None and bare(title[last.end() :]) in known:
        title = title[: last.start()].rstrip()
    while (first := _SEPARATOR.search(title)) is not None and bare(title[: first.start()]) in known:
        title = title[first.end() :].lstrip()
    return title


def _unmatched(
    tree: Element,
    headings: Sequence[tuple[Element, str]],
    declared: Sequence[str],
    parts: Sequence[str],
    known: set[str],
) -> Headline:
    """Return the headline where no heading says what the head says: many portals give all pages one title."""
    longest = max(parts[1:], key=len, default="")
    whole = bare(parts[0])
    wanted = [title for title in (*declared, longest) if title]
    for element, text in _named(tree):
        if any(_same(text, title) for title in wanted):
            return Headline(title=text, element=element)
    own = [(element, text) for element, text in headings if not _is_sites(element) and not _is_link(element, text)]
    for element, text in own:
        if element.tag == "h1" and bare(text) not in known and bare(text) not in whole:
            return Headline(title=text, element=element)
    if declared:
        return Headline(title=declared[0], element=None)
    for element, text in (*_named(tree), *own, *_big(tree)):
        if _WORDS[0] <= len(text.split()) <= _WORDS[1] and bare(text) not in whole and not _is_link(element, text):
            return Headline(title=text, element=element)
    return Headline(title=longest, element=None)


def _headings(tree: Element) -> list[tuple[Element, str]]:
    """Return the first headings and what they say, the high ones before the low."""
    found = [(heading, _text(heading)) for heading in islice(tree.iter(*_HEADINGS), _MAX_HEADINGS)]
    return sorted(((element, text) for element, text in found if text), key=lambda one: one[0].tag in _LOW)


def _is_sites(heading: Element) -> bool:
    """Return whether the heading is the site's name: it says so, links to the front page or is not shown."""
    if _SITE.search(_name(heading)) or any(link.get("href") in {"/", "./"} for link in heading.iter("a")):
        return True
    for above in list(heading.iterancestors())[:3]:
        if HIDDEN.search(above.get("style", "")[:_MAX]) or (above.tag != "body" and _SITE.search(_name(above))):
            return True
    return False


def _is_link(element: Element, text: str) -> bool:
    """Return whether all the element says is a link: another article's title."""
    return any(_text(link) == text for link in (*element.iter("a"), *islice(element.iterancestors("a"), 1)))


def _named(tree: Element) -> Iterator[tuple[Element, str]]:
    for element in tree.iter("div", "span", "p", "td", "strong", "font"):
        name = _name(element)
        if name != " " and _NAMED.search(name) and not _SITE.search(name) and 0 < len(text := _text(element)) < _MAX:
            yield element, text


def _big(tree: Element) -> Iterator[tuple[Element, str]]:
    """Yield what old pages set large instead of calling it a heading."""
    for font in tree.iter("font"):
        size = (font.get("size") or "").strip("+ ")
        if size.isdigit() and int(size) >= _BIG and (text := _text(font)):
            yield font, text


def _name(element: Element) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"[:200]


def _text(element: Element) -> str:
    """Return what the element says, no more of it than a headline has."""
    texts, length = [], 0
    for text in element.itertext():
        texts.append(text)
        length += len(text)
        if length > 2 * _MAX:
            break
    return " ".join("".join(texts).split())[:_MAX]


def _same(heading: str, title: str) -> bool:
    """Return whether the two say the same, though one may be cut short or carry a label."""
    if not 0.5 * len(title) <= len(heading) <= 2.5 * len(title):
        return False
    one, other = bare(heading), bare(title)
    if not one or not other:
        return False
    shorter, longer = sorted((one, other), key=len)
    cut = len(other) >= _CUT and one.startswith(other)
    return cut or (shorter in longer and len(shorter) >= 0.7 * len(longer))


def _parts(document: str, known: set[str]) -> list[str]:
    title = without(document, known)
    return [title, *(part.strip() for part in _SEPARATOR.split(title) if part.strip())]


def _share(heading: str, document: str, parts: Sequence[str]) -> float:
    """Return how much of the document's title the heading says, 0 where it says something else or only its end."""
    if len(heading) > len(document):
        return 0.0
    wanted, whole = bare(heading), bare(document)
    if not wanted or wanted not in whole:
        return 0.0
    pieces = [bare(part) for part in parts[1:]]
    longest = max(pieces, key=len, default=whole)
    return len(wanted) / len(whole) if longest in wanted or wanted == longest or len(pieces) <= 1 else 0.0


def _last_separator(title: str) -> re.Match[str] | None:
    return max(_SEPARATOR.finditer(title), key=lambda found: found.start(), default=None)
