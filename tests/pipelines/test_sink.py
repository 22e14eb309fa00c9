"""What a crawl yields is kept together with the memory of having dealt with it, or not at all."""

from datetime import datetime

import pytest

from errors import StoreError
from pipelines import Pipeline
from pipelines.draft import Draft
from pipelines.keep import keep
from pipelines.sink import Sink
from records import Passed, Reading, Visit
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
