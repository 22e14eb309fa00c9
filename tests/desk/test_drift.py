"""Drifting: a stated test on counts, that neither small numbers nor requests that failed set off."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.drift import DAYS, FALLEN, PAGES, PAST, Drift, drift, pages_of
from records import ZONE, Run, RunOutcome, Tally

NOW = datetime(2026, 11, 21, 12, tzinfo=ZONE)
DAY = timedelta(days=1)


def run(days: float, texts: int, blank: int = 0, **over: Any) -> Run:
    seen = texts + blank
    tally: dict[str, Any] = {"seen": seen, "stored": seen, "failures": (("no_text", blank),) if blank else ()} | over
    at = NOW - days * DAY
    return Run(source="s", due=at, started=at, ended=at, outcome=RunOutcome.SUCCEEDED, tally=Tally(**tally))


WAS = [run(days, 10) for days in (4, 3, 2)]


@pytest.mark.parametrize(
    ("texts", "blank", "drifts"),
    [(0, 9, False), (0, 10, True), (4, 6, True), (5, 5, False), (10, 0, False), (2, 30, True)],
)
def test_it_takes_ten_pages_and_less_than_half_of_what_was(texts: int, blank: int, drifts: bool) -> None:  # noqa: FBT001
    found = drift([*WAS, run(0.1, texts, blank)], until=NOW)
    assert found == (Drift(texts=texts, pages=texts + blank, usual=1.0) if drifts else None)


def test_small_runs_are_taken_together() -> None:
    assert drift([*WAS, *(run(hour / 24, 0, 2) for hour in range(9, 0, -2))], until=NOW) == Drift(
        texts=0, pages=10, usual=1.0
    )


def test_one_with_too_little_behind_it_does_not_drift() -> None:
    assert drift([*WAS[1:], run(0.1, 0, 20)], until=NOW) is None, "two days are no past"
    assert drift([run(days, 1) for days in (4, 3, 2)] + [run(0.1, 0, 20)], until=NOW) is None, "three pages are none"
    assert drift([run(days, 10) for days in (40, 39, 38)] + [run(0.1, 0, 20)], until=NOW) is None, "too long ago"
    assert drift([*WAS, run(0.1, 0, 20)], until=NOW + PAST) is None, "nothing new to judge by"


def test_one_that_never_gave_much_needs_more_than_bad_luck() -> None:
    was = [run(days, 4, 6) for days in (4, 3, 2)]
    assert drift([*was, run(0.1, 1, 9)], until=NOW) is None, "one of ten where four are usual is luck, once in twenty"
    assert drift([*was, run(0.1, 3, 27)], until=NOW) == Drift(texts=3, pages=30, usual=0.4)
    assert drift([run(days, 0, 10) for days in (4, 3, 2, 0.1)], until=NOW) is None, "it never gave any"


def test_what_failed_on_the_way_or_was_never_asked_for_is_no_page() -> None:
    tally: dict[str, Any] = {
        "seen": 30,
        "stored": 4,
        "discarded": (("irrelevant", 6), ("known", 17), ("over_page_limit", 3)),
    }
    failures = (("bad_type", 1), ("http_404", 2), ("no_text", 1), ("timeout", 1))
    assert pages_of(run(0, 0, 0, **tally, failures=failures)) == (5, 2)


DAYS_OF = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12)


@given(past=DAYS_OF, texts=st.integers(0, 40), blank=st.integers(0, 40))
def test_whatever_is_said_to_drift_meets_the_test_and_one_text_more_never_makes_it_drift(
    past: list[tuple[int, int]], texts: int, blank: int
) -> None:
    was = [run(len(past) - number + 1, *each) for number, each in enumerate(past)]
    found = drift([*was, run(0.1, texts, blank)], until=NOW)
    if found is not None:
        assert found.pages >= PAGES
        assert found.texts < FALLEN * found.usual * found.pages
        assert len([each for each in past if sum(each)]) >= DAYS
    elif texts + blank >= PAGES:
        assert drift([*was, run(0.1, texts + 1, max(0, blank - 1))], until=NOW) is None
