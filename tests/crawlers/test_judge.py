"""How a crawl ended, by its counts alone."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.crawl import judge, report
from crawlers.ledger import Ledger
from crawlers.source import Source
from records import RunOutcome
from words import Words

SOURCE = Source.model_validate(
    {
        "id": "bao-thu", "name": "Báo Thử", "publisher": "Báo Thử", "kind": "feed", "url": "https://bao.example/rss",
        "every": timedelta(minutes=15), "welcome": "bài thử", "checked": "unverified live",
    }
)  # fmt: skip


def books(**changes: object) -> Ledger:
    told = {"timer": lambda: 0.0, "ends": 100.0, "begun": 1, "ended": 1} | changes
    return Ledger(**told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"entries": 2, "met": 2}, RunOutcome.SUCCEEDED),
        ({"unchanged": True}, RunOutcome.UNCHANGED),
        ({}, RunOutcome.EMPTY),
        ({"failures": Counter(timeout=1)}, RunOutcome.FAILED),
        ({"failures": Counter(not_a_feed=1), "refusal": Words(vi="a", en="a")}, RunOutcome.FAILED),
        ({"entries": 2, "met": 2, "failures": Counter(http_404=1)}, RunOutcome.PARTIAL),
        ({"entries": 2, "met": 2, "unread": 1}, RunOutcome.PARTIAL),
        ({"entries": 2, "met": 1}, RunOutcome.PARTIAL),
        ({"entries": 2, "met": 1, "begun": 3, "ended": 2}, RunOutcome.PARTIAL),
        ({"begun": 1, "ended": 0}, RunOutcome.FAILED),
        ({"begun": 0, "ended": 0}, RunOutcome.FAILED),
    ],
)
def test_a_crawl_is_judged_by_its_counts(changes, outcome):
    assert judge(books(**changes)) is outcome


def test_a_lost_request_is_counted_as_unaccounted():
    found = report(books(begun=4, ended=2, entries=3, met=1, failures=Counter(http_404=1)), SOURCE)
    assert found.failures == (("http_404", 1), ("unaccounted", 2))


COUNTS = st.fixed_dictionaries({name: st.integers(0, 5) for name in ("ended", "entries", "unread", "lost", "missed")})


@given(COUNTS, st.integers(0, 2), st.booleans())
def test_nothing_missing_is_ever_called_a_success(counts, failed, unchanged):
    lost, missed = counts.pop("lost"), counts.pop("missed")
    met = max(0, counts["entries"] - missed)
    failures = Counter({"timeout": failed})
    ledger = books(**counts, begun=counts["ended"] + lost, met=met, failures=failures, unchanged=unchanged)
    found = report(ledger, SOURCE)
    if found.outcome is RunOutcome.SUCCEEDED:
        assert ledger.entries == ledger.met > 0
        assert found.failures == ()
        assert ledger.unread == 0
    if found.outcome in {RunOutcome.FAILED, RunOutcome.EMPTY}:
        assert isinstance(found.note, Words)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"failures": Counter(robots=1)}, "robots.txt forbids"),
        ({"failures": Counter(crawl_delay=1), "asked_delay": 9000.0}, "9000"),
        ({"failures": Counter(dns=1)}, "dns"),
        ({"entries": 3, "met": 3, "unread": 2, "told_to_wait": True}, "longer pause"),
        ({"entries": 3, "met": 3, "unread": 2, "in_a_row": 3}, "page after page"),
        ({"entries": 3, "met": 3, "unread": 2, "bytes": 10**9}, "bytes"),
        ({"entries": 3, "met": 3, "unread": 2, "asked_delay": 90.0}, "90 s per page"),
        ({"entries": 3, "met": 3, "unread": 2}, "deadline of 300 s"),
        ({"entries": 3, "met": 1}, "1/3"),
    ],
)
def test_a_note_says_why(changes, said):
    note = report(books(**changes), SOURCE).note
    assert isinstance(note, Words)
    assert said in note.en or said in note.vi


def test_time_is_left_only_for_waits_a_run_can_bear():
    ledger = books(ends=100.0)
    assert ledger.has_time(50, most=60)
    assert not ledger.has_time(51, most=60)
    assert not ledger.has_time(50, most=49)
