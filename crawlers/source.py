"""A source: one way of reading one publisher, declared in ``config/sources.yaml`` and checked when it is loaded.

A declaration says what to read, how often, and why we are welcome to. It may be stricter than our manners, never
looser: no key turns robots.txt off, changes the User-Agent, raises concurrency or opens the inside of a network.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import Field, StrictBool, StringConstraints, ValidationError, model_validator

from crawlers import limits, options
from crawlers.fields import Duration, Host, Link, QuietHours, Selector
from crawlers.options import Declared
from crawlers.sites import host_of, is_address, port_of, site_of
from errors import Problem, SourcesError
from records import SOURCE_ID, SOURCE_ID_LENGTH
from words import Words
from yamlfile import Document, problems, read, refuse, write_duration

if TYPE_CHECKING:
    from pathlib import Path

MIN_EVERY: Final = timedelta(minutes=5)
"""No source is asked more often: none of those we looked at publishes a limit, and readers' programs ask hourly."""

MAX_EVERY: Final = timedelta(days=7)
MAX_DEADLINE: Final = timedelta(minutes=30)

Day: TypeAlias = date  # a declaration has a key of that name
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Id = Annotated[str, StringConstraints(pattern=SOURCE_ID, max_length=SOURCE_ID_LENGTH)]


class Kind(StrEnum):
    """A way of reading; each is a module of :mod:`crawlers.families`."""

    BLOCKLIST = "blocklist"
    FEED = "feed"
    FORUM = "forum"
    GDELT = "gdelt"
    JETSTREAM = "jetstream"
    LISTING = "listing"
    MASTODON = "mastodon"
    SITEMAP = "sitemap"
    YOUTUBE = "youtube"

    @property
    def converses(self) -> bool:
        """Return whether what is read there was written by individuals: then only remarks come of it."""
        return self in _CONVERSATIONS


_CONVERSATIONS: Final = frozenset({Kind.FORUM, Kind.JETSTREAM, Kind.MASTODON, Kind.YOUTUBE})


class Selectors(Declared):
    """Where on this publisher's pages things stand, as CSS; used where general extraction is not enough.

    ``until`` is the last day this version holds. When a site changes, close the old version and add a new one.
    """

    title: Selector | None = None
    text: Selector | None = None
    date: Selector | None = None
    remove: tuple[Selector, ...] = ()
    until: Day | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.title or self.text or self.date or self.remove):
            raise refuse(vi="cần ít nhất một bộ chọn", en="needs at least one selector")
        return self


class Limits(Declared):
    """Limits of one run, each at most as wide as our manners: pages read, bytes of one answer, time between two."""

    pages: int = Field(default=limits.PAGES, ge=1)
    bytes: int = Field(default=limits.BYTES, ge=10_000)
    delay: Duration = timedelta(seconds=limits.DELAY)

    @model_validator(mode="after")
    def _only_stricter(self) -> Self:
        least = timedelta(seconds=limits.DELAY)
        _stricter("pages", str(self.pages), str(limits.PAGES), holds=self.pages <= limits.PAGES)
        _stricter("bytes", str(self.bytes), str(limits.BYTES), holds=self.bytes <= limits.BYTES)
        _stricter("delay", write_duration(self.delay), write_duration(least), holds=self.delay >= least)
        return self


class Source(Declared):
    """One source, checked. The block of its kind, if the kind has one, is the field of that name."""

    id: Id
    name: Text
    publisher: Text
    kind: Kind
    url: Link
    every: Annotated[Duration, Field(ge=MIN_EVERY, le=MAX_EVERY)]
    jitter: Annotated[Duration, Field(ge=timedelta(0))] = timedelta(minutes=1)
    rhythm: Duration = timedelta(hours=24)
    quiet: QuietHours | None = None
    deadline: Annotated[Duration, Field(ge=timedelta(seconds=10), le=MAX_DEADLINE)] = timedelta(minutes=5)
    local: StrictBool = False
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "vi"
    domains: tuple[Host, ...] = ()
    selectors: tuple[Selectors, ...] = ()
    limits: Limits = Field(default_factory=Limits)
    welcome: Text
    checked: Day | Literal["unverified live"]
    enabled: StrictBool = True
    blocklist: options.Blocklist | None = None
    gdelt: options.Gdelt | None = None
    jetstream: options.Jetstream | None = None
    listing: options.Listing | None = None
    mastodon: options.Mastodon | None = None
    sitemap: options.Sitemap | None = None
    youtube: options.Youtube | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        options.require_fitting(self.kind, {name: getattr(self, name) for name in options.BLOCKS})
        return self

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.jitter > self.every / 2:
            raise refuse(vi="jitter không được quá một nửa every", en="jitter must be at most half of every")
        if self.kind is Kind.GDELT and not self.domains:
            raise refuse(
                vi="kind: gdelt cần domains: chỉ đọc bài ở những tên miền đã khai báo",
                en="kind: gdelt needs domains: only articles on declared hosts are read",
            )
        if self.rhythm < self.every:
            raise refuse(vi="rhythm không được ngắn hơn every", en="rhythm must be at least every")
        ends = Counter(version.until for version in self.selectors)
        if twice := [until for until, count in ends.items() if count > 1]:
            when = ", ".join(str(until or "—") for until in twice)
            raise refuse(
                vi=f"hai phiên bản selectors có cùng ngày hết hạn: {when}",
                en=f"two versions of selectors end on the same day: {when}",
            )
        return self

    @property
    def sites(self) -> tuple[str, ...]:
        """Return the domains whose pages may be read: that of ``url`` and those declared."""
        return tuple(dict.fromkeys((site_of(host_of(self.url)), *self.domains)))

    @property
    def lock_keys(self) -> tuple[str, ...]:
        """Return what no two crawls may read at once: registrable domains, sorted.

        An address or a name without a domain (this machine, an intranet) counts together with its port.
        """
        host = host_of(self.url)
        own = f"{host}:{port_of(self.url)}" if is_address(host) or "." not in host else site_of(host)
        return tuple(sorted({own, *(site_of(domain) for domain in self.domains)}))

    def selectors_on(self, day: Day) -> Selectors | None:
        """Return the version of the selectors that holds on ``day``: the one that ends first, but not before it."""
        holding = [version for version in self.selectors if version.until is None or version.until >= day]
        return min(holding, key=lambda version: version.until or Day.max, default=None)


def load(path: Path) -> tuple[Source, ...]:
    """Return the sources a file declares, in its order, disabled ones too.

    Raises:
        SourcesError: with every problem of the file, each with its line.
    """
    try:
        document = read(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        what = Words(vi=f"không mở được: {reason}", en=f"cannot be opened: {reason}")
        raise _refusal(Problem(file=path, what=what)) from None
    if document.problems:
        raise _refusal(*document.problems)
    declared = _declared(document)
    checked = [_check(item, index, document) for index, item in enumerate(declared)]
    sources = [found for found in checked if isinstance(found, Source)]
    faults = [problem for found in checked if not isinstance(found, Source) for problem in found]
    faults += _repeated(declared, document)
    faults += _overspent(sources, document)
    if faults:
        raise _refusal(*sorted(faults, key=lambda problem: problem.line or 0))
    return tuple(sources)


def _declared(document: Document) -> list[Any]:
    data = document.data
    if not isinstance(data, dict) or set(data) != {"sources"} or not isinstance(data["sources"], list):
        what = Words(
            vi="tệp phải có đúng một khóa «sources:» chứa danh sách nguồn",
            en="the file must hold one key, 'sources:', with the list of sources",
        )
        raise _refusal(document.problem((), what))
    return data["sources"]


def _check(item: Any, index: int, document: Document) -> Source | tuple[Problem, ...]:  # noqa: ANN401 - as the file says
    within = ("sources", index)
    try:
        return Source.model_validate(item)
    except ValidationError as error:
        details = error.errors(include_url=False)
        refused = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
        manners_touched = [loc for loc in refused if _about_manners(str(loc[-1]))]
        explained = tuple(document.problem((*within, *loc), _manners_stand(str(loc[-1]))) for loc in manners_touched)
        return explained + tuple(
            problem
            for problem, detail in zip(problems(error, document, within=within), details, strict=True)
            if detail["loc"] not in manners_touched
        )


def _repeated(declared: list[Any], document: Document) -> list[Problem]:
    found = []
    for key in ("id", "url"):
        seen: set[str] = set()
        for index, item in enumerate(declared):
            value = item.get(key) if isinstance(item, dict) else None
            if key == "url" and isinstance(item, dict) and item.get("kind") == Kind.GDELT:
                continue  # one address answers all queries
            if isinstance(value, str) and value in seen:
                what = Words(vi=f"{key} này đã được khai báo ở trên", en=f"this {key} is declared above already")
                found.append(document.problem(("sources", index, key), what))
            elif isinstance(value, str):
                seen.add(value)
    return found


def _overspent(sources: list[Source], document: Document) -> list[Problem]:
    """Return the problem that all sources of YouTube together ask for more than one project is granted a day."""
    asking = [source.youtube for source in sources if source.youtube is not None and source.enabled]
    searches, units = sum(each.searches for each in asking), sum(each.units for each in asking)
    if searches <= options.YOUTUBE_SEARCHES and units <= options.YOUTUBE_UNITS:
        return []
    granted = f"{options.YOUTUBE_SEARCHES} searches, {options.YOUTUBE_UNITS} units"
    what = Words(
        vi=f"các nguồn kind: youtube xin tổng cộng {searches} searches, {units} units mỗi ngày; chỉ có {granted}",
        en=f"sources of kind: youtube ask for {searches} searches, {units} units a day in all; there are {granted}",
    )
    return [document.problem(("sources",), what)]


_MANNERS_KEYS: Final = (
    "robot", "agent", "header", "cookie", "proxy", "concurren", "parallel", "verif", "insecure", "inward", "guard",
    "redirect", "retr", "timeout", "referer", "settings", "ignore", "allow",
)  # fmt: skip


def _about_manners(key: str) -> bool:
    return any(part in key.lower() for part in _MANNERS_KEYS)


def _manners_stand(key: str) -> Words:
    return Words(
        vi=f"«{key}»: phép lịch sự và an toàn khi đọc nằm trong mã nguồn, không khai báo nào nới lỏng được",
        en=f"{key!r}: manners and safety are part of the code, and no declaration can change them",
    )


def _stricter(name: str, declared: str, ours: str, *, holds: bool) -> None:
    if not holds:
        raise refuse(
            vi=f"{name}: {declared} lỏng hơn giới hạn chung {ours}; nguồn chỉ được khai báo chặt hơn",
            en=f"{name}: {declared} is looser than our own limit {ours}; a source may only be stricter",
        )


def _refusal(*found: Problem) -> SourcesError:
    return SourcesError(
        Words(vi="Danh sách nguồn chưa dùng được.", en="The list of sources does not hold."),
        hint=Words(
            vi="sửa các dòng trên rồi chạy «rotin sources check»",
            en="mend the lines above, then run 'rotin sources check'",
        ),
        problems=found,
    )
