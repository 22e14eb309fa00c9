"""What every window promises, against a model that remembers everything."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door import Key, Ring
from errors import StoreError
from records import ZONE
from storage import open_store, open_window
from storage.window import Batch, Limits, Window, distinct, hour_of

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
HOUR = hour_of(NOW)
OLD, NEW = (Key(secret=bytes([n]) * 32, born=NOW - timedelta(hours=72 * (2 - n))) for n in (1, 2))
ONE, BOTH = Ring(keys=(OLD,)), Ring(keys=(NEW, OLD))
LIMITS = Limits(voices=3)

Fresh = Callable[[Ring], AbstractContextManager[Window]]


@pytest.fixture(scope="module", params=["memory", "sqlite"])
def fresh(request, tmp_path_factory) -> Fresh:
    base = tmp_path_factory.mktemp("window")

    @contextmanager
    def open_fresh(ring: Ring = ONE, limits: Limits = LIMITS) -> Iterator[Window]:
        path = Path(mkdtemp(dir=base)) / "window.sqlite" if request.param == "sqlite" else None
        with open_window(path, ring, limits) as window:
            yield window

    return open_fresh


def mark(item: int, voice: int, key: Key) -> int:
    """Return what stands for a voice at an item: unrelated numbers, as the real ones are."""
    return hash((item, voice, key.name)) & (1 << 64) - 1


def batches(ring: Ring, items: list[int], voice: int) -> list[Batch]:
    numbers = {key: [hash((item, key.name)) >> 1 for item in items] for key in ring.keys}
    return [Batch(key.name, numbers[key], [mark(item, voice, key) for item in items]) for key in ring.keys]


def test_voices_are_counted_up_to_k_and_each_once(fresh) -> None:
    with fresh() as window:
        for voice, expected in ((1, 1), (1, 1), (2, 2), (1, 2), (3, 3), (4, 3), (4, 3)):
            assert window.add(batches(ONE, [7], voice), said=HOUR, now=HOUR) == [expected]
        assert window.add(batches(ONE, [7, 8], 5), said=HOUR, now=HOUR) == [3, 1]
        assert window.size().items == 2


ADDS = st.lists(st.tuples(st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True), st.integers(0, 6)))


@given(adds=ADDS)
def test_counts_are_those_of_a_model_that_remembers_everything(fresh, adds: list[tuple[list[int], int]]) -> None:
    model: dict[int, set[int]] = {}
    with fresh() as window:
        for items, voice in adds:
            for item in items:
                model.setdefault(item, set()).add(voice)
            expected = [min(len(model[item]), 3) for item in items]
            assert window.add(batches(ONE, items, voice), said=HOUR, now=HOUR) == expected


@settings(max_examples=60)
@given(before=ADDS, after=ADDS)
def test_across_a_turn_of_keys_counts_never_exceed_the_voices_there_are(
    fresh, before: list[tuple[list[int], int]], after: list[tuple[list[int], int]]
) -> None:
    model: dict[int, set[int]] = {}
    with fresh(BOTH) as window:
        for ring, adds in ((ONE, before), (BOTH, after)):
            for items, voice in adds:
                for item in items:
                    model.setdefault(item, set()).add(voice)
                counts = window.add(batches(ring, items, voice), said=HOUR, now=HOUR)
                # Nothing has left the window here, and no set was full: so nothing is lost either.
                for item, count in zip(items, counts, strict=True):
                    assert count <= min(len(model[item]), 3)
                    if len(model[item]) <= 3:
                        assert count == len(model[item])


SAID = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 60)), max_size=20)


@given(adds=SAID, in_order=st.booleans())
def test_only_marks_within_the_span_count(fresh, adds: list[tuple[int, int]], *, in_order: bool) -> None:
    limits = Limits(voices=3, span=timedelta(hours=24))
    with fresh(limits=limits) as window:
        said: dict[int, list[int]] = {}
        for voice, at in sorted(adds, key=lambda each: each[1]) if in_order else adds:
            said.setdefault(voice, []).append(at)
            (count,) = window.add(batches(ONE, [1], voice), said=HOUR + at, now=HOUR + at)
            near = {voice for voice, hours in said.items() if any(abs(hour - at) < 24 for hour in hours)}
            assert count <= min(len(near), 3)
            assert not in_order or count == min(len(near), 3), "as they were said, none is lost"
        last = max((at for _, at in adds), default=0)
        late = HOUR + last + 24
        assert window.add(batches(ONE, [1], 99), said=late, now=late) == [1], "what is a span old counts no more"


def test_what_nobody_adds_to_for_a_span_is_forgotten(fresh) -> None:
    with fresh() as window:
        window.add(batches(ONE, [1, 2], 1), said=HOUR, now=HOUR)
        window.tally(batches(ONE, [9], 1), said=HOUR, source="mạng")
        window.add(batches(ONE, [2], 2), said=HOUR + 10, now=HOUR + 10)
        assert window.expire(now=HOUR + 72) == 0
        assert window.expire(now=HOUR + 73) == 1
        assert (window.size().items, window.size().tallied) == (1, 0)
        assert window.add(batches(ONE, [2], 3), said=HOUR + 73, now=HOUR + 73) == [2]


def tally_of(ring: Ring, item: int) -> list[tuple[str, int]]:
    return [(batch.key, batch.items[0]) for batch in batches(ring, [item], 0)]


def test_a_tally_holds_every_voice_with_hour_and_source(fresh) -> None:
    with fresh() as window:
        for voice in range(20):
            for _ in range(2):
                window.tally(batches(ONE, [5], voice), said=HOUR + voice % 2, source="ab"[voice % 2])
        marks = window.tallied(tally_of(ONE, 5))
        assert distinct(marks, OLD.name) == 20
        assert {(each.hour, each.source) for each in marks} == {(HOUR, "a"), (HOUR + 1, "b")}
        assert window.tallied(tally_of(ONE, 6)) == []
        assert window.size().tallied == 20


def test_a_voice_known_under_the_older_key_counts_once(fresh) -> None:
    with fresh(BOTH) as window:
        for voice in (1, 2, 3):
            window.tally(batches(ONE, [5], voice), said=HOUR, source="a")
        for voice in (2, 3, 4):
            window.tally(batches(BOTH, [5], voice), said=HOUR, source="b")
        assert distinct(window.tallied(tally_of(BOTH, 5)), NEW.name) == 4


def test_a_tally_starts_with_the_voices_known_at_an_item(fresh) -> None:
    with fresh() as window:
        for voice in (1, 2, 3):
            window.add(batches(ONE, [5], voice), said=HOUR + voice, now=HOUR)
        window.seed(tally_of(ONE, 50), tally_of(ONE, 5))
        marks = window.tallied(tally_of(ONE, 50))
        assert {(each.hour, each.source) for each in marks} == {(HOUR + voice, "") for voice in (1, 2, 3)}
        again = Batch(OLD.name, [tally_of(ONE, 50)[0][1]], [mark(5, 2, OLD)])
        window.tally([again], said=HOUR + 9, source="a")
        assert distinct(window.tallied(tally_of(ONE, 50)), OLD.name) == 3, "one who is known is not counted again"


def test_what_fails_within_a_transaction_is_taken_back(tmp_path: Path) -> None:
    with open_window(tmp_path / "w.sqlite", ONE, LIMITS) as window:
        with suppress(KeyError), window.transaction():
            window.add(batches(ONE, [1], 1), said=HOUR, now=HOUR)
            raise KeyError
        assert window.add(batches(ONE, [1], 2), said=HOUR, now=HOUR) == [1]


@pytest.mark.parametrize("damage", [b"no database", b"SQLite format 3\0" + bytes(4096)])
def test_a_damaged_file_is_replaced_and_counting_starts_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "w.sqlite"
    path.write_bytes(damage)
    for _ in range(2):
        with open_window(path, ONE, LIMITS) as window:
            assert window.add(batches(ONE, [1], 1), said=HOUR, now=HOUR) == [1]
    assert path.stat().st_mode & 0o077 == 0


def test_a_store_is_never_taken_for_a_window(tmp_path: Path) -> None:
    path = tmp_path / "rotin.sqlite"
    with open_store(str(path)):
        pass
    with pytest.raises(StoreError):
        open_window(path, ONE, LIMITS)
    with open_store(str(path)) as store:
        assert set(store.counts().values()) == {0}


def test_what_no_key_can_read_any_more_is_dropped_when_the_window_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "w.sqlite"
    with open_window(path, ONE, LIMITS) as window:
        window.add(batches(ONE, [1, 2], 1), said=HOUR, now=HOUR)
    with open_window(path, BOTH, LIMITS) as window:
        assert window.size().items == 2
    with open_window(path, Ring(keys=(NEW,)), LIMITS) as window:
        assert window.size().items == 0


def test_a_process_with_yesterdays_ring_drops_nothing_newer(tmp_path: Path) -> None:
    path = tmp_path / "w.sqlite"
    with open_window(path, BOTH, LIMITS) as window:
        window.add(batches(BOTH, [1, 2], 1), said=HOUR, now=HOUR)
    with open_window(path, ONE, LIMITS) as window:
        assert window.size().items == 2


def test_over_its_size_the_oldest_go_first_and_are_counted(fresh) -> None:
    limits = Limits(voices=3, size=1 << 18)
    with fresh(limits=limits) as window:
        for number in range(700):
            items = list(range(number * 40, number * 40 + 40))
            window.add(batches(ONE, items, 1), said=HOUR + number // 50, now=HOUR + number // 50)
        size = window.size()
        assert size.bytes < 1.5 * limits.size
        assert size.evicted > 0
        late = HOUR + 14
        assert window.add(batches(ONE, [0], 2), said=late, now=late) == [1], "the oldest went"
        assert window.add(batches(ONE, [700 * 40 - 1], 2), said=late, now=late) == [2], "the newest stayed"


def test_limits_that_would_tell_of_a_few_are_refused() -> None:
    with pytest.raises(ValueError, match="voices"):
        Limits(voices=2)
    with pytest.raises(ValueError, match="hour"):
        Limits(span=timedelta(minutes=5))
