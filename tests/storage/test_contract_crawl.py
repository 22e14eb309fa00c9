"""What every engine promises of what a crawl remembers: entries that wait, cursors, and lists of scams."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import ZONE, Cursor, Found, Indicator, IndicatorKind
from storage.base import Listing, Retention, Store

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def links(store: Store, source: str = "bao", limit: int = 99) -> list[str]:
    return [found.link for found in store.waiting(source, limit=limit)]


def domain(name: str) -> Indicator:
    return Indicator(kind=IndicatorKind.DOMAIN, value=f"{name}.example")


class TestWaiting:
    def test_an_entry_comes_back_as_it_was(self, store, noon):
        found = Found(link="https://bao.example/1", title="Lũ lên", text="Sông Bằng.", published=noon, tries=2)
        bare = Found(link="https://bao.example/2")
        store.wait("bao", (bare, found), noon)
        assert store.waiting("bao", limit=9) == (bare, found)
        assert store.waiting("bao", limit=1) == (bare,)
        assert store.waiting("báo khác", limit=9) == ()

    def test_what_was_kept_first_comes_first_and_what_failed_comes_last(self, store, noon):
        store.wait("bao", (Found(link="a"), Found(link="b", tries=1), Found(link="c")), noon)
        store.wait("bao", (Found(link="d"), Found(link="a", tries=2)), noon - HOUR)  # the clock was set back
        assert links(store) == ["c", "d", "b", "a"]
        assert links(store, limit=2) == ["c", "d"]

    def test_kept_again_only_its_tries_grow(self, store, noon):
        first = Found(link="a", title="Lũ lên", text="Sông Bằng.", published=noon)
        store.wait("bao", (first,), noon)
        store.wait("bao", (Found(link="a", title="khác", tries=3),), noon)
        store.wait("bao", (Found(link="a", title="khác", tries=1),), noon)
        (kept,) = store.waiting("bao", limit=9)
        assert (kept.title, kept.text, kept.published, kept.tries) == ("Lũ lên", "Sông Bằng.", noon, 3)

    def test_what_is_dealt_with_waits_no_longer_and_is_not_kept_again(self, store, noon):
        store.wait("bao", (Found(link="a"), Found(link="b")), noon)
        store.wait("đài", (Found(link="a"),), noon)
        store.remember("bao", ("a", "chưa từng gặp"), noon)
        assert links(store) == ["b"]
        assert links(store, "đài") == ["a"]
        store.wait("bao", (Found(link="a", tries=1), Found(link="chưa từng gặp")), noon)
        assert links(store) == ["b"]

    def test_a_transaction_that_fails_leaves_it_waiting(self, store, noon):
        store.wait("bao", (Found(link="a"),), noon)
        with pytest.raises(RuntimeError), store.transaction():  # noqa: PT012 - fails at its end
            store.remember("bao", ("a",), noon)
            store.wait("bao", (Found(link="b"),), noon)
            raise RuntimeError
        assert links(store) == ["a"]
        assert store.known("bao", ["a"]) == frozenset()

    def test_after_a_month_it_is_given_up(self, store, noon):
        store.wait("bao", (Found(link="a"),), noon - 31 * DAY)
        store.wait("bao", (Found(link="b"),), noon - 29 * DAY)
        assert store.counts()["waiting"] == 2
        assert store.purge(Retention(), now=noon)["waiting"] == 1
        assert links(store) == ["b"]

    @given(steps=st.lists(st.tuples(st.booleans(), st.sampled_from("abcd"), st.integers(0, 3)), max_size=12))
    def test_a_link_waits_or_is_known_but_never_both(self, scratch, noon, steps):
        with scratch() as store:
            met, settled = set(), set()
            for waits, link, tries in steps:
                met.add(link)
                if waits:
                    store.wait("bao", (Found(link=link, tries=tries),), noon)
                else:
                    store.remember("bao", (link,), noon)
                    settled.add(link)
            assert store.known("bao", list("abcd")) == settled
            assert set(links(store)) == met - settled


def test_a_cursor_is_the_last_that_was_put(store, noon):
    assert store.cursor("mang", "caobang") is None
    first = Cursor(source="mang", name="caobang", value="100", noted=noon)
    later = Cursor(source="mang", name="caobang", value="99", noted=noon + HOUR)
    for cursor in (first, later, Cursor(source="mang", name="lũ", value="7", noted=noon)):
        store.put_cursor(cursor)
    assert store.cursor("mang", "caobang") == later
    assert store.cursor("mang khác", "caobang") is None
    assert store.purge(Retention(), now=noon + 31 * DAY)["cursors"] == 2


class TestListed:
    def test_it_is_told_when_a_list_named_it_first_and_last(self, store, noon):
        assert store.put_listed("ds", (domain("a"), domain("b")), noon) == (2, 0)
        assert store.put_listed("ds", (domain("b"), domain("c")), noon + DAY, whole=False) == (1, 0)
        store.put_listed("ds2", (domain("a"),), noon)
        told = [(one.indicator, one.source, one.first_seen, one.last_seen) for one in store.listed()]
        assert told == [
            (domain("a"), "ds", noon, noon),
            (domain("a"), "ds2", noon, noon),
            (domain("b"), "ds", noon, noon + DAY),
            (domain("c"), "ds", noon + DAY, noon + DAY),
        ]
        (again, *_) = store.listed(source="ds2")
        assert again == Listing(indicator=domain("a"), source="ds2", first_seen=noon, last_seen=noon)
        assert again.first_seen.tzinfo is ZONE

    def test_what_a_whole_list_names_no_more_is_taken_back_and_may_return(self, store, noon):
        store.put_listed("ds", (domain("a"), domain("b")), noon)
        store.put_listed("ds2", (domain("b"),), noon)
        assert store.put_listed("ds", (domain("a"),), noon + HOUR) == (0, 1)
        assert store.put_listed("ds", (domain("a"),), noon + 2 * HOUR) == (0, 0), "taken back once"
        assert [one.indicator for one in store.listed(source="ds")] == [domain("a")]
        (gone,) = (one for one in store.listed(source="ds", withdrawn=True) if one.withdrawn)
        assert (gone.indicator, gone.last_seen, gone.withdrawn) == (domain("b"), noon, noon + HOUR)
        store.put_listed("ds", (domain("b"),), noon + 3 * HOUR)
        (back,) = (one for one in store.listed(source="ds") if one.indicator == domain("b"))
        assert (back.first_seen, back.last_seen, back.withdrawn) == (noon, noon + 3 * HOUR, None)

    def test_a_list_that_did_not_change_names_still_what_it_named_last(self, store, noon):
        store.put_listed("ds", (domain("a"), domain("b")), noon)
        store.put_listed("ds", (domain("a"),), noon + HOUR)
        assert store.put_still_listed("ds", noon + DAY) == 1
        assert store.put_still_listed("ds", noon) == 1
        assert [one.last_seen for one in store.listed(withdrawn=True)] == [noon + DAY, noon]

    def test_a_clock_set_back_takes_nothing_back(self, store, noon):
        store.put_listed("ds", (domain("a"), domain("b")), noon)
        assert store.put_listed("ds", (domain("a"),), noon - DAY) == (0, 0)
        assert [one.last_seen for one in store.listed()] == [noon, noon]

    def test_lists_are_chosen_by_kind_source_and_time(self, store, noon):
        link = Indicator(kind=IndicatorKind.URL, value="https://gia.example/x")
        store.put_listed("ds", (domain("a"), link), noon)
        store.put_listed("ds2", (domain("b"),), noon - DAY)
        assert [one.indicator for one in store.listed(kind=IndicatorKind.URL)] == [link]
        assert [one.indicator for one in store.listed(since=noon)] == [domain("a"), link]
        assert [one.source for one in store.listed(source="ds2")] == ["ds2"]
        assert store.counts()["listed"] == 3

    def test_an_indicator_met_in_an_article_says_which_lists_name_it(self, store, make_article, noon):
        store.put_article(make_article(indicators=(domain("a"), domain("b"))))
        store.put_listed("ds2", (domain("a"),), noon)
        store.put_listed("ds", (domain("a"), domain("b")), noon)
        store.put_listed("ds", (domain("a"), domain("c")), noon + HOUR)
        assert {sighting.indicator: sighting.lists for sighting in store.sightings()} == {
            domain("a"): ("ds", "ds2"),
            domain("b"): (),
        }

    def test_it_goes_when_articles_of_its_age_go(self, store, noon):
        store.put_listed("ds", (domain("a"),), noon - 400 * DAY)
        store.put_listed("ds", (domain("b"),), noon, whole=False)
        assert store.purge(Retention(), now=noon)["listed"] == 1
        assert [one.indicator for one in store.listed()] == [domain("b")]
