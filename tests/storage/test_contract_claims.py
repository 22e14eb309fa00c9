"""What every engine promises of claims, signals, alerts and reviews."""

from datetime import timedelta

import pytest

from errors import StoreError
from records import AlertKind, Category, Fate, Related, Relation, Severity, Stance, Verdict, Voices

HOUR = timedelta(hours=1)


def test_a_claim_comes_back_as_it_was_and_is_replaced(store, make_claim, phone, noon):
    voices = (Voices(since=noon, until=noon + HOUR, source="mang", count=7),)
    related = (Related(article="a" * 32, relation=Relation.DENIES),)
    stances = ((Stance.QUESTION, 6), (Stance.REPORT, 5))
    claim = make_claim(voices=voices, indicators=(phone,), related=related, stances=stances, reach=10)
    store.put_claim(claim, {1, 2})
    assert store.claim(claim.id) == claim
    longer = make_claim(passage=claim.passage + " lên núi", last_seen=noon + HOUR)
    store.put_claim(longer, {2, 3})
    assert store.claim(claim.id) == longer
    assert store.claims_sharing({1, 2, 3}) == {claim.id: 2}
    assert store.claim("nowhere") is None


def test_claims_are_found_by_what_they_share(store, make_claim):
    store.put_claim(make_claim(1), {1, 2, 3})
    store.put_claim(make_claim(2), {3, 4, 2**63 - 1})
    assert store.claims_sharing({1, 3, 2**63 - 1, 9}) == {make_claim(1).id: 2, make_claim(2).id: 2}
    assert store.claims_sharing(set()) == {}


def test_claims_are_newest_first_and_chosen_by_time_and_category(store, make_claim, noon):
    for number, hours in enumerate((3, 1, 2)):
        category = (Category.FRAUD, Category.DISASTER, Category.DISASTER)[number]
        store.put_claim(make_claim(number, last_seen=noon - hours * HOUR, category=category), {number})
    assert [claim.id[-1] for claim in store.claims()] == ["1", "2", "0"]
    assert [claim.id[-1] for claim in store.claims(since=noon - 2 * HOUR)] == ["1", "2"]
    assert [claim.id[-1] for claim in store.claims(until=noon - 2 * HOUR)] == ["0"]
    assert [claim.id[-1] for claim in store.claims(category=Category.FRAUD)] == ["0"]


def test_of_a_signal_the_highest_count_stays(store, make_signal, noon):
    for count in (5, 9, 7):
        store.put_signal(make_signal(count=count))
    store.put_signal(make_signal(hour=noon - HOUR, rule="fraud.task_scam"))
    assert list(store.signals(since=noon)) == [make_signal(count=9)]
    assert [signal.count for signal in store.signals()] == [5, 9]
    assert [signal.hour for signal in store.signals(rule="fraud.task_scam", until=noon)] == [noon - HOUR]


def test_alerts_come_back_as_they_were_and_are_replaced_by_id(store, make_alert, noon):
    early, late = make_alert(raised=noon - HOUR), make_alert()
    failed = make_alert(fate=Fate.FAILED)
    for alert in (late, early, failed):
        store.put_alert(alert)
    assert list(store.alerts()) == [early, failed]
    assert list(store.alerts(since=noon)) == [failed]
    assert list(store.alerts(until=noon)) == [early]


def test_reviews_are_only_ever_added(store, make_claim, make_review, noon):
    claim = make_claim()
    store.put_claim(claim, {1})
    first, second = make_review(claim), make_review(claim, verdict=Verdict.CONFIRMED, made=noon + HOUR)
    for review in (first, second, first):
        store.put_review(review)
    assert store.reviews(claim.id) == (first, second, first)
    with pytest.raises(StoreError):
        store.put_review(make_review(make_claim(2)))


def test_an_alert_about_a_source_comes_back_without_voices(store, make_alert):
    none = dict.fromkeys(("category", "observed", "expected", "chance"))
    alert = make_alert(kind=AlertKind.SOURCE, about="bao-tinh", place="", severity=Severity.MEDIUM, **none)
    store.put_alert(alert)
    assert list(store.alerts()) == [alert]
