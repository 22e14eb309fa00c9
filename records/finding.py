"""What a crawl hands on: what it read, what it let go, and what is to be remembered for the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from records.article import Article
from records.basis import aware, require
from records.remark import Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a server said of a page when it was read, for asking next time only whether it changed."""

    source: str
    url: str
    fetched: datetime
    etag: str = ""
    last_modified: str = ""

    def __post_init__(self) -> None:
        require(bool(self.source and self.url), "a visit names its source and page")
        aware(self.fetched)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a crawler hands on: an article, and the links it settles; none where the page is worth another try."""

    article: Article
    settles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """An entry that became no article, counted as discarded for ``reason``, and the links it settles.

    Of a long list, ``count`` entries that were let go for one reason are one of these.
    """

    source: str
    reason: str
    settles: tuple[str, ...] = ()
    count: int = 1

    def __post_init__(self) -> None:
        require(self.count > 0, "what passed was something")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry that was met and is still to be read: its link, what its list said of it, how often its page failed."""

    link: str
    title: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    published: datetime | None = None
    tries: int = 0

    def __post_init__(self) -> None:
        require(bool(self.link), "what is found has a link")
        require(self.tries >= 0, "tries are counted from none")
        aware(self.published)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Entries to be kept until they are settled, so that one that leaves its list before its turn is not lost."""

    source: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a source was read: of the list called ``name`` everything up to ``value``, the source's own mark."""

    source: str
    name: str
    value: str
    noted: datetime

    def __post_init__(self) -> None:
        require(bool(self.source and self.name and self.value), "a cursor names its source, its list and a place")
        aware(self.noted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a page or a while of a conversation held: remarks, how many others it let go and why, and how far it is.

    The cursor is kept only once every remark is counted: after a crash they are heard again, and counted once.
    """

    source: str
    remarks: tuple[Remark, ...] = field(default=(), repr=False)
    passed: tuple[tuple[str, int], ...] = ()
    cursors: tuple[Cursor, ...] = ()

    def __post_init__(self) -> None:
        require(all(each.source == self.source for each in self.remarks), "a remark is of the source it was heard at")
        require(all(count > 0 for _, count in self.passed), "what passed was something")

    @property
    def size(self) -> int:
        """Return how many items it stands for."""
        return len(self.remarks) + sum(count for _, count in self.passed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list of scams names now, as it writes it: links or hosts, to be brought into one spelling by the taker.

    ``whole`` says that what it named before and names no more is taken back; ``still``, that it was asked and had not
    changed, so that it names what it named last. ``passed`` counts what it held besides.
    """

    source: str
    named: tuple[str, ...]
    noted: datetime
    whole: bool = True
    still: bool = False
    passed: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        require(bool(self.source), "a list names its source")
        require(not (self.still and (self.named or self.passed)), "a list that did not change is not told again")
        require(all(count > 0 for _, count in self.passed), "what passed was something")
        aware(self.noted)

    @property
    def size(self) -> int:
        """Return how many items it stands for."""
        return len(self.named) + sum(count for _, count in self.passed)


Finding = Reading | Passed | Visit | Waiting | Heard | Listed
"""Everything a crawl hands on."""
