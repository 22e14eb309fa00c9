"""A flat table of items: equal to a dictionary in what it says, and to any other of the same content in every byte."""

import random
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import entries as of
from storage.window import Limits
from storage.window_items import Items, Memory
from storage.window_table import FULLEST, LEAST, LOTS, Bounds, FullError, Table, Undo, homes_for, homes_within, room

K = 3
BOUNDS = Bounds(72, K)
FIRST = 490_000
# Few homes, so that items crowd; those of one home stand in a row.
CROWDED = st.integers(0, 12).map(lambda n: (n % 3 << 60) + n + 1)
SAID = st.lists(st.tuples(CROWDED, st.integers(0, 9), st.integers(0, 5)), max_size=60)


def entry(item: int, voice: int, hour: int) -> int:
    return of.entry(random.Random(f"{item} {voice}").getrandbits(64), FIRST + hour, again=False)


def a_table(homes: int = LEAST) -> tuple[Table, bytearray]:
    memory = bytearray(room(homes))
    return Table.made(memory, homes), memory


def add(table: Table, said: Sequence[tuple[int, int, int]], undo: Undo | None = None) -> list[int]:
    items = np.array([item for item, _, _ in said], dtype=np.uint64)
    marks = np.array([entry(*each) for each in said], dtype=np.uint64)
    counts: list[int] = table.add(items, marks, None, BOUNDS, [] if undo is None else undo).tolist()
    return counts


def is_whole(table: Table) -> None:
    """Items stand in order, none before its home, none behind a gap that a look would stop at."""
    items = table._items.tolist()
    taken = [slot for slot, item in enumerate(items) if item]
    assert table.marks == len(taken)
    assert table.items == len({items[slot] for slot in taken})
    assert [items[slot] for slot in taken] == sorted(items[slot] for slot in taken)
    for slot in taken:
        home = (items[slot] >> 32) * table._homes >> 32
        assert home <= slot
        assert all(items[home:slot])
    assert not table.broken


@given(said=SAID, cuts=st.lists(st.integers(0, 60), max_size=4))
def test_it_says_what_a_dictionary_would(said, cuts) -> None:
    table, _ = a_table()
    model: dict[int, of.Entries] = {}
    edges = [0, *sorted(cuts), len(said)]
    for first, last in pairwise(edges):
        add(table, said[first:last])
        for item, voice, hour in said[first:last]:
            model[item] = of.added(model.get(item, ()), entry(item, voice, hour), K)
        is_whole(table)
        assert all(table.get(item) == tuple(sorted(marks)) for item, marks in model.items())


@given(said=SAID, data=st.data())
def test_it_does_not_know_in_which_order_anything_came(said, data) -> None:
    # No set is overfull here: which of five voices of one hour stay of more than k depends on no order either,
    # but on the order of hours, as it should.
    few = [(item, voice % K, hour) for item, voice, hour in said]
    one, its = a_table()
    other, others = a_table()
    add(one, few)
    for each in data.draw(st.permutations(few)):
        add(other, [each])
    assert its == others


@given(kept=SAID, gone=SAID, cuts=st.lists(st.integers(0, 60), max_size=4))
def test_what_is_taken_back_leaves_no_trace(kept, gone, cuts) -> None:
    items = Items(Limits(voices=K), lambda _: Memory())
    table = items.of("key").table
    add(table, kept)
    before = bytes(table._words)
    undo = items._undo.setdefault("key", [])
    edges = [0, *sorted(cuts), len(gone)]
    for first, last in pairwise(edges):
        add(table, gone[first:last], undo)
    items.take_back({})
    assert bytes(table._words) == before


@given(said=SAID, since=st.integers(0, 6), homes=st.integers(LEAST, 3 * LEAST))
def test_a_copy_holds_what_is_not_too_old(said, since, homes) -> None:
    table, other = a_table()[0], a_table(homes)[0]
    add(table, said)
    table.copy_to(other, since=FIRST + since)
    is_whole(other)
    for item, _, _ in said:
        assert other.get(item) == tuple(one for one in table.get(item) if of.hour_at(one) >= FIRST + since)


@given(said=SAID, lots=st.integers(0, 14))
def test_of_an_hour_that_is_too_much_whole_lots_go(said, lots) -> None:
    table, other = a_table()[0], a_table()[0]
    add(table, said)
    assert table.lots(FIRST).sum() == table.hours().get(FIRST, 0)
    table.copy_to(other, since=FIRST, lots=lots)
    for item, _, _ in said:
        left = tuple(one for one in table.get(item) if of.hour_at(one) > FIRST or item % LOTS < lots)
        assert other.get(item) == left


@settings(max_examples=5)
@given(seed=st.integers(0, 1000))
def test_a_full_table_is_whole_and_says_when_it_has_to_grow(seed: int) -> None:
    chance = random.Random(seed)
    table, _ = a_table()
    said = [(chance.getrandbits(64) or 1, voice, 0) for voice in range(1000)]
    while said and table.fits(100):
        some, said = said[:100], said[100:]
        assert add(table, some) == [1] * 100
        assert add(table, some) == [1] * 100, "again changes nothing"
    is_whole(table)
    assert table.marks <= FULLEST * LEAST
    assert len(said) > 0


def test_what_has_no_room_behind_the_last_home_is_told() -> None:
    table, _ = a_table()
    last = (1 << 64) - 1
    fit = 0
    while fit < 1000:
        try:
            add(table, [(last - fit, 1, 0)])
        except FullError:
            break
        fit += 1
    assert 200 < fit < 1000
    is_whole(table)


def test_a_table_that_was_being_written_to_is_none() -> None:
    table, memory = a_table()
    table.close()
    memory[4 * 8] = 1
    with pytest.raises(ValueError, match="half-written"):
        Table(memory)
    for strange in (b"", bytes(64), bytes(room(LEAST)), b"SQLite format 3\0" * 100, bytes(memory)[:-16]):
        with pytest.raises(ValueError, match="half-written"):
            Table(bytearray(strange))


def test_bytes_of_a_mark_are_as_stated() -> None:
    for marks in (10_000, 1_000_000):
        assert room(homes_for(marks)) / marks < 35
    assert room(homes_within(1 << 20)) <= 1 << 20 < room(homes_within(1 << 20) + 1)
