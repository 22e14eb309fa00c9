"""What is told of several hours together is believed of each of them, never of the last alone."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.rise import BLOCK, rise
from alerts.watch import told_of
from records import ZONE, Category, Claim, Severity, Stance, Voices

DAY = datetime(2026, 11, 21, tzinfo=ZONE)
HOUR = timedelta(hours=1)


def claim(*voices: Voices, first: int, last: int) -> Claim:
    return Claim(
        id="1", passage="đập sắp vỡ rồi chạy ngay đi thôi", anchor="đập sắp vỡ rồi chạy", category=Category.DISASTER,
        severity=Severity.HIGH, rules=("disaster.dam_break",), stance=Stance.OFFER, first_seen=DAY + first * HOUR,
        last_seen=DAY + last * HOUR, reach=5, voices=voices,
    )  # fmt: skip


@given(st.integers(5, 500), st.integers(0, 23), st.integers(0, 23))
def test_every_voice_is_somewhere_in_the_hours_in_which_the_claim_lived(count: int, one: int, other: int) -> None:
    first, last = sorted((one, other))
    told = told_of(claim(Voices(since=DAY, until=DAY + 24 * HOUR, count=count), first=first, last=last))
    assert sum(each.count for each in told) == count
    assert min(each.hour for each in told) == DAY + first * HOUR
    assert max(each.hour for each in told) == DAY + last * HOUR
    assert max(each.count for each in told) - min(each.count for each in told) <= 1


def test_an_hour_of_its_own_stays_that_hour() -> None:
    (told,) = told_of(claim(Voices(since=DAY, until=DAY + HOUR, source="a", count=7), first=0, last=9))
    assert (told.hour, told.count) == (DAY, 7)


def test_of_a_claim_told_slowly_all_day_only_its_share_falls_into_the_last_hours() -> None:
    slow = claim(Voices(since=DAY, until=DAY + 24 * HOUR, count=24), first=0, last=23)
    found = rise(told_of(slow), crowd=5, since=DAY - 14 * 24 * HOUR, now=DAY + 24 * HOUR)
    assert found.observed == BLOCK / HOUR
