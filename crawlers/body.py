"""The article among the blocks of its page: which box holds it, and which lines in it are not its own.

Words of prose vote for the boxes around them, less with each step outwards (the idea of Arc90's Readability); the best
box, from the headline on, is the article. Cards of other articles, labelled lists of links, dates, bylines and what
closes every page of a site are left out line by line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from crawlers import printed
from crawlers.blocks import BODY, Block, Kind, Outline

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROSE: Final = 40
_PROSE_WORDS: Final = 8
_LINKED: Final = 0.4
"""Letters, words and share of links from which, and up to which, a block is prose."""

_WEIGHT: Final = 800
_OUTWARDS: Final = 0.7
_STEPS: Final = 8
_FAR: Final = 0.3
"""What prose counts that has least in common with the headline, a footer's as a rule."""

_CARD: Final = 500
_CARD_BLOCKS: Final = 40
_SHORT: Final = 6
"""Words up to which a closing line is somebody's name or an office, unless it is a sentence."""

_NAMES: Final = 2
_SURE: Final = 120
_END: Final = re.compile(r"[.!?…:;»”\")\]]$")
_BOILER: Final = re.compile(
    r"""(?xi)(?:
      (?:©|\(c\)|copyright|bản\ quyền|giấy\ phép|tổng\ biên\ tập|chịu\ trách\ nhiệm|cơ\ quan\ chủ\ quản|powered\ by
        |all\ rights|phát\ triển\ bởi|thiết\ kế\ bởi|ghi\ rõ\ nguồn|đề\ nghị\ ghi\ rõ).{0,300}
    | (?:nguồn(?:\ tin)?|tác\ giả(?:\ bài\ viết)?|người\ (?:viết|đăng)|thực\ hiện|theo
        |tin,?\ (?:bài,?\ )?ảnh|ảnh|tin|bài|từ\ khóa|tags?|chủ\ đề|danh\ mục|chia\ sẻ
        |lượt\ xem|đã\ xem|số\ lượt\ truy\ cập|xem)\s*:.{0,80}
    | (?:quay\ lại|trở\ (?:về|lại)|về\ trang\ chủ|lên\ đầu\ trang|in\ (?:tin|trang|bài)|bản\ in|quảng\ cáo|tài\ trợ
        |chia\ sẻ|gửi\ (?:email|bài)|nghe\ bài|đọc\ bài\ viết|cỡ\ chữ|facebook|zalo|bình\ luận|thích)\b[^.!?]{0,20}
    | (?:url|link|đường\ dẫn|xem\ tại)[^:]{0,30}:\s*https?://\S+ | https?://\S+
    | [\d.,]+\ lượt\ xem | (?:bài|tin)\ (?:trước|sau|tiếp\ theo).{0,10} | [^\w]+
    )"""
)
_OFFICE: Final = re.compile(
    r"trụ sở|tòa soạn:|tổng đài|cơ quan chủ quản|chịu trách nhiệm|giấy phép|bản quyền|ghi rõ nguồn"
    r"|điện thoại:|email:|fax:",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"""(?xi)\W*(?:
      (?:những\ |các\ )?(?:tin|bài(?:\ viết)?|nội\ dung|bản\ tin|câu\ hỏi|bộ\ ảnh|ảnh|video|thông\ báo|chủ\ đề)
        \ (?:tức\ )?(?:có\ )?(?:liên\ quan|khác|cùng|mới|cũ|nổi\ bật|đã\ (?:đưa|đăng)|đọc\ nhiều)
    | (?:xem|đọc|nghe)\ (?:thêm|tiếp|nhiều) | (?:bạn\ )?có\ thể\ (?:bạn\ )?quan\ tâm | đang\ được\ quan\ tâm
    | (?:tệp|file|tập\ tin|văn\ bản)\ (?:đính\ )?kèm | bình\ luận | ý\ kiến | (?:\d+\ )?nhận\ xét | từ\ khóa | tags?\b
    | liên\ kết\ (?:website|web) | thăm\ dò\ ý\ kiến
    )[^.]{0,40}"""
)
_NO_LETTER: Final = re.compile(r"[\W_]+")
_CREDIT_LENGTH: Final = 100
_CREDIT: Final = re.compile(r"[\s.,(–-]*\b(?:ảnh|video|đồ họa|nguồn)\s*:\s*.{1,60}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The article's text, whether we trust it, and the blocks it was found between."""

    text: str
    sure: bool
    headline: int
    first: int


def find(page: Outline, *, title: str) -> Body:
    """Return the article's text: what follows ``title`` in the box that holds most of the page's prose."""
    headline = _headline(page, title)
    _mark_cards(page, headline)
    best = _best(page, headline)
    if best is None:
        return Body(text="", sure=False, headline=headline, first=headline + 1)
    box = page.boxes[best]
    start = headline + 1 if headline < box.end else box.first
    end = _before_labels(page, max(start, box.first), box.end)
    inside = [block for block in page.blocks[max(start, box.first) : end] if _belongs(block)]
    above = [block for block in page.blocks[start : box.first] if _is_lead(block) and _belongs(block)]
    text = _text([*above, *_without_names(inside)])
    first = next((at for at in range(start, end) if _is_prose(page.blocks[at])), start)
    return Body(text=text, sure=headline >= 0 or len(text) >= _SURE, headline=headline, first=first)


def lines(page: Outline) -> str:
    """Return the text of what somebody chose as an article: all of it but dates, bylines and links."""
    return _text(_without_names([block for block in page.blocks if _belongs(block)]))


def bare(text: str) -> str:
    """Return the letters and digits of ``text``, for comparing what is written a little differently."""
    return _NO_LETTER.sub("", text.casefold())


def _headline(page: Outline, title: str) -> int:
    """Return which block is the headline: a heading before any other that says the same; ``-1`` for none."""
    wanted = bare(title)
    longest = 2 * len(title) + 20
    same = [
        at
        for at, block in enumerate(page.blocks)
        if wanted and len(wanted) <= len(block.text) <= longest and bare(block.text) == wanted
    ]
    headings = [at for at in same if page.blocks[at].kind is Kind.HEADING]
    return (headings or same or [-1])[0]


def _is_prose(block: Block) -> bool:
    return block.kind in (Kind.LINE, Kind.CAPTION) and _is_lead(block)


def _is_lead(block: Block) -> bool:
    """Return whether the block is whole sentences; many papers set their leads as headings."""
    plain = len(block.text) - block.linked
    return (
        not block.junk
        and plain >= _PROSE
        and block.linked <= _LINKED * len(block.text)
        and block.text.count(" ") + 1 >= _PROSE_WORDS
        and _BOILER.fullmatch(block.text) is None
    )


def _mark_cards(page: Outline, headline: int) -> None:
    """Mark what announces other articles: a small box that opens with a link as its heading."""
    for at, block in enumerate(page.blocks):
        if block.linked < _LINKED * len(block.text) or block.text.count(" ") < 2:  # noqa: PLR2004 - three words
            continue
        box = page.boxes[block.box]
        opens = at == box.first or (block.kind is Kind.HEADING and at <= box.first + 2)
        if opens and not box.first <= headline < box.end and _is_small(held := page.blocks[box.first : box.end]):
            for one in held:
                one.junk = True
        elif block.kind is Kind.HEADING and block.linked >= 0.8 * len(block.text):
            block.junk = True


def _is_small(held: list[Block]) -> bool:
    return len(held) <= _CARD_BLOCKS and sum(len(one.text) - one.linked for one in held) <= _CARD


def _best(page: Outline, headline: int) -> int | None:
    prose = [(at, block) for at, block in enumerate(page.blocks) if _is_prose(block)]
    after = [(at, block) for at, block in prose if at > headline]
    scores = [0.0] * len(page.boxes)
    near = _nearness(page, headline, [at for at, _ in after])
    for at, block in after or prose:
        weight = near.get(at, 1.0) * min(len(block.text) - block.linked, _WEIGHT)
        if _OFFICE.search(block.text):
            weight *= _FAR
        for box in _around(page, block.box):
            scores[box] += weight
            weight *= _OUTWARDS
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    if best is None or scores[best] == 0:
        return None
    return _with_likes(page, best, {at for at, _ in after or prose})


def _nearness(page: Outline, headline: int, prose: list[int]) -> dict[int, float]:
    """Return how much prose counts for standing in one box with the headline: what shares only the page is far."""
    if headline < 0:
        return {}
    holding = [page.boxes[box] for box in _around(page, page.blocks[headline].box)]
    level = {at: next((n for n, box in enumerate(holding) if at < box.end), len(holding)) for at in prose}
    levels = sorted(set(level.values()))
    if len(levels) == 1:
        return {}
    far = [at for at, step in level.items() if step == levels[-1]]
    return {at: _FAR for at in far if not BODY.search(page.boxes[page.blocks[at].box].name)}


def _with_likes(page: Outline, best: int, prose: set[int]) -> int:
    """Return the box around ``best`` where boxes beside it are called the same and hold prose too."""
    for steps, outer in enumerate(_around(page, best)):
        if 0 < steps <= 2:  # noqa: PLR2004 - an entry of a live report stands one or two boxes inside it
            inner = page.boxes[best]
            likes = [
                box
                for box in page.boxes
                if box.name == inner.name and page.boxes[outer].first <= box.first and box.end <= page.boxes[outer].end
            ]
            if sum(any(at in prose for at in range(box.first, box.end)) for box in likes) > 1:
                return outer
    return best


def _around(page: Outline, box: int) -> Iterator[int]:
    for _ in range(_STEPS):
        if box < 0:
            return
        yield box
        box = page.boxes[box].around


def _before_labels(page: Outline, start: int, end: int) -> int:
    """Return where the article ends: at the last label of a list of links behind which no prose follows."""
    for at in range(end - 1, start, -1):
        block = page.blocks[at]
        if _is_prose(block) and not _LABEL.fullmatch(block.text):
            break
        if _LABEL.fullmatch(block.text):
            end = at
    return end


def _belongs(block: Block) -> bool:
    return not (
        block.junk
        or block.kind is Kind.META
        or block.linked > 0.5 * len(block.text)
        or _BOILER.fullmatch(block.text)
        or _LABEL.fullmatch(block.text)
        or (block.kind is not Kind.ROW and printed.is_only_a_date(block.text))
    )


def _without_names(blocks: list[Block]) -> list[Block]:
    """Return the blocks without the short lines that close an article: who wrote it, which office sent it."""
    for _ in range(_NAMES):
        last = blocks[-1] if blocks else None
        if last is None or last.kind not in (Kind.LINE, Kind.HEADING) or last.item or not _is_name(last.text):
            break
        blocks = blocks[:-1]
    return blocks


def _is_name(text: str) -> bool:
    return text.count(" ") < _SHORT and _END.search(text) is None and not any(char.isdigit() for char in text)


def _text(blocks: list[Block]) -> str:
    return "\n".join(line for line in (_said(block) for block in blocks) if line)


def _said(block: Block) -> str:
    if block.kind is not Kind.CAPTION:
        return block.text
    return block.text[:-_CREDIT_LENGTH] + _CREDIT.sub("", block.text[-_CREDIT_LENGTH:])
