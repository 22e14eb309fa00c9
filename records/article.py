"""What an organisation published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from records.basis import aware, digest, require
from records.terms import Indicator, Match, Place


class Extent(StrEnum):
    """How much of an article was read."""

    FULL = "full"  # its page
    SUMMARY = "summary"  # only what its feed says of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Published by an organisation we name; kept, with its link, if it matches a rule or names a place here.

    ``url`` is canonical and decides ``id``: the same page is the same article however often it is read.
    """

    source: str
    url: str
    title: str = field(repr=False)
    text: str = field(repr=False)
    published: datetime | None
    fetched: datetime
    extent: Extent = Extent.FULL
    places: tuple[Place, ...] = ()
    matches: tuple[Match, ...] = field(default=(), repr=False)
    indicators: tuple[Indicator, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        require(bool(self.source), "an article names its source")
        require(self.url.startswith(("http://", "https://")), "an article needs its http(s) link")
        require(bool(self.title.strip() or self.text.strip()), "an article without a word is none")
        aware(self.published, self.fetched)

    @property
    def id(self) -> str:
        """Return 32 hex digits that depend on the link alone, so that writing twice is writing once."""
        return digest(self.url)

    @property
    def whole(self) -> str:
        """Return title and text as the one text that rules read and spans index."""
        return f"{self.title}\n\n{self.text}"
