"""What every window promises of items, whatever engine it stands on, against a model that remembers everything."""

import importlib.util
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import StoreError
from storage.window import Limits, distinct

_spec = importlib.util.spec_from_file_location("window_kit", Path(__file__).with_name("window_kit.py"))
assert _spec is not None
assert _spec.loader is not None
kit = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = kit
_spec.loader.exec_module(kit)
BOTH = kit.BOTH
HOUR = kit.HOUR
K = kit.K
ONE = kit.ONE
SAID = kit.SAID
add = kit.add
add_all = kit.add_all
batches = kit.batches
content = kit.content
engine = kit.engine
fresh = kit.fresh
in_batches = kit.in_batches
tally = kit.tally
tally_of = kit.tally_of


# -- items ----------------------------------------------------------------------------------------------------


def test_voices_are_counted_up_to_k_and_each_once(fresh) -> None:
    with fresh() as window:
        for voice, expected in ((1, 1), (1, 1), (2, 2), (1, 2), (3, 3), (4, 3), (4, 3)):
            assert add(window, [7], voice) == [expected]
        assert add(window, [7, 8], 5) == [3, 1]
        assert window.size().items == 2


def test_those_who_come_together_see_each_other(fresh) -> None:
    with fresh() as window:
        assert add_all(window, [(1, 1, HOUR), (2, 1, HOUR), (1, 2, HOUR), (1, 2, HOUR)]) == [2, 1, 2, 2]
        assert add_all(window, [(1, 3, HOUR), (1, 4, HOUR)]) == [3, 3]
        assert add_all(window, []) == []


@given(said=SAID, cuts=st.lists(st.integers(0, 40), max_size=5))
def test_counts_are_those_of_a_model_that_remembers_everything(fresh, said, cuts) -> None:
    model: dict[int, set[int]] = {}
    with fresh() as window:
        for some in in_batches(said, cuts):
            for item, voice, _ in some:
                model.setdefault(item, set()).add(voice)
            assert add_all(window, some) == [min(len(model[item]), K) for item, _, _ in some]
        assert window.size().items == len(model)


@settings(max_examples=40)
@given(said=SAID, cuts=st.lists(st.integers(0, 40), max_size=5), ring=st.sampled_from([ONE, BOTH]))
def test_nothing_depends_on_what_came_together(fresh, said, cuts, ring) -> None:
    with fresh(ring) as window, fresh(ring) as other:
        for some in in_batches(said, cuts):
            add_all(window, some, ring=ring)
        for one in said:
            add_all(other, [one], ring=ring)
        assert content(window, ring) == content(other, ring)


@settings(max_examples=40)
@given(before=SAID, after=SAID)
def test_across_a_turn_of_keys_none_is_lost_while_no_set_is_full(fresh, before, after) -> None:
    model: dict[int, set[int]] = {}
    with fresh(BOTH) as window:
        for ring, said in ((ONE, before), (BOTH, after)):
            for item, voice, hour in said:
                model.setdefault(item, set()).add(voice)
                (count,) = add_all(window, [(item, voice, hour)], ring=ring)
                if len(model[item]) <= K:
                    assert count == len(model[item])


LONG = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(0, 200).map(HOUR.__add__)), max_size=25)


@settings(max_examples=80)
@given(before=LONG, after=LONG, swept=st.integers(-1, 25))
def test_across_a_turn_of_keys_counts_never_exceed_the_voices_there_are(fresh, before, after, swept) -> None:
    told: list[tuple[int, int, int]] = []
    with fresh(BOTH) as window:
        for ring, said in ((ONE, before), (BOTH, after)):
            for number, one in enumerate(said):
                told.append(one)
                (count,) = add_all(window, [one], ring=ring)
                near = {voice for item, voice, hour in told if item == one[0] and abs(hour - one[2]) < 72}
                assert count <= min(len(near), K)
                if number == swept:
                    window.expire(now=one[2])


def test_nothing_is_marked_under_a_key_that_has_been_followed(fresh) -> None:
    with fresh(BOTH) as window:
        add(window, [1], 1)
        assert add(window, [1], 2, ring=BOTH) == [2]
        with pytest.raises(StoreError, match="turned"):
            add(window, [1], 2)
        with pytest.raises(StoreError, match="turned"):
            tally(window, 5, 2)
        assert add(window, [1], 2, ring=BOTH) == [2], "one voice, whoever heard it"


@settings(max_examples=40)
@given(data=st.data())
def test_a_tally_never_counts_more_voices_than_there_are_however_often_it_is_begun_anew(fresh, data) -> None:
    with fresh(BOTH) as window:
        voices: set[int] = set()
        for ring in (ONE, BOTH):
            for voice in data.draw(st.lists(st.integers(0, 5), max_size=6)):
                voices.add(voice)
                add(window, [1], voice, ring=ring)
                what = data.draw(st.sampled_from(["tell", "seed", "neither"]))
                if what == "seed":
                    window.seed(tally_of(ring, 1), tally_of(ring, 1))
                if what == "tell":
                    tally(window, 1, voice, ring=ring)
                assert distinct(window.tallied(tally_of(ring, 1)), ring.keys[0].name) <= len(voices)


@settings(max_examples=40)
@given(before=SAID, after=SAID)
def test_across_a_turn_of_keys_those_who_come_together_count_no_more_than_they_are(fresh, before, after) -> None:
    with fresh(BOTH) as window:
        add_all(window, before)
        counts = add_all(window, after, ring=BOTH)
        for (item, _, _), count in zip(after, counts, strict=True):
            assert count <= min(K, len({voice for at, voice, _ in (*before, *after) if at == item}))


@given(adds=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 60)), max_size=20), in_order=st.booleans())
def test_only_marks_within_the_span_count(fresh, adds: list[tuple[int, int]], *, in_order: bool) -> None:
    limits = Limits(voices=K, span=timedelta(hours=24))
    with fresh(limits=limits) as window:
        said: dict[int, list[int]] = {}
        for voice, at in sorted(adds, key=lambda each: each[1]) if in_order else adds:
            said.setdefault(voice, []).append(at)
            (count,) = add(window, [1], voice, said=HOUR + at)
            near = {voice for voice, hours in said.items() if any(abs(hour - at) < 24 for hour in hours)}
            assert count <= min(len(near), K)
            assert not in_order or count == min(len(near), K), "as they were said, none is lost"
        last = max((at for _, at in adds), default=0)
        assert add(window, [1], 99, said=HOUR + last + 24) == [1], "what is a span old counts no more"


@given(voices=st.permutations(range(12)), together=st.booleans())
def test_of_an_item_no_more_than_k_marks_are_kept_and_they_are_the_latest(fresh, voices, *, together: bool) -> None:
    with fresh() as window:
        said = [(1, voice, HOUR + voice) for voice in voices]
        for some in [said] if together else [[one] for one in said]:
            add_all(window, some)
        window.seed(tally_of(ONE, 50), tally_of(ONE, 1))
        assert sorted(each.hour for each in window.tallied(tally_of(ONE, 50))) == [HOUR + 9, HOUR + 10, HOUR + 11]


def test_hours_that_nobody_could_mean_are_taken_for_the_nearest(fresh) -> None:
    with fresh() as window:
        for voice, said in enumerate([0, HOUR, 1 << 40]):
            assert add(window, [1], voice, said=said) == [1]
        assert window.expire(now=HOUR + 1) == 0


# -- forgetting -----------------------------------------------------------------------------------------------


def test_what_nobody_adds_to_for_a_span_is_forgotten(fresh) -> None:
    with fresh() as window:
        add(window, [1, 2], 1)
        tally(window, 9, 1)
        add(window, [2], 2, said=HOUR + 10)
        assert window.expire(now=HOUR + 72) == 0
        assert window.expire(now=HOUR + 73) == 1
        assert (window.size().items, window.size().tallied) == (1, 0)
        assert add(window, [2], 3, said=HOUR + 73) == [2]


@settings(max_examples=40)
@given(said=SAID, at=st.integers(0, 140))
def test_nothing_older_than_the_span_is_left_after_a_sweep_and_nothing_newer_goes(fresh, said, at) -> None:
    with fresh() as window:
        add_all(window, said)
        for item, voice, hour in said:
            tally(window, item + 100, voice, said=hour)
        since = HOUR + at - 72
        newest = {item: max(hour for i, _, hour in said if i == item) for item, _, _ in said}
        assert window.expire(now=HOUR + at) == sum(hour < since for hour in newest.values())
        for item in newest:
            window.seed(tally_of(ONE, 200 + item), tally_of(ONE, item))
            assert all(each.hour >= since for each in window.tallied(tally_of(ONE, 200 + item)))
            kept = {each.hour for each in window.tallied(tally_of(ONE, item + 100))}
            assert kept == {hour for i, _, hour in said if i == item and hour >= since}


def test_over_its_size_the_oldest_go_first_and_are_counted(fresh) -> None:
    limits = Limits(voices=K, size=1 << 18)
    with fresh(limits=limits) as window:
        for step in range(700):
            add(window, range(step * 40, step * 40 + 40), 1, said=HOUR + step // 50)
            if step % 100 == 0:
                assert window.size().bytes <= limits.size
        size = window.size()
        assert size.bytes <= limits.size
        assert size.evicted > 0
        assert size.items + size.evicted == 28_000
        assert add(window, [0], 2, said=HOUR + 14) == [1], "the oldest went"
        assert add(window, [700 * 40 - 1], 2, said=HOUR + 14) == [2], "the newest stayed"


def test_of_an_hour_that_is_too_much_by_itself_as_much_stays_as_fits(fresh) -> None:
    limits = Limits(voices=K, size=1 << 18)
    with fresh(limits=limits) as window:
        for step in range(500):
            add(window, range(step * 40, step * 40 + 40), 1)
        size = window.size()
        assert size.bytes <= limits.size
        assert 2_000 < size.items < 20_000
        assert size.items + size.evicted == 20_000


def test_tallies_are_within_the_size_too(fresh) -> None:
    limits = Limits(voices=K, size=1 << 19)
    with fresh(limits=limits) as window:
        for hour in range(40):
            add(window, range(hour * 2000, hour * 2000 + 2000), 1, said=HOUR + hour)
            together = batches(ONE, range(300), [hour] * 300)
            window.tally(together, said=[HOUR + hour] * 300, sources=["mạng"] * 300)
        assert window.size().bytes < 1.2 * limits.size
        assert window.size().evicted > 0
        assert {each.hour for each in window.tallied(tally_of(ONE, 1))} >= {HOUR + 38, HOUR + 39}


def test_one_remark_larger_than_the_whole_window_is_counted_all_the_same(fresh) -> None:
    with fresh(limits=Limits(voices=K, size=1 << 16)) as window:
        for voice in range(3):
            counts = add(window, range(2000), voice)
            assert len(counts) == 2000
            assert set(counts) <= {1, 2, 3}
