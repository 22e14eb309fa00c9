"""An author becomes a voice, and nobody can go back."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door import GRACE, SECRET_BYTES, Door, Key, Ring
from records import VOICE_BYTES, ZONE

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
WINDOW = timedelta(hours=72)


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1))
def test_one_author_is_one_voice_and_two_are_two(authors: list[str]) -> None:
    door = Door(Ring.made(NOW))
    voices = {door.voice(author) for author in authors}
    assert len(voices) == len({author.strip() for author in authors})
    assert all(len(part) == VOICE_BYTES for voice in voices for part in voice)


def test_under_another_key_a_voice_is_another() -> None:
    assert Door(Ring.made(NOW)).voice("a") != Door(Ring.made(NOW)).voice("a")


def test_a_voice_holds_the_author_under_each_key_alive() -> None:
    ring = Ring.made(NOW)
    turned = ring.turned(NOW + WINDOW, WINDOW)
    assert turned.keys[1] == ring.keys[0]
    assert Door(turned).voice("a")[1:] == Door(ring).voice("a")


@pytest.mark.parametrize("author", ["", " ", "\t\n"])
def test_nobody_has_no_voice(author: str) -> None:
    with pytest.raises(ValueError, match="no author"):
        Door(Ring.made(NOW)).voice(author)


def test_a_ring_turns_with_the_window_and_lets_the_older_key_go_after_another() -> None:
    first = Ring.made(NOW)
    assert first.turned(NOW + WINDOW - timedelta(seconds=1), WINDOW) == first
    second = first.turned(NOW + WINDOW, WINDOW)
    assert second.keys[1:] == first.keys
    assert second.turned(NOW + 2 * WINDOW - timedelta(seconds=1), WINDOW) == second
    third = second.turned(NOW + 2 * WINDOW, WINDOW)
    assert third.keys[1:] == second.keys[:1]
    assert first.keys[0] not in third.keys


def test_the_older_key_goes_when_its_window_and_the_grace_are_over() -> None:
    long_ago = Key(secret=bytes(SECRET_BYTES), born=NOW - 2 * WINDOW)
    ring = Ring(keys=(Key.made(NOW), long_ago))
    long_window = 10 * WINDOW
    assert ring.turned(NOW + long_window - timedelta(hours=1), long_window) == ring
    assert len(ring.turned(NOW + WINDOW + GRACE, WINDOW).keys) == 2, "followed by a new one, the newest is the older"
    assert long_ago not in ring.turned(NOW + WINDOW + GRACE, WINDOW).keys


def test_after_a_long_pause_nothing_old_is_left() -> None:
    first = Ring.made(NOW)
    assert first.keys[0] not in first.turned(NOW + 2 * WINDOW + GRACE, WINDOW).keys


@given(st.lists(st.timedeltas(timedelta(hours=-200), timedelta(hours=200)), max_size=20))
def test_whatever_the_clock_does_a_ring_is_one_or_two_keys_and_no_key_outlives_two_windows(
    steps: list[timedelta],
) -> None:
    ring, now = Ring.made(NOW), NOW
    for step in steps:
        now += step
        ring = ring.turned(now, WINDOW)
        assert 1 <= len(ring.keys) <= 2
        assert now - ring.keys[0].born < WINDOW
        assert all(now - key.born < 3 * WINDOW + GRACE for key in ring.keys)


def test_a_clock_that_was_ahead_does_not_end_the_counting() -> None:
    ahead = Ring.made(NOW + timedelta(days=400))
    assert ahead.turned(NOW, WINDOW) == ahead


def test_no_secret_is_in_any_repr() -> None:
    ring = Ring.made(NOW)
    for hidden in (ring.keys[0].secret, ring.keys[0].derive(b"voice")):
        assert hidden.hex() not in repr(ring)
        assert repr(hidden) not in repr(ring)
    assert len({ring.keys[0].derive(purpose) for purpose in (b"voice", b"word", b"item")}) == 3


def test_keys_and_rings_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="bytes"):
        Key(secret=b"short", born=NOW)
    with pytest.raises(ValueError, match="naive"):
        Key(secret=bytes(SECRET_BYTES), born=datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="holds"):
        Ring(keys=())
    with pytest.raises(ValueError, match="newest"):
        Ring(keys=(Key.made(NOW), Key.made(NOW + WINDOW)))
