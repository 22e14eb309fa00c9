"""What every engine promises."""

import os
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from errors import StoreError
from records import (
    ZONE,
    Category,
    Extent,
    Indicator,
    IndicatorKind,
    Match,
    Place,
    RunOutcome,
    Severity,
    Span,
    Stance,
    Tally,
    Visit,
)
from storage import open_store
from storage.base import Put, Quarantined, Retention

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
QUANG_UYEN = Place(code="01696", valid_from="2025-07-01", name="Xã Quảng Uyên", commune=True)
SCAM = Match(
    rule="fraud.task_scam",
    category=Category.FRAUD,
    stance=Stance.WARNING,
    severity=Severity.HIGH,
    spans=(Span(phrase="chuyển tiền", start=3, end=14),),
)


def test_an_article_comes_back_as_it_was(store, make_article, phone):
    article = make_article(places=(QUANG_UYEN,), matches=(SCAM,), indicators=(phone,))
    assert store.put_article(article) is Put.NEW
    assert store.article(article.id) == article
    assert store.article("0" * 32) is None


def test_times_come_back_in_vietnam(store, make_article, noon):
    store.put_article(make_article(fetched=noon.astimezone(UTC), published=datetime(2026, 11, 21, 5, tzinfo=UTC)))
    (article,) = store.articles()
    assert (article.fetched, article.fetched.tzinfo) == (noon, ZONE)
    assert (article.published, article.published.tzinfo) == (noon, ZONE)


def test_writing_the_same_again_keeps_the_first_reading(store, make_article, noon):
    store.put_article(make_article())
    assert store.put_article(make_article(fetched=noon + HOUR, source="báo khác")) is Put.SAME
    assert [(article.fetched, article.source) for article in store.articles()] == [(noon, "bao-cao-bang")]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Đính chính"},
        {"text": "Nội dung đã sửa."},
        {"published": None},
        {"places": (QUANG_UYEN,)},
        {"matches": (SCAM,)},
        {"indicators": (Indicator(kind=IndicatorKind.DOMAIN, value="gia.example"),)},
    ],
)
def test_an_article_that_says_something_else_replaces_the_old(store, make_article, noon, change):
    store.put_article(make_article())
    changed = make_article(fetched=noon + HOUR, **change)
    assert store.put_article(changed) is Put.CHANGED
    assert list(store.articles()) == [changed]


def test_a_summary_never_replaces_a_full_text(store, make_article):
    full, summary = make_article(text="Toàn văn."), make_article(text="Tóm tắt.", extent=Extent.SUMMARY)
    assert [store.put_article(each) for each in (summary, full, summary)] == [Put.NEW, Put.CHANGED, Put.SAME]
    assert store.article(full.id) == full


def test_articles_are_chosen_by_time_and_ordered_by_it(store, make_article, noon):
    for number, hours in ((1, 3), (2, 0), (3, 2), (4, 2)):  # written out of order, as after a clock step
        store.put_article(make_article(number, fetched=noon + hours * HOUR))
    tied = sorted((make_article(3), make_article(4)), key=lambda article: article.id)
    expected = [make_article(2).url, *(article.url for article in tied), make_article(1).url]
    assert [article.url for article in store.articles()] == expected
    within = store.articles(since=noon + 2 * HOUR, until=noon + 3 * HOUR)
    assert [article.url for article in within] == expected[1:3]


def test_articles_are_chosen_by_category_source_and_place(store, make_article):
    store.put_article(make_article(1, matches=(SCAM,), places=(QUANG_UYEN,)))
    store.put_article(make_article(2, source="đài huyện"))

    def numbers(**filters: Any) -> list[int]:
        return [int(article.url[-1]) for article in store.articles(**filters)]

    assert numbers(category=Category.FRAUD) == numbers(place="01696") == numbers(source="bao-cao-bang") == [1]
    assert numbers(category=Category.HEALTH) == numbers(place="Xã Quảng Uyên") == []
    assert numbers(source="đài huyện") == [2]


def test_the_store_may_be_written_to_while_articles_are_read(store, url, make_article):
    for number in range(5):
        store.put_article(make_article(number))
    seen: list[str] = []
    with open_store(url) as other:
        for article in store.articles():
            other.put_article(make_article(100 + len(seen)))
            store.put_article(make_article(200 + len(seen)))
            seen.append(article.url)
    assert len(seen) == 5
    assert store.counts()["articles"] == 15


def test_a_naive_time_or_one_without_a_date_here_is_refused(store, make_article):
    with pytest.raises(ValueError, match="aware"):
        store.articles(since=datetime(2026, 1, 1))  # noqa: DTZ001 - the fault under test
    with pytest.raises(ValueError, match="years"):
        store.put_article(make_article(published=datetime.max.replace(tzinfo=UTC)))
    assert store.counts()["articles"] == 0


# -- sightings


def test_a_sighting_counts_articles_and_sources(store, make_article, phone, noon):
    store.put_article(make_article(1, indicators=(phone, phone), fetched=noon + HOUR))
    store.put_article(make_article(2, indicators=(phone,), source="đài, huyện", fetched=noon))
    (sighting,) = store.sightings()
    assert sighting.indicator == phone
    assert (sighting.first_seen, sighting.last_seen) == (noon, noon + HOUR)
    assert (sighting.articles, sighting.sources) == (2, ("bao-cao-bang", "đài, huyện"))


def test_an_indicator_no_longer_in_the_article_stops_counting_from_it(store, make_article, phone, noon):
    site = Indicator(kind=IndicatorKind.DOMAIN, value="gia.example")
    store.put_article(make_article(indicators=(phone,)))
    store.put_article(make_article(indicators=(phone, site), fetched=noon + HOUR))
    assert {each.indicator: (each.first_seen, each.last_seen) for each in store.sightings()} == {
        phone: (noon, noon + HOUR),
        site: (noon + HOUR, noon + HOUR),
    }
    store.put_article(make_article(indicators=(site,), fetched=noon + 2 * HOUR))
    assert [each.indicator for each in store.sightings()] == [site]


def test_sightings_are_newest_first_and_chosen_by_kind_and_time(store, make_article, phone, noon):
    account = Indicator(kind=IndicatorKind.BANK_ACCOUNT, value="0900000123", bank="VCB")
    same_digits = Indicator(kind=IndicatorKind.BANK_ACCOUNT, value="0900000123", bank="BIDV")
    for number, indicator in enumerate((phone, account, same_digits)):
        store.put_article(make_article(number, indicators=(indicator,), fetched=noon + number * HOUR))
    assert [each.indicator for each in store.sightings()] == [same_digits, account, phone]
    assert [each.indicator for each in store.sightings(kind=IndicatorKind.PHONE)] == [phone]
    assert [each.indicator for each in store.sightings(since=noon + 2 * HOUR)] == [same_digits]


# -- what a crawl remembers


def test_a_visit_is_replaced(store, noon):
    store.put_visit(Visit(source="a", url="https://tin.example/rss", fetched=noon, etag='"1"'))
    latest = Visit(source="a", url="https://tin.example/rss", fetched=noon + HOUR, last_modified="Sat, 21 Nov 2026")
    store.put_visit(latest)
    assert store.visit("a", latest.url) == latest
    assert store.visit("b", latest.url) is None


def test_links_are_known_by_source(store, noon):
    store.remember("a", ["https://tin.example/1", "https://tin.example/2"], noon)
    store.remember("a", ["https://tin.example/2"], noon - HOUR)
    assert store.known("a", ["https://tin.example/2", "https://tin.example/3"]) == {"https://tin.example/2"}
    assert store.known("b", ["https://tin.example/2"]) == frozenset()
    assert store.known("a", []) == frozenset()
    assert store.counts()["links"] == 2


# -- runs


def test_a_run_is_rewritten_under_its_id_in_whatever_zone(store, make_run, noon):
    store.put_run(make_run(due=noon.astimezone(UTC), started=noon, outcome=RunOutcome.RUNNING))
    (running,) = store.runs()
    ended = make_run(ended=noon + HOUR, tally=Tally(seen=3, stored=2, discarded=(("same", 1),), bytes=900))
    assert running.id == ended.id
    store.put_run(ended)
    assert list(store.runs()) == [ended]


def test_runs_are_chosen_by_when_they_were_due(store, make_run, noon):
    for source, hours in (("b", 1), ("a", 1), ("a", 2), ("a", 0)):
        store.put_run(make_run(source=source, due=noon + hours * HOUR))
    assert [(run.source, run.due) for run in store.runs(since=noon, until=noon + 2 * HOUR)] == [
        ("a", noon),
        ("a", noon + HOUR),
        ("b", noon + HOUR),
    ]
    assert [run.due for run in store.runs(source="a", since=noon + HOUR)] == [noon + HOUR, noon + 2 * HOUR]


def test_the_last_run_is_the_last_that_ended_well(store, make_run, noon):
    good = make_run(outcome=RunOutcome.UNCHANGED, ended=noon)
    store.put_run(good)
    store.put_run(make_run(due=noon + HOUR, outcome=RunOutcome.EMPTY, ended=noon + HOUR))
    store.put_run(make_run(due=noon + 2 * HOUR, started=None, outcome=RunOutcome.MISSED))
    store.put_run(make_run(source="chưa từng", outcome=RunOutcome.FAILED, ended=noon))
    assert store.last_runs() == {"bao-cao-bang": good}


def test_a_run_from_a_wrong_future_does_not_stay_the_last(store, make_run, noon):
    future = make_run(due=noon + 365 * DAY, started=noon + 365 * DAY, ended=noon + 365 * DAY)
    today = make_run(ended=noon)
    store.put_run(future)
    store.put_run(today)
    store.put_run(future)  # written again, it is still the earlier one
    assert store.last_runs() == {"bao-cao-bang": today}


# -- quarantine


def test_an_item_apart_keeps_its_first_time_and_gets_its_new_reason(store, noon):
    first = Quarantined(id="x", source="a", reason="encoding", line='{"kind":"article"}', since=noon)
    second = Quarantined(id="y", source="a", reason="poison", line="{}", since=noon - HOUR)
    store.quarantine(first)
    store.quarantine(second)
    store.quarantine(Quarantined(id="x", source="b", reason="too large", line="khác", since=noon + HOUR))
    renewed = Quarantined(id="x", source="a", reason="too large", line='{"kind":"article"}', since=noon)
    assert list(store.quarantined()) == [second, renewed]
    assert (store.release("x"), store.release("x")) == (True, False)
    assert list(store.quarantined()) == [second]


# -- transactions


class Stop(Exception):  # noqa: N818 - not an error, a way out
    pass


def test_a_transaction_lands_together_or_not_at_all(store, url, make_article, noon):
    with pytest.raises(Stop), store.transaction():  # noqa: PT012 - what stands before it is to be undone
        store.put_article(make_article())
        store.remember("a", ["https://tin.example/1"], noon)
        raise Stop
    assert set(store.counts().values()) == {0}
    with store.transaction():
        store.put_article(make_article())
        with open_store(url) as other:
            assert other.counts()["articles"] == 0
    assert store.counts()["articles"] == 1


def test_an_inner_transaction_can_fail_alone(store, make_article):
    with store.transaction():
        store.put_article(make_article(1))
        with pytest.raises(Stop), store.transaction():  # noqa: PT012 - as above
            store.put_article(make_article(2))
            with store.transaction():
                store.put_article(make_article(3))
            raise Stop
        with store.transaction():
            store.put_article(make_article(4))
    assert sorted(article.url[-1] for article in store.articles()) == ["1", "4"]
    assert [article.url[-1] for article in store.search("công an")] == ["4", "1"]


def test_a_value_that_cannot_be_kept_spoils_nothing_around_it(store, make_article):
    with store.transaction():
        store.put_article(make_article(1))
        with pytest.raises(ValueError, match="years"):
            store.put_article(make_article(2, published=datetime.max.replace(tzinfo=UTC)))
    assert store.counts()["articles"] == 1


# -- care


def test_purge_deletes_what_is_too_old_and_only_that(
    store, *, make_article, make_run, make_claim, make_signal, make_alert, make_review, phone, noon
):
    retention = Retention(articles=10, claims=8, signals=6, runs=5, quarantine=3)
    for days in (7, 9):
        claim = make_claim(days, last_seen=noon - days * DAY)
        store.put_claim(claim, {days})
        store.put_review(make_review(claim))
    for days in (5, 7):
        store.put_signal(make_signal(hour=noon - days * DAY))
        store.put_alert(make_alert(raised=noon - days * DAY))
    for days in (9, 11):
        store.put_article(make_article(days, fetched=noon - days * DAY, indicators=(phone,)))
        store.remember("a", [f"https://tin.example/{days}"], noon - days * DAY)
    for days in (29, 31):
        store.put_visit(Visit(source="a", url=f"https://tin.example/{days}", fetched=noon - days * DAY))
    for days in (2, 4):
        store.quarantine(Quarantined(id=str(days), source="a", reason="r", line="{}", since=noon - days * DAY))
    for days in (4, 6, 7):
        store.put_run(make_run(due=noon - days * DAY, outcome=RunOutcome.FAILED))
    assert store.purge(retention, now=noon) == {
        "articles": 1,
        "claims": 1,
        "signals": 1,
        "alerts": 1,
        "links": 1,
        "visits": 1,
        "quarantine": 1,
        "runs": 2,
        **dict.fromkeys(("waiting", "cursors", "listed"), 0),
    }
    ones = ("articles", "indicators", "links", "visits", "quarantine")
    left = dict.fromkeys(store.counts(), 0) | dict.fromkeys(ones, 1) | {"runs": 1}
    left |= {"claims": 1, "signals": 1, "reviews": 1, "alerts": 1}
    assert store.counts() == left
    assert [each.articles for each in store.sightings()] == [1]
    assert [article.url[-1] for article in store.search("công an")] == ["9"]
    assert set(store.purge(retention, now=noon).values()) == {0}


def test_purge_keeps_the_last_good_run_of_a_silent_source(store, make_run, noon):
    older, last = (make_run(due=noon - days * DAY, started=noon - days * DAY) for days in (300, 200))
    store.put_run(older)
    store.put_run(last)
    assert store.purge(Retention(), now=noon)["runs"] == 1
    assert store.last_runs() == {"bao-cao-bang": last}


def test_purge_works_in_batches_larger_than_one(store, make_article, noon):
    with store.transaction():
        for number in range(450):
            store.put_article(make_article(number, fetched=noon - 400 * DAY))
    assert store.purge(Retention(), now=noon)["articles"] == 450
    assert store.search("công an") == ()


def test_purge_and_backup_stand_in_no_transaction(store, tmp_path, noon):
    with store.transaction():
        with pytest.raises(ValueError, match="transaction"):
            store.purge(Retention(), now=noon)
        with pytest.raises(ValueError, match="transaction"):
            store.backup(tmp_path / "copy.db")


def test_nothing_is_kept_for_less_than_a_day():
    with pytest.raises(ValueError, match="a day"):
        Retention(articles=0)


def test_a_backup_holds_everything_and_overwrites_nothing(store, tmp_path, make_article, make_run):
    store.put_article(make_article())
    store.put_run(make_run())
    target = tmp_path / "sao lưu" / "kho 100%?#.db"
    store.backup(target)
    with open_store(str(target), create=False) as copy:
        assert copy.counts() == store.counts()
        assert list(copy.articles()) == list(store.articles())
    with pytest.raises(StoreError, match="exists"):
        store.backup(target)
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_closing_twice_is_closing_once(url):
    store = open_store(url)
    store.close()
    store.close()
    with pytest.raises(ValueError, match="closed"):
        store.counts()


def test_a_store_is_for_one_thread(store):
    said = []

    def use() -> None:
        try:
            store.counts()
        except ValueError as error:
            said.append(str(error))

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert said == ["a store is for the process and thread that opened it: open another one here"]


def test_a_store_is_for_one_process(store):
    if (child := os.fork()) == 0:
        try:
            store.counts()
        except ValueError:
            os._exit(0)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
