"""What a source's own selectors find on a page, and the page without what they remove.

Selectors are looked for in the tree that is read anyway. The few that only BeautifulSoup understands are left to it,
at several times the cost: it parses the page once more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bs4 import BeautifulSoup
from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from crawlers import body
from crawlers.blocks import outline

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from crawlers.source import Selectors

_PARSER: Final = etree.HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False, encoding="utf-8")
"""Not lxml.html's: its classes for elements cost half of everything we do with them."""

_PSEUDO: Final = re.compile(r":([a-z-]+)")
_KNOWN: Final = frozenset({"not", "first-child", "last-child", "only-child", "nth-child", "nth-last-child", "empty"})
"""Pseudo-classes cssselect translates as CSS means them; its ``:has(> p)`` finds nothing and says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The page's tree without what was to be removed, and what stands where the selectors say; ``""`` for nothing."""

    tree: Element
    title: str = ""
    text: str = ""
    date: str = ""


def parse(markup: str) -> Element | None:
    """Return the tree of a page without its comments, ``None`` where there is none.

    Scripts and styles are left to the parser, which runs over their text: cutting them out before it took 0.39 ms of a
    45 kB page and saved 0.05.
    """
    if "<" not in markup:
        return None
    try:
        return etree.fromstring(markup.encode("utf-8", "replace"), parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def choose(markup: str, selectors: Selectors | None) -> Chosen | None:
    """Return what the selectors choose of the page, ``None`` where no parser makes anything of it."""
    tree = parse(markup)
    if tree is None or selectors is None:
        return Chosen(tree=tree) if tree is not None else None
    wanted = [one for one in (selectors.title, selectors.text, selectors.date, *selectors.remove) if one]
    if any(_path(one) is None for one in wanted):
        tree = _marked(markup, wanted)
    for selector in selectors.remove:
        for node in _found(tree, selector):
            _drop(node)
    return Chosen(
        tree=tree,
        title=" ".join(_label(node) for node in _found(tree, selectors.title)).strip(),
        text="\n".join(filter(None, (body.lines(outline(one, headline=None)) for one in _found(tree, selectors.text)))),
        date=" ".join(_label(node) for node in _found(tree, selectors.date)).strip(),
    )


@lru_cache(maxsize=512)
def _path(selector: str) -> etree.XPath | None:
    """Return the selector for the tree, ``None`` for one that only BeautifulSoup understands."""
    if not _KNOWN.issuperset(_PSEUDO.findall(selector)):
        return None
    try:
        return etree.XPath(HTMLTranslator().css_to_xpath(selector))
    except (SelectorError, etree.XPathError):
        return None


def _found(tree: Element, selector: str | None) -> list[Element]:
    if not selector:
        return []
    path = _path(selector)
    found = path(tree) if path is not None else tree.xpath("//*[contains(@data-rotin, $mark)]", mark=_mark(selector))
    return [node for node in found if isinstance(node, etree._Element)]  # noqa: SLF001 - lxml has no other name for it


def _marked(markup: str, selectors: list[str]) -> Element:
    """Return the page's tree, with a mark on what each selector BeautifulSoup has to look for finds."""
    soup = BeautifulSoup(markup, "lxml")
    for selector in selectors:
        if _path(selector) is None:
            for node in soup.select(selector):
                node["data-rotin"] = f"{node.get('data-rotin', '')}{_mark(selector)}"
    tree = parse(str(soup))
    return tree if tree is not None else etree.Element("html")


def _mark(selector: str) -> str:
    return f"<{selector}>"


def _drop(node: Element) -> None:
    """Take the node out and leave what stands behind it."""
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    if node.tail and before is not None:
        before.tail = (before.tail or "") + node.tail
    elif node.tail:
        parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def _label(node: Element) -> str:
    said = node.get("content") or node.get("datetime") or "".join(str(text) for text in node.itertext())
    return " ".join(said.split())
