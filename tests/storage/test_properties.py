"""What must hold for any records in any order."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from records import (
    ENDED_WELL,
    Article,
    Category,
    Claim,
    Extent,
    Indicator,
    IndicatorKind,
    Match,
    Place,
    Related,
    Relation,
    Run,
    RunOutcome,
    Severity,
    Signal,
    Span,
    Stance,
    Tally,
    Visit,
    Voices,
)
from storage.base import Put, Quarantined, Store

TEXT = st.text(max_size=40)
NAME = st.text(min_size=1, max_size=10)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=-11, minutes=-30))])
TIMES = st.datetimes(datetime(1976, 1, 1), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001 - bounds are naive
COUNTS = st.integers(0, 2**40)
URLS = st.integers(0, 3).map("https://tin.example/{}".format)
PLACES = st.builds(Place, code=NAME, valid_from=TEXT, name=NAME, commune=st.booleans())
SPANS = st.builds(lambda p, s, n: Span(phrase=p, start=s, end=s + n), NAME, COUNTS, st.integers(1, 9))
MATCHES = st.builds(
    Match,
    rule=st.sampled_from(["fraud.task_scam", "disaster.flood"]),
    category=st.sampled_from(Category),
    stance=st.sampled_from(Stance),
    severity=st.sampled_from(Severity),
    spans=st.lists(SPANS, min_size=1, max_size=2).map(tuple),
)
PLAIN_KINDS = [kind for kind in IndicatorKind if kind is not IndicatorKind.BANK_ACCOUNT]
VALUES = st.sampled_from(["a", "b", 'c"d', "é,"])
INDICATORS = st.builds(Indicator, kind=st.sampled_from(PLAIN_KINDS), value=VALUES) | st.builds(
    Indicator, kind=st.just(IndicatorKind.BANK_ACCOUNT), value=VALUES, bank=st.sampled_from(["VCB", "BIDV"])
)
ARTICLES = st.builds(
    Article,
    source=NAME,
    url=URLS,
    title=TEXT.map("tin {}".format),
    text=TEXT,
    published=st.none() | TIMES,
    fetched=TIMES,
    extent=st.sampled_from(Extent),
    places=st.lists(PLACES, max_size=2).map(tuple),
    matches=st.lists(MATCHES, max_size=2).map(tuple),
    indicators=st.lists(INDICATORS, max_size=3).map(tuple),
)
VISITS = st.builds(Visit, source=NAME, url=NAME, fetched=TIMES, etag=TEXT, last_modified=TEXT)
PAIRS = st.lists(st.tuples(TEXT, st.integers(0, 99)), max_size=3).map(tuple)


@st.composite
def runs(draw) -> Run:
    outcome = draw(st.sampled_from(RunOutcome))
    never = outcome in {RunOutcome.MISSED, RunOutcome.SKIPPED}
    stored, discarded, apart = draw(COUNTS), draw(PAIRS), draw(PAIRS)
    seen = stored + sum(count for _, count in (*discarded, *apart))
    return Run(
        source=draw(NAME),
        due=draw(TIMES),
        started=None if never else draw(TIMES),
        ended=None if outcome is RunOutcome.RUNNING else draw(st.none() | TIMES),
        outcome=outcome,
        tally=Tally(
            seen=seen,
            stored=stored,
            discarded=discarded,
            quarantined=apart,
            requests=draw(COUNTS),
            failures=draw(PAIRS),
            bytes=draw(COUNTS),
        ),
        note=draw(TEXT),
    )


ITEMS = st.builds(Quarantined, id=st.sampled_from("xyz"), source=NAME, reason=TEXT, line=TEXT, since=TIMES)
NOTES = st.tuples(NAME, st.lists(URLS, max_size=3), TIMES)
SIGNALS = st.builds(
    Signal, rule=st.sampled_from(["fraud.a", "fraud.b"]), place=PLACES, hour=TIMES, count=st.integers(3, 9)
)
VOICES = st.builds(
    lambda since, source, count: Voices(since=since, until=since + timedelta(hours=1), source=source, count=count),
    TIMES,
    st.text(max_size=5),
    st.integers(3, 99),
)


@st.composite
def claims(draw):
    first, last = sorted((draw(TIMES), draw(TIMES)))
    return Claim(
        id=draw(st.sampled_from("abc")),
        passage=draw(st.text(min_size=1, max_size=60)),
        anchor="a",
        category=draw(st.sampled_from(Category)),
        severity=draw(st.sampled_from(Severity)),
        rules=("fraud.a",),
        places=tuple(draw(st.lists(PLACES, max_size=2))),
        stance=draw(st.sampled_from(Stance)),
        stances=tuple((stance, 3) for stance in draw(st.sets(st.sampled_from(Stance)))),
        first_seen=first,
        last_seen=last,
        reach=draw(st.integers(3, 99)),
        voices=tuple(draw(st.lists(VOICES, max_size=3))),
        indicators=tuple(draw(st.lists(INDICATORS, max_size=2))),
        related=(Related(article="1", relation=draw(st.sampled_from(Relation))),),
    )


RECORDS = st.lists(ARTICLES | VISITS | runs() | ITEMS | NOTES | claims() | SIGNALS, max_size=12)


def write(store: Store, records: Iterable[object]) -> None:
    for record in records:
        match record:
            case Article():
                store.put_article(record)
            case Visit():
                store.put_visit(record)
            case Run():
                store.put_run(record)
            case Quarantined():
                store.quarantine(record)
            case Claim():
                store.put_claim(record, {len(record.passage), 7})
            case Signal():
                store.put_signal(record)
            case (str(source), list(links), datetime() as at):
                store.remember(source, links, at)


def contents(store: Store) -> tuple[object, ...]:
    return (
        store.counts(),
        list(store.articles()),
        list(store.claims()),
        store.claims_sharing({7, 8}),
        list(store.signals()),
        [article.url for article in store.search("tin", limit=99)],
        list(store.sightings()),
        list(store.runs()),
        store.last_runs(),
        list(store.quarantined()),
    )


@given(article=ARTICLES, visit=VISITS, run=runs(), item=ITEMS)
def test_every_record_comes_back_as_it_was(scratch, article, visit, run, item):
    with scratch() as store:
        write(store, [article, visit, run, item])
        assert store.article(article.id) == article
        assert store.visit(visit.source, visit.url) == visit
        assert list(store.runs()) == [run]
        assert list(store.quarantined()) == [item]
        assert store.last_runs() == ({run.source: run} if run.outcome in ENDED_WELL else {})


@given(records=RECORDS)
def test_writing_any_sequence_twice_is_writing_it_once(scratch, records):
    with scratch() as store:
        write(store, records)
        once = contents(store)
        write(store, records)
        assert contents(store) == once


@settings(max_examples=10)  # each writes to the disk
@given(records=RECORDS)
def test_one_transaction_or_many_make_no_difference(fresh, scratch, records):
    with fresh() as apart, scratch() as together:
        write(apart, records)
        with together.transaction():
            write(together, records)
        assert contents(together) == contents(apart)


@given(records=RECORDS)
def test_counts_are_what_can_be_read(scratch, records):
    with scratch() as store:
        write(store, records)
        assert store.counts() == {
            "articles": len(list(store.articles())),
            "indicators": len(list(store.sightings())),
            "visits": len({(each.source, each.url) for each in records if isinstance(each, Visit)}),
            "links": len({(each[0], link) for each in records if isinstance(each, tuple) for link in each[1]}),
            "runs": len({each.id for each in records if isinstance(each, Run)}),
            "quarantine": len(list(store.quarantined())),
            "claims": len(list(store.claims())),
            "signals": len(list(store.signals())),
            **dict.fromkeys(("reviews", "alerts", "decisions", "waiting", "cursors", "listed"), 0),
        }


@given(articles=st.lists(ARTICLES, max_size=12))
def test_sightings_agree_with_the_articles_there_are(scratch, articles):
    with scratch() as store:
        write(store, articles)
        counted: dict[Indicator, list[Article]] = {}
        for article in store.articles():
            for indicator in set(article.indicators):
                counted.setdefault(indicator, []).append(article)
        seen = {each.indicator: each for each in store.sightings()}
        assert seen.keys() == counted.keys()
        for indicator, holders in counted.items():
            assert seen[indicator].articles == len(holders)
            assert seen[indicator].sources == tuple(sorted({article.source for article in holders}))
            assert seen[indicator].first_seen <= min(article.fetched for article in holders)
            assert seen[indicator].last_seen >= max(article.fetched for article in holders)
        assert [each.last_seen for each in store.sightings()] == sorted(
            (each.last_seen for each in seen.values()), reverse=True
        )


@given(articles=st.lists(ARTICLES, max_size=12))
def test_a_full_text_once_read_is_never_less(scratch, articles):
    with scratch() as store:
        full = set()
        for article in articles:
            put = store.put_article(article)
            assert (put is Put.SAME) >= (article.id in full and article.extent is Extent.SUMMARY)
            if article.extent is Extent.FULL:
                full.add(article.id)
        assert {article.id for article in store.articles() if article.extent is Extent.FULL} == full
