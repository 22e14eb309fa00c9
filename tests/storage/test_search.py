"""Searching as people type: without marks, with sums and hosts, and with signs that mean nothing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import fold

TEXTS = {
    1: ("Đường tỉnh 208 sạt lở", "Tuyến đường qua đèo bị chia cắt, người dân không qua lại được."),
    2: ("Cảnh báo trang vneid-capnhat.example", "Trang giả đòi 500k, có nạn nhân mất 1.000.000 đồng."),
    3: ("Công an không gọi điện", "Không có cán bộ nào yêu cầu chuyển tiền qua điện thoại."),
    4: ("Giá đất an cư", "Khu công nghiệp mới; dân mong sớm ổn định."),
}


@pytest.fixture
def numbers(store, make_article):
    for number, (title, text) in TEXTS.items():
        store.put_article(make_article(number, title=title, text=text))

    def find(query, **more):
        return [int(article.url[-1]) for article in store.search(query, **more)]

    return find


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("đường", {1}),
        ("DUONG", {1}),
        ("duong deo", {1}),
        ("vneid-capnhat.example", {2}),
        ("capnhat", set()),
        ("500k", {2}),
        ("500", set()),
        ("1.000.000", {2}),
        ("000", set()),
        ("cong an", {3, 4}),
        ('"công an"', {3}),
        ("“cong an”", {3}),
        ('"an cong"', set()),
        ('cong "an cu"', {4}),
        ('an "cong', {3, 4}),  # an odd quotation mark quotes nothing
        ("công an KHÔNG", {3}),
        ("không", {1, 3}),
        ("khong OR 500k", set()),
        ("title:cong", set()),
        ("đi*", set()),
        ("", set()),
        ("  ", set()),
        ('""', set()),
    ],
)
def test_words_are_found_as_words(numbers, query, expected):
    assert set(numbers(query)) == expected


def test_a_word_in_the_title_counts_more(numbers):
    assert numbers("đường") == [1]
    assert numbers("công")[0] == 3


def test_a_limit_keeps_the_best(numbers):
    assert numbers("không", limit=1) == numbers("không")[:1]
    assert numbers("không", limit=0) == []
    with pytest.raises(ValueError, match="limit"):
        numbers("không", limit=-1)


def test_only_articles_fetched_in_a_span_are_searched(store, make_article, noon):
    hour = timedelta(hours=1)
    early, late = make_article(1, fetched=noon - hour), make_article(2, fetched=noon)
    for article in (early, late):
        store.put_article(article)
    assert set(store.search("công an")) == {early, late}
    assert store.search("công an", since=noon) == (late,)
    assert store.search("công an", until=noon) == (early,)
    assert store.search("công an", since=noon - hour, until=noon) == (early,)
    assert store.search("công an", since=noon, until=noon) == ()
    assert store.search("công an", since=noon - hour, limit=1)[0] in {early, late}


def test_what_no_longer_stands_in_an_article_no_longer_finds_it(numbers, store, make_article):
    store.put_article(make_article(1, title="Đã thông xe", text="Xe cộ lưu thông bình thường."))
    assert numbers("sạt lở") == []
    assert numbers("thông xe") == [1]


SIGNS = st.text(st.sampled_from("\"“”*^-+:(){}[]\\'%_;,.\0\n\t kđờ1 ANDORNOTEAR"), max_size=30)


@given(query=st.text() | SIGNS)
def test_no_query_fails_or_finds_what_it_does_not_name(searched, query):
    assert searched.search(query) == () or "duong" in fold(query)


@given(
    words=st.lists(st.sampled_from(["đường", "OR", "NOT", "AND", "NEAR(đường,2)", "title:đường", "đườ*"]), min_size=1)
)
def test_an_operator_is_a_word_that_no_article_holds(searched, words):
    assert bool(searched.search(" ".join(words))) is (set(words) == {"đường"})


def test_a_very_long_query_is_only_slow(searched):
    many = " ".join(f"w{number}" for number in range(3000))
    assert searched.search(many) == ()
    assert searched.search(f'"{many}"') == ()


def test_half_a_letter_in_a_query_does_no_harm(searched):
    assert searched.search("đèo \ud800") == ()


@pytest.fixture(scope="module")
def searched(fresh, make_article):
    with fresh() as store:
        store.put_article(make_article(title="đường", text=""))
        yield store
