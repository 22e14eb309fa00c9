"""What is told of a claim is never of fewer than k, nor is any difference of it; and telling again adds nothing."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from records import ZONE

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
K = 3
DAM = "nghe nói đập thủy điện sắp vỡ bà con chạy ngay lên núi đi"


def test_a_recording_read_again_and_again_is_told_once(town) -> None:
    town.now = NOW + timedelta(days=6)
    known = []
    for _ in range(3):
        for number, author in enumerate("abcdef"):
            town.hears(author, DAM, hour=number // 3)
        known.append(town.claims())
    assert known[1] == known[2], "who told it before it was a claim is counted at the second reading"
    (claim,) = known[2]
    assert sum(each.count for each in claim.voices) <= 6


def test_one_person_more_moves_no_number_and_no_hour(town) -> None:
    for author in "abcdef":
        town.says(author, DAM)
    (before,) = town.claims()
    town.says("g", f"{DAM}, có thật không ạ?", hour=9)
    town.says("a", DAM, hour=12)
    (claim,) = town.claims()
    assert (claim.first_seen, claim.last_seen) == (before.first_seen, before.last_seen)
    assert (claim.reach, claim.voices) == (before.reach, before.voices)
    for number in (claim.reach, *(count for _, count in claim.stances), *(each.count for each in claim.voices)):
        assert number % K == 0


def test_the_last_hour_is_told_once_k_voices_were_heard_since(town) -> None:
    for author in "abc":
        town.says(author, DAM)
    for number, author in enumerate("def"):
        town.says(author, DAM, hour=5 + number)
    (claim,) = town.claims()
    assert (claim.first_seen, claim.last_seen) == (NOW, NOW + timedelta(hours=5))


@pytest.mark.parametrize("order", list(permutations(range(4)))[::7])
def test_the_first_hour_is_the_same_in_whatever_order_a_page_comes(town, order: tuple[int, ...]) -> None:
    town.now = NOW + timedelta(hours=4)
    with town.pipeline.together():
        for hour in order:
            town.hears("abcd"[hour], DAM, hour=hour)
    (claim,) = town.claims()
    late = {NOW + timedelta(hours=2), NOW + timedelta(hours=3)}
    assert {claim.first_seen, claim.last_seen} <= late, "by which three had spoken"
