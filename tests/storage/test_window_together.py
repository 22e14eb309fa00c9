"""What every window promises of tallies, of transactions, and of those who open it at once."""

import importlib.util
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.window import Batch, Limits, distinct

_spec = importlib.util.spec_from_file_location("window_kit", Path(__file__).with_name("window_kit.py"))
assert _spec is not None
assert _spec.loader is not None
kit = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = kit
_spec.loader.exec_module(kit)
BOTH = kit.BOTH
HOUR = kit.HOUR
K = kit.K
LATER = kit.LATER
LIMITS = kit.LIMITS
NEW = kit.NEW
OLD = kit.OLD
ONE = kit.ONE
SAID = kit.SAID
add = kit.add
add_all = kit.add_all
batches = kit.batches
content = kit.content
engine = kit.engine
fresh = kit.fresh
number = kit.number
shared = kit.shared
tally = kit.tally
tally_of = kit.tally_of


# -- tallies --------------------------------------------------------------------------------------------------


def test_a_tally_holds_every_voice_with_hour_and_source(fresh) -> None:
    with fresh() as window:
        for voice in range(20):
            for _ in range(2):
                tally(window, 5, voice, said=HOUR + voice % 2, source="ab"[voice % 2])
        marks = window.tallied(tally_of(ONE, 5))
        assert distinct(marks, OLD.name) == 20
        assert {(each.hour, each.source) for each in marks} == {(HOUR, "a"), (HOUR + 1, "b")}
        assert window.tallied(tally_of(ONE, 6)) == []
        assert window.size().tallied == 20


def test_many_notes_at_once_are_each_at_their_own(fresh) -> None:
    with fresh() as window:
        window.tally(batches(ONE, [5, 6, 5], [1, 1, 2]), said=[HOUR, HOUR + 1, HOUR + 2], sources=["a", "b", "c"])
        assert [(each.hour, each.source) for each in window.tallied(tally_of(ONE, 6))] == [(HOUR + 1, "b")]
        assert {(each.hour, each.source) for each in window.tallied(tally_of(ONE, 5))} == {
            (HOUR, "a"),
            (HOUR + 2, "c"),
        }


def test_a_voice_known_under_the_older_key_counts_once(fresh) -> None:
    with fresh(BOTH) as window:
        for voice in (1, 2, 3):
            tally(window, 5, voice, source="a")
        for voice in (2, 3, 4):
            tally(window, 5, voice, ring=BOTH, source="b")
        assert distinct(window.tallied(tally_of(BOTH, 5)), NEW.name) == 4


def test_a_tally_starts_with_the_voices_known_at_an_item(fresh) -> None:
    with fresh() as window:
        for voice in (1, 2, 3):
            add(window, [5], voice, said=HOUR + voice)
        window.seed(tally_of(ONE, 50), tally_of(ONE, 5))
        marks = window.tallied(tally_of(ONE, 50))
        assert {(each.hour, each.source) for each in marks} == {(HOUR + voice, "") for voice in (1, 2, 3)}
        again = Batch(
            OLD.name,
            np.array([tally_of(ONE, 50)[0][1]], dtype=np.uint64),
            np.array([number(5, 2, OLD.name)], dtype=np.uint64),
        )
        window.tally([again], said=[HOUR + 9], sources=["a"])
        assert distinct(window.tallied(tally_of(ONE, 50)), OLD.name) == 3, "one who is known is not counted again"


# -- all or nothing -------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(before=SAID, failed=st.lists(SAID, max_size=3), after=SAID, ring=st.sampled_from([ONE, BOTH]))
def test_what_fails_within_a_transaction_is_taken_back(fresh, before, failed, after, ring) -> None:
    with fresh(ring) as window, fresh(ring) as other:
        for each in (window, other):
            add_all(each, before)
        with suppress(KeyError), window.transaction():
            for some in failed:
                add_all(window, some, ring=ring)
                for item, voice, hour in some:
                    tally(window, item, voice, ring=ring, said=hour)
            raise KeyError
        assert content(window, ring) == content(other, ring)
        for each in (window, other):
            add_all(each, after, ring=ring)
        assert content(window, ring) == content(other, ring)


def test_what_fails_within_fails_alone_or_with_all(fresh) -> None:
    with fresh() as window:
        with window.transaction():
            add(window, [1], 1)
            with suppress(KeyError), window.transaction():
                add(window, [1, 2], 2)
                tally(window, 5, 2)
                raise KeyError
            with window.transaction():
                add(window, [3], 3)
        assert add(window, [1, 2, 3], 9) == [2, 1, 2]
        assert window.tallied(tally_of(ONE, 5)) == []
        with suppress(KeyError), window.transaction():
            with window.transaction():
                add(window, [4], 1)
            raise KeyError
        assert add(window, [4], 9) == [1]


def test_what_is_taken_back_is_so_even_if_the_window_grew_meanwhile(fresh) -> None:
    with fresh() as window:
        add(window, range(10), 1)
        with suppress(KeyError), window.transaction():
            for step in range(50):
                add(window, range(5, 5 + 100 * step), 2)
            raise KeyError
        assert window.size().items == 10
        assert add(window, range(12), 3) == [2] * 10 + [1] * 2


# -- several at once ------------------------------------------------------------------------------------------


def test_another_handle_sees_what_one_added_and_both_may_add(shared, tmp_path) -> None:
    with shared.open(tmp_path, ONE, LIMITS) as one, shared.open(tmp_path, ONE, LIMITS) as other:
        for step in range(40):
            items = range(step * 100, step * 100 + 100)
            assert set(add(one, items, 1)) == {1}
            assert set(add(other, items, 2)) == {2}
            tally((one, other)[step % 2], 7, step)
        assert distinct(one.tallied(tally_of(ONE, 7)), OLD.name) == 40
        assert one.size() == other.size()
        assert one.size().items == 4000


def test_what_one_handle_takes_back_another_never_saw(shared, tmp_path) -> None:
    with shared.open(tmp_path, ONE, LIMITS) as one, shared.open(tmp_path, ONE, LIMITS) as other:
        add(one, [1], 1)
        with suppress(KeyError), one.transaction():
            add(one, range(1, 2000), 2)
            raise KeyError
        assert add(other, [1, 2], 3) == [2, 1]


def test_what_one_handle_forgets_is_forgotten_for_all(shared, tmp_path) -> None:
    with shared.open(tmp_path, ONE, LIMITS) as one, shared.open(tmp_path, ONE, LIMITS) as other:
        add(one, [1, 2], 1)
        add(other, [2], 2, said=HOUR + 50)
        assert one.expire(now=HOUR + 100) == 1
        assert add(other, [1, 2], 3, said=HOUR + 100) == [1, 2]


def test_it_goes_on_where_it_was_when_it_is_opened_again(shared, tmp_path) -> None:
    limits = Limits(voices=K, size=1 << 17)
    with shared.open(tmp_path, ONE, limits) as window:
        for step in range(200):
            add(window, range(step * 40, step * 40 + 40), 1, said=HOUR + step)
        tally(window, 5, 1)
        size = window.size()
        assert size.evicted
    with shared.open(tmp_path, ONE, limits) as window:
        assert window.size() == size
        assert add(window, [7999, 0], 2, said=HOUR + 200) == [2, 1]


def test_what_no_key_can_read_any_more_is_dropped_when_the_window_is_opened(shared, tmp_path) -> None:
    with shared.open(tmp_path, ONE, LIMITS) as window:
        add(window, [1, 2], 1)
        tally(window, 3, 1)
    with shared.open(tmp_path, BOTH, LIMITS) as window:
        assert window.size().items == 2
        assert add(window, [1], 2, ring=BOTH) == [2]
    with shared.open(tmp_path, LATER, LIMITS) as window:
        assert window.size().items == 1
        assert window.size().tallied == 0


def test_a_process_with_yesterdays_ring_drops_nothing_newer(shared, tmp_path) -> None:
    with shared.open(tmp_path, BOTH, LIMITS) as window:
        add(window, [1, 2], 1, ring=BOTH)
    with shared.open(tmp_path, ONE, LIMITS) as window:
        assert window.size().items == 2


def test_limits_that_would_tell_of_a_few_are_refused() -> None:
    with pytest.raises(ValueError, match="voices"):
        Limits(voices=2)
    with pytest.raises(ValueError, match="hour"):
        Limits(span=timedelta(minutes=5))


def test_a_claim_begun_anew_after_a_turn_counts_nobody_twice(fresh) -> None:
    with fresh(BOTH) as window:
        for voice in (1, 2, 3, 0):  # the last finds the set full: known at the tally, not at the item
            add(window, [1], voice)
            tally(window, 1, voice)
        add(window, [1], 0, ring=BOTH)
        window.seed(tally_of(BOTH, 1), tally_of(BOTH, 1))
        assert distinct(window.tallied(tally_of(BOTH, 1)), BOTH.keys[0].name) <= 4
    with fresh(BOTH) as window:
        add(window, [1], 1)  # known at the item, and at the tally only under the newer key
        tally(window, 1, 1, ring=BOTH)
        window.seed(tally_of(BOTH, 1), tally_of(BOTH, 1))
        assert distinct(window.tallied(tally_of(BOTH, 1)), BOTH.keys[0].name) == 1
