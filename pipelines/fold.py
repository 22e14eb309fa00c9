"""From remarks to claims: the only place where anything of what people write comes to be kept.

A remark that matches a rule leaves marks in the window. Where k voices share a run of eight words or more, and the
run by itself matches a rule, it is a *passage*: it joins the claim it overlaps, or founds one. A claim's text, and
everything said of it, is by construction what k voices wrote:

- its passage: every five words in a row have the marks of k voices;
- its rules: those that hold for the passage itself, read again as a text of its own;
- its places: those the passage names, or that k of its voices named;
- its indicators: those that k voices carried with its rule and that stand in its passage, or that k of its voices
  carried;
- its stances and counts: of k voices and more.

Everything else of the remark is dropped when :meth:`Folder.fold` returns. Signals are counted the same way, by rule,
commune and hour.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from errors import Discarded, StoreError
from pipelines import claims
from pipelines.claims import Passage, tools_in
from pipelines.counting import Counting, Note, Said, Thing
from pipelines.passages import LEAST, MOST_WORDS, grams, overlaps, passages
from pipelines.tellings import first_whole_day, lived, tellings, whole
from records import Claim, Indicator, IndicatorKind, ItemKind, Place, Remark, Signal, Stance, on_the_hour
from storage.marks import SHINGLE
from storage.window import hour_of
from vietnamese import read
from vietnamese.persons import find_personal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import datetime

    from pipelines.draft import Draft
    from rules import RuleSet
    from rules.gazetteer import Gazetteer
    from storage.base import Store
    from storage.window import Tallied

SETTLE_EVERY: Final = 1_000
"""Remarks between two times at which the counts of claims are written."""

MOST_WAITING: Final = 256
"""Remarks folded at once."""

MOST_KNOWN: Final = 4_096
"""Passages whose claim is remembered; beyond it the memory starts anew."""


class Folder:
    """Folds remarks into claims and signals. For one process; what it has not settled, the next telling settles."""

    def __init__(
        self, counting: Counting, store: Store, rules: RuleSet, gazetteer: Gazetteer, local: Collection[str] = ()
    ) -> None:
        self._counting = counting
        self._store = store
        self._rules = rules
        self._gazetteer = gazetteer
        self._local = frozenset(local)
        # What is to be settled, and what may then be said of it: things k voices may have named, all of them public
        # names (communes, stances) or, for indicators, in memory only until k voices are counted.
        self._claims: dict[str, _Heard] = {}
        self._known: dict[str, Claim | None] = {}  # shared words, and the claim they joined
        self._signals: set[tuple[str, Place, datetime]] = set()
        self._since = 0
        self._together = 0
        self._waiting: list[_Waiting] = []
        self.failed: list[Exception] = []  # of remarks that others were folded with

    def fold(self, draft: Draft, *, now: datetime) -> None:
        """Leave the remark's marks, and keep what k voices now share: at once, or with others :meth:`together`.

        Raises:
            TypeError: the draft is no remark.
            ValueError: its voice was made under other keys.
            StoreError: the window or the store did not take it; folding the remark again counts nobody twice.
        """
        remark = draft.item
        if not isinstance(remark, Remark):
            raise TypeError("what is folded is a remark")
        words = draft.views.exact.split()[:MOST_WORDS]
        said = self._counting.said(remark, now, words, find_personal(draft.views))
        self._waiting.append(_Waiting(draft, said, min(remark.said, on_the_hour(now)), now))
        if not self._together:
            with self.together():
                pass
            if self.failed:
                raise self.failed.pop()
        elif len(self._waiting) >= MOST_WAITING:
            self._fold_waiting()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Return a context in which remarks are counted in one transaction, and as if they had come at once.

        That is many times faster than one by one, and in what lies on the disk they are mixed. Others who count wait
        for its end, so it is for remarks at hand, not for those still to come. What fails of one remark alone is in
        ``failed`` afterwards. The window is written first: what a kill leaves only there is nobody's words, and counts
        for nothing until it is told again.

        Raises:
            StoreError: the window or the store did not take them. None was counted; again counts nobody twice.
        """
        self._together += 1
        try:
            # The store first, always: two processes that took the two in different order would wait for each other.
            with self._store.transaction(), self._counting.window.transaction():
                yield
                if self._together == 1:
                    self._fold_waiting()
        except BaseException:
            self._waiting.clear()
            self._known.clear()  # the store may have taken back what we know of
            raise
        finally:
            self._together -= 1

    def settle(self, *, now: datetime) -> None:
        """Write what was counted of each claim and signal since the last time.

        Raises:
            StoreError: the window or the store did not take it; what was not settled still is to be.
        """
        self._fold_waiting()
        with self._store.transaction():  # at once: each by itself would be written to the disk by itself
            for id_, heard in self._claims.items():
                self._count(id_, heard, now)
            for rule, place, hour in self._signals:
                many = self._counting.many
                count = whole(self._counting.count(self._counting.tallied(_signal(rule, place, hour))), many)
                if count:
                    self._store.put_signal(Signal(rule=rule, place=place, hour=hour, count=count))
        self._claims.clear()
        self._signals.clear()
        self._since = 0

    def _fold_waiting(self) -> None:
        """Fold what waits, as if it had come at once: each sees what all have left."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        notes: list[Note] = []
        commons = self._counting.share([each.said for each in waiting], least=LEAST - SHINGLE + 1)
        for each, common in zip(waiting, commons, strict=True):
            try:
                notes += self._signalled(each)
                for shared in dict.fromkeys(passages(each.said.words, common)) if common else ():
                    notes += self._told(shared, each)
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, it is this remark's alone
                self.failed.append(error)
        self._counting.note(notes)
        self._since += len(waiting)
        if self._since >= SETTLE_EVERY:
            self.settle(now=waiting[-1].now)

    # -- claims -----------------------------------------------------------------------------------------------

    def _read(self, words: str, source: str) -> Passage:
        text = read(words)
        mentions = self._gazetteer.find(text, local=source in self._local)
        named = tuple((mention.start, mention.end) for mention in mentions)
        matches = self._rules.match(text, kind=ItemKind.REMARK, placed=bool(named), places=named)
        return Passage(words=words, matches=matches, places=tuple(dict.fromkeys(each.place for each in mentions)))

    def _claim_of(self, shared: str, source: str, hour: datetime) -> Claim | None:
        """Return the claim that the shared words join or found; ``None`` if they match no rule by themselves."""
        passage = self._read(shared, source)
        claim = self._joined(passage, hour) if passage.matches else None
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[shared] = claim
        return claim

    def _joined(self, passage: Passage, hour: datetime) -> Claim:
        with self._store.transaction():
            known = self._overlapped(passage)
            if known is None:
                claim = claims.found(passage, voices=self._counting.many, hour=hour)
                self._counting.seed(("claim", claim.id), claim.anchor)
                claim = claims.dated(claim, self._lived(self._counting.tallied(("claim", claim.id))))
            else:
                claim = claims.joined(known, passage)
            if claim != known:
                self._store.put_claim(claim, grams(claim.passage))
        return claim

    def _lived(self, marks: Sequence[Tallied]) -> tuple[datetime, datetime] | None:
        return lived(marks, self._counting.count, self._counting.many)

    def _told(self, shared: str, waiting: _Waiting) -> list[Note]:
        """Return that the remark's voice is to be counted at the claim of the shared words, and at what it names."""
        draft, hour = waiting.draft, waiting.hour
        claim = self._known[shared] if shared in self._known else self._claim_of(shared, draft.item.source, hour)
        if claim is None:
            return []
        stances = {match.stance for match in draft.matches if match.rule in claim.rules}
        things: list[Thing] = [("claim", claim.id)]
        things += [("claim", claim.id, "stance", stance) for stance in sorted(stances)]
        things += [_placed(claim.id, place) for place in draft.places]
        things += [_carried(claim.id, indicator) for indicator in _tools(draft)]
        heard = self._claims.setdefault(claim.id, _Heard())
        heard.places.update(draft.places)
        heard.indicators.update(_tools(draft))
        return [Note(thing, waiting.said, claim.anchor) for thing in things]

    def _overlapped(self, passage: Passage) -> Claim | None:
        """Return the claim that shares most with the passage, if it is the same."""
        own = grams(passage.words)
        for id_, shared in sorted(self._store.claims_sharing(own).items(), key=lambda each: (-each[1], each[0])):
            claim = self._store.claim(id_)
            if claim is not None and overlaps(shared, len(own), len(grams(claim.passage))):
                return claim
        return None

    def _count(self, id_: str, heard: _Heard, now: datetime) -> None:
        """Write the claim with the counts of its voices, and what k of them named or carried."""
        counting, many = self._counting, self._counting.many
        told = counting.tallied(("claim", id_))
        # Of a recording the window ends with what was said last in it.
        end = min(hour_of(now), max((mark.hour for mark in told), default=hour_of(now)))
        since = end - counting.window.limits.hours

        def within(thing: Thing) -> list[Tallied]:
            return [mark for mark in counting.tallied(thing) if mark.hour > since]

        def enough(thing: Thing) -> bool:
            return counting.count(within(thing)) >= many

        def carried(claim: Claim) -> list[Indicator]:
            """Return what k voices of the claim carried, or what stands in what k voices wrote and k carried."""
            written = tools_in(claim.passage) if heard.indicators else frozenset()
            return [
                tool
                for tool in sorted(heard.indicators)
                if (claims.as_read(tool) in written and any(enough(_tool(rule, tool)) for rule in claim.rules))
                or enough(_carried(id_, tool))
            ]

        marks = [mark for mark in told if mark.hour > since]
        stances = [(each, whole(counting.count(within(("claim", id_, "stance", each))), many)) for each in Stance]
        begin = first_whole_day(since)
        with self._store.transaction():
            claim = self._store.claim(id_)
            if claim is None:  # purged since, or its store took it back: the next telling founds it again
                self._known.clear()
                return
            counted = claims.counted(
                claim,
                lived=self._lived(marks),
                reach=whole(counting.count(marks), many),
                voices=tellings([mark for mark in marks if mark.hour >= hour_of(begin)], counting.count, many),
                since=begin,
                stances=[(stance, count) for stance, count in stances if count],
                places=[place for place in sorted(heard.places) if enough(_placed(id_, place))],
                indicators=carried(claim),
            )
            if counted != claim:
                self._store.put_claim(counted, grams(counted.passage))

    # -- signals and tools ------------------------------------------------------------------------------------

    def _signalled(self, waiting: _Waiting) -> list[Note]:
        """Return that the voice is to be counted at each rule in each commune in its hour, and at each tool by rule."""
        draft, said = waiting.draft, waiting.said
        if not draft.places and not _tools(draft):
            return []
        rules = sorted({match.rule for match in draft.matches})
        named = [(rule, place, said.remark.said) for rule in rules for place in draft.places if place.commune]
        things = [_signal(*each) for each in named]
        things += [_tool(rule, indicator) for rule in rules for indicator in _tools(draft)]
        self._signals.update(named)
        return [Note(thing, said) for thing in things]


def hear(draft: Draft, *, folder: Folder | None, clock: Callable[[], datetime]) -> Draft:
    """Let an article pass; fold a remark, if there is a folder, and let it go: it is never kept itself."""
    if not isinstance(draft.item, Remark):
        return draft
    if folder is not None:
        folder.fold(draft, now=clock())
    raise Discarded("remark")


class _Waiting(NamedTuple):
    """A remark that is to be folded, its hour, and when it came; in memory only."""

    draft: Draft
    said: Said
    hour: datetime
    now: datetime


class _Heard:
    """What was named and carried with a claim since it was settled; in memory only."""

    def __init__(self) -> None:
        self.places: set[Place] = set()
        self.indicators: set[Indicator] = set()


def _tools(draft: Draft) -> list[Indicator]:
    """Return the tools the remark carries, without links that lead to a person: those are nobody's tools."""
    links = {IndicatorKind.URL, IndicatorKind.DOMAIN}
    return [each for each in draft.indicators if each.kind not in links or not find_personal(read(each.value))]


def _placed(id_: str, place: Place) -> Thing:
    return "claim", id_, "place", place.code, place.valid_from


def _carried(id_: str, indicator: Indicator) -> Thing:
    return "claim", id_, "indicator", indicator.kind, indicator.value, indicator.bank


def _tool(rule: str, indicator: Indicator) -> Thing:
    return "tool", rule, indicator.kind, indicator.value, indicator.bank


def _signal(rule: str, place: Place, hour: datetime) -> Thing:
    return "signal", rule, place.code, place.valid_from, hour.isoformat()
