"""What is heard in communes: two windows side by side, hours never added up into people."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from digest import Digest
from digest.model_claims import Change, SignalLine

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def lines(world: SimpleNamespace, path: Path, *signals: object) -> tuple[SignalLine, ...]:
    with world.fill(path / "a.db", []) as store:
        found: Digest = world.digest_of(world.tell(store, signals))
    return found.signals


def test_what_is_heard_now_stands_before_what_was(conversation: Digest) -> None:
    assert [(one.place, one.rule, one.change) for one in conversation.signals] == [
        ("Phường Thục Phán", "disaster.flood", Change.MORE),
        ("Xã Bảo Lâm", "fraud.fake_prize", Change.BEGUN),
        ("Xã Trùng Khánh", "fraud.task_scam", Change.GONE),
    ]


def test_the_fullest_hour_is_told_and_how_many_hours_there_were(conversation: Digest, world: SimpleNamespace) -> None:
    flood = conversation.signals[0]
    assert flood.now is not None
    assert flood.before is not None
    assert (flood.now.peak, flood.now.peak_hour, flood.now.hours) == (9, world.until - 3 * HOUR, 2)
    assert (flood.before.peak, flood.before.hours) == (6, 1)


def test_windows_are_closed_at_their_start_and_open_at_their_end(world: SimpleNamespace, tmp_path: Path) -> None:
    edges = [2 * DAY + HOUR, 2 * DAY, DAY + HOUR, DAY, HOUR, 0 * HOUR]
    told = [world.signal("disaster.flood", "01273", ago=ago, count=10 + at) for at, ago in enumerate(edges)]
    [line] = lines(world, tmp_path, *told)
    assert line.before is not None
    assert line.now is not None
    assert (line.before.hours, line.before.peak) == (2, 12)
    assert (line.now.hours, line.now.peak) == (2, 14)


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        ([9], [6], Change.MORE),
        ([8], [6], Change.ALIKE),
        ([6], [8], Change.ALIKE),
        ([6], [9], Change.LESS),
        ([5, 5, 5], [9], Change.MORE),
        ([5], [], Change.BEGUN),
        ([], [5], Change.GONE),
    ],
)
def test_two_windows_are_compared_in_words(
    world: SimpleNamespace, tmp_path: Path, now: list[int], before: list[int], change: Change
) -> None:
    told = [
        world.signal("disaster.flood", "01273", ago=start + at * HOUR, count=count)
        for start, counts in ((HOUR, now), (DAY + HOUR, before))
        for at, count in enumerate(counts)
    ]
    assert [one.change for one in lines(world, tmp_path, *told)] == [change]


def test_a_rule_nobody_knows_any_more_keeps_its_id_and_stands_last(world: SimpleNamespace, tmp_path: Path) -> None:
    gone, known = lines(
        world,
        tmp_path,
        world.signal("health.gone", "01273", ago=HOUR, count=50),
        world.signal("fraud.fake_prize", "01273", ago=HOUR),
    )[::-1]
    assert (gone.title.vi, gone.category, gone.severity) == ("health.gone", None, None)
    assert known.rule == "fraud.fake_prize"
