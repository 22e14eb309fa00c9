"""A silence is told once, within the budget, several together; and only if we listened."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.decide import QUIET, spent
from alerts.silence import Silence, decide_silent, silences
from desk.sources import Expected, pasts
from records import ENDED_WELL, ZONE, Alert, AlertKind, Category, Fate, Run, RunOutcome, Severity, Tally

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
HOUR = timedelta(hours=1)
SOURCE = Expected(id="s", name="Nguồn S", rhythm=6 * HOUR, every=HOUR, enabled=True, local=True)


def run(hours: float, outcome: RunOutcome = RunOutcome.FAILED) -> Run:
    at = NOW - hours * HOUR
    tally = Tally(seen=1, stored=1) if outcome is RunOutcome.SUCCEEDED else Tally()
    started = None if outcome in {RunOutcome.MISSED, RunOutcome.SKIPPED} else at
    return Run(source="s", due=at, started=started, ended=at, outcome=outcome, tally=tally)


def heard(hours: float) -> Run:
    return run(hours, RunOutcome.SUCCEEDED)


def found(*runs: Run, until: datetime = NOW) -> tuple[Silence, ...]:
    good = {one.source: one for one in runs if one.outcome in ENDED_WELL}
    return silences([SOURCE], pasts([SOURCE], runs, good, until=until), until=until)


@pytest.mark.parametrize("outcome", [RunOutcome.FAILED, RunOutcome.UNCHANGED, RunOutcome.EMPTY, RunOutcome.CRASHED])
def test_beyond_twice_its_rhythm_a_source_is_silent_however_it_fails_us(outcome: RunOutcome) -> None:
    assert found(heard(13), run(6, outcome), run(0.5, outcome)) == (Silence(source="s", since=NOW - 13 * HOUR),)
    assert found(heard(11.9), run(6, outcome), run(0.1, outcome)) == ()


def test_one_that_was_never_read_is_silent_since_it_was_first_tried() -> None:
    assert found(run(13), run(12), run(0.5)) == (Silence(source="s", since=NOW - 13 * HOUR),)
    assert found() == ()


def test_whom_nobody_asked_is_not_silent() -> None:
    assert found(heard(13)) == (), "nothing was asked since"
    assert found(heard(13), run(12), run(11)) == (), "nor since it should have spoken"
    assert found(heard(13), *(run(hours, RunOutcome.SKIPPED) for hours in (9, 5, 0.5))) == (), "quiet hours"


def test_when_we_come_back_it_is_asked_twice_before_it_is_called_silent() -> None:
    away = [heard(90), run(89), run(1, RunOutcome.MISSED)]
    assert found(*away, run(0.9)) == ()
    assert found(*away, run(0.9), run(0.4)) == (Silence(source="s", since=NOW - 90 * HOUR),)
    assert found(*away, heard(0.9)) == ()


def silent(*names: str, since: datetime = NOW - 13 * HOUR) -> list[Silence]:
    return [Silence(source=name, since=since) for name in names]


def fates(alerts: tuple[Alert, ...]) -> dict[str, Fate]:
    return {alert.about: alert.fate for alert in alerts}


def test_a_silence_is_told_once_and_the_next_one_again() -> None:
    first = decide_silent(silent("a"), (), budget=3, now=NOW)
    assert fates(first) == {"a": Fate.SENT}
    for later in (HOUR, 2 * QUIET, 80 * QUIET):
        assert decide_silent(silent("a"), first, budget=3, now=NOW + later) == ()
    anew = silent("a", since=NOW + HOUR)
    assert fates(decide_silent(anew, first, budget=3, now=NOW + 14 * HOUR)) == {"a": Fate.SENT}


def test_several_at_once_are_one_message_and_count_as_one() -> None:
    told = decide_silent(silent("a", "b", "c"), (), budget=1, now=NOW)
    assert fates(told) == {"a": Fate.SENT, "b": Fate.GROUPED, "c": Fate.GROUPED}
    assert spent(told, NOW) == 1
    assert decide_silent(silent("a", "b", "c"), told, budget=9, now=NOW + 3 * QUIET) == ()
    assert fates(decide_silent(silent("a", "d"), told, budget=9, now=NOW + HOUR)) == {"d": Fate.SENT}


def test_the_budget_is_shared_with_all_other_alerts() -> None:
    claim = Alert(
        kind=AlertKind.CLAIM, about="s", category=Category.FRAUD, severity=Severity.HIGH, raised=NOW - HOUR,
        observed=9, expected=0.5, chance=0.001, fate=Fate.SENT,
    )  # fmt: skip
    held = decide_silent(silent("a", "s"), [claim], budget=1, now=NOW)
    assert fates(held) == {"a": Fate.OVER_BUDGET, "s": Fate.OVER_BUDGET}
    assert decide_silent(silent("a", "s"), [claim, *held], budget=1, now=NOW + HOUR) == (), "not every twenty minutes"
    assert fates(decide_silent(silent("a", "s"), [claim, *held], budget=1, now=NOW + QUIET)) == {
        "a": Fate.SENT,
        "s": Fate.GROUPED,
    }


@pytest.mark.parametrize("fate", [Fate.FAILED, Fate.UNADDRESSED])
def test_a_message_nobody_got_is_tried_again_after_a_day_with_all_it_told(fate: Fate) -> None:
    def alert(about: str, fate: Fate) -> Alert:
        return Alert(kind=AlertKind.SOURCE, about=about, severity=Severity.MEDIUM, raised=NOW, fate=fate)

    lost = [alert("a", fate), alert("b", Fate.GROUPED)]
    assert decide_silent(silent("a", "b"), lost, budget=5, now=NOW + QUIET - HOUR) == ()
    assert fates(decide_silent(silent("a", "b"), lost, budget=5, now=NOW + QUIET)) == {
        "a": Fate.SENT,
        "b": Fate.GROUPED,
    }


@given(looks=st.lists(st.sets(st.sampled_from("abcd")), max_size=30), budget=st.integers(0, 3))
def test_no_silence_is_told_twice_and_the_budget_holds(looks: list[set[str]], budget: int) -> None:
    past: list[Alert] = []
    for number, names in enumerate(looks):
        told = decide_silent(silent(*names), past, budget=budget, now=NOW + number * 5 * HOUR)
        assert sum(alert.fate is Fate.SENT for alert in told) <= 1
        past += told
    for name in "abcd":
        assert sum(alert.about == name and alert.fate in {Fate.SENT, Fate.GROUPED} for alert in past) <= 1
    for day in {alert.raised.date() for alert in past}:
        assert sum(alert.fate is Fate.SENT and alert.raised.date() == day for alert in past) <= budget
