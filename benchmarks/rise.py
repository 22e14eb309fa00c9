"""How often the test of rising cries for nothing, and how soon it sees what rises: on simulated weeks.

Run: ``uv run python benchmarks/rise.py``. A series is a rule in a commune: people speak at a rate that follows the
hours of the day, and repeat each other, so that one who speaks brings others (a negative binomial with ``clumping``
times the mean as variance). Of each hour only counts from k up are told, as the store has them. Every hour is looked
at, and an alarm silences the series for a day, as :mod:`alerts.decide` does.
"""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

from alerts.decide import QUIET
from alerts.rise import Told, rise

K = 5
START = datetime(2026, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


def voices(chance: random.Random, mean: float, clumping: float) -> int:
    """Return a count with this mean, and a variance ``clumping`` times as large: a Poisson of a Gamma."""
    if mean <= 0:
        return 0
    rate = mean if clumping <= 1 else chance.gammavariate(mean / (clumping - 1), clumping - 1)
    limit, product, count = math.exp(-min(rate, 500.0)), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def daily(hour: int) -> float:
    """Return how much more is said at this hour than on average: little at night, most in the evening."""
    return max(0.05, 1 + 0.9 * math.sin((hour - 14) / 24 * 2 * math.pi))


def week(chance: random.Random, mean: float, clumping: float, *, days: int) -> list[Told]:
    """Return what would be told of so many days."""
    said = ((START + hour * HOUR, voices(chance, mean * daily(hour % 24), clumping)) for hour in range(days * 24))
    return [Told(hour=hour, count=count) for hour, count in said if count >= K]


def alarms(told: list[Told], *, days: int, warm: int) -> int:
    """Return how many alarms the days after the first ``warm`` bring."""
    found, silent = 0, START
    for hour in range(warm * 24, days * 24):
        now = START + hour * HOUR
        if now >= silent and rise(told, crowd=K, since=START, now=now).rises:
            found, silent = found + 1, now + QUIET
    return found


def false_alarms(mean: float, clumping: float, *, series: int, warm: int, seed: int = 1) -> float:
    """Return the alarms a series brings in a quiet week, after ``warm`` days of watching."""
    chance, days = random.Random(seed), warm + 7
    return sum(alarms(week(chance, mean, clumping, days=days), days=days, warm=warm) for _ in range(series)) / series


def delay(mean: float, times: float, *, series: int, seed: int = 2) -> float | None:
    """Return the median hours until a rate that multiplies after 14 days is seen, or ``None`` within a day."""
    chance, found = random.Random(seed), []
    for _ in range(series):
        told = week(chance, mean, 2, days=14)
        for hour in range(24):
            at = START + (14 * 24 + hour) * HOUR
            count = voices(chance, mean * times, 2)
            told += [Told(hour=at, count=count)] if count >= K else []
            if rise(told, crowd=K, since=START, now=at + HOUR).rises:
                found.append(hour + 1)
                break
    found.sort()
    return found[series // 2] if len(found) > series // 2 else None


def main() -> None:
    print("false alarms of a series in a quiet week")
    print(f"{'voices an hour':>16}{'clumping':>10}{'first week':>12}{'after 2 days':>14}{'after 14 days':>15}")
    for mean in (0.1, 0.3, 1, 3, 10):
        for clumping in (1, 2, 4):
            each = [false_alarms(mean, clumping, series=100, warm=warm) for warm in (0, 2, 14)]
            print(f"{mean:>16}{clumping:>10}{each[0]:>12.2f}{each[1]:>14.2f}{each[2]:>15.2f}")
    print("hours until a rate so many times as high is seen, after 14 days")
    for mean in (0.3, 1, 3):
        print(f"{mean:>16}" + "".join(f"   ×{times}: {delay(mean, times, series=60)}" for times in (3, 5, 10, 30)))


if __name__ == "__main__":
    main()
