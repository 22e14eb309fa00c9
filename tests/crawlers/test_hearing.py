"""From what a parser hands over to a remark: everything is counted once, and of an author nothing is left."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.hearing import MAX_AUTHOR, MAX_TEXT, Hearing, mended, speaks
from door import Door, Key, Ring
from records import ZONE, Cursor, on_the_hour

NOW = datetime(2026, 11, 21, 12, 34, 56, tzinfo=ZONE)
DOOR = Door(Ring(keys=(Key(secret=bytes(32), born=NOW),)))
OLDEST = NOW - timedelta(hours=24)
ANY_TEXT = st.text(st.characters(), max_size=40)  # halves of surrogate pairs included
TIMES = st.datetimes(datetime(2026, 11, 19), datetime(2026, 11, 23), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


def listen(network: str = "mang", door: Door | None = DOOR) -> Hearing:
    reader: Any = SimpleNamespace(source=SimpleNamespace(id="nguon"), door=door, clock=lambda: NOW)
    return Hearing(reader, network, oldest=OLDEST)


@given(said=st.lists(st.tuples(ANY_TEXT, ANY_TEXT, TIMES), max_size=8))
def test_whatever_comes_is_a_remark_or_counted_and_times_are_hours(said: list[tuple[str, str, datetime]]) -> None:
    hearing = listen()
    for author, text, at in said:
        hearing.remark(author=author, text=text, said=at)
    heard = hearing.heard()
    assert heard.size == len(said)
    for remark in heard.remarks:
        remark.text.encode()
        assert remark.said == on_the_hour(remark.said) <= NOW
        assert remark.said >= on_the_hour(OLDEST)
    assert hearing.heard().size == 0, "what was handed on is not handed on again"


def test_nothing_of_author_or_text_shows_where_a_log_could_see_it() -> None:
    hearing = listen()
    hearing.remark(author="kanari-nguoi", text="kanari-loi", said=NOW)
    assert "kanari" not in repr(vars(hearing))
    heard = hearing.heard(Cursor(source="nguon", name="tag:x", value="1", noted=NOW))
    assert "kanari" not in repr(heard)
    assert "kanari" not in repr(heard.remarks[0])
    assert heard.cursors


def test_an_id_is_a_person_within_its_network_only() -> None:
    voices = set()
    for network in ("mastodon", "forum:a:80", "forum:b:80"):
        hearing = listen(network)
        for author in ("7", " 7 "):
            hearing.remark(author=author, text="đập vỡ", said=NOW)
        voices |= {remark.voice for remark in hearing.heard().remarks}
    assert len(voices) == 3


@pytest.mark.parametrize(
    ("author", "text", "at", "reason"),
    [
        ("", "đập vỡ", NOW, "bad_item"),
        ("  ", "đập vỡ", NOW, "bad_item"),
        ("a" * (MAX_AUTHOR + 1), "đập vỡ", NOW, "bad_item"),
        ("a", " \n", NOW, "no_text"),
        ("a", "đập vỡ", OLDEST - timedelta(seconds=1), "too_old"),
    ],
)
def test_why_something_is_no_remark(author: str, text: str, at: datetime, reason: str) -> None:
    hearing = listen()
    hearing.remark(author=author, text=text, said=at)
    hearing.let_go("boost", 0)
    assert hearing.heard().passed == ((reason, 1),)


def test_a_text_is_cut_and_a_time_ahead_is_now() -> None:
    hearing = listen()
    hearing.remark(author="a", text="đ" * MAX_TEXT * 2, said=NOW + timedelta(days=400))
    (remark,) = hearing.heard().remarks
    assert (len(remark.text), remark.said) == (MAX_TEXT, on_the_hour(NOW))


def test_without_a_door_nothing_is_heard() -> None:
    with pytest.raises(ValueError, match="door"):
        listen(door=None)


@given(text=ANY_TEXT)
def test_mending_leaves_what_is_whole(text: str) -> None:
    whole = mended(text)
    assert len(whole) == len(text)
    assert Counter(char for char in text if not "\ud800" <= char <= "\udfff") <= Counter(whole)


@pytest.mark.parametrize(
    ("declared", "text", "heard"),
    [
        ("vi", "dap vo", True), ("vi-VN", "dap vo", True), ("VI", "", True), (None, "dam breaks", True),
        ("", "x", True), ("en", "đập vỡ", True), ("en", "đa\u0323\u0302p", True), ("en", "dap vo", False),
        ("hr", "đak i šuma", False), ("ro", "ăn apă", False), ("en", "The dam breaks", False),
    ],
)  # fmt: skip
def test_our_language_is_known_by_its_letters_if_not_by_its_name(declared: str | None, text: str, heard: bool) -> None:  # noqa: FBT001 - a table
    assert speaks(declared, text, wanted="vi") is heard


def test_letters_speak_for_vietnamese_alone() -> None:
    assert not speaks("en", "đập vỡ", wanted="de")
