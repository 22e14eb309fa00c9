"""A page as the blocks of text a reader sees, in their order, without what every page of a site repeats.

One walk over the parsed tree. What a site names navigation, comments, related links or advertising is not entered,
unless the headline or most of the page's words stand in it: names are a hint and sites use them freely.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SKIPPED: Final = _names(
    "script style noscript template svg iframe object embed canvas audio video map math head meta link base "
    "button select option textarea input datalist marquee nav aside footer dialog amp-sidebar amp-ad amp-list "
    "amp-analytics amp-iframe amp-img img picture source"
)
_BLOCKS: Final = _names(
    "p div section article main header hgroup ul ol li dl dt dd table tbody thead tfoot tr td th caption figure "
    "figcaption blockquote pre h1 h2 h3 h4 h5 h6 center address fieldset details summary form hr body html"
)
_BOXES: Final = _names(
    "div section article main header ul ol li td table figure blockquote form center fieldset details body"
)
"""Elements that can hold an article or a part of it; a row or a paragraph only holds lines."""

_HEADINGS: Final = _names("h1 h2 h3 h4 h5 h6")
_CELL: Final = 60
"""Characters up to which the cells of a row are figures, written on one line, and no columns of a layout."""

_MAX_DEPTH: Final = 200
_MAX_NAME: Final = 120
_MAX_NAMES: Final = 1000
"""Characters of an element's names, and different names of a page, that are read; a page has some hundred."""

_MOSTLY: Final = 0.5
"""Share of a page's letters from which no name makes an element navigation or advertising."""

_PLAIN: Final = _names("class id href title align width valign src alt target rel")
_MAX_STYLE: Final = 400
_MUCH: Final = 0.2
"""Share from which a name that also says «content» or «detail» is not believed to be anything else."""

BODY: Final = re.compile(r"detail|content|chi-?tiet|noi-?dung|body|entry|bai-?viet", re.IGNORECASE)
_APART: Final = re.compile(r"comment|binh-?luan|relate|lien-?quan|footer|sidebar|share", re.IGNORECASE)
_MAX_META: Final = 300
_ROLES: Final = _names("navigation complementary contentinfo banner search menu dialog")
HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_JUNK: Final = re.compile(
    r"""(?x)(?:^|[\s_-])(?:
      (?:\w*comments?|binh-?luan|ykien|y-kien|nhan-?xet|respond|fb-comments)(?:$|[\s_-])(?!\s*open)
    | (?:\w*relate[ds]?|relation|\w*lien-?quan\w*|tin-?(?:khac|cu|moi|cung|doc|hot)\w*|cung-?(?:chuyen-?)?muc
        |other\w*|same-?cat\w*|more-?news|next-?news|read-?more|read-?also|xem-?them|doc-?them|nghe-them|yarpp|recs|recommend\w*
        |may-like|quan-?tam|latest|most-?\w*|xem-?nhieu|doc-?nhieu|popular\w*|trending|suggest\w*
        |box-?news\w*|inner-article)(?:$|[\s_-])
    | (?:share\w*|sharing|socials?|addthis\w*|breadcrumbs?|crumbs?|duong-?dan|menu\w*|nav|navbar|navigation\w*|topbar
        |top-?bar|toolbar|tools|tien-?ich|tienich|quick-?links?|skip-link)(?:$|[\s_-])
    | (?:sidebar|side\d?|side-?bar-?\w*|aside|cot-?(?:phai|trai)|col(?:umn)?-?(?:left|right)|widget\w*)(?:$|[\s_-])
    | (?:footer\w*|chan-?trang|copyright|ban-?quyen|page-?footer|site-?footer)(?:$|[\s_-])
    | (?<![^\s])(?:foot|ft|bottom|bot|chan)(?:$|[\s_-])
    | (?:tags?|tags-\w+|keywords?|tu-?khoa|labels?|post-?tags?|hashtags?)(?:$|[\s_-])
    | (?:ads?|adv|advert\w*|ads-\w+|quang-?cao|qc\d?|banner\w*|sponsor\w*|promo\w*|adm\w*zone\w*)(?:$|[\s_-])
    | (?:popup|modal|cookie\w*|newsletter|subscri\w*|paywall-\w+|paywall|gate|login|register|search-?form
        |search-?box)(?:$|[\s_-])
    | (?:rating|rate|vote\w*|stars?|danh-?gia|poll|tham-?do|survey|statistic\w*|thong-?ke|counter)(?:$|[\s_-])
    | (?:pager|pagination|paging|prev|next-?prev|post-?nav|toc|toc_container|attach\w*|file-?dinh-?kem)(?:$|[\s_-])
    | (?:hidden|d-none|hide|visually-hidden|sr-only|screen-reader-text|invisible)(?:$|[\s_-])
    )""",
    re.IGNORECASE,
)
_META: Final = re.compile(
    r"(?:^|[\s_-])(?:\w*author\w*|byline|tac-?gia|nguoi-?dang|meta|\w*-meta|source|nguon|hits|luot-?xem|post-?info"
    r"|article-?info|info|(?:\w+-)?(?:date|time|ngay|thoigian|publish\w*))(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION: Final = re.compile(r"caption|chu-?thich|wp-caption|(?:^|[\s_-])image(?:$|[\s_-])", re.IGNORECASE)
_LENGTH: Final = etree.XPath("string-length()")


class Kind(Enum):
    """What a block is."""

    LINE = auto()
    HEADING = auto()
    CAPTION = auto()
    META = auto()
    """Who wrote it, when, how often it was seen: never text, but where a date is printed."""

    ROW = auto()


@dataclass(slots=True, kw_only=True)
class Block:
    """A run of text that a reader sees as one; ``linked`` of its characters are links, ``box`` is what holds it."""

    text: str
    linked: int
    kind: Kind
    box: int
    item: bool = False
    junk: bool = False


@dataclass(slots=True, kw_only=True)
class Box:
    """An element that holds blocks ``first`` up to ``end``, and the box around it, ``-1`` for the outermost."""

    around: int
    name: str
    first: int
    end: int = 0


@dataclass(slots=True, kw_only=True)
class Outline:
    """The blocks of a page and what holds them."""

    blocks: list[Block] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def outline(body: Element, *, headline: Element | None) -> Outline:
    """Return the blocks of the page; whatever holds its ``headline`` is entered whatever it is called."""
    kept = frozenset(headline.iterancestors()) if headline is not None else frozenset()
    walk = _Walk(kept=kept, letters=_LENGTH(body) or 1.0)
    walk.enter(body, "body", 0)
    return walk.found


class _Walk:
    def __init__(self, *, kept: frozenset[Element], letters: float) -> None:
        self.found = Outline()
        self._kept = kept
        self._letters = letters
        self._parts: list[str] = []
        self._linked = 0
        self._box = -1
        self._kind = Kind.LINE
        self._items = 0
        self._names: set[str] = set()

    def enter(self, element: Element, tag: str, depth: int, *, linked: bool = False) -> None:
        """Take a block element: what stood before it ends, and what it holds is its own."""
        self._end()
        around, kind = self._box, self._kind
        first = len(self.found.blocks)
        if tag in _BOXES:
            self._box = len(self.found.boxes)
            self.found.boxes.append(
                Box(around=around, name=f"{tag} {element.get('class', '')}"[:_MAX_NAME], first=first)
            )
        if tag in _HEADINGS:
            self._kind = Kind.HEADING
        elif tag == "figcaption":
            self._kind = Kind.CAPTION
        self._items += tag == "li"
        self._inside(element, linked=linked, depth=depth)
        self._end()
        self._items -= tag == "li"
        if tag == "tr":
            self._row(first)
        if tag in _BOXES:
            self.found.boxes[self._box].end = len(self.found.blocks)
        self._box, self._kind = around, kind

    def _inside(self, element: Element, *, linked: bool, depth: int) -> None:
        if element.text:
            self._say(element.text, linked=linked)
        if depth > _MAX_DEPTH:
            return
        for child in element:
            tag = str(child.tag)
            if tag == "br":
                self._end()
            elif tag not in _SKIPPED:
                self._child(child, tag, linked=linked, depth=depth + 1)
            elif child in self._kept:  # a headline inside an aside or a footer
                self.enter(child, tag, depth + 1, linked=linked)
            if child.tail:
                self._say(child.tail, linked=linked)

    def _child(self, child: Element, tag: str, *, linked: bool, depth: int) -> None:
        kind = self._kind
        if keys := child.keys():
            means = self._means(child, keys)
            if means is None:
                return
            if means is not Kind.LINE and kind is Kind.LINE:
                self._end()
                self._kind = means
        if tag in _BLOCKS:
            self.enter(child, tag, depth, linked=linked)
        else:
            self._inside(child, linked=linked or tag == "a", depth=depth)
        if self._kind is not kind:
            self._end()
            self._kind = kind

    def _means(self, child: Element, keys: list[str]) -> Kind | None:
        """Return what the element's name makes of its text, ``None`` for text that is none of the article's."""
        means: Kind | None = Kind.LINE
        name = ""
        if "class" in keys or "id" in keys:
            name = f"{child.get('class', '')} {child.get('id', '')}"[:_MAX_NAME]
            self._names.add(name)
            means = _meaning(name) if len(self._names) <= _MAX_NAMES else Kind.LINE
        if means is Kind.LINE and _PLAIN.issuperset(keys):
            return means
        if means is not None and not _is_apart(child, keys):
            short = means is not Kind.META or _LENGTH(child) <= _MAX_META
            return means if short and child not in self._kept else Kind.LINE
        if child in self._kept or (share := _LENGTH(child) / self._letters) > _MOSTLY:
            return Kind.LINE
        return Kind.LINE if share > _MUCH and name and BODY.search(name) and not _APART.search(name) else None

    def _say(self, text: str, *, linked: bool) -> None:
        if self._parts and text[:1].isupper() and self._parts[-1][-1:].islower():
            self._parts.append(" ")  # a place set apart by a style only: «Cao Bằng» before «Nước lên»
        self._parts.append(text)
        if linked:
            self._linked += len(text.strip())

    def _end(self) -> None:
        if not self._parts:
            return
        text = " ".join("".join(self._parts).split())
        if text:
            block = Block(text=text, linked=self._linked, kind=self._kind, box=self._box, item=self._items > 0)
            self.found.blocks.append(block)
        self._parts.clear()
        self._linked = 0

    def _row(self, first: int) -> None:
        cells = self.found.blocks[first:]
        if len(cells) > 1 and all(len(cell.text) <= _CELL for cell in cells):
            row = Block(
                text=" | ".join(cell.text for cell in cells),
                linked=sum(cell.linked for cell in cells),
                kind=Kind.ROW,
                box=self._box,
            )
            self.found.blocks[first:] = [row]
            for box in reversed(self.found.boxes):
                if box.first < first:
                    break
                box.first, box.end = first, min(box.end, first + 1)


@lru_cache(maxsize=2048)
def _meaning(name: str) -> Kind | None:
    if name == " ":
        return Kind.LINE
    if _JUNK.search(name):
        return None
    if _CAPTION.search(name):
        return Kind.CAPTION
    return Kind.META if _META.search(name) else Kind.LINE


def _is_apart(child: Element, keys: list[str]) -> bool:
    """Return whether the element says that it is not shown, or is there to find one's way about."""
    return (
        ("style" in keys and HIDDEN.search(child.get("style", "")[:_MAX_STYLE]) is not None)
        or "hidden" in keys
        or ("aria-hidden" in keys and child.get("aria-hidden") == "true")
        or ("role" in keys and child.get("role") in _ROLES)
    )
