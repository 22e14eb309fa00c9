"""Digests: equal for equal things, unrelated for all others."""

from datetime import datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from door import Key
from records import ZONE
from storage.marks import BLOCK, SHINGLE, Marker, Tags, as_tags, numbers

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
WORDS = st.lists(st.sampled_from("abcd") | st.text(min_size=1, max_size=5), max_size=30)
VOICE, OTHER = as_tags(bytes(range(16))), as_tags(bytes(range(1, 17)))
MARKER = Marker(Key.made(NOW))


def apart(tags: Tags) -> list[bytes]:
    whole = tags.tobytes()
    return [whole[at : at + BLOCK] for at in range(0, len(whole), BLOCK)]


@given(WORDS)
def test_a_tag_depends_on_its_five_words_and_nothing_else(words: list[str]) -> None:
    tags = apart(MARKER.shingles(words))
    fives = [tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)]
    assert len(tags) == len(fives)
    assert len(set(tags)) == len(set(fives))
    for five, tag in zip(fives, tags, strict=True):
        assert MARKER.shingles(five).tobytes() == tag


def test_the_order_of_words_and_where_they_end_matter() -> None:
    assert apart(MARKER.shingles(list("abcde"))) != apart(MARKER.shingles(list("abced")))
    assert MARKER.item("ab", "c") != MARKER.item("a", "bc") != MARKER.item("abc")


def test_another_key_makes_other_tags_and_marks() -> None:
    other = Marker(Key.made(NOW))
    words = list("abcdef")
    assert set(apart(MARKER.shingles(words))).isdisjoint(apart(other.shingles(words)))
    assert MARKER.item("a") != other.item("a")
    assert MARKER.marks(as_tags(MARKER.item("a")), VOICE) != other.marks(as_tags(MARKER.item("a")), VOICE)


@given(WORDS)
def test_a_voice_leaves_one_mark_at_an_item_and_unrelated_ones_at_others(words: list[str]) -> None:
    tags = MARKER.shingles(words)
    mine, theirs = MARKER.marks(tags, VOICE).tolist(), MARKER.marks(tags, OTHER).tolist()
    assert mine == MARKER.marks(tags, np.repeat(VOICE, len(tags), axis=0)).tolist()
    assert len(set(mine)) == len(set(numbers(tags).tolist()))
    assert set(mine).isdisjoint(theirs)


def test_lone_surrogates_and_nul_are_words_too() -> None:
    assert len(MARKER.shingles(["\ud800", "\0", "a", "b", "c"])) == 1
    assert MARKER.item("\ud800")


def test_the_memory_of_words_stays_bounded(monkeypatch) -> None:
    monkeypatch.setattr("storage.marks.MOST_WORDS", 100)
    marker = Marker(Key.made(NOW))
    for start in range(0, 1000, 5):
        marker.shingles([str(number) for number in range(start, start + 5)])
    assert len(marker._words) <= 100


@given(st.lists(WORDS, max_size=4))
def test_shingles_of_many_at_once_are_those_of_each(texts: list[list[str]]) -> None:
    together = apart(MARKER.shingles([word for words in texts for word in words]))
    start = 0
    for words in texts:
        tags = apart(MARKER.shingles(words))
        assert together[start : start + len(tags)] == tags
        start += len(words)


def test_no_number_is_0() -> None:
    assert numbers(as_tags(bytes(32))).tolist() == [1, 1]
