"""How records are spelt in a table."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import ZONE
from storage import rows

MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - naive bounds


@given(earlier=MOMENTS, later=MOMENTS)
def test_order_by_number_is_order_by_time(earlier, later):
    assert (rows.micros(earlier) < rows.micros(later)) is (earlier < later)


@given(moment=MOMENTS)
def test_times_keep_their_microseconds(moment):
    back = rows.moment(rows.micros(moment))
    assert back.astimezone(UTC) == moment
    assert back.tzinfo is ZONE


def test_a_time_that_does_not_exist_here_is_refused():
    with pytest.raises(ValueError, match="years 1 to 9999"):
        rows.micros(datetime.max.replace(tzinfo=UTC))
    with pytest.raises(ValueError, match="aware"):
        rows.micros(datetime(2026, 1, 1))  # noqa: DTZ001 - the fault under test


@given(text=st.text(st.characters() | st.characters(categories=["Cs"])))
def test_any_text_can_be_written(text):
    written = rows.plain(text)
    written.encode()
    assert rows.plain(written) == written


def test_halves_of_a_letter_are_joined_and_a_lone_half_is_marked():
    assert rows.plain("\ud83d\ude00 \ud800 ổn") == "😀 \ufffd ổn"


def test_a_lone_half_in_an_article_does_no_harm(store, make_article):
    article = make_article(title="Tin \ud800")
    store.put_article(article)
    assert store.article(article.id).title == "Tin \ufffd"
    assert store.put_article(article).value == "same"
