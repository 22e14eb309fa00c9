"""Nothing that fewer than k wrote is ever kept, whatever people write, in whatever order, whatever breaks meanwhile.

What is held against what was written is everything the store holds, byte by byte, and every count in it.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import StoreError
from records import Claim
from storage.base import Retention
from storage.window import hour_of
from vietnamese import read
from words import Words

K = 3
DAM = "nghe nói đập thủy điện sắp vỡ bà con chạy ngay lên núi đi"
PIECES = (
    "nghe nói đập sắp vỡ",
    "bà con chạy ngay lên núi",
    "lũ về tới cầu treo",
    "xã Hạ Lang gọi 0900000123",
    "mọi người đừng qua suối nữa",
    "theo lời @ai_do",
    "ở xã Quảng Uyên",
    "có thật không ạ",
)
Fresh = Callable[[], AbstractContextManager[Any]]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(" ".join)
TELLING = st.tuples(st.sampled_from("abcdef"), TEXTS, st.integers(0, 100), st.sampled_from(["mang", "khác"]))


def fives(words: str) -> set[str]:
    split = read(words).exact.split()
    return {" ".join(split[at : at + 5]) for at in range(len(split) - 4)}


def everything_in(store: Any) -> str:
    """Return all that the store's file holds, as text, whichever table it stands in."""
    with sqlite3.connect(f"file:{store._session.path}?mode=ro", uri=True) as raw:
        return "\n".join(raw.iterdump())


def check(town: Any) -> list[Claim]:
    """Hold everything that is kept against everything that was written."""
    claims: list[Claim] = town.claims()
    kept = f" {' '.join(read(everything_in(town.store)).exact.split())} "
    for words in {five for _, remark, _ in town.wrote for five in fives(remark.text)}:
        assert len(town.authors_of(words)) >= K or f" {words} " not in kept, words
    assert "ai_do" not in kept
    everyone = {who for who, _, _ in town.wrote}
    for claim in claims:
        assert all(len(town.authors_of(five)) >= K for five in fives(claim.passage) | {claim.anchor})
        told = {(who, hour) for five in fives(claim.passage) for who, hour in town.tellings(five)}
        assert K <= claim.reach <= len(everyone)
        assert claim.reach % K == 0
        assert all(K <= count <= len(everyone) for _, count in claim.stances)
        for each in claim.voices:
            here = {w for w, r, at in town.wrote if each.since <= _moment(at) < each.until and _at(each.source, r)}
            assert K <= each.count <= len(here)
        assert told
        for place in claim.places:
            assert len(town.authors_of(place.name.removeprefix("Xã ").casefold())) >= K
        for indicator in claim.indicators:
            assert len(town.authors_of(indicator.value.replace("+84", "0"))) >= K
    for signal in town.store.signals():
        named = signal.place.name.removeprefix("Xã ").casefold()
        there = {w for w, r, _ in town.wrote if r.said == signal.hour and named in r.text.casefold()}
        assert K <= signal.count <= len(there)
    return claims


def _at(source: str, remark: Any) -> bool:
    return source in {"", remark.source}


def _moment(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * 3600, tz=UTC)


class Breaking:
    """Something that works as it always does, but for what is armed: that fails the next time it is asked."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.armed: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.real, name)
        if name not in self.armed:
            return found

        def break_down(*given: Any, **named: Any) -> None:
            self.armed.discard(name)
            with suppress(KeyError):
                found(*given, **named)  # at the worst moment: when it is done
            raise StoreError(Words(vi="hỏng", en="broken"))

        return break_down


EVENTS = st.one_of(
    st.tuples(st.just("say"), st.lists(TELLING, min_size=1, max_size=1)),
    st.tuples(st.just("page"), st.lists(TELLING, max_size=12)),
    st.tuples(
        st.just("fail"),
        st.sampled_from(["put_claim", "put_signal", "claims_sharing", "add", "tally", "seed", "tallied"]),
    ),
    st.tuples(st.just("jump"), st.integers(-60, 60)),
    st.tuples(st.sampled_from(["restart", "turn", "other", "settle", "expire", "evict", "purge", "lose"]), st.none()),
)


def give(town: Any, tellings: Sequence[tuple[str, str, int, str]], *, together: bool, lose: bool) -> None:
    """Give remarks until they are taken, as a crawl does that meets them again; the store may lose the first time."""

    def once() -> None:
        with town.store.transaction():
            if together:
                with town.pipeline.together():
                    for author, text, hour, source in tellings:
                        town.hears(author, text, hour=hour, source=source)
            else:
                for author, text, hour, source in tellings:
                    town.hears(author, text, hour=hour, source=source)
            if lose:  # killed after the window's commit, and before the store's
                raise StoreError(Words(vi="mất", en="lost"))

    for _ in range(3):
        try:
            once()
        except StoreError as error:
            if "turned" in str(error):
                town.ring = town.latest
                town.restart()
            lose = False
        else:
            return


@settings(max_examples=80)
@given(events=st.lists(EVENTS, max_size=30))
def test_all_that_is_kept_was_written_by_k(empty_town: Fresh, events: list[tuple[str, Any]]) -> None:
    with empty_town() as town:
        play = Play(town)
        for what, given_ in events:
            getattr(play, what)(given_)
        play.end()
        check(town)


class Play:
    """A town to which things happen; each verb is an event."""

    def __init__(self, town: Any) -> None:
        self.town = town
        town.store, town.window = Breaking(town.store), Breaking(town.window)
        town.latest = town.ring
        town.restart()
        self.lost = False
        self.others: list[Any] = []

    def say(self, tellings: Any) -> None:
        give(self.town, tellings, together=False, lose=self.lost)
        self.lost = False

    def page(self, tellings: Any) -> None:
        give(self.town, tellings, together=True, lose=self.lost)
        self.lost = False

    def lose(self, _: Any) -> None:
        self.lost = True

    def fail(self, verb: str) -> None:
        (self.town.window if hasattr(self.town.window.real, verb) else self.town.store).armed.add(verb)

    def jump(self, hours: int) -> None:
        self.town.now += timedelta(hours=hours)

    def restart(self, _: Any) -> None:
        self.town.restart()

    def turn(self, _: Any) -> None:
        self.town.now += self.town.limits.span
        self.town.ring = self.town.latest = self.town.latest.turned(self.town.now, self.town.limits.span)
        self.town.restart()

    def other(self, _: Any) -> None:
        """Go on in another process, perhaps one with yesterday's ring, and its own memory of claims."""
        town = self.town
        self.others.append((town.ring, town.folder, town.pipeline, town.door))
        town.restart()
        self.others.reverse()
        town.ring, town.folder, town.pipeline, town.door = self.others.pop()

    def settle(self, _: Any) -> None:
        with suppress(StoreError):
            self.town.pipeline.settle()

    def expire(self, _: Any) -> None:
        self.town.window.expire(now=hour_of(self.town.now))

    def evict(self, _: Any) -> None:
        items = self.town.window.real._items
        if items.places:
            items.evict(self.town.ring.keys[0].name, 0, beside=self.town.limits.size - 30_000)

    def purge(self, _: Any) -> None:
        self.town.store.purge(Retention(), now=self.town.now + timedelta(days=4000))

    def end(self) -> None:
        self.town.window.armed.clear()
        self.town.store.armed.clear()
        for _, _, pipeline, _ in self.others:
            pipeline.settle()


@settings(max_examples=40)
@given(tellings=st.lists(TELLING, max_size=25), data=st.data())
def test_saying_it_again_changes_nothing(empty_town: Fresh, tellings, data) -> None:
    """Once all has been said twice: what the first half of a page completes, the second time tells of the other."""
    with empty_town() as town:
        town.now += timedelta(hours=60)
        tellings = [(author, text, hour % 60, source) for author, text, hour, source in tellings]
        for _ in range(2):
            give(town, tellings, together=True, lose=False)
        before, signals = check(town), list(town.store.signals())
        cut = data.draw(st.integers(0, len(tellings)))
        for some in (tellings[:cut], tellings[cut:]):
            give(town, some, together=data.draw(st.booleans()), lose=False)
        town.restart()
        assert [_counts(claim) for claim in town.claims()] == [_counts(claim) for claim in before]
        assert list(town.store.signals()) == signals


def _counts(claim: Claim) -> object:
    return claim.id, claim.reach, claim.stances, claim.voices, claim.places, claim.indicators


@settings(max_examples=25)
@given(data=st.data())
def test_the_same_words_found_the_same_claim_in_any_order_and_any_company(empty_town: Fresh, data) -> None:
    said = [(author, f"{author}{author} kể {DAM} {author}") for author in "abcdefgh"]
    said += [(author, "ở xã Hạ Lang có lũ") for author in "fg"]
    with empty_town() as town:
        order = data.draw(st.permutations(said))
        while order:
            size = data.draw(st.integers(1, len(order)))
            give(town, [(who, text, 0, "mang") for who, text in order[:size]], together=size > 1, lose=False)
            order = order[size:]
        (claim,) = check(town)
        assert (claim.passage, claim.reach, claim.anchor) == (f"kể {DAM}", 6, "kể nghe nói đập thủy")


def test_who_comes_together_is_counted_as_if_they_had_come_one_after_the_other(town) -> None:
    with town.pipeline.together():
        for author in "abcdefg":
            town.says(author, f"{DAM}, xã Hạ Lang")
    (claim,) = check(town)
    assert claim.reach == 6
    assert [signal.count for signal in town.store.signals()] == [6], "a multiple of k"


@pytest.mark.parametrize("broken", ["put_claim", "claims_sharing", "add", "tally", "seed"])
def test_a_page_that_breaks_is_counted_for_nobody_and_taken_whole_the_next_time(town, broken: str) -> None:
    town.store, town.window = Breaking(town.store), Breaking(town.window)
    (town.window if hasattr(town.window.real, broken) else town.store).armed.add(broken)
    town.restart()

    def page(people: str) -> None:
        with town.store.transaction(), town.pipeline.together():
            for author in people:
                town.says(author, DAM)

    with pytest.raises(StoreError):
        page("abc")
    town.says("d", DAM)
    assert check(town) == [], "those before have left nothing"
    page("abc")
    (claim,) = check(town)
    assert claim.reach == K


def test_what_fails_of_one_remark_is_its_own_and_the_rest_is_counted(town, monkeypatch) -> None:
    real = town.folder._signalled

    def stumble(waiting: Any) -> Any:
        if "vấp" in waiting.said.words:
            raise RuntimeError("vấp")
        return real(waiting)

    monkeypatch.setattr(town.folder, "_signalled", stumble)
    with town.pipeline.together():
        for author in "abc":
            town.says(author, DAM)
        town.says("d", f"vấp {DAM}")
    town.says("e", f"vấp {DAM}")
    (claim,) = check(town)
    assert claim.reach == K
    tally = town.pipeline.counts.tally()
    assert (tally.discarded, tally.quarantined) == ((("remark", 3),), (("RuntimeError", 2),))


def test_a_claim_the_store_lost_is_founded_again_by_the_same_process(town) -> None:
    with suppress(KeyError), town.store.transaction():
        for author in "abc":
            town.says(author, DAM)
        raise KeyError
    assert town.claims() == []
    town.says("a", DAM)
    (claim,) = check(town)
    assert claim.reach == K


def test_a_voice_heard_by_a_process_that_knows_only_the_older_key_is_refused(town) -> None:
    for author in "ab":
        town.says(author, DAM)
    stale = town.pipeline, town.door
    town.ring = town.ring.turned(town.now + town.limits.span, town.limits.span)
    town.restart()
    town.says("a", DAM)
    town.pipeline, town.door = stale
    with pytest.raises(StoreError, match="turned"):
        town.says("b", DAM)
    assert check(town) == []
