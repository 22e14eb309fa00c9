"""Which of the dates printed about a headline is the article's: not today's clock, nor when it was last touched."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from crawlers import dates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lxml.etree import _Element as Element

    from crawlers.blocks import Block

_ABOVE: Final = 6
"""Blocks before a headline among which its date is printed; below, it stands before or behind the first paragraph."""

_TIMES: Final = 16

_LONG: Final = 160
_SENTENCE: Final = 80
_WORDS: Final = 4
"""Words that may stand beside a date, its label and weekday, in a line that is about nothing else."""

_UPDATED: Final = re.compile(r"cập nhật|chỉnh sửa|sửa đổi|sửa lần|updated|modified", re.IGNORECASE)
_PUBLISHED: Final = re.compile(
    r"đăng|xuất bản|phát (?:lúc|hành)|ngày tạo|viết (?:lúc|ngày)|gửi lúc|được gửi|published|posted", re.IGNORECASE
)
_ASIDE: Final = re.compile(
    r"thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật|ngày|lúc|đăng|xuất\s+bản|cập\s+nhật|phát\s+hành|tin|viết|thời\s+gian"
    r"|được|gửi|tạo|gmt\s*\+\s*7|lượt\s+xem\s*:?\s*[\d.,]*|[\d.,]+\s+lượt\s+xem|đã\s+xem\s*:?\s*[\d.,]*|\(?utc[+\d]*\)?"
    r"|published|posted|updated",
    re.IGNORECASE,
)
_SHOWN: Final = "[not(parent::script or parent::style or parent::a)][position()<={}]"
_FOLLOWING: Final = etree.XPath(f"following::text(){_SHOWN.format(30)}", smart_strings=False)
_PRECEDING: Final = etree.XPath(f"preceding::text(){_SHOWN.format(12)}", smart_strings=False)
_DIGITS: Final = re.compile(r"\d")
_PRINTING: Final = re.compile(r"\bin (?:ngày|lúc)|hôm nay", re.IGNORECASE)


def is_only_a_date(text: str) -> bool:
    """Return whether the line says when something was published and nothing else."""
    if len(text) > _LONG or _DIGITS.search(text) is None:
        return False
    if dates.is_ago(text):
        return True
    left, found = dates.without(text)
    return found and len(re.findall(r"\w+", _ASIDE.sub(" ", left))) <= _WORDS


def find(blocks: Sequence[Block], *, headline: int, first: int, now: datetime) -> datetime | None:
    """Return the date printed about the headline, ``None`` where none is its own.

    Args:
        blocks: the page's.
        headline: which of them is the headline, ``-1`` if none is.
        first: which of them is the text's first paragraph.
        now: when the page was read; a date of that day above a headline is a clock.
    """
    below = range(headline + 1, min(len(blocks), first + 2))
    above = range(headline - 1, max(-1, headline - 1 - _ABOVE), -1) if headline > 0 else range(0)
    updated: datetime | None = None
    for place in (below, above):
        for at in place:
            block = blocks[at]
            if block.junk or block.linked > 0.5 * len(block.text) or not is_only_a_date(block.text):
                continue
            found, touched = _of_line(block.text, now=now)
            if place is above and found is not None and (found.date() == now.date() or _PRINTING.search(block.text)):
                continue
            if found is not None:
                return found
            updated = updated or touched
    return updated or _at_the_end(blocks, after=first, now=now)


def near(element: Element, *, now: datetime) -> datetime | None:
    """Return the date in the lines next to a headline's element, whatever they stand in: a path to the section, say."""
    for path, above in ((_FOLLOWING, False), (_PRECEDING, True)):
        texts = path(element)
        for text in reversed(texts) if above else texts:
            line = " ".join(str(text).split())
            if len(line) > _SENTENCE:  # the article itself, or another one
                break
            if is_only_a_date(line) and (found := _of_line(line, now=now)[0]) is not None:
                if above and (found.date() == now.date() or _PRINTING.search(line)):
                    continue
                return found
    return None


def timed(tree: Element, moment: datetime, *, now: datetime) -> datetime:
    """Return ``moment`` with its time of day, where only the day is printed and a ``time`` element of it says more."""
    if moment.hour or moment.minute:
        return moment
    said = (dates.read(time.get("datetime", ""), now=now) for time in islice(tree.iter("time"), _TIMES))
    return next((one for one in said if one is not None and one.date() == moment.date()), moment)


def _of_line(text: str, *, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return when the line says the article was published, and when it was touched last where it says only that."""
    if (moment := dates.ago(text, now=now)) is not None:
        return moment, None
    since, plain, touched = 0, None, None
    for said in dates.find_all(text, now=now):
        label = text[since : said.start]
        since = said.end
        if _UPDATED.search(label):
            touched = touched or said.moment
        elif _PUBLISHED.search(label):
            return said.moment, None
        else:
            plain = plain or said.moment
    return (plain, touched)


def _at_the_end(blocks: Sequence[Block], *, after: int, now: datetime) -> datetime | None:
    """Return a date behind the text that says it is the day of publishing."""
    for block in blocks[after:]:
        if not block.junk and _PUBLISHED.search(block.text[:40]) and is_only_a_date(block.text):
            return _of_line(block.text, now=now)[0]
    return None
