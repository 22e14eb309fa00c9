"""Runs of common fives: nothing but what every five of them proves."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.passages import LEAST, grams, overlaps, passages
from storage.marks import SHINGLE

WORDS = [f"w{number}" for number in range(40)]


@given(st.lists(st.booleans(), max_size=30))
def test_a_passage_holds_only_words_all_of_whose_fives_are_common(common: list[bool]) -> None:
    words = WORDS[: len(common) + SHINGLE - 1]
    shared = {tuple(words[at : at + SHINGLE]) for at, yes in enumerate(common) if yes}
    found = passages(words, common)
    for passage in found:
        run = passage.split(" ")
        assert len(run) >= LEAST
        assert {tuple(run[at : at + SHINGLE]) for at in range(len(run) - SHINGLE + 1)} <= shared
        begin = words.index(run[0])
        assert begin == 0 or not common[begin - 1], "the longest run"
        end = begin + len(run) - SHINGLE + 1
        assert end == len(common) or not common[end], "the longest run"
    in_runs = sum(len(passage.split(" ")) - SHINGLE + 1 for passage in found)
    assert in_runs <= sum(common)


def test_eight_words_are_a_passage_and_seven_are_none() -> None:
    assert passages(WORDS[:8], [True] * 4) == [" ".join(WORDS[:8])]
    assert passages(WORDS[:7], [True] * 3) == []
    assert passages([], []) == []


def test_grams_tell_passages_apart_and_fit_a_signed_number() -> None:
    one, other = grams(" ".join(WORDS[:12])), grams(" ".join(WORDS[4:16]))
    assert len(one) == len(other) == 8
    assert len(one & other) == 4
    assert all(0 <= gram < 1 << 63 for gram in one)
    assert grams("một hai \ud800 bốn năm")


def test_what_shares_half_of_the_shorter_is_the_same() -> None:
    assert overlaps(4, 8, 100)
    assert not overlaps(4, 9, 100)
    assert not overlaps(3, 4, 4), "less than a passage is not enough"
