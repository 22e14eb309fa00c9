"""What every engine promises of decisions, and of articles by what they hold."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import StoreError
from records import Claim, Decision, DecisionKind, Indicator, IndicatorKind
from storage.base import Retention

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
KEPT = Retention(claims=365)


@pytest.fixture
def claims(store, make_claim):
    made = [make_claim(number) for number in (1, 2, 3)]
    for number, claim in enumerate(made):
        store.put_claim(claim, {number})
    return made


def merge(*claims: Claim, noon: datetime) -> Decision:
    return Decision(
        kind=DecisionKind.MERGE, claims=tuple(sorted(each.id for each in claims)), reason="cùng một tin", made=noon
    )


def undo(decision: Decision, *, noon: datetime) -> Decision:
    return Decision(kind=DecisionKind.UNDO, undoes=decision.id, reason="nhầm", made=noon + HOUR)


def test_decisions_come_back_as_they_were_in_the_order_in_which_they_were_made(store, claims, noon):
    one, two, three = claims
    split = Decision(
        kind=DecisionKind.SPLIT, claims=(one.id,), apart=(two.id, three.id), reason="khác nơi", made=noon + 2 * HOUR
    )
    first = merge(one, two, noon=noon)
    back = undo(first, noon=noon)
    for decision in (first, split, back):
        store.put_decision(decision)
    assert store.decisions() == (first, back, split)
    assert store.counts()["decisions"] == 3


def test_the_same_decision_again_is_the_same(store, claims, noon):
    decision = merge(*claims, noon=noon)
    store.put_decision(decision)
    store.put_decision(decision)
    assert store.decisions() == (decision,)


def test_a_decision_on_what_is_not_there_is_refused_and_leaves_nothing(store, claims, make_claim, noon):
    stranger = merge(claims[0], make_claim(9), noon=noon)
    for refused in (stranger, undo(stranger, noon=noon)):
        with pytest.raises(StoreError):
            store.put_decision(refused)
    assert store.decisions() == ()
    assert store.counts()["decisions"] == 0


def test_decisions_go_with_the_last_claim_they_name_and_with_what_they_undo(store, make_claim, noon):
    old, older, new = (
        make_claim(n, first_seen=noon - 600 * DAY, last_seen=noon - days * DAY) for n, days in enumerate((400, 500, 1))
    )
    for number, claim in enumerate((old, older, new)):
        store.put_claim(claim, {number})
    gone, stays = merge(old, older, noon=noon), merge(older, new, noon=noon)
    for decision in (gone, undo(gone, noon=noon), undo(undo(gone, noon=noon), noon=noon + HOUR), stays):
        store.put_decision(decision)
    store.purge(KEPT, now=noon)
    assert store.decisions() == (stays,), "it names a claim that is no more, and is not changed for that"
    store.purge(KEPT, now=noon + 400 * DAY)
    assert store.decisions() == ()


@given(st.lists(st.tuples(st.sampled_from(list(DecisionKind)), st.integers(0, 5), st.integers(0, 5)), max_size=8))
def test_no_decision_is_ever_lost_or_changed(scratch, make_claim, noon, steps):
    with scratch() as store:
        claims = [make_claim(number) for number in range(6)]
        for number, claim in enumerate(claims):
            store.put_claim(claim, {number})
        written: list[Decision] = []
        for number, (kind, a, b) in enumerate(steps):
            made = noon + number * HOUR
            if kind is DecisionKind.UNDO and written:
                decision = Decision(kind=kind, undoes=written[a % len(written)].id, reason="nhầm", made=made)
            elif kind is not DecisionKind.UNDO and a != b:
                named = tuple(sorted((claims[a].id, claims[b].id)))
                decision = Decision(kind=kind, claims=named, reason="vì thế", made=made)
            else:
                continue
            store.put_decision(decision)
            written.append(decision)
            assert store.decisions() == tuple(written)


def test_articles_are_found_by_what_they_hold(store, make_article, phone, noon):
    account = Indicator(kind=IndicatorKind.BANK_ACCOUNT, value="0012345678", bank="VCB")
    other = Indicator(kind=IndicatorKind.BANK_ACCOUNT, value="0012345678", bank="ACB")
    one = make_article(1, indicators=(phone,), fetched=noon)
    two = make_article(2, indicators=(phone, account), fetched=noon - HOUR)
    three = make_article(3, indicators=(phone,), fetched=noon + HOUR)
    for article in (one, two, three, make_article(4), make_article(5, indicators=(other,))):
        store.put_article(article)
    assert store.articles_with({phone, account}) == (two, three, one)
    assert store.articles_with([phone], limit=1) == (three,)
    assert store.articles_with([account, account]) == (two,)
    assert store.articles_with([]) == ()
    with pytest.raises(ValueError, match="negative"):
        store.articles_with([phone], limit=-1)
