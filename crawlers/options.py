"""What a kind of source needs to be told beyond its link: one block for each, named like the kind.

``mastodon: {tags: [caobang]}`` stands beside ``kind: mastodon``. A block is a model here, and a field of
:class:`crawlers.source.Source` that bears the kind's name. :func:`require_fitting` refuses a block of another kind,
and a source without the block its kind cannot do without. A block may ask for less than our manners allow, never more.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self
from unicodedata import normalize

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    model_validator,
)

from crawlers import limits
from crawlers.fields import Duration, Pattern, Selector
from yamlfile import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TAG: Final = 60
"""Characters of a hashtag."""


class Declared(BaseModel):
    """A part of a declaration: what it says cannot change, and what nobody knows is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def parse_tag(value: Any) -> str:  # noqa: ANN401 - whatever the file says
    """Return a hashtag without its sign, in small letters; servers take ``CaoBang`` and ``caobang`` for one."""
    tag = normalize("NFC", value).strip().removeprefix("#").lower() if isinstance(value, str) else ""
    if not 0 < len(tag) <= MAX_TAG or not tag.replace("_", "a").isalnum() or tag.isdigit():
        raise refuse(
            vi="phải là một hashtag như caobang: chữ, số và dấu _, không có dấu cách",
            en="must be a hashtag such as caobang: letters, digits and _, no spaces",
        )
    return tag


def _once_each(tags: tuple[str, ...]) -> tuple[str, ...]:
    if not tags:
        raise refuse(vi="cần ít nhất một hashtag", en="needs at least one hashtag")
    return tuple(dict.fromkeys(tags))


Tag = Annotated[str, BeforeValidator(parse_tag)]


class Mastodon(Declared):
    """Hashtags read on one server, whose address is the source's ``url``.

    ``pages`` is how many pages of 40 posts are read for each tag in one run; ``back`` how far the first run reaches
    back, and any run after a long silence. ``local`` asks for posts of the server's own people only, which some servers
    show where they show no others; ``opted_in`` reads only who has allowed their posts to be searched.
    """

    tags: Annotated[tuple[Tag, ...], Field(max_length=20), AfterValidator(_once_each)]
    pages: int = Field(default=5, ge=1, le=20)
    back: Annotated[Duration, Field(ge=timedelta(hours=1), le=timedelta(hours=72))] = timedelta(hours=24)
    local: StrictBool = False
    opted_in: StrictBool = False


class Jetstream(Declared):
    """How much of a network's stream one run reads: for how long, how many messages, how many bytes.

    ``back`` is how far the first run reaches back, and any after a long silence. After ``silence`` without a message
    the server is asked whether it is still there.
    """

    session: Annotated[Duration, Field(ge=timedelta(seconds=5), le=timedelta(minutes=20))] = timedelta(minutes=4)
    messages: int = Field(default=100_000, ge=100, le=300_000)
    bytes: int = Field(default=limits.RUN_BYTES, ge=100_000, le=limits.RUN_BYTES)
    back: Annotated[Duration, Field(ge=timedelta(minutes=1), le=timedelta(hours=24))] = timedelta(hours=1)
    silence: Annotated[Duration, Field(ge=timedelta(seconds=1), le=timedelta(seconds=60))] = timedelta(seconds=20)


class Sitemap(Declared):
    """What of a sitemap is read: links that ``pattern`` finds, published or changed within ``back``.

    Links without a date are passed over unless ``undated``: of 50,000 nobody could tell which are new.
    """

    pattern: Pattern
    back: Annotated[Duration, Field(ge=timedelta(hours=1), le=timedelta(days=30))] = timedelta(days=3)
    undated: StrictBool = False


class Listing(Declared):
    """Where on a list page the articles' links stand: those that ``pattern`` finds, in ``links`` if that is given.

    ``item`` is one entry of the list; with it, ``links`` and ``date`` are looked for within. ``next`` leads to the
    next page of the list; ``pages`` of them are read at most.
    """

    pattern: Pattern
    item: Selector | None = None
    links: Selector | None = None
    date: Selector | None = None
    next: Selector | None = None
    pages: int = Field(default=1, ge=1, le=10)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.date and not self.item:
            raise refuse(vi="date cần có item: ngày của từng mục", en="date needs item: it is the date of one entry")
        if self.pages > 1 and not self.next:
            raise refuse(vi="pages cần có next: liên kết sang trang sau", en="pages needs next: the link to the next")
        return self


MIN_TERM: Final = 3
"""Letters of a term: GDELT answers a shorter one with an error."""

_MAX_QUERY: Final = 250
_TERMS: Final = re.compile(r'-?"([^"]*)"|([^\s()]+)')


def parse_query(value: Any) -> str:  # noqa: ANN401 - whatever the file says
    """Return a query of GDELT's: terms, "phrases", operators such as ``sourcelang:vietnamese``."""
    query = " ".join(value.split()) if isinstance(value, str) else ""
    if not 0 < len(query) <= _MAX_QUERY or not query.isprintable() or query.count('"') % 2:
        raise refuse(
            vi=f"phải là câu truy vấn của GDELT, nhiều nhất {_MAX_QUERY} ký tự, dấu ngoặc kép đủ cặp",
            en=f"must be a query of GDELT's, at most {_MAX_QUERY} characters, its quotation marks in pairs",
        )
    terms = [(phrase or word).removeprefix("-").strip() for phrase, word in _TERMS.findall(query)]
    if short := [term for term in terms if len(term) < MIN_TERM and term != "OR"]:
        raise refuse(
            vi=f"từ «{short[0]}» quá ngắn: GDELT từ chối từ dưới {MIN_TERM} chữ",
            en=f"the term {short[0]!r} is too short: GDELT refuses those of fewer than {MIN_TERM} letters",
        )
    return query


class Gdelt(Declared):
    """What is asked of GDELT: articles seen within ``back`` that match ``query``, the newest ``most`` of them."""

    query: Annotated[str, BeforeValidator(parse_query)]
    back: Annotated[Duration, Field(ge=timedelta(hours=1), le=timedelta(days=7))] = timedelta(days=1)
    most: int = Field(default=75, ge=1, le=250)


class Blocklist(Declared):
    """How a list of scam sites is written: ``json`` (an array), ``csv`` (with a header), ``plain`` (one a line).

    ``column`` is the key or column that holds the link or host.
    """

    format: Literal["json", "csv", "plain"]
    column: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)] = "url"


YOUTUBE_SEARCHES: Final = 100
"""Calls of search.list a project has a day, in a bucket of their own (developers.google.com, quota costs)."""

YOUTUBE_UNITS: Final = 10_000
"""Units a project has a day for all other calls; commentThreads.list costs one (as above)."""


def parse_words(value: Any) -> str:  # noqa: ANN401 - whatever the file says
    """Return words to search for, on one line."""
    words = " ".join(normalize("NFC", value).split()) if isinstance(value, str) else ""
    if not 0 < len(words) <= MAX_TAG * 2 or not words.isprintable():
        raise refuse(
            vi=f"phải là vài từ để tìm, nhiều nhất {MAX_TAG * 2} ký tự",
            en=f"must be some words to search for, at most {MAX_TAG * 2} characters",
        )
    return words


class Youtube(Declared):
    """What is searched for, whose comments are then read, and how much of a day's grant this source may use.

    Videos published within ``back`` are looked for, the ``videos`` newest of each query; of each, ``pages`` of 100
    threads are read.
    """

    queries: Annotated[tuple[Annotated[str, BeforeValidator(parse_words)], ...], Field(min_length=1, max_length=20)]
    back: Annotated[Duration, Field(ge=timedelta(hours=6), le=timedelta(days=30))] = timedelta(days=7)
    videos: int = Field(default=10, ge=1, le=50)
    pages: int = Field(default=2, ge=1, le=10)
    searches: int = Field(default=50, ge=1, le=YOUTUBE_SEARCHES)
    units: int = Field(default=5_000, ge=1, le=YOUTUBE_UNITS)


BLOCKS: Final[Mapping[str, type[Declared]]] = {
    "blocklist": Blocklist,
    "gdelt": Gdelt,
    "jetstream": Jetstream,
    "listing": Listing,
    "mastodon": Mastodon,
    "sitemap": Sitemap,
    "youtube": Youtube,
}
"""The blocks there are, by the kind whose name they bear."""

NEEDED: Final = frozenset({"blocklist", "gdelt", "listing", "mastodon", "sitemap", "youtube"})
"""Kinds that cannot be read without their block."""


def require_fitting(kind: str, given: Mapping[str, Declared | None]) -> None:
    """Make sure that a source of ``kind`` has the block it needs, and none of another kind.

    Raises:
        PydanticCustomError: it has not; for a validator of pydantic's to raise.
    """
    if strange := [name for name, block in given.items() if block is not None and name != kind]:
        raise refuse(
            vi=f"khối «{strange[0]}» chỉ dùng cho kind: {strange[0]}, nguồn này là kind: {kind}",
            en=f"the block {strange[0]!r} is for kind: {strange[0]} only, and this source is of kind: {kind}",
        )
    if kind in NEEDED and given.get(kind) is None:
        needed = ", ".join(name for name, field in BLOCKS[kind].model_fields.items() if field.is_required())
        raise refuse(
            vi=f"kind: {kind} cần khối «{kind}:» ({needed})", en=f"kind: {kind} needs a block '{kind}:' ({needed})"
        )
