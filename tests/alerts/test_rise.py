"""The test of rising: what it must see, what it must not, and how often it is wrong."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rise import BLOCK, HOUR, PAST, Told, rise

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
K = 5


def found(crowds: int, *, quiet_days: float, past: list[Told] | None = None) -> bool:
    told = [Told(hour=NOW - HOUR, count=K * crowds), *(past or [])] if crowds else past or []
    return rise(told, crowd=K, since=NOW - BLOCK - timedelta(days=quiet_days), now=NOW).rises


@pytest.mark.parametrize(("days", "needed"), [(0, 3), (1, 2), (7, 2), (14, 1)])
def test_the_longer_it_was_silent_the_less_is_needed(days: int, needed: int) -> None:
    assert found(needed, quiet_days=days)
    assert not found(needed - 1, quiet_days=days)


def test_what_is_said_every_day_at_this_hour_does_not_rise() -> None:
    every_day = [Told(hour=NOW - HOUR - timedelta(days=day), count=40) for day in range(1, 15)]
    assert not found(8, quiet_days=14, past=every_day)
    assert found(30, quiet_days=14, past=every_day)
    at_noon = [Told(hour=each.hour + timedelta(hours=12), count=40) for each in every_day]
    assert found(8, quiet_days=14, past=at_noon), "at another hour of the day it does"


TOLD = st.lists(
    st.builds(
        lambda hours, count: Told(hour=NOW - hours * HOUR, count=count), st.integers(-10, 500), st.integers(5, 500)
    ),
    max_size=40,
)


@given(told=TOLD, crowds=st.integers(1, 50))
def test_more_voices_are_never_less_surprising(told: list[Told], crowds: int) -> None:
    before = rise(told, crowd=K, since=NOW - PAST, now=NOW)
    after = rise([*told, Told(hour=NOW - HOUR, count=K * crowds)], crowd=K, since=NOW - PAST, now=NOW)
    assert 0 <= after.chance <= before.chance <= 1
    assert after.observed == before.observed + K * crowds
    assert before.expected > 0


@given(told=TOLD)
def test_what_lies_ahead_or_too_far_back_is_not_looked_at(told: list[Told]) -> None:
    near = [each for each in told if NOW - BLOCK - PAST <= each.hour < NOW]
    arguments = {"crowd": K, "since": NOW - 10 * PAST, "now": NOW}
    assert rise(told, **arguments) == rise(near, **arguments)  # type: ignore[arg-type]


def test_nothing_never_rises() -> None:
    assert not rise([], crowd=K, since=NOW - PAST, now=NOW).rises


@pytest.fixture(scope="module")
def simulation(benchmark_module: Callable[[str], ModuleType]) -> ModuleType:
    return benchmark_module("rise")


@pytest.mark.parametrize(("mean", "clumping", "most"), [(0.1, 2, 0.5), (1, 1, 0.6), (3, 2, 0.8), (10, 2, 0.4)])
def test_false_alarms_in_a_quiet_week_stay_few(
    simulation: ModuleType, mean: float, clumping: float, most: float
) -> None:
    assert simulation.false_alarms(mean, clumping, series=25, warm=14, seed=3) <= most


def test_a_tenfold_rate_is_seen_within_the_half_day(simulation: ModuleType) -> None:
    assert simulation.delay(1, 10, series=15) <= 6
