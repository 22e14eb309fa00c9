"""No number stands for fewer than k voices, and none can be subtracted from another."""

from collections.abc import Sequence
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.tellings import tellings
from records import Voices
from storage.window import HOUR, Tallied, distinct

FIRST = 490_000
MARKS = st.lists(
    st.builds(
        lambda voice, hour, source: Tallied("key", voice, FIRST + hour, source, again=False),
        st.integers(0, 30),
        st.integers(0, 40),
        st.sampled_from(["", "a", "b", "c"]),
    ),
    max_size=60,
)


def count(marks: Sequence[Tallied]) -> int:
    return distinct(marks, "key")


def within(mark: Tallied, told: Voices) -> bool:
    return told.since.timestamp() <= mark.hour * HOUR < told.until.timestamp() and told.source in {"", mark.source}


@given(MARKS)
def test_every_count_is_of_k_voices_that_were_there(marks: list[Tallied]) -> None:
    for told in tellings(marks, count, 5):
        there = {mark.mark for mark in marks if within(mark, told)}
        assert 5 <= told.count <= len(there)
        assert told.count % 5 == 0, "no two numbers differ by a person"


@given(MARKS)
def test_counts_are_of_different_tellings(marks: list[Tallied]) -> None:
    told = tellings(marks, count, 5)
    assert sum(each.count for each in told) <= len(set(marks)), "no mark is in two of them"
    exact = [each for each in told if each.source]
    assert not [1 for one, other in combinations(exact, 2) if one.source == other.source and one.since == other.since]


@given(MARKS)
def test_enough_voices_are_told_somehow(marks: list[Tallied]) -> None:
    alone: dict[int, Tallied] = {}
    for mark in marks:
        alone.setdefault(mark.mark, mark)
    assert bool(tellings(list(alone.values()), count, 5)) is (len(alone) >= 5)


def test_what_falls_short_alone_is_told_together() -> None:
    marks = [Tallied("key", voice, FIRST + voice // 3, "ab"[voice % 2], again=False) for voice in range(6)]
    (told,) = tellings(marks, count, 5)
    assert (told.count, told.source) == (5, ""), "a multiple of k"
    assert told.since.hour == 0, "the hour of the first is one person's"


def test_whom_a_claim_was_founded_on_and_who_is_counted_again_with_a_source_counts_once() -> None:
    founders = [Tallied("key", voice, FIRST, "", again=False) for voice in range(5)]
    counted = [Tallied("key", voice, FIRST, "a", again=False) for voice in range(3, 9)]
    (told,) = tellings([*founders, *counted], count, 5)
    assert (told.count, told.source) == (5, "a"), "the three founders left are too few to be told"
