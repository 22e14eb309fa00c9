"""What a crawl yields is kept together with the memory of having dealt with it, or not at all."""

from datetime import datetime, timedelta

import pytest

from errors import StoreError
from pipelines import Pipeline
from pipelines.draft import Draft
from pipelines.keep import keep
from pipelines.sink import Sink
from records import Found, Listed, Passed, Reading, Visit, Waiting
from storage.base import Store
from words import Words

FEED = "https://bao.example/rss"


class FailingOnce:
    """A stage that keeps, except that the store refuses the article numbered ``at``."""

    def __init__(self, store: Store, at: int) -> None:
        self.store, self.at, self.met = store, at, 0

    def __call__(self, draft: Draft) -> Draft:
        self.met += 1
        draft = keep(draft, store=self.store)
        if self.met == self.at:
            raise StoreError(Words(vi="hết đĩa", en="disk full"))
        return draft


def sink(store: Store, clock, fail_at: int = 0) -> Sink:
    return Sink(Pipeline((FailingOnce(store, fail_at),), store, clock), store, clock)


def visit(moment: datetime) -> Visit:
    return Visit(source="bao", url=FEED, fetched=moment, etag='"1"')


def test_readings_settle_their_links_and_the_visit_comes_last(store: Store, clock, make_article) -> None:
    take = sink(store, clock)
    take(Reading(article=make_article(1), settles=("https://bao.example/1", "https://bao.example/1?rss")))
    take(Reading(article=make_article(2)))
    take(Passed(source="bao", reason="offsite", settles=("https://khac.example/",)))
    take(visit(clock()))
    links = ["https://bao.example/1?rss", "https://bao.example/2", "https://khac.example/"]
    assert store.known("bao", links) == {links[0], links[2]}, "what was not read whole is read again"
    assert store.visit("bao", FEED) == visit(clock())
    assert len(list(store.articles())) == 2


def test_once_the_store_refuses_nothing_more_is_taken_and_the_feed_not_remembered(
    store: Store, clock, make_article
) -> None:
    pipeline = Pipeline((FailingOnce(store, 2),), store, clock)
    take = Sink(pipeline, store, clock)
    take(Reading(article=make_article(1), settles=("https://bao.example/1",)))
    for item in (Reading(article=make_article(2), settles=("https://bao.example/2",)), visit(clock())):
        with pytest.raises(StoreError):
            take(item)
    assert take.broken is not None
    assert [article.url for article in store.articles()] == ["https://bao.example/1"], "the half-done one is undone"
    assert store.known("bao", ["https://bao.example/2"]) == frozenset()
    assert store.visit("bao", FEED) is None
    assert pipeline.counts.tally().seen == 1, "what was not kept was not counted"


def test_what_waits_is_kept_until_it_is_settled(store: Store, clock, make_article) -> None:
    pipeline = Pipeline((FailingOnce(store, 0),), store, clock)
    take = Sink(pipeline, store, clock)
    entries = tuple(Found(link=f"https://bao.example/{number}", title="Chợ phiên") for number in range(4))
    take(Waiting(source="bao", found=entries))
    assert pipeline.counts.tally().seen == 0, "what waits has not ended yet"
    take(Reading(article=make_article(0), settles=(entries[0].link,)))
    take(Passed(source="bao", reason="duplicate", settles=(entries[1].link,)))
    take(Reading(article=make_article(2)))
    take(Waiting(source="bao", found=(Found(link=entries[2].link, tries=1),)))
    assert [found.link for found in store.waiting("bao", limit=9)] == [entries[3].link, entries[2].link]


def test_a_reading_the_store_refuses_leaves_its_entry_waiting(store: Store, clock, make_article) -> None:
    take = sink(store, clock, fail_at=1)
    take(Waiting(source="bao", found=(Found(link="https://bao.example/1"),)))
    with pytest.raises(StoreError):
        take(Reading(article=make_article(1), settles=("https://bao.example/1",)))
    assert [found.link for found in store.waiting("bao", limit=9)] == ["https://bao.example/1"]


def test_many_that_passed_for_one_reason_are_one_finding(store: Store, clock) -> None:
    pipeline = Pipeline((), store, clock)
    Sink(pipeline, store, clock)(Passed(source="bao", reason="old", count=900))
    assert pipeline.counts.tally().discarded == (("old", 900),)


def test_a_list_is_kept_in_one_spelling_and_each_entry_counted_once(store: Store, clock) -> None:
    pipeline = Pipeline((), store, clock)
    named = ("http://Gia.example/", "gia.example", "dichvucong.gov.vn", "https://gia.example/x")
    Sink(pipeline, store, clock)(Listed(source="ds", named=named, noted=clock(), passed=(("bad_entry", 2),)))
    assert [one.indicator.value for one in store.listed()] == ["gia.example", "https://gia.example/x"]
    tally = pipeline.counts.tally()
    assert (tally.seen, tally.stored) == (6, 2)
    assert tally.discarded == (("bad_entry", 2), ("duplicate", 1), ("no_indicator", 1))
    Sink(pipeline, store, clock)(Listed(source="ds", named=("x.example",), noted=clock(), whole=False))
    assert len(list(store.listed())) == 3, "a list that is not whole takes nothing back"
    Sink(pipeline, store, clock)(Listed(source="ds", named=(), noted=clock() + timedelta(days=1), still=True))
    assert {one.last_seen for one in store.listed()} == {clock() + timedelta(days=1)}
