"""Which alerts are told: grave ones always, others within the budget, none twice."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.decide import QUIET, Rising, decide
from alerts.rise import Rise
from records import ZONE, Alert, AlertKind, Category, Fate, Severity

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)


def rising(about: str = "a", *, severity: Severity = Severity.MEDIUM, place: str = "", **changes: object) -> Rising:
    given_ = {"observed": 10, "expected": 1.0, "chance": 0.001} | changes
    return Rising(
        kind=AlertKind.CLAIM,
        about=about,
        category=Category.DISASTER,
        severity=severity,
        place=place or about,
        rise=Rise(**given_),  # type: ignore[arg-type]
    )


def fates(alerts: tuple[Alert, ...]) -> dict[str, Fate]:
    return {alert.about: alert.fate for alert in alerts}


def test_the_gravest_and_least_expected_are_told_first() -> None:
    some = [
        rising("low", severity=Severity.LOW),
        rising("odd", chance=1e-9),
        rising("high", severity=Severity.HIGH),
        rising("plain"),
    ]
    told = decide(some, (), budget=2, now=NOW)
    assert [alert.about for alert in told] == ["high", "odd", "plain", "low"]
    assert fates(told) == {
        "high": Fate.SENT,
        "odd": Fate.SENT,
        "plain": Fate.OVER_BUDGET,
        "low": Fate.OVER_BUDGET,
    }


def test_high_severity_is_told_whatever_was_spent() -> None:
    first = decide([rising("a"), rising("b")], (), budget=2, now=NOW)
    then = decide([rising("c", severity=Severity.HIGH), rising("d")], first, budget=2, now=NOW + timedelta(hours=1))
    assert fates(then) == {"c": Fate.SENT, "d": Fate.OVER_BUDGET}
    tomorrow = decide([rising("d")], (*first, *then), budget=2, now=NOW + timedelta(days=1))
    assert fates(tomorrow) == {"d": Fate.SENT}, "another day, another budget"


def test_the_same_is_not_told_again_until_it_has_doubled_or_a_day_is_over() -> None:
    first = decide([rising("a")], (), budget=9, now=NOW)
    later = NOW + timedelta(hours=2)
    assert fates(decide([rising("a", observed=19)], first, budget=9, now=later)) == {"a": Fate.REPEATED}
    assert fates(decide([rising("a", observed=20)], first, budget=9, now=later)) == {"a": Fate.SENT}
    assert fates(decide([rising("a")], first, budget=9, now=NOW + QUIET)) == {"a": Fate.SENT}


def test_one_subject_in_one_place_is_one_message() -> None:
    told = decide(
        [rising("a", place="x", chance=1e-5), rising("b", place="x"), rising("c", place="y")], (), budget=9, now=NOW
    )
    assert fates(told) == {"a": Fate.SENT, "b": Fate.GROUPED, "c": Fate.SENT}
    again = decide([rising("b", place="x")], told, budget=9, now=NOW + timedelta(hours=1))
    assert fates(again) == {"b": Fate.REPEATED}, "it was told within the other"


SOME = st.lists(
    st.builds(
        rising,
        st.sampled_from("abcdef"),
        severity=st.sampled_from(Severity),
        place=st.sampled_from("xyz"),
        observed=st.integers(5, 90),
        chance=st.floats(0, 0.01),
    ),
    max_size=12,
    unique_by=lambda each: each.about,
)


@given(rounds=st.lists(SOME, max_size=6), budget=st.integers(0, 4))
def test_every_rise_has_a_fate_and_the_budget_holds_but_for_what_is_grave(
    rounds: list[list[Rising]], budget: int
) -> None:
    past: list[Alert] = []
    for number, some in enumerate(rounds):
        told = decide(some, past, budget=budget, now=NOW + number * timedelta(hours=1))
        assert sorted(alert.about for alert in told) == sorted(one.about for one in some)
        assert len({alert.id for alert in told}) == len(told)
        past += told
    sent = [alert for alert in past if alert.fate is Fate.SENT]
    assert sum(alert.severity is not Severity.HIGH for alert in sent) <= budget
    reversed_order = decide(list(reversed(rounds[0])), (), budget=budget, now=NOW) if rounds else ()
    assert reversed_order == (decide(rounds[0], (), budget=budget, now=NOW) if rounds else ())
